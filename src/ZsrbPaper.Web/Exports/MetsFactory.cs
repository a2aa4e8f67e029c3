using System.Globalization;
using System.Xml.Linq;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Text;
using ZsrbPaper.Web.Pages;

namespace ZsrbPaper.Web.Exports;

/// <summary>
/// Describes an edition as METS for archives: MODS records of the issue and of each article, the files of its pages, its pages in print order,
/// and its articles with the ALTO blocks in which they stand. Withdrawn articles are not in it.
/// </summary>
internal sealed class MetsFactory(IOptions<SiteOptions> site)
{
    /// <summary>Raised when the same edition comes out differently.</summary>
    public const int Version = 1;

    public const string MediaType = "application/mets+xml";
    public const string Profile = "http://www.loc.gov/METS/";

    private static readonly XNamespace _mets = Profile;
    private static readonly XNamespace _mods = "http://www.loc.gov/mods/v3";
    private static readonly XNamespace _xlink = "http://www.w3.org/1999/xlink";

    /// <param name="articles">All of the edition, in reading order.</param>
    public XDocument Create(EditionView edition, IReadOnlyList<ArticleView> articles) => new(new XElement(
        _mets + "mets",
        new XAttribute(XNamespace.Xmlns + "mods", _mods),
        new XAttribute(XNamespace.Xmlns + "xlink", _xlink),
        new XAttribute("OBJID", Absolute(Addresses.Edition(edition))),
        new XAttribute("LABEL", NameOf(edition)),
        new XAttribute("TYPE", "Newspaper"),
        new XElement(
            _mets + "metsHdr",
            new XAttribute("CREATEDATE", Moment(edition.PublishedAt)),
            new XAttribute("LASTMODDATE", Moment(edition.ModifiedAt > edition.PublishedAt ? edition.ModifiedAt : edition.PublishedAt)),
            Agent("EDITOR", "ORGANIZATION", null, edition.Newspaper.Publisher ?? edition.Newspaper.Name),
            Agent("CREATOR", "OTHER", "SOFTWARE", "ZsrbPaper"),
            new XElement(_mets + "metsDocumentID", new XAttribute("TYPE", "URL"), Absolute(Addresses.Mets(edition)))),
        Description("issue", IssueRecord(edition)),
        articles.Select(article => Description(RecordOf(article.Headline), ArticleRecord(edition, article))),
        Files(edition),
        new XElement(
            _mets + "structMap",
            new XAttribute("TYPE", "PHYSICAL"),
            Division(
                "Issue",
                NameOf(edition),
                new XAttribute("DMDID", "issue"),
                edition.HasPdf ? Pointer("pdf") : null,
                edition.Pages.Select((page, index) => Division(
                    "Page",
                    page.Name(),
                    new XAttribute("ID", $"page-{page.Label}"),
                    new XAttribute("ORDER", index + 1),
                    new XAttribute("ORDERLABEL", page.Label.Value),
                    new XAttribute("CONTENTIDS", Absolute(Addresses.Page(edition, page.Label))),
                    page.Facsimile is null ? null : new[] { Pointer($"picture-{page.Label}"), Pointer($"thumbnail-{page.Label}") },
                    page.HasPdf ? Pointer($"pdf-{page.Label}") : null,
                    Pointer($"alto-{page.Label}"))))),
        new XElement(
            _mets + "structMap",
            new XAttribute("TYPE", "LOGICAL"),
            Division(
                "Newspaper",
                edition.Newspaper.Name,
                Division(
                    "Issue",
                    NameOf(edition),
                    new XAttribute("DMDID", "issue"),
                    new XAttribute("CONTENTIDS", Absolute(Addresses.Edition(edition))),
                    edition.Pages.Select((page, index) => Division(
                        "Section",
                        page.Name(),
                        new XAttribute("ORDER", index + 1),
                        new XAttribute("ORDERLABEL", page.Label.Value),
                        articles.Where(article => article.Headline.Page == page.Label).Select((article, ordinal) => Division(
                            KindOf(article.Headline),
                            article.Headline.Title,
                            new XAttribute("ID", $"article-{article.Headline.Page}-{Number(article.Headline.Number)}"),
                            new XAttribute("ORDER", ordinal + 1),
                            new XAttribute("DMDID", RecordOf(article.Headline)),
                            new XAttribute("CONTENTIDS", Absolute(Addresses.Article(edition, article.Headline))),
                            Places(edition, article.Headline))))))))));

