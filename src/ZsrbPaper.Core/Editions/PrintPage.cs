using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Core.Editions;

/// <summary>A page of the printed newspaper (版).</summary>
public sealed class PrintPage : IVersioned
{
    public const int SectionMaxLength = 100;
    private readonly List<Article> _articles = [];
    private readonly List<HotArea> _areas = [];

    internal PrintPage(Edition edition, PageLabel label, string section)
    {
        Edition = edition;
        Label = label;
        Section = section;
    }

    private PrintPage()
    {
        Edition = null!;
        Label = null!;
        Section = null!;
    }

    public int Id { get; private set; }

    public int EditionId { get; private set; }

    public Edition Edition { get; private set; }

    /// <summary>版次, unique in the edition.</summary>
    public PageLabel Label { get; private set; }

    /// <summary>版名.</summary>
    public string Section { get; set; }

    /// <summary>Place in print order, from 0.</summary>
    public int Position { get; set; }

    /// <summary>Folder of the page in its edition package; the label when null.</summary>
    public string? Folder { get; set; }

    /// <summary>Ordinal of the page in the original edition, from 1, as old addresses know it. Permanent from first release on.</summary>
    public int? Part { get; set; }

    /// <summary>责编.</summary>
    public List<string> Editors { get; set; } = [];

    /// <summary>美编.</summary>
    public List<string> Designers { get; set; } = [];

    /// <summary>校对.</summary>
    public List<string> Proofreaders { get; set; } = [];

    /// <summary>Hash and extension of the page's picture as it came in; null without one.</summary>
    public string? PictureHash { get; set; }

    public string? PictureExtension { get; set; }

    /// <summary>Hash of the print PDF as it came in; null without one.</summary>
    public string? PdfHash { get; set; }

    /// <summary>Whether readers must not get the PDF, because a withdrawn article is still on it.</summary>
    public bool PdfIsWithheld { get; set; }

    /// <summary>Version of the facsimile (版面图) in its address; changes when the picture or a mask does. Null without a facsimile.</summary>
    public string? FacsimileVersion { get; set; }

    /// <summary>Size in pixels of the facsimile at full depth; 0 without one.</summary>
    public int FacsimileWidth { get; set; }

    public int FacsimileHeight { get; set; }

    /// <summary>What of the page itself (not its articles) was last imported; null when it never came from a package.</summary>
    public string? ImportedFingerprint { get; set; }

    /// <summary>Who last changed the page itself (its picture, areas, order or facts); null when nobody did at the desk.</summary>
    public string? ChangedBy { get; set; }

    public int Version { get; private set; }

    /// <summary>The articles that start on this page; their order is <see cref="Article.Position"/>.</summary>
    public IReadOnlyCollection<Article> Articles => _articles;

    /// <summary>The hot areas that lie on this page, also those of articles that start elsewhere (continuations).</summary>
    public IReadOnlyCollection<HotArea> Areas => _areas;

    /// <summary>Hash under which the facsimile's files are kept: that of the picture, else of the PDF that was rasterised.</summary>
    public string? FacsimileSourceHash => PictureHash ?? PdfHash;

    public Article AddArticle(int number, string title, DateTime now)
    {
        if (_articles.Any(article => article.Number == number))
        {
            throw new InvalidOperationException($"Page {Label} has an article {number} already.");
        }

        if (Edition.IsRetired(Label, number))
        {
            throw new InvalidOperationException($"Article number {number} on page {Label} is retired.");
        }

        var article = new Article(this, number, title) { Position = _articles.Count, CreatedAt = now, ModifiedAt = now };
        _articles.Add(article);
        return article;
    }

    /// <summary>
    /// The ordinals under which old addresses know the articles, fixed or not: those that have one keep it, see
    /// <see cref="OriginalOrdinals.AtRelease"/>.
    /// </summary>
    public IReadOnlyDictionary<Article, int> OldNumbers() => OldNumbers(OriginalOrdinals.AtRelease);

    internal Dictionary<Article, int> OldNumbers(Func<IReadOnlyList<int?>, IReadOnlyList<int>> rule)
    {
        var articles = _articles.OrderBy(article => article.Position).ToList();
        return articles.Zip(rule([.. articles.Select(article => article.OldNumber)])).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    internal void Remove(Article article) => _articles.Remove(article);
}
