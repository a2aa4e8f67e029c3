using System.Globalization;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Text;
using ZsrbPaper.Web.Exports;
using ZsrbPaper.Web.Pages;

namespace ZsrbPaper.Web.Iiif;

/// <summary>
/// Puts editions together as the IIIF Presentation API 3 has them: pages are canvases, articles are ranges over the canvases on which
/// they stand, their areas and texts are annotations. Withdrawn articles are in none of these.
/// </summary>
internal sealed class PresentationFactory(IOptions<SiteOptions> site)
{
    /// <summary>The context of every document but searches.</summary>
    public const string Context = "http://iiif.io/api/presentation/3/context.json";

    /// <summary>The context of an answer of a search.</summary>
    public const string SearchContext = "http://iiif.io/api/search/2/context.json";

    /// <summary>Size in pixels of a canvas without a picture: a broadsheet's proportions.</summary>
    private static readonly (int Width, int Height) _empty = (1000, 1414);

    /// <summary>A newspaper's months.</summary>
    public Collection CollectionOf(Masthead paper, IReadOnlyList<MonthCount> months) => new(Absolute(Addresses.IiifCollection(paper.Code)))
    {
        Context = Context,
        Label = Text(paper, paper.Name),
        Homepage = [Page(paper, Addresses.Newspaper(paper), paper.Name)],
        Provider = [ProviderOf(paper)],
        Items = [.. months.Select(month => new ResourceReference(Absolute(Addresses.IiifCollection(paper.Code, month.Year, month.Month)), "Collection") { Label = Text(paper, MonthName(month.Year, month.Month)) })],
    };

    /// <summary>The editions of a month.</summary>
    public Collection CollectionOf(Masthead paper, int year, int month, IReadOnlyList<DateOnly> dates) => new(Absolute(Addresses.IiifCollection(paper.Code, year, month)))
    {
        Context = Context,
        Label = Text(paper, $"{paper.Name} {MonthName(year, month)}"),
        Homepage = [Page(paper, Addresses.Archive(paper.Code, year, month), MonthName(year, month))],
        Provider = [ProviderOf(paper)],
        PartOf = [new ResourceReference(Absolute(Addresses.IiifCollection(paper.Code)), "Collection") { Label = Text(paper, paper.Name) }],
        Items =
        [
            .. dates.Select(date => new ResourceReference(Absolute(Addresses.IiifManifest(paper.Code, date)), "Manifest")
            {
                Label = Text(paper, $"{paper.Name} {ChineseDates.Full(date)}"),
                NavDate = NavDate(date),
            }),
        ],
    };

    public Manifest ManifestOf(EditionView edition)
    {
        var paper = edition.Newspaper;
        return new Manifest(IdOf(edition))
        {
            Context = Context,
            Label = Text(paper, NameOf(edition)),
            Metadata =
            [
                Fact(paper, "报纸", paper.Name),
                Fact(paper, "日期", $"{ChineseDates.Full(edition.Date)} {ChineseDates.Weekday(edition.Date)}"),
                .. edition.Number is { } number ? [Fact(paper, "期号", number.ToString(CultureInfo.InvariantCulture))] : Array.Empty<LabelAndValue>(),
                .. paper.IssueNumber is { } issue ? [Fact(paper, "国内统一连续出版物号", issue)] : Array.Empty<LabelAndValue>(),
                .. paper.Publisher is { } publisher ? [Fact(paper, "主办单位", publisher)] : Array.Empty<LabelAndValue>(),
                Fact(paper, "版数", edition.Pages.Count.ToString(CultureInfo.InvariantCulture)),
            ],
            NavDate = NavDate(edition.Date),
            Rights = site.Value.Rights,
            Provider = [ProviderOf(paper)],
            Thumbnail = edition.Pages.FirstOrDefault(page => page.Facsimile is not null) is { } pictured ? [PictureOf(edition, pictured, smallest: true)] : null,
            Homepage = [Page(paper, Addresses.Edition(edition), $"{ChineseDates.Full(edition.Date)}版面概览")],
            Rendering =
            [
                .. edition.HasPdf ? [Download(paper, Addresses.EditionPdf(edition), "application/pdf", "整期PDF")] : Array.Empty<LinkedDocument>(),
                Download(paper, Addresses.EditionEpub(edition), "application/epub+zip", "整期EPUB"),
                Download(paper, Addresses.EditionZip(edition), "application/zip", "整期数据包"),
            ],
            SeeAlso =
            [
                new LinkedDocument(Absolute(Addresses.ApiEdition(paper.Code, edition.Date)), "Dataset", "application/json"),
                new LinkedDocument(Absolute(Addresses.Mets(edition)), "Dataset", MetsFactory.MediaType) { Profile = MetsFactory.Profile },
            ],
            Service = [new Service(Absolute(Addresses.IiifSearch(edition)), "SearchService2")],
            PartOf =
            [
                new ResourceReference(Absolute(Addresses.IiifCollection(paper.Code, edition.Date.Year, edition.Date.Month)), "Collection")
                {
                    Label = Text(paper, $"{paper.Name} {MonthName(edition.Date.Year, edition.Date.Month)}"),
                },
            ],
            Items = [.. edition.Pages.Select(page => CanvasOf(edition, page))],
            Structures = [.. edition.Pages.Select(page => RangeOf(edition, page))],
        };
    }

