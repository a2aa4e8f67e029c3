using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Text;
using ZsrbPaper.Web.Pages;

namespace ZsrbPaper.Web.Exports;

/// <summary>
/// Binds an edition as an EPUB 3: a title page with the pages' pictures, a file for each page with its list, one for each article with
/// its photos. What readers no longer see is not in it.
/// </summary>
internal sealed class EpubBook(IMediaStore store, IOptions<SiteOptions> site)
{
    /// <summary>Raised when the same edition comes out differently.</summary>
    public const int Version = 1;

    private const int GreatestPhotoWidth = 960;

    private static readonly XNamespace _html = "http://www.w3.org/1999/xhtml";
    private static readonly XNamespace _ops = "http://www.idpf.org/2007/ops";
    private static readonly XNamespace _opf = "http://www.idpf.org/2007/opf";
    private static readonly XNamespace _dc = "http://purl.org/dc/elements/1.1/";
    private static readonly XNamespace _container = "urn:oasis:names:tc:opendocument:xmlns:container";
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private const string Style = """
        body { line-height: 1.7; }
        h1, h2 { line-height: 1.35; text-align: left; }
        p { margin: 0.4em 0; }
        .body p { text-indent: 2em; }
        .kicker, .subtitle, .column, .byline, .source, figcaption, .credit, .place { font-size: 0.9em; }
        .correction { border: 1px solid; padding: 0.4em; }
        figure { margin: 1em 0; }
        img { max-width: 100%; }
        table { border-collapse: collapse; }
        th, td { border: 1px solid; padding: 0.2em 0.5em; }
        .align-center { text-align: center; }
        .align-right { text-align: right; }
        """;

    /// <summary>Writes the book, picture by picture; no more than one is ever in memory.</summary>
    /// <param name="stream">Must be able to seek: readers want the first entry with its length.</param>
    /// <param name="articles">All of the edition, in reading order.</param>
    /// <param name="facsimiles">Hashes under which the store has the pages' facsimiles, by label.</param>
    public async Task WriteAsync(
        Stream stream, EditionView edition, IReadOnlyList<ArticleView> articles, IReadOnlyDictionary<string, string> facsimiles, CancellationToken cancellationToken)
    {
        await using var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        var book = new Book(zip, edition, LastChangeOf(edition));
        await book.AddTextAsync("mimetype", "application/epub+zip", CompressionLevel.NoCompression, cancellationToken);
        await book.AddXmlAsync("META-INF/container.xml", Container(), cancellationToken);
        await book.AddTextAsync("EPUB/style.css", Style, CompressionLevel.Optimal, cancellationToken);
        book.Items.Add(new Item("style", "style.css", "text/css"));
        await AddPicturesAsync(book, articles, facsimiles, cancellationToken);
        await AddDocumentAsync(book, "title", "title.xhtml", edition.Newspaper.Name, TitlePage(book), cancellationToken);
        foreach (var page in edition.Pages)
        {
            await AddDocumentAsync(book, $"p-{page.Label}", FileOf(page), page.Name(), PageSection(book, page), cancellationToken);
            foreach (var article in articles.Where(article => article.Headline.Page == page.Label))
            {
                await AddDocumentAsync(book, $"a-{FileOf(article.Headline)[..^".xhtml".Length]}", FileOf(article.Headline), article.Headline.Title, ArticleSection(book, page, article), cancellationToken);
            }
        }

        await book.AddXmlAsync("EPUB/nav.xhtml", Document(edition, "目录", Navigation(edition)), cancellationToken);
        book.Items.Add(new Item("nav", "nav.xhtml", "application/xhtml+xml", "nav"));
        await book.AddXmlAsync("EPUB/package.opf", Package(book), cancellationToken);
    }

    /// <summary>When what readers have of the edition last changed.</summary>
    private static DateTimeOffset LastChangeOf(EditionView edition) => edition.ModifiedAt > edition.PublishedAt ? edition.ModifiedAt : edition.PublishedAt;

    private static string FileOf(PageView page) => $"{page.Label}.xhtml";

    private static string FileOf(Headline article) => string.Create(CultureInfo.InvariantCulture, $"{article.Page}_{article.Number}.xhtml");

    private static string PhotoFile(PhotoView photo) => $"photo-{photo.Hash[..16]}.jpg";

    private static string FacsimileFile(PageView page) => $"page-{page.Label}.jpg";

    private static PhotoRendition RenditionOf(PhotoView photo) =>
        PhotoRenditions.For(photo.Width) is var all && all.LastOrDefault(rendition => rendition.Width <= GreatestPhotoWidth) is { } fitting ? fitting : PhotoRenditions.For(photo.Width)[0];

