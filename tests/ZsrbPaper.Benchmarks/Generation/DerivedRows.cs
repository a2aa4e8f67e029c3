namespace ZsrbPaper.Benchmarks.Generation;

/// <summary>
/// Rows that the portal derives from each article, as a search index is. There are none yet: a table comes with a
/// <see cref="BulkTable"/> in <see cref="Tables"/> and its rows in <see cref="Add"/>, made by the same code of the Core as the portal's.
/// </summary>
internal static class DerivedRows
{
    public static IReadOnlyList<BulkTable> Tables { get; } = [];

    /// <param name="rows">Those of the edition.</param>
    /// <param name="article">With everything that is searched in.</param>
    public static void Add(BulkRows rows, GeneratedArticle article)
    {
    }
}
