using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Desk;

/// <summary>
/// One review (审) of an article, or of a page itself. A change voids it; the row stays, saying when and why. What counts is
/// what is not void.
/// </summary>
public sealed class Review
{
    public const int NoteMaxLength = 500;

    public Review(PrintPage page, Article? article, int round, string by, DateTime at)
    {
        Page = page;
        Article = article;
        Round = round;
        By = by;
        At = at;
    }

    private Review()
    {
        Page = null!;
        By = null!;
    }

    public int Id { get; private set; }

    public int PageId { get; private set; }

    /// <summary>The page that was reviewed, or on which the reviewed article starts.</summary>
    public PrintPage Page { get; private set; }

    public int? ArticleId { get; private set; }

    /// <summary>The article that was reviewed; null for the page itself.</summary>
    public Article? Article { get; private set; }

    /// <summary>1 一审, 2 二审, 3 三审.</summary>
    public int Round { get; private set; }

    /// <summary>User name of the reviewer.</summary>
    public string By { get; private set; }

    public DateTime At { get; private set; }

    /// <summary>Whether it was recorded by passing the whole page (整版通过).</summary>
    public bool IsWholePage { get; init; }

    /// <summary>Whether the chief on duty re-approved a late change with it: it then stands for every round.</summary>
    public bool IsReapproval { get; init; }

    /// <summary>When a change voided it, UTC; null while it counts.</summary>
    public DateTime? VoidedAt { get; private set; }

    public string? VoidedBecause { get; private set; }

    public void Void(DateTime now, string because)
    {
        VoidedAt ??= now;
        VoidedBecause ??= because;
    }
}

/// <summary>A proof round (校次) of a page: read, and what was found.</summary>
public sealed class ProofRound
{
    public const int NoteMaxLength = 500;

    public ProofRound(PrintPage page, int round, string by, DateTime at, string? note)
    {
        Page = page;
        Round = round;
        By = by;
        At = at;
        Note = note;
    }

    private ProofRound()
    {
        Page = null!;
        By = null!;
    }

    public int Id { get; private set; }

    public int PageId { get; private set; }

    public PrintPage Page { get; private set; }

    /// <summary>1 一校, 2 二校, 3 三校, and on.</summary>
    public int Round { get; private set; }

    public string By { get; private set; }

    public DateTime At { get; private set; }

    public string? Note { get; private set; }
}