    /// <summary>A page by itself.</summary>
    public Canvas CanvasDocumentOf(EditionView edition, PageView page) => CanvasOf(edition, page) with
    {
        Context = Context,
        PartOf = [new ResourceReference(IdOf(edition), "Manifest") { Label = Text(edition.Newspaper, NameOf(edition)) }],
    };

    /// <summary>Where each article stands on a page, with its title and address.</summary>
    public AnnotationPage AreasOf(EditionView edition, PageView page)
    {
        var id = Absolute(Addresses.IiifPage(edition, page.Label, "areas.json"));
        return new AnnotationPage(id)
        {
            Context = Context,
            Items =
            [
                .. page.Areas.Where(area => area.Article is not null).GroupBy(area => area.Article!).SelectMany(areas => areas.Select((area, index) => new Annotation(
                    $"{id}#{areas.Key.Key()}/{(index + 1).ToString(CultureInfo.InvariantCulture)}",
                    (string[])["tagging", "linking"],
                    (object[])
                    [
                        new TextualBody(TitleOf(areas.Key), edition.Newspaper.Language, "tagging"),
                        new LinkedDocument(Absolute(Addresses.Article(edition, areas.Key)), "Text", "text/html") { Purpose = "linking" },
                    ],
                    PlaceOf(edition, page, area.Shape)))),
            ],
        };
    }

    /// <summary>The texts of the articles that start on a page.</summary>
    public AnnotationPage TextsOf(EditionView edition, PageView page, IReadOnlyList<ArticleView> articles)
    {
        var id = Absolute(Addresses.IiifPage(edition, page.Label, "text.json"));
        return new AnnotationPage(id)
        {
            Context = Context,
            Items =
            [
                .. from article in articles
                   where article.Headline.Page == page.Label
                   select new Annotation(
                       $"{id}#{article.Headline.Key()}", "supplementing", new TextualBody(article.PlainText(), edition.Newspaper.Language), TargetOf(edition, page, article.Headline)),
            ],
        };
    }

    /// <summary>What a search found: an annotation for each article on the page where it starts, with the words around the find.</summary>
    /// <param name="query">As it was asked, with its question mark.</param>
    /// <param name="ignored">Names of the parameters that were not heeded.</param>
    public AnnotationPage FoundIn(EditionView edition, IReadOnlyList<TextMatch> matches, string query, IReadOnlyList<string> ignored)
    {
        var id = Absolute(Addresses.IiifSearch(edition)) + query;
        return new AnnotationPage(id)
        {
            Context = SearchContext,
            Ignored = ignored.Count == 0 ? null : ignored,
            Items =
            [
                .. from match in matches
                   let article = match.Article
                   select new Annotation(
                       Absolute(Addresses.IiifPage(edition, article.Page, "text.json")) + "#" + article.Key(),
                       "supplementing",
                       new TextualBody(match.Excerpt, edition.Newspaper.Language),
                       TargetOf(edition, edition.FindPage(article.Page)!, article)),
            ],
        };
    }

