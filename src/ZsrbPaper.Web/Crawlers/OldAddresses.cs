using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Crawlers;

/// <summary>What was asked for by an old address that the archive does not have; the error page tells the reader.</summary>
public sealed record MissingOldAddress(string Newspaper, DateOnly Date);

/// <summary>
/// Addresses of the original site lead to the final ones in a single step, and so does every address on one of its hosts
/// (<c>Site:OldHosts</c>). The forms: <c>/zsrb/ShowIndex.asp?paperdate=20240301&amp;part=3&amp;article=1</c>, the same under
/// <c>/EPaper</c>, and <c>/epaper/zsrb/paperdate/20240301/part/3/articleid/1.html</c>, each without its last parts too, in any case.
/// </summary>
internal sealed partial class OldAddresses(RequestDelegate next, IOptions<SiteOptions> site)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var isOldHost = site.Value.OldHosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            await next(context);
        }
        else if (Find(request.Path.Value ?? "/", request.Query) is { } asked)
        {
            var found = NewspaperCode.IsValid(asked.Newspaper) && asked.Date is { } date
                ? await context.RequestServices.GetRequiredService<OldAddressReader>().FindAsync(asked.Newspaper, date, asked.Part, asked.Article, context.RequestAborted)
                : null;
            if (found is null)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                if (asked.Date is { } missing)
                {
                    context.Items[typeof(MissingOldAddress)] = new MissingOldAddress(asked.Newspaper, missing);
                }

                return;
            }

            var address = (found.Label, found.Number) switch
            {
                (null, _) => Addresses.Edition(asked.Newspaper, asked.Date!.Value),
                ({ } label, null) => Addresses.Page(asked.Newspaper, asked.Date!.Value, label),
                ({ } label, { } number) => Addresses.Article(asked.Newspaper, asked.Date!.Value, label, number),
            };
            Lead(context, isOldHost ? site.Value.Absolute(address) : address);
        }
        else if (isOldHost && CanonicalAddresses.Find(request.Path.Value ?? "/") is { Kind: AddressKind.Reader } reader)
        {
            Lead(context, site.Value.Absolute(reader.Path));
        }
        else
        {
            await next(context);
        }
    }

    /// <summary>What an address of the original site asks for; null when it is none.</summary>
    internal static OldAddress? Find(string path, IQueryCollection query)
    {
        if (Asp().Match(path) is { Success: true } asp)
        {
            return new OldAddress(asp.Groups[1].Value.ToLowerInvariant(), Date(query["paperdate"]), Ordinal(query["part"]), Ordinal(query["article"]) ?? Ordinal(query["articleid"]));
        }

        return Html().Match(path) is { Success: true } html
            ? new OldAddress(html.Groups[1].Value.ToLowerInvariant(), Date(html.Groups[2].Value), Ordinal(html.Groups[3].Value), Ordinal(html.Groups[4].Value))
            : null;
    }

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
internal sealed record OldAddress(string Newspaper, DateOnly? Date, int? Part, int? Article);
