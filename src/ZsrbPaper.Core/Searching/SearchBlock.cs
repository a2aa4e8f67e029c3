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