    private XElement IssueRecord(EditionView edition)
    {
        var paper = edition.Newspaper;
        return Record(
            Mods("titleInfo", Mods("title", paper.Name), Mods("partName", ChineseDates.Full(edition.Date))),
            paper.Publisher is null ? null : Mods("name", new XAttribute("type", "corporate"), Mods("namePart", paper.Publisher), Role("pbl")),
            Mods("typeOfResource", "text"),
            Mods("genre", "newspaper"),
            Mods("originInfo", paper.Publisher is null ? null : Mods("publisher", paper.Publisher), Issued(edition)),
            Language(paper),
            Mods("physicalDescription", Mods("extent", new XAttribute("unit", "pages"), Number(edition.Pages.Count)), Mods("digitalOrigin", "born digital")),
            Host(edition, null),
            Mods("identifier", new XAttribute("type", "uri"), Absolute(Addresses.Edition(edition))),
            Mods("location", Mods("url", new XAttribute("usage", "primary"), Absolute(Addresses.Edition(edition)))),
            site.Value.Rights is { } rights ? Mods("accessCondition", new XAttribute("type", "use and reproduction"), new XAttribute(_xlink + "href", rights), rights) : null);
    }

    private XElement ArticleRecord(EditionView edition, ArticleView article)
    {
        var headline = article.Headline;
        return Record(
            Mods("titleInfo", Mods("title", headline.Title), headline.Subtitle is null ? null : Mods("subTitle", headline.Subtitle)),
            article.Authors.Select(author => Person(author, "aut")),
            article.Photographers.Select(photographer => Person(photographer, "pht")),
            Mods("typeOfResource", "text"),
            Mods("genre", KindOf(headline).ToLowerInvariant()),
            Mods("originInfo", Issued(edition)),
            Language(edition.Newspaper),
            ArticleSummary.Of(article.BodyHtml) is { Length: > 0 } summary ? Mods("abstract", summary) : null,
            headline.Kicker is null ? null : Mods("note", new XAttribute("type", "kicker"), headline.Kicker),
            article.Source is null ? null : Mods("note", new XAttribute("type", "source"), article.Source),
            article.Correction is null ? null : Mods("note", new XAttribute("type", "correction"), article.Correction),
            headline.Column is null ? null : Mods("relatedItem", new XAttribute("type", "series"), Mods("titleInfo", Mods("title", headline.Column))),
            Host(edition, headline.Page),
            Mods("identifier", new XAttribute("type", "uri"), Absolute(Addresses.Article(edition, headline))),
            Mods("location", Mods("url", new XAttribute("usage", "primary"), Absolute(Addresses.Article(edition, headline)))));
    }

    /// <summary>The newspaper, and where in it.</summary>
    /// <param name="page">Null for the issue itself.</param>
    private static XElement Host(EditionView edition, PageLabel? page) => Mods(
        "relatedItem",
        new XAttribute("type", "host"),
        Mods("titleInfo", Mods("title", edition.Newspaper.Name)),
        edition.Newspaper.IssueNumber is { } number ? Mods("identifier", new XAttribute("type", "local"), number) : null,
        Mods(
            "part",
            edition.Number is { } issue ? Mods("detail", new XAttribute("type", "issue"), Mods("number", Number(issue))) : null,
            page is null ? null : Mods("detail", new XAttribute("type", "page"), Mods("number", page.Value)),
            Mods("date", new XAttribute("encoding", "w3cdtf"), Addresses.Iso(edition.Date))));