    private Canvas CanvasOf(EditionView edition, PageView page)
    {
        var id = IdOf(edition, page);
        var (width, height) = SizeOf(page);
        return new Canvas(id, width, height)
        {
            Label = Text(edition.Newspaper, page.Name()),
            Thumbnail = page.Facsimile is null ? null : [PictureOf(edition, page, smallest: true)],
            Homepage = [Page(edition.Newspaper, Addresses.Page(edition, page.Label), page.Name())],
            Rendering = page.HasPdf ? [Download(edition.Newspaper, Addresses.PagePdf(edition, page.Label), "application/pdf", "本版PDF")] : null,
            SeeAlso = [new LinkedDocument(Absolute(Addresses.Alto(edition, page.Label)), "Dataset", "application/xml") { Profile = AltoFactory.Profile }],
            Items = page.Facsimile is null
                ? []
                : [new AnnotationPage(id + "#pictures") { Items = [new Annotation(id + "#picture", "painting", PictureOf(edition, page, smallest: false), id)] }],
            Annotations =
            [
                new ResourceReference(Absolute(Addresses.IiifPage(edition, page.Label, "areas.json")), "AnnotationPage") { Label = Text(edition.Newspaper, "稿件区域") },
                new ResourceReference(Absolute(Addresses.IiifPage(edition, page.Label, "text.json")), "AnnotationPage") { Label = Text(edition.Newspaper, "稿件全文") },
            ],
        };
    }

    /// <summary>A page with its articles; these go on to other pages where they are continued.</summary>
    private Range RangeOf(EditionView edition, PageView page) => new($"{IdOf(edition)}#{page.Label}")
    {
        Label = Text(edition.Newspaper, page.Name()),
        Items =
        [
            CanvasReference(edition, page),
            .. page.Articles.Select(article => new Range($"{IdOf(edition)}#{article.Key()}")
            {
                Label = Text(edition.Newspaper, TitleOf(article)),
                Items = PlacesOf(edition, page, article),
            }),
        ],
    };

    /// <summary>Boxes on canvases: viewers find a canvas by the beginning of its address, and pass by any other form of a part.</summary>
    private List<ResourceReference> PlacesOf(EditionView edition, PageView page, Headline article)
    {
        var places = edition.Pages.SelectMany(other => other.Areas.Where(area => area.Article == article)
            .Select(area => new ResourceReference($"{IdOf(edition, other)}#{BoxOf(other, area.Shape)}", "Canvas"))).ToList();
        return places.Count > 0 ? places : [CanvasReference(edition, page)];
    }

    /// <summary>The article's areas on the page where it starts, each a target; the whole page when it has none there.</summary>
    private object TargetOf(EditionView edition, PageView page, Headline article)
    {
        var areas = page.Areas.Where(area => area.Article == article).Select(object (area) => PlaceOf(edition, page, area.Shape)).ToArray();
        return areas.Length switch { 0 => IdOf(edition, page), 1 => areas[0], _ => areas };
    }

    /// <summary>A part of a page's canvas: a box where the area is one, else its outline.</summary>
    private CanvasPart PlaceOf(EditionView edition, PageView page, AreaShape shape)
    {
        var isBox = shape.Points.Count == 4 && shape.Points.All(point => (point.X == shape.Left || point.X == shape.Right) && (point.Y == shape.Top || point.Y == shape.Bottom));
        return new CanvasPart(
            CanvasReference(edition, page),
            isBox ? new Selector("FragmentSelector", BoxOf(page, shape), "http://www.w3.org/TR/media-frags/") : new Selector("SvgSelector", OutlineOf(page, shape)));
    }

