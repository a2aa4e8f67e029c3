namespace ZsrbPaper.Core.Desk;

/// <summary>Whether somebody may pass a review, or what stands against it.</summary>
public enum ReviewOutcome
{
    /// <summary>It may be recorded, or was.</summary>
    Passed,

    /// <summary>The round was passed before; nothing was recorded again.</summary>
    Unchanged,

    /// <summary>The newspaper asks for fewer reviews than this round.</summary>
    NotAsked,

    /// <summary>The last change of the text is by the same person.</summary>
    OwnText,

    /// <summary>The same person gave another of its reviews.</summary>
    SamePerson,

    /// <summary>An earlier round is not passed yet.</summary>
    EarlierRoundMissing,

    /// <summary>It was changed after the reviewer had read it.</summary>
    Changed,

    /// <summary>It was withdrawn; nobody needs to review it.</summary>
    Withdrawn,

    /// <summary>Readers see the edition: what happens to it now takes the way of corrections.</summary>
    Released,

    /// <summary>There is no such edition, page or article.</summary>
    NotFound,
}

/// <summary>A review as it is shown: who passed which round, and whether it still counts.</summary>
/// <param name="VoidedAt">UTC; null while it counts.</param>
public sealed record ReviewMark(int Round, string By, DateTime At, bool IsWholePage, bool IsReapproval, DateTime? VoidedAt, string? VoidedBecause);

/// <summary>The rules of the three reviews (三审), for an article or a page.</summary>
public static class ReviewRules
{
    /// <summary>Whether every review that the newspaper asks for is given.</summary>
    /// <param name="required">How many the newspaper asks for, 0 to 3.</param>
    /// <param name="reviews">All reviews of the thing; those that are void do not count.</param>
    public static bool IsPassed(int required, IEnumerable<ReviewMark> reviews) =>
        required == 0 || Counting(reviews).Any(review => review.IsReapproval)
        || Enumerable.Range(1, required).All(round => Counting(reviews).Any(review => review.Round == round));

    /// <summary>Judges whether <paramref name="by"/> may pass a round.</summary>
    /// <param name="required">How many reviews the newspaper asks for, 0 to 3.</param>
    /// <param name="round">1 to 3.</param>
    /// <param name="by">User name of the reviewer, who has the right for the round.</param>
    /// <param name="changedBy">Who last changed the thing; null when unknown.</param>
    /// <param name="reviews">All reviews of the thing.</param>
    public static ReviewOutcome Judge(int required, int round, string by, string? changedBy, IReadOnlyCollection<ReviewMark> reviews)
    {
        var counting = Counting(reviews).ToList();
        if (round < 1 || round > required)
        {
            return ReviewOutcome.NotAsked;
        }

        if (counting.Exists(review => review.Round == round || review.IsReapproval))
        {
            return ReviewOutcome.Unchanged;
        }

        if (IsSame(changedBy, by))
        {
            return ReviewOutcome.OwnText;
        }

        if (counting.Exists(review => IsSame(review.By, by)))
        {
            return ReviewOutcome.SamePerson;
        }

        return Enumerable.Range(1, round - 1).All(earlier => counting.Exists(review => review.Round == earlier))
            ? ReviewOutcome.Passed
            : ReviewOutcome.EarlierRoundMissing;
    }

    /// <summary>Whether two user names are one person's; Identity tells them apart without case too.</summary>
    public static bool IsSame(string? one, string? other) => one is not null && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<ReviewMark> Counting(IEnumerable<ReviewMark> reviews) => reviews.Where(review => review.VoidedAt is null);
}
