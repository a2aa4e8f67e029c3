using System.Globalization;

namespace ZsrbPaper.Core.Searching;

/// <summary>Where a page of a list begins: in which block, and how many of its articles come before. The default is the beginning of the list.</summary>
/// <param name="Anchor">Key of the article after which the block begins; null for the first block.</param>
/// <param name="Offset">0 to <see cref="ArticleSearch.Bound"/>.</param>
public readonly record struct SearchPlace(long? Anchor, int Offset)
{
    private static readonly long _lastKey = SearchDocument.FirstOf(DateOnly.MaxValue) + uint.MaxValue;

    /// <summary>Reads what <see cref="ToString"/> wrote; false, and the beginning, for anything else.</summary>
    public static bool TryParse(string? text, out SearchPlace place)
    {
        place = default;
        if (text?.Split('.') is not [var anchor, var offset]
            || !int.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var skipped) || skipped > ArticleSearch.Bound)
        {
            return false;
        }

        if (anchor.Length == 0)
        {
            place = new SearchPlace(null, skipped);
            return true;
        }

        if (!long.TryParse(anchor, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key) || key < 0 || key > _lastKey)
        {
            return false;
        }

        place = new SearchPlace(key, skipped);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Anchor:x}.{Offset}");
}
