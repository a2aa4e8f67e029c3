using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Desk;

/// <summary>How far an edition is.</summary>
public enum EditionState
{
    /// <summary>草稿: nobody has reviewed anything of it.</summary>
    Draft,

    /// <summary>审稿中.</summary>
    InReview,

    /// <summary>已签发: waits for its release time.</summary>
    SignedOff,

    /// <summary>已发布: readers see it.</summary>
    Released,

    /// <summary>暂停发布: changed after sign-off.</summary>
    Held,
}

/// <summary>A kind of thing that stands against the sign-off.</summary>
public enum BlockerKind
{
    /// <summary>The edition has no pages.</summary>
    NoPages,

    /// <summary>A review of an article or page is missing; <see cref="Blocker.Round"/> says which is next.</summary>
    ReviewMissing,

    /// <summary>Files of the night are still being worked on.</summary>
    OpenJobs,

    FailedJobs,

    /// <summary>A change waits for its second person.</summary>
    PendingChange,

    /// <summary>The checks (检查) found what the newspaper does not let pass.</summary>
    Finding,
}

/// <summary>Something that stands against the sign-off.</summary>
/// <param name="Page">The page it is about; null when it is about the edition.</param>
/// <param name="Number">The article it is about; null when it is about the page or edition.</param>
/// <param name="Round">The review that is missing; 0 for other kinds.</param>
/// <param name="Count">How many of the kind; 1 unless it is about files.</param>
/// <param name="Title">Title of the article it is about; null when it is about none.</param>
/// <param name="Finding">What the checks found; null for other kinds.</param>
public sealed record Blocker(BlockerKind Kind, PageLabel? Page, int? Number, int Round = 0, int Count = 1, string? Title = null, Finding? Finding = null);

/// <summary>An edition as the desk sees it: what is reviewed by whom, and what stands against its sign-off.</summary>
public sealed record EditionStatus
{
    public required int Id { get; init; }

    public required int NewspaperId { get; init; }

    public required string Newspaper { get; init; }

    public required string NewspaperName { get; init; }

    public required TimeZoneInfo Zone { get; init; }

    /// <summary>0 to 3.</summary>
    public required int RequiredReviews { get; init; }

    /// <summary>Names of the kinds of finding that block.</summary>
    public required IReadOnlyList<string> BlockingFindings { get; init; }

    public required DateOnly Date { get; init; }

    public int? Number { get; init; }

    public DateTime? PlannedRelease { get; init; }

    public DateTime? SignedOffAt { get; init; }

    public string? SignedOffBy { get; init; }

    public DateTime? ReleaseAt { get; init; }

    public DateTime? HeldSince { get; init; }

    public string? HeldBecause { get; init; }

    public required bool IsReleased { get; init; }

    public bool HasPdf { get; init; }

    public int OpenJobs { get; init; }

    public int FailedJobs { get; init; }

    public required int Version { get; init; }

    public required IReadOnlyList<PageStatus> Pages { get; init; }

    /// <summary>Changes of the released edition, and withdrawals, newest first.</summary>
    public required IReadOnlyList<ChangeStatus> Changes { get; init; }

    /// <summary>What the checks found, in page order; those of the kinds in <see cref="BlockingFindings"/> block, the others warn. Empty once readers see the edition.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    public IEnumerable<Finding> Warnings => Findings.Where(finding => !BlockingFindings.Contains(finding.Kind.ToString()));

    public EditionState State =>
        IsReleased ? EditionState.Released
        : SignedOffAt is not null ? EditionState.SignedOff
        : HeldSince is not null ? EditionState.Held
        : Pages.Any(page => page.Reviews.Count > 0 || page.Articles.Any(article => article.Reviews.Count > 0)) ? EditionState.InReview
        : EditionState.Draft;

    /// <summary>Changes that wait for a second person before readers see them.</summary>
    public IEnumerable<ChangeStatus> Pending =>
        Changes.Where(change => change is { State: ReleasedChangeState.Proposed, Kind: not ReleasedChangeKind.Withdrawal });

    /// <summary>Withdrawals in force that nobody else has looked at yet.</summary>
    public IEnumerable<ChangeStatus> WithdrawalsToReview =>
        Changes.Where(change => change is { State: ReleasedChangeState.Proposed, Kind: ReleasedChangeKind.Withdrawal });

