namespace ZsrbPaper.Core.Editions;

/// <summary>
/// What a reader may see: signed off, release time passed, not withdrawn. Every page, picture, tile, PDF, feed, sitemap,
/// search and API starts here; <see cref="Edition.IsReleased"/> is the same rule for one edition in memory.
/// </summary>
public static class Visibility
{
    /// <param name="editions">The editions to choose from.</param>
    /// <param name="now">The moment, UTC.</param>
    public static IQueryable<Edition> VisibleToReaders(this IQueryable<Edition> editions, DateTime now) =>
        editions.Where(edition => edition.SignedOffAt != null && edition.ReleaseAt <= now);

    /// <summary>
    /// All others, which are few and found by an index: to leave them out of a great many rows is quicker than to ask of each whether it is visible. An edition
    /// has a release time only while it is signed off.
    /// </summary>
    /// <param name="editions">The editions to choose from.</param>
    /// <param name="now">The moment, UTC.</param>
    public static IQueryable<Edition> HiddenFromReaders(this IQueryable<Edition> editions, DateTime now) =>
        editions.Where(edition => edition.ReleaseAt == null || edition.ReleaseAt > now);

    public static IQueryable<PrintPage> VisibleToReaders(this IQueryable<PrintPage> pages, DateTime now) =>
        pages.Where(page => page.Edition.SignedOffAt != null && page.Edition.ReleaseAt <= now);

    public static IQueryable<Article> VisibleToReaders(this IQueryable<Article> articles, DateTime now) =>
        articles.ReleasedOrWithdrawn(now).Where(article => article.Withdrawal == null);

    /// <summary>Also those whose address answers 410: they were to be read once, or would be had they not been withdrawn.</summary>
    public static IQueryable<Article> ReleasedOrWithdrawn(this IQueryable<Article> articles, DateTime now) =>
        articles.Where(article => article.Page.Edition.SignedOffAt != null && article.Page.Edition.ReleaseAt <= now);
}
