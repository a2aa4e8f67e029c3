using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.Core.Reading;

/// <summary>What every page of a newspaper shows of it (报头).</summary>
public sealed record Masthead(
    string Code,
    string Name,
    string? Publisher,
    string? IssueNumber,
    string? PostalCode,
    string? Hotline,
    string? Email,
    string Language,
    string TimeZone,
    Logo? Logo,
    string? Icp,
    string? PoliceRecord,
    string? NewsLicence,
    string? ReportPhone,
    IReadOnlyList<NamedLink> Channels,
    IReadOnlyList<NamedLink> Social);

/// <summary>The newspaper's logo in the media store, size in pixels.</summary>
public sealed record Logo(string Hash, int Width, int Height);

/// <summary>
/// A visible edition with all its pages, headlines and areas, but no texts: what the overview, every page view and the
/// surroundings of every article need.
/// </summary>
/// <param name="Id">Key for further queries; never shown.</param>
/// <param name="PublishedAt">The release time given for the edition, else 00:00 of its date; in the newspaper's time zone.</param>
/// <param name="ModifiedAt">When anything of the edition last changed, in the newspaper's time zone.</param>
/// <param name="PreviousDate">The next older visible edition (昨天); null when there is none.</param>
/// <param name="NextDate">The next newer visible edition (明天); null when there is none.</param>
/// <param name="HasPdf">Whether the whole edition can be had as one PDF.</param>
/// <param name="Pages">In print order.</param>
public sealed record EditionView(
    int Id,
    Masthead Newspaper,
    DateOnly Date,
    int? Number,
    DateTimeOffset PublishedAt,
    DateTimeOffset ModifiedAt,
    DateOnly? PreviousDate,
    DateOnly? NextDate,
    bool HasPdf,
    bool IsSample,
    IReadOnlyList<PageView> Pages)
{
    /// <summary>Every article once, in reading order: by page, then by its place on the page.</summary>
    public IEnumerable<Headline> Articles => Pages.SelectMany(page => page.Articles);

    public PageView? FindPage(PageLabel label) => Pages.FirstOrDefault(page => page.Label.Value == label.Value);

    public PageView? PageBefore(PageView page) => Neighbour(Pages, page, -1);

    public PageView? PageAfter(PageView page) => Neighbour(Pages, page, +1);

    /// <summary>The article read before this one, across pages; null at the first.</summary>
    public Headline? ArticleBefore(Headline article) => Neighbour(Articles.ToList(), article, -1);

    public Headline? ArticleAfter(Headline article) => Neighbour(Articles.ToList(), article, +1);

    private static T? Neighbour<T>(IReadOnlyList<T> list, T item, int step)
        where T : class
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (ReferenceEquals(list[i], item))
            {
                return i + step >= 0 && i + step < list.Count ? list[i + step] : null;
            }
        }

        return null;
    }
}

/// <summary>A visible edition as lists show it; moments are in the newspaper's time zone.</summary>
/// <param name="FirstPage">Null when it has no page.</param>
/// <param name="Cover">The first page's facsimile; null without one.</param>
public sealed record ListedEdition(
    DateOnly Date, int? Number, DateTimeOffset PublishedAt, DateTimeOffset ModifiedAt, int PageCount, PageLabel? FirstPage, Facsimile? Cover);

/// <summary>A page of an edition with its list.</summary>
/// <param name="Articles">The visible articles that start here, in display order.</param>
/// <param name="Continuations">Articles that start on another page and go on here (上接), in reading order.</param>
/// <param name="Areas">What lies on the facsimile, withdrawn articles' areas included.</param>
/// <param name="WithdrawnNumbers">Numbers of articles of this page whose addresses answer 410.</param>
public sealed record PageView(
    PageLabel Label,
    string Section,
    IReadOnlyList<string> Editors,
    IReadOnlyList<string> Designers,
    IReadOnlyList<string> Proofreaders,
    Facsimile? Facsimile,
    bool HasPdf,
    IReadOnlyList<Headline> Articles,
    IReadOnlyList<Headline> Continuations,
    IReadOnlyList<PageArea> Areas,
    IReadOnlyList<int> WithdrawnNumbers)
{
    /// <summary>Whether an article of this number starts here, or did before it was withdrawn.</summary>
    public bool HasOrHad(int number) => Articles.Any(article => article.Number == number) || WithdrawnNumbers.Contains(number);
}

/// <summary>The picture of a page; size in pixels at full depth.</summary>
public sealed record Facsimile(string Version, int Width, int Height);

/// <summary>An area on a facsimile; without an article it is masked (本文已撤).</summary>
public sealed record PageArea(AreaShape Shape, Headline? Article);

/// <summary>An article as lists show it.</summary>
/// <param name="ContinuesOn">Labels of further pages on which it stands (下转), in print order.</param>
public sealed record Headline(
    PageLabel Page,
    int Number,
    ArticleKind Kind,
    string? Column,
    string? Kicker,
    string Title,
    string? Subtitle,
    IReadOnlyList<PageLabel> ContinuesOn);

/// <summary>An article with its text; what it shares with lists is in its <see cref="Headline"/>.</summary>
/// <param name="ModifiedAt">When the content last changed, in the newspaper's time zone.</param>
/// <param name="BodyMarkdown">The text as written.</param>
/// <param name="BodyHtml">The text as safe HTML.</param>
public sealed record ArticleView(
    Headline Headline,
    IReadOnlyList<string> Reporters,
    IReadOnlyList<string> Correspondents,
    IReadOnlyList<string> Photographers,
    string? Source,
    string? Correction,
    DateTimeOffset ModifiedAt,
    string BodyMarkdown,
    string BodyHtml,
    bool BodyOpensWithByline,
    IReadOnlyList<PhotoView> Photos)
{
    /// <summary>Who wrote it, each once: reporters, then correspondents.</summary>
    public IReadOnlyList<string> Authors { get; } = [.. Reporters.Concat(Correspondents).Distinct(StringComparer.Ordinal)];
}

/// <summary>What stands at an article's address.</summary>
/// <param name="Page">Of another label than was asked for when this one joins or pads it: the final address is there.</param>
/// <param name="Number">The article's number on the page.</param>
/// <param name="Headline">Null when the article was withdrawn.</param>
public sealed record ArticlePlace(EditionView Edition, PageView Page, int Number, Headline? Headline);

/// <summary>A photo; size in pixels of the largest form.</summary>
public sealed record PhotoView(string Hash, int Width, int Height, string? Caption, string? Credit, string? Alt, decimal? FocusX, decimal? FocusY);

/// <summary>First and last visible edition of a newspaper, both null when there is none.</summary>
public sealed record ArchiveRange(Masthead Newspaper, DateOnly? First, DateOnly? Last);

/// <summary>How many visible editions a month has.</summary>
public sealed record MonthCount(int Year, int Month, int Editions);