    /// <summary>Everything that stands against the sign-off, in page order; empty when nothing does.</summary>
    public IReadOnlyList<Blocker> Blockers
    {
        get
        {
            var blockers = new List<Blocker>();
            if (Pages.Count == 0)
            {
                blockers.Add(new Blocker(BlockerKind.NoPages, null, null));
            }

            if (FailedJobs > 0)
            {
                blockers.Add(new Blocker(BlockerKind.FailedJobs, null, null, Count: FailedJobs));
            }

            if (OpenJobs > 0)
            {
                blockers.Add(new Blocker(BlockerKind.OpenJobs, null, null, Count: OpenJobs));
            }

            foreach (var page in Pages)
            {
                if (page.NextRound(RequiredReviews) is { } round)
                {
                    blockers.Add(new Blocker(BlockerKind.ReviewMissing, page.Label, null, round));
                }

                foreach (var article in page.Articles)
                {
                    if (article.NextRound(RequiredReviews) is { } next)
                    {
                        blockers.Add(new Blocker(BlockerKind.ReviewMissing, page.Label, article.Number, next, Title: article.Title));
                    }
                }
            }

            blockers.AddRange(Pending.Select(change => new Blocker(BlockerKind.PendingChange, change.Page, change.Number)));
            blockers.AddRange(Findings.Where(finding => BlockingFindings.Contains(finding.Kind.ToString()))
                .Select(finding => new Blocker(BlockerKind.Finding, PageLabel.Parse(finding.Label), finding.Number, Finding: finding)));
            return blockers;
        }
    }
}

/// <summary>A page or an article with its reviews.</summary>
public abstract record ReviewedThing
{
    public required int Id { get; init; }

    public required int Version { get; init; }

    /// <summary>Who last changed it; null when unknown.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>All reviews, those that are void too, oldest first.</summary>
    public required IReadOnlyList<ReviewMark> Reviews { get; init; }

    /// <summary>Whether it needs no review: a withdrawn article.</summary>
    public virtual bool IsExempt => false;

    /// <summary>The review of a round that counts; a re-approval stands for every round. Null when there is none.</summary>
    public ReviewMark? ReviewOf(int round) => Reviews.LastOrDefault(review => review.VoidedAt is null && (review.Round == round || review.IsReapproval));

    /// <summary>The last review that a change voided; null when none was, or when the round was passed again since.</summary>
    public ReviewMark? VoidedOf(int round) => ReviewOf(round) is null ? Reviews.LastOrDefault(review => review.VoidedAt is not null && review.Round == round) : null;

    /// <summary>The next round that is missing; null when all are given.</summary>
    public int? NextRound(int required)
    {
        if (IsExempt || ReviewRules.IsPassed(required, Reviews))
        {
            return null;
        }

        return Enumerable.Range(1, required).First(round => ReviewOf(round) is null);
    }
}

public sealed record PageStatus : ReviewedThing
{
    public required PageLabel Label { get; init; }

    public required string Section { get; init; }

    public required bool HasPicture { get; init; }

    public required bool HasPdf { get; init; }

    public bool PdfIsWithheld { get; init; }

    public required IReadOnlyList<ProofMark> Proofs { get; init; }

    public required IReadOnlyList<ArticleStatus> Articles { get; init; }

    /// <summary>Changes whenever the page or an article on it does: says what a reviewer of the whole page has seen.</summary>
    public string Stamp => ReviewDesk.StampOf(Version, Articles.Select(article => (article.Number, article.Version)));
}

public sealed record ArticleStatus : ReviewedThing
{
    public required int Number { get; init; }

    public required string Title { get; init; }

    public required ArticleKind Kind { get; init; }

    public required bool IsWithdrawn { get; init; }

    public override bool IsExempt => IsWithdrawn;
}

/// <summary>A proof round (校次).</summary>
public sealed record ProofMark(int Round, string By, DateTime At, string? Note);

/// <summary>A change of something that readers have seen.</summary>
public sealed record ChangeStatus(
    int Id, ReleasedChangeKind Kind, ReleasedChangeState State, PageLabel Page, int? Number, string? Title, string By, DateTime At, string? Note, string? DecidedBy, DateTime? DecidedAt);
