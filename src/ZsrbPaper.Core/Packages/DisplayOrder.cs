namespace ZsrbPaper.Core.Packages;

/// <summary>Brings together the order that a package gives and the one the desk made since the last import.</summary>
internal static class DisplayOrder
{
    /// <param name="lastImported">Fingerprint of the order last imported; null when there was none.</param>
    /// <param name="imported">The order now of what came from packages, those included that are about to go.</param>
    /// <param name="current">The order now of all that stays.</param>
    /// <param name="incoming">The order in the package.</param>
    /// <param name="overwrite">Whether the package wins where both changed.</param>
    /// <returns>The order to have; null when both changed it and they differ.</returns>
    public static List<T>? Decide<T>(string? lastImported, IReadOnlyList<T> imported, IReadOnlyList<T> current, IReadOnlyList<T> incoming, bool overwrite)
    {
        var packageIsUnchanged = lastImported is null
            || SplitFingerprint.OfOrder(incoming) == lastImported
            || SplitFingerprint.OfOrder(incoming.Where(imported.Contains)) == lastImported;
        if (packageIsUnchanged)
        {
            return Merge(current, incoming);
        }

        var deskIsUnchanged = SplitFingerprint.OfOrder(imported) == lastImported;
        return deskIsUnchanged || overwrite || incoming.Where(current.Contains).SequenceEqual(current.Where(incoming.Contains))
            ? Merge(incoming, current)
            : null;
    }

    /// <summary>The leading order, and what only the other has behind whatever it follows there.</summary>
    private static List<T> Merge<T>(IReadOnlyList<T> leading, IReadOnlyList<T> other)
    {
        var merged = leading.ToList();
        for (var index = 0; index < other.Count; index++)
        {
            if (!merged.Contains(other[index]))
            {
                merged.Insert(index == 0 ? 0 : merged.IndexOf(other[index - 1]) + 1, other[index]);
            }
        }

        return merged;
    }
}