    private static async Task AddDocumentAsync(Book book, string id, string file, string title, XElement content, CancellationToken cancellationToken)
    {
        await book.AddXmlAsync("EPUB/" + file, Document(book.Edition, title, content), cancellationToken);
        book.Items.Add(new Item(id, file, "application/xhtml+xml") { IsRead = true });
    }

    /// <summary>The first page's facsimile as the cover, small ones of the others, and every photo once; a file that the store lacks is left out.</summary>
    private async Task AddPicturesAsync(Book book, IReadOnlyList<ArticleView> articles, IReadOnlyDictionary<string, string> facsimiles, CancellationToken cancellationToken)
    {
        var hasCover = false;
        foreach (var page in book.Edition.Pages)
        {
            if (page.Facsimile is { } facsimile && facsimiles.TryGetValue(page.Label.Value, out var hash))
            {
                var name = MediaNames.Facsimile(hash, facsimile.Version, hasCover ? "thumbnail.jpg" : "page-900.jpg");
                hasCover |= await AddPictureAsync(book, $"f-{page.Label}", FacsimileFile(page), name, hasCover ? null : "cover-image", cancellationToken);
            }
        }

        foreach (var photo in articles.SelectMany(article => article.Photos).DistinctBy(photo => photo.Hash))
        {
            await AddPictureAsync(book, $"i-{photo.Hash[..16]}", PhotoFile(photo), MediaNames.Rendition(photo.Hash, RenditionOf(photo), PictureEncoding.Jpeg), null, cancellationToken);
        }
    }

    private async Task<bool> AddPictureAsync(Book book, string id, string file, string name, string? properties, CancellationToken cancellationToken)
    {
        var picture = await store.OpenAsync(name, cancellationToken);
        if (picture is null)
        {
            return false;
        }

        await using (picture)
        {
            await book.AddAsync("EPUB/" + file, picture, cancellationToken);
        }

        book.Items.Add(new Item(id, file, "image/jpeg", properties));
        return true;
    }

    private static XElement TitlePage(Book book)
    {
        var (edition, paper) = (book.Edition, book.Edition.Newspaper);
        return Element(
            "section",
            new XAttribute(_ops + "type", "titlepage"),
            Element("h1", paper.Name),
            Element("p", $"{ChineseDates.Full(edition.Date)} {ChineseDates.Weekday(edition.Date)}"),
            edition.Number is { } number ? Element("p", string.Create(CultureInfo.InvariantCulture, $"第{number}期 共{edition.Pages.Count}版")) : Element("p", string.Create(CultureInfo.InvariantCulture, $"共{edition.Pages.Count}版")),
            paper.Publisher is null ? null : Element("p", paper.Publisher),
            paper.IssueNumber is null ? null : Element("p", $"国内统一连续出版物号 {paper.IssueNumber}"),
            edition.Pages.Where(page => book.Has(FacsimileFile(page))).Select(page => Element(
                "figure",
                Element("a", new XAttribute("href", FileOf(page)), Picture(FacsimileFile(page), $"{page.Name()}的版面图")),
                Element("figcaption", page.Name()))));
    }

    private XElement PageSection(Book book, PageView page) => Element(
        "section",
        new XAttribute(_ops + "type", "chapter"),
        Element("h1", Break(page), page.Name()),
        page.Staff() is { Length: > 0 } staff ? Element("p", new XAttribute("class", "byline"), staff) : null,
        page.Articles.Count == 0
            ? Element("p", "本版没有可阅读的稿件。")
            : Element("ul", page.Articles.Select(article => Element("li", Element("a", new XAttribute("href", FileOf(article)), TitleOf(article))))),
        page.Continuations.Count == 0
            ? null
            : Element("ul", page.Continuations.Select(article => Element("li", Element("a", new XAttribute("href", FileOf(article)), article.Title), $" 上接{article.Page}版"))),
        Place(book.Edition, Addresses.Page(book.Edition, page.Label), page.Name()));

