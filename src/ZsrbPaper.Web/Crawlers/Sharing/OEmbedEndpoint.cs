using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Hosting;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Crawlers.Sharing;

/// <summary>
/// <c>/oembed</c>: what other sites show of an article when somebody writes its address there (<see href="https://oembed.com">oEmbed 1.0</see>).
/// Only articles of this portal are known; what is withdrawn is as if it had never been.
/// </summary>
internal static class OEmbedEndpoint
{
    public const string Path = "/oembed";

    private static readonly JsonSerializerOptions _json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static void MapOEmbed(this IEndpointRouteBuilder routes) => routes.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], GetAsync);

    private static async Task<IResult> GetAsync(
        string? url, string? format, string? maxwidth, string? maxheight, HttpContext context, EditionReader reader, PageMetaFactory metas, IOptions<SiteOptions> site,
        CancellationToken cancellationToken)
    {
        if (url is null || !TryReadLimit(maxwidth, out var width) || !TryReadLimit(maxheight, out var height))
        {
            return Results.BadRequest();
        }

        if ((format ?? "json") is not ("json" or "xml"))
        {
            return Results.StatusCode(StatusCodes.Status501NotImplemented);
        }

        if (await FindAsync(url, reader, site.Value, cancellationToken) is not { Headline: { } headline } place
            || await reader.FindArticleAsync(place.Edition, headline, cancellationToken) is not { } article)
        {
            return Results.NotFound();
        }

        var paper = place.Edition.Newspaper;
        var picture = PictureOf(place, article, metas, site.Value, width, height);
        var embed = new Embed(
            headline.Title,
            article.Authors.Count > 0 ? string.Join('、', article.Authors) : null,
            paper.Name,
            site.Value.Absolute(Addresses.Newspaper(paper)),
            picture?.Address,
            picture?.Width,
            picture?.Height);
        var isXml = format == "xml";
        if (context.IsUnchanged($"{isXml}|{embed}"))
        {
            return Results.Empty;
        }

        return isXml ? Results.Text(ToXml(embed), "text/xml; charset=utf-8") : Results.Text(JsonSerializer.Serialize(embed, _json), "application/json; charset=utf-8");
    }

    /// <summary>The article at an absolute address of this portal, however it is spelt.</summary>
    private static async Task<ArticlePlace?> FindAsync(string url, EditionReader reader, SiteOptions site, CancellationToken cancellationToken) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Authority == site.BaseUrl.Authority
        && CanonicalAddresses.Find(Uri.UnescapeDataString(address.AbsolutePath)) is { Kind: AddressKind.Reader } found
        && found.Path.Split('/') is ["", var newspaper, var date, var label, var number]
        && ReaderAddress.TryReadDate(date, out var day) && PageLabel.TryParse(label, out var page) && ReaderAddress.TryReadNumber(number, out var wanted)
            ? await reader.FindPlaceAsync(newspaper, day, page, wanted, cancellationToken)
            : null;

    /// <summary>The article's card, else the largest form of its first photo, within the limits.</summary>
    private static PageImage? PictureOf(ArticlePlace place, ArticleView article, PageMetaFactory metas, SiteOptions site, int maxWidth, int maxHeight)
    {
        var cards = metas.Of(place.Edition, place.Page, article).Images.Take(1);
        var photos = article.Photos.Take(1).SelectMany(photo => PhotoRenditions.For(photo.Width).Reverse().Select(rendition => new PageImage(
            Addresses.Photo(photo.Hash, rendition.Name, PictureEncoding.Jpeg.Extension()), rendition.Width, rendition.HeightFor(photo.Width, photo.Height), "")));
        return cards.Concat(photos).FirstOrDefault(image => image.Width <= maxWidth && image.Height <= maxHeight) is { } fitting
            ? fitting with { Address = site.Absolute(fitting.Address) }
            : null;
    }

    /// <summary>A limit in pixels; there is none when it is not given.</summary>
    private static bool TryReadLimit(string? text, out int limit)
    {
        limit = int.MaxValue;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit > 0);
    }

    private static string ToXml(Embed embed)
    {
        using var text = new MemoryStream();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            new XElement("oembed", JsonSerializer.SerializeToElement(embed, _json).EnumerateObject().Select(fact => new XElement(fact.Name, XmlText.Clean(fact.Value.ToString())))).WriteTo(xml);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>The answer; the thumbnail's address and size (pixels) come together or not at all.</summary>
    private sealed record Embed(
        string Title, string? AuthorName, string ProviderName, string ProviderUrl, string? ThumbnailUrl, int? ThumbnailWidth, int? ThumbnailHeight)
    {
        [JsonPropertyOrder(-2)]
        public string Version { get; } = "1.0";

        [JsonPropertyOrder(-1)]
        public string Type { get; } = "link";
    }
}
