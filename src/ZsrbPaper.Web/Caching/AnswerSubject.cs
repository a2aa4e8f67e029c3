using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Purging;

namespace ZsrbPaper.Web.Caching;

/// <summary>What an answer tells of: an edition and its neighbours, or what lies between them; a newspaper; or everything.</summary>
/// <param name="Newspaper">Null: all.</param>
/// <param name="First">The first date that the answer depends on.</param>
/// <param name="Last">The last one.</param>
internal readonly record struct AnswerSubject(string? Newspaper, DateOnly First, DateOnly Last)
{
    /// <summary>The date of the edition, where it tells of one.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>By which caches beyond the portal know what it tells of.</summary>
    public IReadOnlyList<string> Tags => (Newspaper, Date) switch
    {
        (null, _) => CacheTags.OfEverything,
        ({ } newspaper, null) => CacheTags.OfNewspaper(newspaper),
        ({ } newspaper, { } date) => CacheTags.OfEdition(newspaper, date, First == DateOnly.MinValue ? null : First, Last == DateOnly.MaxValue ? null : Last),
    };

    public static AnswerSubject Everything { get; } = Of(null);

    public static AnswerSubject Of(string? newspaper) => new(newspaper, DateOnly.MinValue, DateOnly.MaxValue);

    /// <summary>What tells of an edition alone, or of what a newspaper has everywhere.</summary>
    public static AnswerSubject Of(ChangedPlace place) => place.Date is { } date ? new AnswerSubject(place.Newspaper, date, date) : Of(place.Newspaper);

    /// <summary>Whether the answer may be another after the change.</summary>
    public bool IsTouchedBy(ChangedPlace change) =>
        (Newspaper is null || change.Newspaper is null || Newspaper == change.Newspaper)
        && (change.Date is not { } date || (First <= date && date <= Last));
}