    private XElement ArticleSection(Book book, PageView page, ArticleView article)
    {
        var headline = article.Headline;
        var byline = article.BodyOpensWithByline ? "" : article.Byline();
        return Element(
            "section",
            new XAttribute(_ops + "type", "chapter"),
            Line("column", string.Join(' ', new[] { headline.Mark(), headline.Column }.OfType<string>())),
            Line("kicker", headline.Kicker),
            Element("h1", headline.Title),
            Line("subtitle", headline.Subtitle is null ? null : $"——{headline.Subtitle}"),
            Line("byline", byline),
            Line("source", article.Source is null ? null : $"来源:{article.Source}"),
            Line("correction", article.Correction is null ? null : $"更正 {article.Correction}"),
            article.Photos.Where(photo => book.Has(PhotoFile(photo))).Select(photo => Element(
                "figure",
                Picture(PhotoFile(photo), photo.Alt ?? photo.Caption ?? ""),
                photo.Caption is null && photo.Credit is null ? null : Element("figcaption", string.Join(' ', new[] { photo.Caption, photo.Credit }.OfType<string>())))),
            Element("div", new XAttribute("class", "body"), new HtmlParser().ParseDocument(article.BodyHtml).Body!.ChildNodes.Select(ToXhtml)),
            Place(book.Edition, Addresses.Article(book.Edition, headline), page.Name()));
    }

    /// <summary>Where this stands in the paper, with its permanent address.</summary>
    private XElement Place(EditionView edition, string path, string page) => Element(
        "p",
        new XAttribute("class", "place"),
        Element("a", new XAttribute("href", site.Value.Absolute(path)), $"《{edition.Newspaper.Name}》{ChineseDates.Full(edition.Date)} {page}"));

    /// <summary>Tells reading systems that a printed page begins here, and its label.</summary>
    private static XElement Break(PageView page) => Element(
        "span", new XAttribute("id", "page"), new XAttribute(_ops + "type", "pagebreak"), new XAttribute("role", "doc-pagebreak"), new XAttribute("aria-label", page.Label.Value));

    private static XElement Navigation(EditionView edition) => Element(
        "div",
        Element(
            "nav",
            new XAttribute(_ops + "type", "toc"),
            Element("h1", "目录"),
            Element(
                "ol",
                Element("li", Element("a", new XAttribute("href", "title.xhtml"), edition.Newspaper.Name)),
                edition.Pages.Select(page => Element(
                    "li",
                    Element("a", new XAttribute("href", FileOf(page)), page.Name()),
                    page.Articles.Count == 0 ? null : Element("ol", page.Articles.Select(article => Element("li", Element("a", new XAttribute("href", FileOf(article)), TitleOf(article))))))))),
        Element(
            "nav",
            new XAttribute(_ops + "type", "page-list"),
            new XAttribute("hidden", "hidden"),
            Element("h1", "版次"),
            Element("ol", edition.Pages.Select(page => Element("li", Element("a", new XAttribute("href", $"{FileOf(page)}#page"), page.Label.Value))))));

