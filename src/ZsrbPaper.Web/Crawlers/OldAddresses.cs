using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.OldAddresses;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Crawlers;

/// <summary>What was asked for by an old address that the archive does not have; the error page tells the reader.</summary>
public sealed record MissingOldAddress(string Newspaper, DateOnly Date);

/// <summary>
/// Addresses of former times lead to the final ones in a single step: those of the original site, those in the table of old addresses, and
/// every address on a former host (<c>Site:OldHosts</c>). The original site's forms: <c>/zsrb/ShowIndex.asp?paperdate=20240301&amp;part=3&amp;article=1</c>,
/// the same under <c>/EPaper</c>, and <c>/epaper/zsrb/paperdate/20240301/part/3/articleid/1.html</c>, each without its last parts too, in any case.
/// </summary>
/// <remarks>
/// The table is asked only for what would otherwise be a 404 and has not the form of a final address, or a redirect to the same address without
/// its query; whoever reads the paper never waits for it.
/// </remarks>
internal sealed partial class OldAddresses(RequestDelegate next, IOptions<SiteOptions> site)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var isOldHost = site.Value.OldHosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            await next(context);
            return;
        }

        if (Find(request.Path.Value ?? "/", request.Query) is { } asked)
        {
            var found = NewspaperCode.IsValid(asked.Newspaper) && asked.Date is { } date
                ? await context.RequestServices.GetRequiredService<OriginalSiteReader>().FindAsync(asked.Newspaper, date, asked.Part, asked.Article, context.RequestAborted)
                : null;
            if ((found ?? await FindInTableAsync(context)) is { } final)
            {
                Lead(context, final, isOldHost);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            if (asked.Date is { } missing)
            {
                context.Items[typeof(MissingOldAddress)] = new MissingOldAddress(asked.Newspaper, missing);
            }

            return;
        }

        var reader = CanonicalAddresses.Find(request.Path.Value ?? "/");
        if (reader is { Kind: AddressKind.Reader, Keys: [] } && request.QueryString.HasValue && await FindInTableAsync(context) is { } meant)
        {
            Lead(context, meant, isOldHost);
        }
        else if (isOldHost && reader.Kind == AddressKind.Reader)
        {
            Lead(context, site.Value.Absolute(reader.Path + reader.Kept(request.QueryString)));
        }
        else
        {
            await next(context);

            // The page that tells of a 404 passes here too, with its status.
            if (context.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false } && context.Features.Get<IStatusCodeReExecuteFeature>() is null
                && FinalAddress.Find(reader.Path) is null
                && await FindInTableAsync(context) is { } known)
            {
                Lead(context, known, isOldHost);
            }
        }
    }

    /// <summary>What an address of the original site asks for; null when it is none.</summary>
    internal static OriginalSiteAddress? Find(string path, IQueryCollection query)
    {
        if (Asp().Match(path) is { Success: true } asp)
        {
            return new OriginalSiteAddress(asp.Groups[1].Value.ToLowerInvariant(), Date(query["paperdate"]), Ordinal(query["part"]), Ordinal(query["article"]) ?? Ordinal(query["articleid"]));
        }

        return Html().Match(path) is { Success: true } html
            ? new OriginalSiteAddress(html.Groups[1].Value.ToLowerInvariant(), Date(html.Groups[2].Value), Ordinal(html.Groups[3].Value), Ordinal(html.Groups[4].Value))
            : null;
    }

    /// <summary>What the table of old addresses has for this request; the desk and programs never had other addresses.</summary>
    private static async Task<FinalAddress?> FindInTableAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return context.Request.Path.StartsWithSegments("/admin") || context.Request.Path.StartsWithSegments("/api") ? null
            : await context.RequestServices.GetRequiredService<OldAddressTable>().FindAsync(
                context.Request.Host.Host, target is ['/', ..] ? target : context.Request.Path + context.Request.QueryString, context.RequestAborted);
    }

    private void Lead(HttpContext context, FinalAddress found, bool isOldHost) =>
        Lead(context, isOldHost ? site.Value.Absolute(found.Path) : found.Path);

    private static void Lead(HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        context.Response.Headers.Location = address;
    }

    private static DateOnly? Date(string? text) =>
        DateOnly.TryParseExact(text, ["yyyyMMdd", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>Null when none is given; 0, which nothing has, when it cannot be read.</summary>
    private static int? Ordinal(string? text) => string.IsNullOrEmpty(text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : 0;

    [GeneratedRegex("^(?:/epaper)?/([a-z0-9]{1,16})/ShowIndex\\.asp/?\\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Asp();

    [GeneratedRegex("^/epaper/([a-z0-9]{1,16})/paperdate/([0-9-]{1,10})(?:\\.html|(?:/part/([0-9]{1,9})(?:\\.html|/articleid/([0-9]{1,9})(?:\\.html)?)?)?)/?\\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Html();
}

/// <param name="Date">Null when what stands for it is no date.</param>
internal sealed record OriginalSiteAddress(string Newspaper, DateOnly? Date, int? Part, int? Article);
