using System.Globalization;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web;

/// <summary>Every address that the portal writes, root-relative. Cutting a segment leads to the parent.</summary>
public static class Addresses
{
    public const string Home = "/";

    public static string Newspaper(string code) => $"/{code}";

    public static string Newspaper(Masthead newspaper) => Newspaper(newspaper.Code);

    /// <summary>Edition overview (版面概览).</summary>
    public static string Edition(string code, DateOnly date) => $"/{code}/{Iso(date)}";

    public static string Edition(EditionView edition) => Edition(edition.Newspaper.Code, edition.Date);

    public static string Page(EditionView edition, PageLabel label) => Page(edition.Newspaper.Code, edition.Date, label);

    public static string Page(string code, DateOnly date, PageLabel label) => $"{Edition(code, date)}/{label}";

    public static string Article(EditionView edition, Headline article) => Article(edition, article.Page, article.Number);

    public static string Article(EditionView edition, PageLabel label, int number) => Article(edition.Newspaper.Code, edition.Date, label, number);

    public static string Article(string code, DateOnly date, PageLabel label, int number) =>
        $"{Page(code, date, label)}/{number.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A citation of an article, see <c>CitationFormat.Extension</c>.</summary>
    public static string Citation(EditionView edition, Headline article, string extension) => Article(edition, article) + extension;

    /// <summary>The QR code of an article's address.</summary>
    public static string Qr(EditionView edition, Headline article) => $"{Article(edition, article)}/qr.svg";

    /// <summary>Articles on the same matter (相关报道).</summary>
    public static string Related(EditionView edition, PageLabel label, int number) => $"{Article(edition, label, number)}/related";

    /// <summary>What other sites are told of an article.</summary>
    /// <param name="article">The article's absolute address.</param>
    /// <param name="format"><c>json</c> or <c>xml</c>.</param>
    public static string OEmbed(string article, string format) => $"/oembed?url={Uri.EscapeDataString(article)}&format={format}";

    /// <summary>The article's picture where it is found or shared.</summary>
    /// <param name="version">See <c>ArticleCard.Version</c>.</param>
    /// <param name="shape">See <c>CardShape.Name</c>.</param>
    public static string Card(EditionView edition, Headline article, string version, string shape) => $"{Article(edition, article)}/card/{version}/{shape}.jpg";

    /// <summary>The whole edition on one page.</summary>
    public static string WholeEdition(EditionView edition) => $"{Edition(edition)}/all";

    public static string EditionPdf(EditionView edition) => $"{Edition(edition)}.pdf";

    public static string EditionEpub(EditionView edition) => $"{Edition(edition)}.epub";

    /// <summary>What readers may have of the edition as a package.</summary>
    public static string EditionZip(EditionView edition) => $"{Edition(edition)}.zip";

    /// <summary>The edition's structure for archives.</summary>
    public static string Mets(EditionView edition) => $"{Edition(edition)}/mets.xml";

    /// <summary>The words of a page and where they stand.</summary>
    public static string Alto(EditionView edition, PageLabel label) => $"{Page(edition, label)}/alto.xml";

    public static string PagePdf(EditionView edition, PageLabel label) => $"{Page(edition, label)}.pdf";

    public static string Archive(string code) => $"/{code}/archive";

    public static string Archive(string code, int year) => $"/{code}/archive/{year:0000}";

    public static string Archive(string code, int year, int month) => $"/{code}/archive/{year:0000}-{month:00}";

    /// <summary>A file of a facsimile: <c>thumbnail.webp</c>, <c>page-900.jpg</c>.</summary>
    public static string Facsimile(EditionView edition, PageView page, string file) =>
        Facsimile(edition.Newspaper.Code, edition.Date, page.Label, page.Facsimile!.Version, file);

    public static string Facsimile(string code, DateOnly date, PageLabel label, string version, string file) =>
        $"{Page(code, date, label)}/facsimile/{version}/{file}";

    /// <summary>Where deep-zoom tiles lie: <c>{this}/{level}/{column}_{row}.jpg</c>.</summary>
    public static string FacsimileTiles(EditionView edition, PageView page) => Facsimile(edition, page, "tiles");

