using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web.Crawlers;

/// <summary><c>robots.txt</c> and the sitemaps: an index, a flat file for each month, and the news of two days.</summary>
internal static partial class SitemapEndpoints
{
    private const string Sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private const string Images = "http://www.google.com/schemas/sitemap-image/1.1";
    private const string News = "http://www.google.com/schemas/sitemap-news/0.9";
    private static readonly string[] _methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapSitemaps(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/robots.txt", _methods, (IOptions<SiteOptions> site) => Results.Text(
            $"User-agent: *\nDisallow: /admin\n\nSitemap: {site.Value.Absolute("/sitemap.xml")}\nSitemap: {site.Value.Absolute("/sitemap-news.xml")}\n"));
        routes.MapMethods("/sitemap.xml", _methods, GetIndexAsync);
        routes.MapMethods("/sitemap-news.xml", _methods, GetNewsAsync);
        routes.MapMethods("/sitemap-{month}.xml", _methods, GetMonthAsync);
    }

    private static async Task GetIndexAsync(HttpContext context, SitemapReader reader, IOptions<SiteOptions> site, CancellationToken cancellationToken)
    {
        var parts = await reader.ListPartsAsync(cancellationToken);
        if (context.IsUnchanged(string.Join('\n', parts)))
        {
            return;
        }

        await WriteAsync(context, "sitemapindex", async xml =>
        {
            foreach (var part in parts)
            {
                var name = part.Part == 1 ? $"{part.Year:0000}-{part.Month:00}" : $"{part.Year:0000}-{part.Month:00}-{part.Part.ToString(CultureInfo.InvariantCulture)}";
                await xml.WriteStartElementAsync(null, "sitemap", null);
                await xml.WriteElementStringAsync(null, "loc", null, site.Value.Absolute($"/sitemap-{name}.xml"));
                await xml.WriteElementStringAsync(null, "lastmod", null, Utc(part.ModifiedAt));
                await xml.WriteEndElementAsync();
            }
        });
    }

    private static async Task GetMonthAsync(string month, HttpContext context, SitemapReader reader, IOptions<SiteOptions> site, CancellationToken cancellationToken)
    {
        var match = MonthOfName().Match(month);
        var year = match.Success ? Number(match.Groups[1]) : 0;
        var number = match.Success ? Number(match.Groups[2]) : 0;
        var part = match.Groups[3].Success ? Number(match.Groups[3]) : 1;
        if (year is < 1 or > 9998 || number is < 1 or > 12 || await reader.FindMonthAsync(year, number, cancellationToken) is not var (modified, editions))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await using var entries = reader.ReadAsync(year, number, part, cancellationToken).GetAsyncEnumerator(cancellationToken);
        if (!await entries.MoveNextAsync())
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (context.IsUnchanged($"{month}|{modified:O}|{editions}"))
        {
            return;
        }

        await WriteAsync(context, "urlset", async xml =>
        {
            await xml.WriteAttributeStringAsync("xmlns", "image", null, Images);
            do
            {
                var entry = entries.Current;
                await xml.WriteStartElementAsync(null, "url", null);
                await xml.WriteElementStringAsync(null, "loc", null, site.Value.Absolute(AddressOf(entry)));
                await xml.WriteElementStringAsync(null, "lastmod", null, Utc(entry.ModifiedAt));
                foreach (var photo in entry.Photos)
                {
                    await xml.WriteStartElementAsync("image", "image", Images);
                    await xml.WriteElementStringAsync("image", "loc", Images, site.Value.Absolute(Addresses.Photo(photo.Hash, PhotoRenditions.For(Math.Min(photo.Width, 1600))[^1].Name, "jpg")));
                    await xml.WriteEndElementAsync();
                }

                await xml.WriteEndElementAsync();
            }
            while (await entries.MoveNextAsync());
        });
    }

    private static async Task GetNewsAsync(HttpContext context, SitemapReader reader, IOptions<SiteOptions> site, CancellationToken cancellationToken)
    {
        var news = await reader.ListNewsAsync(cancellationToken);
        if (context.IsUnchanged(string.Join('\n', news)))
        {
            return;
        }

        await WriteAsync(context, "urlset", async xml =>
        {
            await xml.WriteAttributeStringAsync("xmlns", "news", null, News);
            foreach (var entry in news)
            {
                await xml.WriteStartElementAsync(null, "url", null);
                await xml.WriteElementStringAsync(null, "loc", null, site.Value.Absolute(Addresses.Article(entry.Newspaper, entry.Date, entry.Label, entry.Number)));
                await xml.WriteStartElementAsync("news", "news", News);
                await xml.WriteStartElementAsync("news", "publication", News);
                await xml.WriteElementStringAsync("news", "name", News, XmlText.Clean(entry.NewspaperName));

                // The one code that news sitemaps know for Chinese of the mainland.
                await xml.WriteElementStringAsync("news", "language", News, "zh-cn");
                await xml.WriteEndElementAsync();
                await xml.WriteElementStringAsync("news", "publication_date", News, entry.PublishedAt.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));
                await xml.WriteElementStringAsync("news", "title", News, XmlText.Clean(entry.Title));
                await xml.WriteEndElementAsync();
                await xml.WriteEndElementAsync();
            }
        });
    }

    private static string AddressOf(SitemapEntry entry) => entry switch
    {
        { Label: null } => Addresses.Edition(entry.Newspaper, entry.Date),
        { Number: null } => Addresses.Page(entry.Newspaper, entry.Date, entry.Label),
        { Number: { } number } => Addresses.Article(entry.Newspaper, entry.Date, entry.Label, number),
    };

    /// <summary>Writes as it reads, so that no file is ever whole in memory.</summary>
    private static async Task WriteAsync(HttpContext context, string root, Func<XmlWriter, Task> writeAsync)
    {
        context.Response.ContentType = "application/xml; charset=utf-8";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        await using var xml = XmlWriter.Create(context.Response.Body, new XmlWriterSettings { Async = true, Encoding = new UTF8Encoding(false), CheckCharacters = false });
        await xml.WriteStartDocumentAsync();
        await xml.WriteStartElementAsync(null, root, Sitemap);
        await writeAsync(xml);
        await xml.WriteEndElementAsync();
        await xml.WriteEndDocumentAsync();
        await xml.FlushAsync();
    }

    private static string Utc(DateTime moment) => moment.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^([0-9]{4})-([0-9]{2})(?:-([2-9]|[1-9][0-9]{1,3}))?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex MonthOfName();
}
