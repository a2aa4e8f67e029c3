using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Reading;

/// <summary>
/// The one edition that the request may see before readers do, because somebody with the right for it asks at its preview address.
/// Empty for every other request: then nothing but the readers' rule (<see cref="Visibility"/>) holds.
/// </summary>
public sealed class PreviewScope
{
    /// <summary>Null outside the preview.</summary>
    public int? EditionId { get; private set; }

    public void Open(int editionId) => EditionId = editionId;

    internal IQueryable<Edition> Visible(IQueryable<Edition> editions, DateTime now) => Visible(editions, now, EditionId);

    internal IQueryable<PrintPage> Visible(IQueryable<PrintPage> pages, DateTime now) =>
        EditionId is { } id ? pages.Where(page => page.EditionId == id) : pages.VisibleToReaders(now);

    internal IQueryable<Article> ReleasedOrWithdrawn(IQueryable<Article> articles, DateTime now) => ReleasedOrWithdrawn(articles, now, EditionId);

    /// <param name="preview">The edition that is seen before readers do; null outside the preview.</param>
    internal static IQueryable<Edition> Visible(IQueryable<Edition> editions, DateTime now, int? preview) =>
        preview is { } id ? editions.Where(edition => edition.Id == id) : editions.VisibleToReaders(now);

    /// <inheritdoc cref="Visible(IQueryable{Edition}, DateTime, int?)"/>
    internal static IQueryable<Article> Visible(IQueryable<Article> articles, DateTime now, int? preview) =>
        ReleasedOrWithdrawn(articles, now, preview).Where(article => article.Withdrawal == null);

    private static IQueryable<Article> ReleasedOrWithdrawn(IQueryable<Article> articles, DateTime now, int? preview) =>
        preview is { } id ? articles.Where(article => article.Page.EditionId == id) : articles.ReleasedOrWithdrawn(now);
}
