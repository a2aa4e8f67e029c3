using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Packages;

/// <summary>An edition as its package describes it, checked in itself; pictures and PDFs are still unopened files.</summary>
/// <param name="Newspaper">Code of the newspaper, which may not exist.</param>
/// <param name="Date">The date printed on the paper.</param>
/// <param name="Number">Running issue number; null when not given.</param>
/// <param name="Release">The planned release; null when not given.</param>
/// <param name="Pages">The pages in print order.</param>
/// <param name="Retired">Article numbers that may never come back.</param>
public sealed record EditionPackage(
    string Newspaper,
    DateOnly Date,
    int? Number,
    LocalMoment? Release,
    IReadOnlyList<PackagePage> Pages,
    IReadOnlyList<PackageRetired> Retired)
{
    /// <summary>Lines of <c>edition.yaml</c>, for problems that only the database brings to light.</summary>
    internal int NewspaperLine { get; init; }

    internal int ReleaseLine { get; init; }
}

/// <param name="Label">版次.</param>
/// <param name="Section">版名; empty when not given.</param>
/// <param name="Folder">Folder in the package, as <c>folder:</c> names it; null when it is the label.</param>
/// <param name="Part">Ordinal in the original edition; null when not given.</param>
/// <param name="Editors">责编.</param>
/// <param name="Designers">美编.</param>
/// <param name="Proofreaders">校对.</param>
/// <param name="Picture">The page's picture; null without one.</param>
/// <param name="Pdf">The page's print PDF; null without one.</param>
/// <param name="Articles">The articles in display order.</param>
/// <param name="Line">Line of the page in <c>edition.yaml</c>.</param>
public sealed record PackagePage(
    PageLabel Label,
    string Section,
    string? Folder,
    int? Part,
    IReadOnlyList<string> Editors,
    IReadOnlyList<string> Designers,
    IReadOnlyList<string> Proofreaders,
    PackageEntry? Picture,
    PackageEntry? Pdf,
    IReadOnlyList<PackageArticle> Articles,
    int Line);

/// <summary>An article of a package; texts are null when not given.</summary>
public sealed record PackageArticle(int Number, string File)
{
    public ArticleKind Kind { get; init; }

    public string? Kicker { get; init; }

    public required string Title { get; init; }

    public string? Subtitle { get; init; }

    public string? Column { get; init; }

    public IReadOnlyList<string> Reporters { get; init; } = [];

    public IReadOnlyList<string> Correspondents { get; init; } = [];

    public IReadOnlyList<string> Photographers { get; init; } = [];

    public string? Source { get; init; }

    public int? OldNumber { get; init; }

    public IReadOnlyList<PackageArea> Areas { get; init; } = [];

    public IReadOnlyList<PackagePhoto> Photos { get; init; } = [];

    public string? Correction { get; init; }

    public string? Withdrawal { get; init; }

    /// <summary>Markdown, line ends as \n, no empty lines before it and none after.</summary>
    public string Body { get; init; } = "";
}

/// <param name="Page">The page on which the area lies.</param>
/// <param name="Shape">The polygon.</param>
public sealed record PackageArea(PageLabel Page, AreaShape Shape);

/// <param name="File">The picture file.</param>
/// <param name="Caption">图说: null when not given (the picture's own serves), empty when given as none.</param>
/// <param name="Credit">供图, in the same way.</param>
/// <param name="Alt">What the photo shows; null when not given.</param>
/// <param name="Focus">The point crops must keep, in percent; null when not given.</param>
/// <param name="Line">Line in the article's file.</param>
public sealed record PackagePhoto(PackageEntry File, string? Caption, string? Credit, string? Alt, AreaPoint? Focus, int Line);

/// <param name="Label">The page, which may be gone.</param>
/// <param name="Number">The article number on it.</param>
public sealed record PackageRetired(PageLabel Label, int Number);

/// <summary>What came of reading a package: the edition when it can be imported, and every problem found.</summary>
/// <param name="Edition">Null when there is an error among the problems.</param>
/// <param name="Problems">Errors and warnings in the order of the package.</param>
public sealed record PackageReading(EditionPackage? Edition, IReadOnlyList<PackageProblem> Problems);
