using ZsrbPaper.Core.Changes;

namespace ZsrbPaper.Web.Caching;

/// <summary>What an answer tells of: an edition and its neighbours, or what lies between them; a newspaper; or everything.</summary>
/// <param name="Newspaper">Null: all.</param>
/// <param name="First">The first date that the answer depends on.</param>
/// <param name="Last">The last one.</param>
internal readonly record struct AnswerSubject(string? Newspaper, DateOnly First, DateOnly Last)
{
    public static AnswerSubject Everything { get; } = Of(null);

    public static AnswerSubject Of(string? newspaper) => new(newspaper, DateOnly.MinValue, DateOnly.MaxValue);

    /// <summary>Whether the answer may be another after the change.</summary>
    public bool IsTouchedBy(ChangedPlace change) =>
        (Newspaper is null || change.Newspaper is null || Newspaper == change.Newspaper)
        && (change.Date is not { } date || (First <= date && date <= Last));
}
