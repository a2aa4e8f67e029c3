using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Desk;

/// <summary>
/// What every change at the desk entails, in one place: who and when, the reviews that it voids, the sign-off that it takes back,
/// and a line in the audit log. Callers change the entity, call this, and save; everything goes in one transaction.
/// </summary>
public sealed class DeskChanges(PaperDbContext db, TimeProvider clock)
{
    /// <summary>To be called for an article whose content changed; its page and edition must be loaded.</summary>
    /// <param name="article">The article, changed already.</param>
    /// <param name="by">User name.</param>
    /// <param name="act">One of <see cref="Acts"/>; null when the change belongs to an act that the log has already, as saves while typing do.</param>
    /// <param name="detail">For the audit log.</param>
    /// <param name="cancellationToken">Given up with the request.</param>
    public async Task ArticleChangedAsync(Article article, string by, string? act, string? detail, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        article.ModifiedAt = now;
        article.ChangedBy = by;
        var subject = AuditSubjects.Of(article);
        await VoidAsync(article.Page.Edition, db.Reviews.Where(review => review.Article == article), subject, by, now, cancellationToken);
        if (act is not null)
        {
            db.Audit(now, by, act, subject, detail);
        }

        EditionTouched(article.Page.Edition, now);
    }

    /// <summary>To be called for a page that itself changed (picture, areas, order, facts); its edition must be loaded.</summary>
    public async Task PageChangedAsync(PrintPage page, string by, string act, string? detail, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        page.ChangedBy = by;
        var subject = AuditSubjects.Of(page);
        await VoidAsync(page.Edition, db.Reviews.Where(review => review.Page == page && review.ArticleId == null), subject, by, now, cancellationToken);
        db.Audit(now, by, act, subject, detail);
        EditionTouched(page.Edition, now);
    }

    /// <summary>To be called when the edition itself changed (number, release time, its pages or their order).</summary>
    public void EditionChanged(Edition edition, string by, string act, string? detail)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        Hold(edition, AuditSubjects.Of(edition), by, now);
        db.Audit(now, by, act, AuditSubjects.Of(edition), detail);
        EditionTouched(edition, now);
    }

    private async Task VoidAsync(
        Edition edition, IQueryable<Review> reviews, string subject, string by, DateTime now, CancellationToken cancellationToken)
    {
        var counting = await reviews.Where(review => review.VoidedAt == null).ToListAsync(cancellationToken);
        if (counting.Count > 0)
        {
            foreach (var review in counting)
            {
                review.Void(now, $"{by} 修改");
            }

            db.Audit(now, by, Acts.ReviewsVoided, subject, string.Join(", ", counting.Select(review => $"{review.Round} {review.By}")));
        }

        Hold(edition, subject, by, now);
    }

    private void Hold(Edition edition, string subject, string by, DateTime now)
    {
        if (edition.Hold(now, $"{subject} {by}"))
        {
            db.Audit(now, by, Acts.ReleaseHeld, AuditSubjects.Of(edition), subject);
        }
    }

    private void EditionTouched(Edition edition, DateTime now)
    {
        edition.ModifiedAt = now;
        if (db.Entry(edition).State == EntityState.Unchanged)
        {
            // Two changes within one tick of the clock must still find out about each other.
            db.Entry(edition).Property(entity => entity.ModifiedAt).IsModified = true;
        }
    }
}

/// <summary>How the audit log names things: as their addresses, without the first slash.</summary>
public static class AuditSubjects
{
    public static string Of(Edition edition) => $"{edition.Newspaper.Code}/{edition.Date:yyyy-MM-dd}";

    public static string Of(PrintPage page) => $"{Of(page.Edition)}/{page.Label}";

    public static string Of(Article article) => $"{Of(article.Page)}/{article.Number}";

    public static string OfUser(string userName) => $"user/{userName}";
}
