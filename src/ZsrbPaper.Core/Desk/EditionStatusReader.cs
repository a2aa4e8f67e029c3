using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Desk;

/// <summary>Reads how far editions are: three database commands for one, however large it is, and two more for the checks (检查) until it is released.</summary>
public sealed class EditionStatusReader(PaperDbContext db, TimeProvider clock)
{
    /// <summary>The edition with everything on it; null when there is none.</summary>
    public async Task<EditionStatus?> FindAsync(string code, DateOnly date, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;

        // One chain of collections, so one command and no product of rows.
        var row = await db.Editions.AsNoTracking()
            .Where(edition => edition.Newspaper.Code == code && edition.Date == date)
            .Select(edition => new
            {
                edition.Id,
                edition.NewspaperId,
                edition.Newspaper.Name,
                edition.Newspaper.TimeZone,
                edition.Newspaper.RequiredReviews,
                edition.Newspaper.BlockingFindings,
                edition.Newspaper.WordList,
                edition.Number,
                edition.PlannedRelease,
                edition.SignedOffAt,
                edition.SignedOffBy,
                edition.ReleaseAt,
                edition.HeldSince,
                edition.HeldBecause,
                HasPdf = edition.PdfHash != null,
                edition.Version,
                FailedJobs = db.PageJobs.Count(job => job.EditionId == edition.Id && job.State == JobState.Failed),
                OpenJobs = db.PageJobs.Count(job => job.EditionId == edition.Id && (job.State == JobState.Waiting || job.State == JobState.Running)),
                Pages = edition.Pages.OrderBy(page => page.Position).ThenBy(page => page.Id).Select(page => new
                {
                    page.Id,
                    page.Version,
                    page.Label,
                    page.Section,
                    page.ChangedBy,
                    HasPicture = page.FacsimileVersion != null,
                    HasPdf = page.PdfHash != null,
                    page.PdfIsWithheld,
                    Articles = page.Articles.OrderBy(article => article.Position).ThenBy(article => article.Number).Select(article => new
                    {
                        article.Id,
                        article.Version,
                        article.Number,
                        article.Title,
                        article.Kind,
                        article.ChangedBy,
                        IsWithdrawn = article.Withdrawal != null,
                    }).ToList(),
                }).ToList(),
            })
            .FirstOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return null;
        }

        // Reviews and proof rounds in one command: they are the same but for what a review says of its voiding.
        var marks = await db.Reviews.AsNoTracking().Where(review => review.Page.EditionId == row.Id)
            .Select(review => new
            {
                IsProof = false,
                review.PageId,
                review.ArticleId,
                review.Round,
                review.By,
                review.At,
                review.IsWholePage,
                review.IsReapproval,
                review.VoidedAt,
                Text = review.VoidedBecause,
            })
            .Concat(db.ProofRounds.Where(proof => proof.Page.EditionId == row.Id).Select(proof => new
            {
                IsProof = true,
                proof.PageId,
                ArticleId = (int?)null,
                proof.Round,
                proof.By,
                proof.At,
                IsWholePage = false,
                IsReapproval = false,
                VoidedAt = (DateTime?)null,
                Text = proof.Note,
            }))
            .ToListAsync(cancellationToken);
        var reviews = marks.Where(mark => !mark.IsProof).ToLookup(
            mark => (mark.PageId, mark.ArticleId),
            mark => new ReviewMark(mark.Round, mark.By, Utc(mark.At), mark.IsWholePage, mark.IsReapproval, Utc(mark.VoidedAt), mark.Text));
        var proofs = marks.Where(mark => mark.IsProof).ToLookup(mark => mark.PageId, mark => new ProofMark(mark.Round, mark.By, Utc(mark.At), mark.Text));

        var changes = await db.ReleasedChanges.AsNoTracking()
            .Where(change => change.Page.EditionId == row.Id && change.State != ReleasedChangeState.Draft)
            .OrderByDescending(change => change.At).ThenByDescending(change => change.Id)
            .Select(change => new ChangeStatus(
                change.Id, change.Kind, change.State, change.Page.Label, change.Article == null ? null : change.Article.Number,
                change.Article == null ? null : change.Article.Title, change.By, change.At, change.Note, change.DecidedBy, change.DecidedAt))
            .ToListAsync(cancellationToken);

        var isReleased = row.SignedOffAt is not null && row.ReleaseAt <= now;
        var findings = isReleased ? [] : await EditionChecks.RunAsync(db, row.Id, row.WordList, cancellationToken);

        IReadOnlyList<ReviewMark> ReviewsOf(int page, int? article) =>
            [.. reviews[(page, article)].OrderBy(review => review.At).ThenBy(review => review.Round)];

        return new EditionStatus
        {
            Id = row.Id,
            NewspaperId = row.NewspaperId,
            Newspaper = code,
            NewspaperName = row.Name,
            Zone = TimeZoneInfo.FindSystemTimeZoneById(row.TimeZone),
            RequiredReviews = row.RequiredReviews,
            BlockingFindings = row.BlockingFindings,
            Date = date,
            Number = row.Number,
            PlannedRelease = row.PlannedRelease,
            SignedOffAt = row.SignedOffAt,
            SignedOffBy = row.SignedOffBy,
            ReleaseAt = row.ReleaseAt,
            HeldSince = row.HeldSince,
            HeldBecause = row.HeldBecause,
            IsReleased = isReleased,
            Findings = findings,
            HasPdf = row.HasPdf,
            OpenJobs = row.OpenJobs,
            FailedJobs = row.FailedJobs,
            Version = row.Version,
            Changes = changes,
            Pages = row.Pages.ConvertAll(page => new PageStatus
            {
                Id = page.Id,
                Version = page.Version,
                Label = page.Label,
                Section = page.Section,
                ChangedBy = page.ChangedBy,
                HasPicture = page.HasPicture,
                HasPdf = page.HasPdf,
                PdfIsWithheld = page.PdfIsWithheld,
                Reviews = ReviewsOf(page.Id, null),
                Proofs = [.. proofs[page.Id].OrderBy(proof => proof.Round)],
                Articles = page.Articles.ConvertAll(article => new ArticleStatus
                {
                    Id = article.Id,
                    Version = article.Version,
                    Number = article.Number,
                    Title = article.Title,
                    Kind = article.Kind,
                    ChangedBy = article.ChangedBy,
                    IsWithdrawn = article.IsWithdrawn,
                    Reviews = ReviewsOf(page.Id, article.Id),
                }),
            }),
        };
    }

    /// <summary>A set operation drops the column's converter on SQLite, and with it the kind.</summary>
    private static DateTime Utc(DateTime moment) => DateTime.SpecifyKind(moment, DateTimeKind.Utc);

    private static DateTime? Utc(DateTime? moment) => moment is { } known ? Utc(known) : null;
}
