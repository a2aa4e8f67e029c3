using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Areas.Admin;

/// <summary>
/// <c>/admin/preview/{newspaper}/{date}/…</c>: the reader's own pages, pictures and PDFs of an edition before its release, for people with a right for its
/// newspaper. The request is authorised, then answered by the same code as the reader's, with <see cref="PreviewScope"/> open for that one edition;
/// addresses in its pages lead on within the preview. Nothing of it is kept by any cache.
/// </summary>
internal sealed partial class Preview(RequestDelegate next)
{
    private static readonly PathString Root = "/admin/preview";

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments(Root, out var rest)
            || rest.Value?.Split('/', 4) is not ["", var code, var dateText, ..] parts
            || !NewspaperCode.IsValid(code)
            || !ReaderAddress.TryReadDate(dateText.Split('.', 2)[0], out var date))
        {
            await next(context);
            return;
        }

        var services = context.RequestServices;
        var prefix = $"{Root}{Addresses.Edition(code, date)}";
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.CacheControl = "private, no-store";
            headers["X-Robots-Tag"] = "noindex, nofollow";
            headers.Remove("ETag");
            if (headers.Location.ToString() is { Length: > 0 } location && location.StartsWith(Addresses.Edition(code, date), StringComparison.Ordinal))
            {
                headers.Location = Root + location;
            }

            return Task.CompletedTask;
        });
        // The desk's own gate stands behind this, where the address is a reader's already.
        if (!request.IsSecure())
        {
            context.Response.Redirect(DeskServices.SignInPath);
            return;
        }

        var user = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (!user.Succeeded)
        {
            await context.ChallengeAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        if (user.Principal.HasClaim(claim => claim.Type == SecondFactor.DueClaim))
        {
            context.Response.Redirect(DeskAddresses.Account);
            return;
        }

        if (user.Principal.RightsFor(code) == DeskRights.None)
        {
            await context.ForbidAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return;
        }

        if (await services.GetRequiredService<PaperDbContext>().Editions.Where(edition => edition.Newspaper.Code == code && edition.Date == date).Select(edition => (int?)edition.Id)
            .FirstOrDefaultAsync(context.RequestAborted) is not { } id)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        services.GetRequiredService<PreviewScope>().Open(id);
        var asked = request.Path;
        request.Path = parts.Length == 4 && parts[3].StartsWith("media/", StringComparison.Ordinal) ? $"/{parts[3]}" : rest;
        try
        {
            if (IsFile(request.Path.Value!))
            {
                await next(context);
            }
            else
            {
                var text = services.GetRequiredService<IStringLocalizer<DeskTexts>>();
                await RewriteAsync(context, code, date, prefix, text["采编"], text["预览：与读者将看到的完全一样，只有采编能看到。返回采编"]);
            }
        }
        finally
        {
            request.Path = asked;
        }
    }

    /// <summary>Files go out as they are read; pages are short enough to be held while their addresses are rewritten.</summary>
    private static bool IsFile(string path) =>
        path.StartsWith("/media/", StringComparison.Ordinal) || Path.GetExtension(path) is ".pdf" or ".epub" or ".zip" or ".xml"
        || path.Contains("/facsimile/", StringComparison.Ordinal);

    private async Task RewriteAsync(HttpContext context, string code, DateOnly date, string prefix, string name, string mark)
    {
        var response = context.Response;
        var body = response.Body;
        using var held = new MemoryStream();
        response.Body = held;
        try
        {
            await next(context);
        }
        finally
        {
            response.Body = body;
        }

        if (held.Length == 0)
        {
            return;
        }

        var bytes = held.ToArray();
        if (response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true)
        {
            var html = Regex.Replace(
                Encoding.UTF8.GetString(bytes),
                $"(?<=[\"',\\s])/(?:{Regex.Escape(Addresses.Edition(code, date)[1..])}|(?<media>media))(?=[/.?#\"'\\s])",
                match => match.Groups["media"].Success ? $"{prefix}/media" : prefix);
            var banner = $"<nav class=\"preview-mark\" aria-label=\"{HtmlEncoder.Default.Encode(name)}\"><a href=\"{DeskAddresses.Edition(code, date)}\">{HtmlEncoder.Default.Encode(mark)}</a></nav>";
            bytes = Encoding.UTF8.GetBytes(Body().Replace(html, match => match.Value + banner, 1));
        }

        response.ContentLength = bytes.Length;
        await body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>Up to where the page begins, after the link past its head, which is the first of all.</summary>
    [GeneratedRegex("<body[^>]*>\\s*(?:<a class=\"skip-link\"[^>]*>[^<]*</a>)?")]
    private static partial Regex Body();
}
