using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Searching;
using static ZsrbPaper.Benchmarks.Generation.ColumnKind;

namespace ZsrbPaper.Benchmarks.Generation;

/// <summary>
/// Rows that the portal derives from each article, made by the same code of the Core as the portal's: what search looks at.
/// </summary>
internal static class DerivedRows
{
    private static readonly BulkTable _searchDocuments = BulkTable.Of(
        "SearchDocuments",
        (Number, ["ArticleId", "NewspaperId", "EditionId"]),
        (LongNumber, ["Key"]),
        (Flag, ["IsWithheld"]),
        (Text, ["Section", "Label", "Authors"]),
        (Utf16, ["Heading", "Text"])) with
    {
        SlowIndex = "IX_SearchDocuments_Terms",
    };

    public static IReadOnlyList<BulkTable> Tables { get; } = [_searchDocuments];

    /// <param name="rows">Those of the edition.</param>
    /// <param name="place">Where the article stands.</param>
    /// <param name="article">With everything that is searched in.</param>
    public static void Add(BulkRows rows, GeneratedPlace place, GeneratedArticle article) => rows.Add(
        _searchDocuments,
        article.Id, place.NewspaperId, place.EditionId,
        SearchDocument.KeyOf(place.Date, article.Id),
        article.IsWithdrawn || article.Kind == nameof(ArticleKind.Advertisement),
        place.Section, place.Label,
        SearchUpkeep.AuthorsOf(article.Reporters, article.Correspondents),
        SearchUpkeep.HeadingOf(article.Kicker, article.Title, article.Subtitle),
        SearchUpkeep.TextOf([.. article.Reporters, .. article.Correspondents, .. article.Photographers], article.CaptionsAndCredits, article.Body, (place.Date, PageLabel.Parse(place.Label), place.Section)));
}
