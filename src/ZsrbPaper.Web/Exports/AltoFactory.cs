using System.Globalization;
using System.Xml.Linq;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Iiif;

namespace ZsrbPaper.Web.Exports;

/// <summary>
/// Describes a page as ALTO 4 (analysed layout and text): a block for each area of an article, with the printed words in it where the page's
/// PDF has them, else with the text as published, whose lines have no places because nobody measured them. Withdrawn articles are not in it.
/// </summary>
internal sealed class AltoFactory(IOptions<SiteOptions> site)
{
    /// <summary>Raised when the same page comes out differently.</summary>
    public const int Version = 1;

    public const string Profile = "http://www.loc.gov/standards/alto/v4";

    private const string Printed = "printed";
    private const string Published = "published";

    private static readonly XNamespace _alto = "http://www.loc.gov/standards/alto/ns-v4#";

    /// <param name="articles">Those that start on the page, at least.</param>
    /// <param name="layout">The words of the page's PDF; null when there is none that readers may have.</param>
    public XDocument Create(EditionView edition, PageView page, IReadOnlyList<ArticleView> articles, PageLayout? layout)
    {
        var (width, height) = PresentationFactory.SizeOf(page);
        var sheet = new Sheet(width, height, layout is { Width: > 0, Height: > 0 } ? layout : null);
        var blocks = PageBlocks.Of(page);
        var tags = blocks.Select(block => block.Article).Distinct().ToDictionary(article => article, article => $"article-{article.Page}-{Number(article.Number)}");
        var drawn = blocks.GroupBy(block => block.Article).SelectMany(group => Draw(sheet, page, [.. group], tags[group.Key], articles)).ToList();
        if (blocks.All(block => block.Shape is not null))
        {
            // What no article claims; on a page where one has no area, it could be that article's.
            drawn.AddRange(sheet.TakeRest(page.Areas.Where(area => area.Article is null).Select(area => area.Shape)).Select((lines, index) => TextBlock(sheet, $"rest-{Number(index + 1)}", lines)));
        }

        return new XDocument(new XElement(
            _alto + "alto",
            new XAttribute("SCHEMAVERSION", "4.4"),
            new XElement(
                _alto + "Description",
                new XElement(_alto + "MeasurementUnit", "pixel"),
                page.Facsimile is null ? null : new XElement(
                    _alto + "sourceImageInformation",
                    new XElement(_alto + "fileName", site.Value.Absolute(Addresses.Facsimile(edition, page, "page-1600.jpg"))),
                    new XElement(_alto + "fileIdentifier", new XAttribute("fileIdentifierLocation", "IIIF"), site.Value.Absolute(Addresses.IiifImage(edition, page)))),
                drawn.Exists(block => Uses(block, Printed)) ? Processing(Printed, "Words and places are those of the print PDF.") : null,
                drawn.Exists(block => Uses(block, Published)) ? Processing(Published, "Text as published; its block was drawn by the newsroom, its lines were not measured.") : null),
            tags.Count == 0 ? null : new XElement(_alto + "Tags", tags.Select(tag => new XElement(
                _alto + "StructureTag",
                new XAttribute("ID", tag.Value),
                new XAttribute("TYPE", "article"),
                new XAttribute("LABEL", tag.Key.Title),
                new XAttribute("URI", site.Value.Absolute(Addresses.Article(edition, tag.Key)))))),
            new XElement(
                _alto + "Layout",
                new XElement(
                    _alto + "Page",
                    new XAttribute("ID", $"page-{page.Label}"),
                    new XAttribute("HEIGHT", height),
                    new XAttribute("WIDTH", width),
                    new XAttribute("PHYSICAL_IMG_NR", edition.Pages.TakeWhile(other => other.Label != page.Label).Count() + 1),
                    new XAttribute("PRINTED_IMG_NR", page.Label.Value),
                    new XAttribute("LANG", edition.Newspaper.Language),
                    new XElement(_alto + "PrintSpace", Place(0, 0, width, height), drawn)))));
    }

    /// <summary>An article's blocks; what was not found in print stands as text in the first of those on the page where it starts.</summary>
    private static List<XElement> Draw(Sheet sheet, PageView page, IReadOnlyList<PageBlock> blocks, string tag, IReadOnlyList<ArticleView> articles)
    {
        var found = blocks.Select(block => block.Shape is { } shape ? sheet.TakeWithin(shape) : []).ToList();
        var isPrinted = found.Exists(groups => groups.Count > 0);
        var text = isPrinted || blocks[0].Article.Page != page.Label ? null : articles.FirstOrDefault(article => article.Headline == blocks[0].Article)?.PlainText();
        return
        [
            .. blocks.Select((block, index) => new XElement(
                _alto + "ComposedBlock",
                new XAttribute("ID", block.Id),
                new XAttribute("TYPE", "article"),
                new XAttribute("TAGREFS", tag),
                block.Shape is { } shape
                    ? [.. Place((double)shape.Left * sheet.Width / 100, (double)shape.Top * sheet.Height / 100, (double)shape.Right * sheet.Width / 100, (double)shape.Bottom * sheet.Height / 100), Outline(sheet, shape)]
                    : Array.Empty<XObject>(),
                found[index].Select((lines, ordinal) => TextBlock(sheet, $"{block.Id}-{Number(ordinal + 1)}", lines)),
                index == 0 && text is not null ? TextBlock(block.Id + "-text", text) : null)),
        ];
    }

