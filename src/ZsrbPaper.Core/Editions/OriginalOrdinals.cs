namespace ZsrbPaper.Core.Editions;

/// <summary>
/// The ordinals under which old addresses know the pages of an edition and the articles of a page. All take a list in
/// print or display order, null where no ordinal was given, and answer in the same order. Given ordinals always stay.
/// </summary>
public static class OriginalOrdinals
{
    /// <summary>The greatest ordinal there is.</summary>
    public const int Max = 100_000;

    /// <summary>The ordinals at first release: what has none takes its own place in the order if that is free, else the lowest free number.</summary>
    public static IReadOnlyList<int> AtRelease(IReadOnlyList<int?> given)
    {
        var taken = Given(given);
        return [.. given.Select((ordinal, index) => ordinal ?? Take(taken, index + 1))];
    }

    /// <summary>The ordinals once others are permanent: what comes later takes the number after the greatest.</summary>
    public static IReadOnlyList<int> AfterRelease(IReadOnlyList<int?> given)
    {
        var taken = Given(given);
        return [.. given.Select(ordinal => ordinal ?? Take(taken, taken.Count == 0 ? 1 : taken.Max() + 1))];
    }

    private static HashSet<int> Given(IEnumerable<int?> given) => [.. given.OfType<int>()];

    private static int Take(HashSet<int> taken, int wanted)
    {
        if (wanted > Max || !taken.Add(wanted))
        {
            for (wanted = 1; !taken.Add(wanted); wanted++)
            {
            }
        }

        return wanted;
    }
}
