using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Core.Editions;

/// <summary>What an article is; advertisements stay out of feeds, search and sitemaps.</summary>
public enum ArticleKind
{
    Article,
    Photo,
    Notice,
    Advertisement,
}

/// <summary>An article (稿件). It belongs to the page on which it starts.</summary>
public sealed class Article : IVersioned
{
    public const int TitleMaxLength = 500;
    public const int FactMaxLength = 200;
    public const int NoteMaxLength = 2000;
    public const int BodyMaxLength = 100_000;
    private readonly List<Photo> _photos = [];
    private readonly List<HotArea> _areas = [];

    internal Article(PrintPage page, int number, string title)
    {
        Page = page;
        Number = number;
        Title = title;
    }

    private Article()
    {
        Page = null!;
        Title = null!;
    }

    public int Id { get; private set; }

    public int PageId { get; private set; }

    public PrintPage Page { get; private set; }

    /// <summary>Last segment of the article's address: unique on its page, given once, never reused; not the display order.</summary>
    public int Number { get; private set; }

    /// <summary>Place on the page's list, from 0.</summary>
    public int Position { get; set; }

    public ArticleKind Kind { get; set; }

    /// <summary>引题.</summary>
    public string? Kicker { get; set; }

    /// <summary>主题.</summary>
    public string Title { get; set; }

    /// <summary>副题.</summary>
    public string? Subtitle { get; set; }

    /// <summary>栏目.</summary>
    public string? Column { get; set; }

    /// <summary>记者.</summary>
    public List<string> Reporters { get; set; } = [];

    /// <summary>通讯员.</summary>
    public List<string> Correspondents { get; set; } = [];

    /// <summary>摄影.</summary>
    public List<string> Photographers { get; set; } = [];

    /// <summary>来源.</summary>
    public string? Source { get; set; }

    /// <summary>The text as Markdown, line ends as \n.</summary>
    public string Body { get; set; } = "";

    /// <summary>Ordinal on the page in the original edition, from 1, as old addresses know it. Permanent from first release on.</summary>
    public int? OldNumber { get; set; }

    /// <summary>A visible note of what was put right (更正); null when nothing was.</summary>
    public string? Correction { get; set; }

    /// <summary>Why the article was withdrawn (撤稿); null when it was not.</summary>
    public string? Withdrawal { get; set; }

    /// <summary>What was last imported for this article; null when it never came from a package.</summary>
    public string? ImportedFingerprint { get; set; }

    public DateTime CreatedAt { get; set; }

    /// <summary>When the content last changed, UTC.</summary>
    public DateTime ModifiedAt { get; set; }

    /// <summary>Who last changed the content: a user name, or such as <c>import</c>; null for what came before there was a desk.</summary>
    public string? ChangedBy { get; set; }

    public int Version { get; private set; }

    /// <summary>The photos; their order is <see cref="Photo.Position"/>.</summary>
    public IReadOnlyCollection<Photo> Photos => _photos;

    /// <summary>The hot areas on this and other pages; their order is <see cref="HotArea.Position"/>.</summary>
    public IReadOnlyCollection<HotArea> Areas => _areas;

    public bool IsWithdrawn => Withdrawal is not null;

    public Photo AddPhoto(string fileName, string hash, string extension, int width, int height)
    {
        var photo = new Photo(this, fileName, hash, extension, width, height) { Position = _photos.Count };
        _photos.Add(photo);
        return photo;
    }

    public HotArea AddArea(PrintPage page, AreaShape shape)
    {
        var area = new HotArea(this, page, shape) { Position = _areas.Count };
        _areas.Add(area);
        return area;
    }

    public void RemovePhoto(Photo photo) => _photos.Remove(photo);

    public void ClearPhotos() => _photos.Clear();

    /// <summary>Gives the article these areas on one page in place of those it has there; areas on other pages stay.</summary>
    public void ReplaceAreas(PrintPage page, IReadOnlyList<AreaShape> shapes)
    {
        _areas.RemoveAll(area => area.Page == page);
        var position = 0;
        foreach (var area in _areas.OrderBy(area => area.Position))
        {
            area.Position = position++;
        }

        foreach (var shape in shapes)
        {
            AddArea(page, shape);
        }
    }

    public void ClearAreas() => _areas.Clear();
}