    private XDocument Package(Book book)
    {
        var (edition, paper) = (book.Edition, book.Edition.Newspaper);
        return new XDocument(new XElement(
            _opf + "package",
            new XAttribute("version", "3.0"),
            new XAttribute("unique-identifier", "id"),
            new XAttribute(XNamespace.Xml + "lang", paper.Language),
            new XElement(
                _opf + "metadata",
                new XAttribute(XNamespace.Xmlns + "dc", _dc),
                new XElement(_dc + "identifier", new XAttribute("id", "id"), site.Value.Absolute(Addresses.Edition(edition))),
                new XElement(_dc + "title", $"{paper.Name} {ChineseDates.Full(edition.Date)}"),
                new XElement(_dc + "language", paper.Language),
                new XElement(_dc + "date", Addresses.Iso(edition.Date)),
                new XElement(_dc + "publisher", paper.Publisher ?? paper.Name),
                site.Value.Rights is { } rights ? new XElement(_dc + "rights", rights) : null,
                Meta("dcterms:modified", book.ModifiedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
                new XElement(_opf + "meta", new XAttribute("id", "series"), new XAttribute("property", "belongs-to-collection"), paper.Name),
                new XElement(_opf + "meta", new XAttribute("refines", "#series"), new XAttribute("property", "collection-type"), "series"),
                edition.Number is { } number
                    ? new XElement(_opf + "meta", new XAttribute("refines", "#series"), new XAttribute("property", "group-position"), number.ToString(CultureInfo.InvariantCulture))
                    : null,
                Meta("schema:accessMode", "textual"),
                Meta("schema:accessMode", "visual"),
                Meta("schema:accessModeSufficient", "textual"),
                Meta("schema:accessibilityFeature", "tableOfContents"),
                Meta("schema:accessibilityFeature", "pageNavigation"),
                Meta("schema:accessibilityHazard", "none")),
            new XElement(
                _opf + "manifest",
                book.Items.Select(item => new XElement(
                    _opf + "item",
                    new XAttribute("id", item.Id),
                    new XAttribute("href", item.File),
                    new XAttribute("media-type", item.Type),
                    item.Properties is null ? null : new XAttribute("properties", item.Properties)))),
            new XElement(
                _opf + "spine",
                book.Items.Where(item => item.IsRead).Select(item => new XElement(_opf + "itemref", new XAttribute("idref", item.Id))))));
    }

    private static XElement Meta(string property, string value) => new(_opf + "meta", new XAttribute("property", property), value);

    private static XDocument Container() => new(new XElement(
        _container + "container",
        new XAttribute("version", "1.0"),
        new XElement(
            _container + "rootfiles",
            new XElement(_container + "rootfile", new XAttribute("full-path", "EPUB/package.opf"), new XAttribute("media-type", "application/oebps-package+xml")))));

    private static XDocument Document(EditionView edition, string title, XElement content) => new(
        new XDocumentType("html", null, null, null),
        Element(
            "html",
            new XAttribute(XNamespace.Xmlns + "epub", _ops),
            new XAttribute("lang", edition.Newspaper.Language),
            new XAttribute(XNamespace.Xml + "lang", edition.Newspaper.Language),
            Element("head", Element("title", title), Element("link", new XAttribute("rel", "stylesheet"), new XAttribute("type", "text/css"), new XAttribute("href", "style.css"))),
            Element("body", content)));

    private static XElement Element(string name, params object?[] content) => new(_html + name, content);

    private static XElement? Line(string name, string? text) => string.IsNullOrEmpty(text) ? null : Element("p", new XAttribute("class", name), text);

    private static XElement Picture(string file, string alt) => Element("img", new XAttribute("src", file), new XAttribute("alt", alt));

    private static string TitleOf(Headline article) => article.Mark() is { } mark ? $"{mark} {article.Title}" : article.Title;

    /// <summary>The article's text, which is safe HTML, in the stricter form. Links lead out of the book, so only whole addresses stay links.</summary>
    private static XNode? ToXhtml(INode node)
    {
        if (node is not IElement element)
        {
            return node is IText text ? new XText(text.Data) : null;
        }

        var children = element.ChildNodes.Select(ToXhtml);
        return element.LocalName == "a"
            ? Uri.TryCreate(element.GetAttribute("href"), UriKind.Absolute, out var target) && target.Scheme is "http" or "https" or "mailto"
                ? Element("a", new XAttribute("href", target.AbsoluteUri), children)
                : Element("span", children)
            : Element(
                element.LocalName,
                element.GetAttribute("class") is { Length: > 0 } names ? new XAttribute("class", names) : null,
                element.GetAttribute("start") is { Length: > 0 } start ? new XAttribute("start", start) : null,
                children);
    }

    /// <param name="IsRead">Whether it is in the reading order.</param>
    private sealed record Item(string Id, string File, string Type, string? Properties = null)
    {
        public bool IsRead { get; init; }
    }

    /// <summary>The file in the making.</summary>
    private sealed record Book(ZipArchive Zip, EditionView Edition, DateTimeOffset ModifiedAt)
    {
        private static readonly DateTimeOffset _earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public List<Item> Items { get; } = [];

        public bool Has(string file) => Items.Exists(item => item.File == file);

        public async Task AddAsync(string name, Stream content, CancellationToken cancellationToken)
        {
            await using var entry = await OpenAsync(name, CompressionLevel.NoCompression, cancellationToken);
            await content.CopyToAsync(entry, cancellationToken);
        }

        public async Task AddTextAsync(string name, string text, CompressionLevel level, CancellationToken cancellationToken)
        {
            await using var entry = await OpenAsync(name, level, cancellationToken);
            await entry.WriteAsync(_utf8.GetBytes(text), cancellationToken);
        }

        public async Task AddXmlAsync(string name, XDocument document, CancellationToken cancellationToken)
        {
            Crawlers.XmlText.Clean(document);
            await using var entry = await OpenAsync(name, CompressionLevel.Optimal, cancellationToken);
            await using var writer = XmlWriter.Create(entry, new XmlWriterSettings { Async = true, Encoding = _utf8 });
            await document.SaveAsync(writer, cancellationToken);
        }

        private Task<Stream> OpenAsync(string name, CompressionLevel level, CancellationToken cancellationToken)
        {
            var entry = Zip.CreateEntry(name, level);

            // The same edition is the same file, byte for byte. No entry of a zip file can be older than 1980.
            entry.LastWriteTime = ModifiedAt > _earliest ? ModifiedAt : _earliest;
            return entry.OpenAsync(cancellationToken);
        }
    }
}
