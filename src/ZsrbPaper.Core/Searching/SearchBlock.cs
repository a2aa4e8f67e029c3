using System.Globalization;

namespace ZsrbPaper.Core.Searching;

/// <summary>
/// Found articles that were counted and ordered together: the first <see cref="ArticleSearch.Bound"/>, or as many after another block. Pages of a list
/// are cut out of it.
/// </summary>
/// <param name="ArticleIds">In the order asked for.</param>
/// <param name="LastKey">Key of the last article looked at: where the next block begins.</param>
/// <param name="HasMore">Whether there are, or may be, further articles beyond <paramref name="LastKey"/>.</param>
/// <param name="OutOfTime">Whether time ran out before the block was full.</param>
internal sealed record SearchBlock(IReadOnlyList<int> ArticleIds, long LastKey, bool HasMore, bool OutOfTime, bool IsNearest, SearchFacets? Facets);

/// <summary>Where a page of a list begins: in which block, and how many of its articles come before.</summary>
/// <param name="Anchor">Key after which the block begins; null for the first block.</param>
internal readonly record struct SearchPlace(long? Anchor, int Offset)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; the beginning when it is something else.</summary>
    public static SearchPlace Parse(string? text)
    {
        if (text?.Split('.') is [var anchor, var offset]
            && int.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var skipped) && skipped <= ArticleSearch.Bound)
        {
            return anchor.Length == 0
                ? new SearchPlace(null, skipped)
                : long.TryParse(anchor, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key) && key >= 0 ? new SearchPlace(key, skipped) : default;
        }

        return default;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Anchor:x}.{Offset}");
}