    /// <summary>A feed; the name of a section is percent-encoded.</summary>
    /// <param name="file">Of the format: <c>atom.xml</c>, <c>rss.xml</c> or <c>feed.json</c>.</param>
    public static string Feed(FeedTopic topic, string file) => topic switch
    {
        { Section: { } section } => $"/{topic.Newspaper}/sections/{Uri.EscapeDataString(section)}/{file}",
        { Label: { } label } => $"/{topic.Newspaper}/pages/{label}/{file}",
        _ => $"/{topic.Newspaper}/{file}",
    };

    /// <summary>The section that a segment of a decoded path names; a slash in its name is the one character that paths keep encoded.</summary>
    public static string ReadSection(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <param name="hash">Hash of the original.</param>
    /// <param name="rendition">Name of the rendition, see <c>PhotoRenditions</c>.</param>
    /// <param name="extension"><c>avif</c>, <c>webp</c> or <c>jpg</c>.</param>
    public static string Photo(string hash, string rendition, string extension) => $"/media/{hash}/{rendition}.{extension}";

    /// <summary>Search; what is looked for is in its query, see <c>SearchAddress</c>.</summary>
    public const string Search = "/search";

    /// <summary>What a search finds, as a feed; the same query follows.</summary>
    public const string SearchFeed = $"{Search}.atom";

    /// <summary>What a reader may be about to type; <c>?q=</c> follows.</summary>
    public const string Suggestions = $"{Search}/suggest";

    /// <summary>The search as browsers add it to theirs.</summary>
    public const string OpenSearch = "/opensearch.xml";

    /// <summary>The IIIF image service of a page's facsimile; what the Image API knows lies below it.</summary>
    public static string IiifImage(EditionView edition, PageView page) =>
        $"/iiif/3/{edition.Newspaper.Code}/{Iso(edition.Date)}/{page.Label}/{page.Facsimile!.Version}";

    /// <summary>The IIIF collection of a newspaper's months.</summary>
    public static string IiifCollection(string code) => $"/iiif/{code}/collection.json";

    /// <summary>The IIIF collection of a month's editions.</summary>
    public static string IiifCollection(string code, int year, int month) => $"/iiif/{code}/{year:0000}-{month:00}/collection.json";

    /// <summary>The IIIF manifest of an edition.</summary>
    public static string IiifManifest(string code, DateOnly date) => $"/iiif/{code}/{Iso(date)}/manifest.json";

    /// <summary>What IIIF has of a page: <c>canvas.json</c>, <c>areas.json</c>, <c>text.json</c>.</summary>
    public static string IiifPage(EditionView edition, PageLabel label, string file) => $"/iiif/{edition.Newspaper.Code}/{Iso(edition.Date)}/{label}/{file}";

    /// <summary>The IIIF search within an edition; <c>?q=</c> follows.</summary>
    public static string IiifSearch(EditionView edition) => $"/iiif/{edition.Newspaper.Code}/{Iso(edition.Date)}/search";

    /// <summary>What people read about the API; its descriptions for programs are at <see cref="OpenApi"/>.</summary>
    public const string Api = "/api";

    public const string OpenApi = "/openapi/v1.json";

    public const string ApiNewspapers = $"{Api}/v1/newspapers";

    public const string ApiSearch = $"{Api}/v1/search";

    public static string ApiNewspaper(string code) => $"{ApiNewspapers}/{code}";

    public static string ApiEditions(string code) => $"{ApiNewspaper(code)}/editions";

    public static string ApiEdition(string code, DateOnly date) => $"{ApiEditions(code)}/{Iso(date)}";

    public static string ApiPage(string code, DateOnly date, PageLabel label) => $"{ApiEdition(code, date)}/pages/{label}";

    public static string ApiArticle(string code, DateOnly date, PageLabel label, int number) =>
        $"{ApiPage(code, date, label)}/articles/{number.ToString(CultureInfo.InvariantCulture)}";

    public static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