    /// <summary>Printed lines.</summary>
    private static XElement TextBlock(Sheet sheet, string id, IReadOnlyList<IReadOnlyList<LayoutWord>> lines) => new(
        _alto + "TextBlock",
        new XAttribute("ID", id),
        new XAttribute("PROCESSINGREFS", Printed),
        sheet.PlaceOf(lines.SelectMany(line => line)),
        lines.Select(line => new XElement(_alto + "TextLine", sheet.PlaceOf(line), line.SelectMany((word, index) => Word(sheet, word, index == 0 ? null : line[index - 1])))));

    /// <summary>A text whose lines are its paragraphs.</summary>
    private static XElement TextBlock(string id, string text) => new(
        _alto + "TextBlock",
        new XAttribute("ID", id),
        new XAttribute("PROCESSINGREFS", Published),
        text.Split('\n').Select(paragraph => new XElement(_alto + "TextLine", new XElement(_alto + "String", new XAttribute("CONTENT", paragraph)))));

    private static IEnumerable<XElement> Word(Sheet sheet, LayoutWord word, LayoutWord? before)
    {
        if (before is not null)
        {
            yield return new XElement(_alto + "SP", before.Right < word.Left ? sheet.PlaceOf([word with { Left = before.Right, Right = word.Left }]) : []);
        }

        yield return new XElement(_alto + "String", sheet.PlaceOf([word]), new XAttribute("CONTENT", word.Text));
    }

    private static XElement Outline(Sheet sheet, AreaShape shape) => new(
        _alto + "Shape",
        new XElement(
            _alto + "Polygon",
            new XAttribute("POINTS", string.Join(' ', shape.Points.Select(point => $"{Number((double)point.X * sheet.Width / 100)},{Number((double)point.Y * sheet.Height / 100)}")))));

    private static XElement Processing(string id, string description) => new(
        _alto + "Processing",
        new XAttribute("ID", id),
        new XElement(_alto + "processingCategory", "contentGeneration"),
        new XElement(_alto + "processingStepDescription", description),
        new XElement(_alto + "processingSoftware", new XElement(_alto + "softwareName", "ZsrbPaper")));

    private static bool Uses(XElement block, string processing) => block.DescendantsAndSelf().Any(element => (string?)element.Attribute("PROCESSINGREFS") == processing);

    private static XAttribute[] Place(double left, double top, double right, double bottom) =>
    [
        new("HEIGHT", Number(bottom - top)), new("WIDTH", Number(right - left)), new("HPOS", Number(left)), new("VPOS", Number(top)),
    ];

    private static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A page while its words are given out, each once.</summary>
    /// <param name="Width">In pixels.</param>
    /// <param name="Height">In pixels.</param>
    private sealed record Sheet(int Width, int Height, PageLayout? Layout)
    {
        private readonly HashSet<LayoutWord> _taken = new(ReferenceEqualityComparer.Instance);

        /// <summary>The words within a shape: blocks of lines.</summary>
        public List<List<IReadOnlyList<LayoutWord>>> TakeWithin(AreaShape shape) => Take(word => Layout!.MiddleOf(word) is var (x, y) && shape.Contains(x, y));

        /// <summary>The words that are left, but for those within some shapes.</summary>
        public List<List<IReadOnlyList<LayoutWord>>> TakeRest(IEnumerable<AreaShape> but) =>
            Take(word => Layout!.MiddleOf(word) is var (x, y) && !but.Any(shape => shape.Contains(x, y)));

        public XAttribute[] PlaceOf(IEnumerable<LayoutWord> words)
        {
            var (across, down) = (Width / Layout!.Width, Height / Layout.Height);
            var all = words.ToList();
            return Place(all.Min(word => word.Left) * across, all.Min(word => word.Top) * down, all.Max(word => word.Right) * across, all.Max(word => word.Bottom) * down);
        }

        private List<List<IReadOnlyList<LayoutWord>>> Take(Func<LayoutWord, bool> isWanted) =>
        [
            .. (Layout?.Lines ?? [])
                .Select(line => (line.Block, Words: line.Words.Where(word => !_taken.Contains(word) && !string.IsNullOrWhiteSpace(word.Text) && isWanted(word) && _taken.Add(word)).ToList()))
                .Where(line => line.Words.Count > 0)
                .GroupBy(line => line.Block)
                .Select(block => block.Select(line => (IReadOnlyList<LayoutWord>)line.Words).ToList()),
        ];
    }
}
