using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Desk;

public enum ReleasedChangeKind
{
    /// <summary>更正.</summary>
    Correction,

    /// <summary>撤稿.</summary>
    Withdrawal,

    /// <summary>换版.</summary>
    Replacement,
}

public enum ReleasedChangeState
{
    /// <summary>Being written by its author; nobody is asked yet.</summary>
    Draft,

    /// <summary>Waits for a second person. A withdrawal is in force while it waits.</summary>
    Proposed,

    Approved,

    Rejected,
}

/// <summary>A change of something that readers have seen, with the two people that it takes.</summary>
public sealed class ReleasedChange : IVersioned
{
    public const int BasisMaxLength = 64;

    public ReleasedChange(ReleasedChangeKind kind, PrintPage page, Article? article, string by, DateTime at)
    {
        Kind = kind;
        Page = page;
        Article = article;
        By = by;
        At = at;
    }

    private ReleasedChange()
    {
        Page = null!;
        By = null!;
    }

    public int Id { get; private set; }

    public ReleasedChangeKind Kind { get; private set; }

    public int PageId { get; private set; }

    public PrintPage Page { get; private set; }

    public int? ArticleId { get; private set; }

    /// <summary>The article; null for the replacement of a page.</summary>
    public Article? Article { get; private set; }

    public ReleasedChangeState State { get; set; }

    /// <summary>User name of its author.</summary>
    public string By { get; private set; }

    public DateTime At { get; set; }

    /// <summary>The visible note of a correction, or the reason of a withdrawal or replacement.</summary>
    public string? Note { get; set; }

    /// <summary>What the article is to become, as <see cref="ArticleVersion.Content"/>, or the hash and extension of the page's new file; null for a withdrawal.</summary>
    public string? Content { get; set; }

    /// <summary>What the article said when a correction was begun, see <see cref="ArticleRules.Basis"/>; null for anything else.</summary>
    public string? Basis { get; set; }

    /// <summary>User name of the second person; null until they decide.</summary>
    public string? DecidedBy { get; set; }

    public DateTime? DecidedAt { get; set; }

    public int Version { get; private set; }
}

/// <summary>A picture or PDF that a page had before it was replaced (换版); the files stay in the media store.</summary>
public sealed class ReplacedPageFile
{
    public ReplacedPageFile(PrintPage page, DateTime replacedAt, string replacedBy)
    {
        Page = page;
        PictureHash = page.PictureHash;
        PictureExtension = page.PictureExtension;
        PdfHash = page.PdfHash;
        ReplacedAt = replacedAt;
        ReplacedBy = replacedBy;
    }

    private ReplacedPageFile()
    {
        Page = null!;
        ReplacedBy = null!;
    }

    public int Id { get; private set; }

    public int PageId { get; private set; }

    public PrintPage Page { get; private set; }

    public string? PictureHash { get; private set; }

    public string? PictureExtension { get; private set; }

    public string? PdfHash { get; private set; }

    public DateTime ReplacedAt { get; private set; }

    public string ReplacedBy { get; private set; }
}
