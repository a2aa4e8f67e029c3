using System.Collections.Concurrent;

namespace ZsrbPaper.Core.Reading;

/// <summary>What changes of a month when anything in it does.</summary>
/// <param name="Editions">How many readers can see.</param>
/// <param name="ModifiedAt">The latest change of any of them, UTC.</param>
/// <param name="ReleasedAt">The latest release of any of them, UTC.</param>
public sealed record MonthFacts(int Editions, DateTime ModifiedAt, DateTime? ReleasedAt);

/// <summary>
/// How many addresses each month of the sitemap had when they were last counted. Counting a century reads every article, for more than a second,
/// and what was printed long ago hardly changes; so a month is counted anew only when its facts differ. Of the whole process.
/// </summary>
public sealed class SitemapSizes
{
    private readonly ConcurrentDictionary<(int Year, int Month), (MonthFacts Facts, int Entries)> _months = new();

    /// <summary>Null when the month was not counted since it has these facts.</summary>
    public int? Find((int Year, int Month) month, MonthFacts facts) =>
        _months.TryGetValue(month, out var counted) && counted.Facts == facts ? counted.Entries : null;

    public void Set((int Year, int Month) month, MonthFacts facts, int entries) => _months[month] = (facts, entries);
}
