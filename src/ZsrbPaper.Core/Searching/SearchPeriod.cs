namespace ZsrbPaper.Core.Searching;

/// <summary>
/// Whole months, or years where they are many. Documents have the terms of their month and year: the index finds those of a period that have a common word
/// without going through all that have it.
/// </summary>
/// <param name="First">Its first day.</param>
/// <param name="Last">Its last day.</param>
internal sealed record SearchPeriod(DateOnly First, DateOnly Last)
{
    /// <summary>A period of more months is made of years.</summary>
    private const int MaxMonths = 24;

    public long FirstKey => SearchDocument.FirstOf(First);

    public long LastKey => SearchDocument.FirstOf(Last) + uint.MaxValue;

    /// <summary>Its key that comes last in the order that is gone in.</summary>
    public long EndKey(bool isOldestFirst) => isOldestFirst ? LastKey : FirstKey;

    /// <summary>Each document of the period has one of them.</summary>
    public IReadOnlyList<string> Terms => IsOfMonths
        ? [.. Enumerable.Range(0, MonthOf(Last) - MonthOf(First) + 1).Select(number => First.AddMonths(number)).Select(month => SearchTerms.OfMonth(month.Year, month.Month))]
        : [.. Enumerable.Range(First.Year, Last.Year - First.Year + 1).Select(SearchTerms.OfYear)];

    /// <summary>How long it is.</summary>
    public double Years => (MonthOf(Last) - MonthOf(First) + 1) / 12d;

    /// <summary>Whether nothing that is searched lies beyond it.</summary>
    public bool IsLast { get; init; }

    private bool IsOfMonths => MonthOf(Last) - MonthOf(First) < MaxMonths;

    /// <summary>The shortest one with both keys in it.</summary>
    public static SearchPeriod Between(long oneKey, long otherKey)
    {
        var (first, last) = (SearchDocument.DateOf(Math.Min(oneKey, otherKey)), SearchDocument.DateOf(Math.Max(oneKey, otherKey)));
        var months = new SearchPeriod(new DateOnly(first.Year, first.Month, 1), new DateOnly(last.Year, last.Month, DateTime.DaysInMonth(last.Year, last.Month)));
        return months.IsOfMonths ? months : new SearchPeriod(new DateOnly(first.Year, 1, 1), new DateOnly(last.Year, 12, 31));
    }

    private static int MonthOf(DateOnly date) => (date.Year * 12) + date.Month;
}