    private XElement Files(EditionView edition)
    {
        var pictured = edition.Pages.Where(page => page.Facsimile is not null).ToList();
        XElement?[] groups =
        [
            Group("reference", pictured.Select(page => File($"picture-{page.Label}", "image/jpeg", Addresses.Facsimile(edition, page, "page-1600.jpg"), page))),
            Group("thumbnail", pictured.Select(page => File($"thumbnail-{page.Label}", "image/jpeg", Addresses.Facsimile(edition, page, "thumbnail.jpg"), page))),
            Group(
                "print",
                [
                    .. edition.HasPdf ? [File("pdf", "application/pdf", Addresses.EditionPdf(edition), null)] : Array.Empty<XElement>(),
                    .. edition.Pages.Where(page => page.HasPdf).Select(page => File($"pdf-{page.Label}", "application/pdf", Addresses.PagePdf(edition, page.Label), page)),
                ]),
            Group("text", edition.Pages.Select(page => File($"alto-{page.Label}", "application/xml", Addresses.Alto(edition, page.Label), page))),
        ];
        return new XElement(_mets + "fileSec", groups);
    }

    private static XElement? Group(string use, IEnumerable<XElement> files) =>
        files.ToList() is { Count: > 0 } all ? new XElement(_mets + "fileGrp", new XAttribute("USE", use), all) : null;

    private XElement File(string id, string type, string path, PageView? page) => new(
        _mets + "file",
        new XAttribute("ID", id),
        new XAttribute("MIMETYPE", type),
        page is null ? null : new XAttribute("GROUPID", $"page-{page.Label}"),
        new XElement(_mets + "FLocat", new XAttribute("LOCTYPE", "URL"), new XAttribute(_xlink + "type", "simple"), new XAttribute(_xlink + "href", Absolute(path))));

    /// <summary>The ALTO blocks of an article, page after page.</summary>
    private static XElement Places(EditionView edition, Headline article)
    {
        var areas = edition.Pages.SelectMany(page => PageBlocks.Of(page).Where(block => block.Article == article).Select(block => new XElement(
            _mets + "area",
            new XAttribute("FILEID", $"alto-{page.Label}"),
            new XAttribute("BETYPE", "IDREF"),
            new XAttribute("BEGIN", block.Id)))).ToList();
        return new XElement(_mets + "fptr", areas.Count == 1 ? areas[0] : new XElement(_mets + "seq", areas));
    }

    private static XElement Division(string type, string label, params object?[] content) => new(_mets + "div", new XAttribute("TYPE", type), new XAttribute("LABEL", label), content);

    private static XElement Pointer(string file) => new(_mets + "fptr", new XAttribute("FILEID", file));

    private static XElement Agent(string role, string type, string? otherType, string name) => new(
        _mets + "agent",
        new XAttribute("ROLE", role),
        new XAttribute("TYPE", type),
        otherType is null ? null : new XAttribute("OTHERTYPE", otherType),
        new XElement(_mets + "name", name));

    private static XElement Description(string id, XElement record) => new(
        _mets + "dmdSec",
        new XAttribute("ID", id),
        new XElement(_mets + "mdWrap", new XAttribute("MDTYPE", "MODS"), new XAttribute("MDTYPEVERSION", "3.7"), new XElement(_mets + "xmlData", record)));

    private static XElement Record(params object?[] content) => Mods("mods", new XAttribute("version", "3.7"), content);

    private static XElement Mods(string name, params object?[] content) => new(_mods + name, content);

    private static XElement Person(string name, string role) => Mods("name", new XAttribute("type", "personal"), Mods("namePart", name), Role(role));

    private static XElement Role(string code) => Mods("role", Mods("roleTerm", new XAttribute("type", "code"), new XAttribute("authority", "marcrelator"), code));

    private static XElement Issued(EditionView edition) =>
        Mods("dateIssued", new XAttribute("encoding", "w3cdtf"), new XAttribute("keyDate", "yes"), Addresses.Iso(edition.Date));

    private static XElement Language(Masthead paper) => Mods("language", Mods("languageTerm", new XAttribute("type", "code"), new XAttribute("authority", "rfc5646"), paper.Language));

    private static string RecordOf(Headline article) => $"record-{article.Page}-{Number(article.Number)}";

    private static string KindOf(Headline article) => article.Kind switch
    {
        ArticleKind.Advertisement => "Advertisement",
        ArticleKind.Notice => "Notice",
        ArticleKind.Photo => "Photograph",
        _ => "Article",
    };

    private static string NameOf(EditionView edition) => $"{edition.Newspaper.Name} {ChineseDates.Full(edition.Date)}";

    private static string Moment(DateTimeOffset moment) => moment.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Absolute(string path) => site.Value.Absolute(path);
}