    /// <summary>The smallest box of whole pixels that an area fits into: <c>xywh=…</c>.</summary>
    private static string BoxOf(PageView page, AreaShape shape)
    {
        var (width, height) = SizeOf(page);
        var (left, top) = ((int)Math.Floor(shape.Left * width / 100), (int)Math.Floor(shape.Top * height / 100));
        var (right, bottom) = ((int)Math.Ceiling(shape.Right * width / 100), (int)Math.Ceiling(shape.Bottom * height / 100));
        return string.Create(CultureInfo.InvariantCulture, $"xywh={left},{top},{right - left},{bottom - top}");
    }

    private static string OutlineOf(PageView page, AreaShape shape)
    {
        var (width, height) = SizeOf(page);
        var corners = shape.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X * width / 100:0.#},{point.Y * height / 100:0.#}"));
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M{string.Join('L', corners)}Z\"/></svg>";
    }

    /// <summary>Size in pixels of a page's canvas: that of its facsimile.</summary>
    public static (int Width, int Height) SizeOf(PageView page) => page.Facsimile is { } facsimile ? (facsimile.Width, facsimile.Height) : _empty;

    private Picture PictureOf(EditionView edition, PageView page, bool smallest)
    {
        var service = Absolute(Addresses.IiifImage(edition, page));
        var pictures = new FacsimilePyramid(page.Facsimile!.Width, page.Facsimile.Height).Pictures;
        var picture = smallest ? pictures[0] : pictures[^1];
        var size = smallest ? string.Create(CultureInfo.InvariantCulture, $"{picture.Width},{picture.Height}") : "max";
        return new Picture($"{service}/full/{size}/0/default.jpg", picture.Width, picture.Height) { Service = [new Service(service, "ImageService3", "level0")] };
    }

    private Agent ProviderOf(Masthead paper)
    {
        var home = Absolute(Addresses.Newspaper(paper));
        return new Agent(home + "#publisher")
        {
            Label = Text(paper, paper.Publisher ?? paper.Name),
            Homepage = [Page(paper, Addresses.Newspaper(paper), paper.Name)],
            Logo = paper.Logo is { } logo && PhotoRenditions.For(logo.Width)[0] is var rendition
                ? [new Picture(Absolute(Addresses.Photo(logo.Hash, rendition.Name, "jpg")), rendition.Width, rendition.HeightFor(logo.Width, logo.Height))]
                : null,
        };
    }

    private LinkedDocument Page(Masthead paper, string path, string label) => new(Absolute(path), "Text", "text/html") { Label = Text(paper, label), Language = [paper.Language] };

    private LinkedDocument Download(Masthead paper, string path, string type, string label) => new(Absolute(path), "Text", type) { Label = Text(paper, label) };

    private ResourceReference CanvasReference(EditionView edition, PageView page) => new(IdOf(edition, page), "Canvas");

    private static string NameOf(EditionView edition) => $"{edition.Newspaper.Name} {ChineseDates.Full(edition.Date)}";

    private string IdOf(EditionView edition) => Absolute(Addresses.IiifManifest(edition.Newspaper.Code, edition.Date));

    private string IdOf(EditionView edition, PageView page) => Absolute(Addresses.IiifPage(edition, page.Label, "canvas.json"));

    private string Absolute(string path) => site.Value.Absolute(path);

    private static string TitleOf(Headline article) => article.Mark() is { } mark ? $"{mark} {article.Title}" : article.Title;

    private static LabelAndValue Fact(Masthead paper, string name, string value) => new(Text(paper, name), Text(paper, value));

    private static Dictionary<string, IReadOnlyList<string>> Text(Masthead paper, string text) => new() { [paper.Language] = [text] };

    private static string MonthName(int year, int month) => string.Create(CultureInfo.InvariantCulture, $"{year}年{month}月");

    /// <summary>Midnight, as archives write it: a day has the same place on the timeline wherever the viewer is.</summary>
    private static string NavDate(DateOnly date) => $"{Addresses.Iso(date)}T00:00:00Z";
}
