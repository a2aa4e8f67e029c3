using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Pages.Archive;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Editions;

/// <summary>A newspaper's desk: the month's calendar, its editions with state and what still blocks them, and what waits for the user.</summary>
[RequireRight]
public sealed class NewspaperModel(PaperDbContext db, TimeProvider clock) : PageModel
{
    public string Code { get; private set; } = null!;

    public string Name { get; private set; } = null!;

    public TimeZoneInfo Zone { get; private set; } = null!;

    public DateOnly Today { get; private set; }

    public CalendarMonth Month { get; private set; } = null!;

    /// <summary>The month's editions, newest first.</summary>
    public IReadOnlyList<EditionLine> Editions { get; private set; } = [];

    /// <summary>Editions of any month whose release is held.</summary>
    public IReadOnlyList<HeldEdition> Held { get; private set; } = [];

    /// <summary>Changes of others that wait for a second person.</summary>
    public IReadOnlyList<WaitingChange> Waiting { get; private set; } = [];

    public bool MaySignOff { get; private set; }

    public async Task<IActionResult> OnGetAsync(string newspaper, string? month, CancellationToken cancellationToken)
    {
        var paper = await db.Newspapers.AsNoTracking().Where(paper => paper.Code == newspaper)
            .Select(paper => new
            {
                paper.Id,
                paper.Name,
                paper.TimeZone,
                paper.RequiredReviews,
                paper.BlockingFindings,
                paper.WordList,
                Last = paper.Editions.Max(edition => (DateOnly?)edition.Date),
            })
            .FirstOrDefaultAsync(cancellationToken);
        if (paper is null)
        {
            return NotFound();
        }

        (Code, Name, Zone) = (newspaper, paper.Name, TimeZoneInfo.FindSystemTimeZoneById(paper.TimeZone));
        var now = clock.GetUtcNow().UtcDateTime;
        Today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, Zone));

        // The night's work is on the latest edition, which is often tomorrow's.
        var first = DateOnly.TryParseExact($"{month}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked) ? asked
            : paper.Last ?? Today;
        first = new DateOnly(first.Year, first.Month, 1);
        var last = new DateOnly(first.Year, first.Month, DateTime.DaysInMonth(first.Year, first.Month));
        var required = paper.RequiredReviews;
        var rows = await db.Editions.AsNoTracking()
            .Where(edition => edition.NewspaperId == paper.Id && edition.Date >= first && edition.Date <= last)
            .OrderByDescending(edition => edition.Date)
            .Select(edition => new
            {
                edition.Id,
                edition.Date,
                edition.Number,
                edition.SignedOffAt,
                edition.SignedOffBy,
                edition.ReleaseAt,
                edition.PlannedRelease,
                edition.HeldSince,
                Pages = edition.Pages.Count,
                Articles = edition.Pages.SelectMany(page => page.Articles).Count(),
                AnyReview = db.Reviews.Any(review => review.Page.EditionId == edition.Id),
                PagesToReview = edition.SignedOffAt != null ? 0 : edition.Pages.Count(page =>
                    db.Reviews.Count(review => review.PageId == page.Id && review.ArticleId == null && review.VoidedAt == null && !review.IsReapproval && review.Round <= required) < required
                    && !db.Reviews.Any(review => review.PageId == page.Id && review.ArticleId == null && review.VoidedAt == null && review.IsReapproval)),
                ArticlesToReview = edition.SignedOffAt != null ? 0 : edition.Pages.SelectMany(page => page.Articles).Count(article => article.Withdrawal == null
                    && db.Reviews.Count(review => review.ArticleId == article.Id && review.VoidedAt == null && !review.IsReapproval && review.Round <= required) < required
                    && !db.Reviews.Any(review => review.ArticleId == article.Id && review.VoidedAt == null && review.IsReapproval)),
                Failed = db.PageJobs.Count(job => job.EditionId == edition.Id && job.State == JobState.Failed),
                Open = db.PageJobs.Count(job => job.EditionId == edition.Id && (job.State == JobState.Waiting || job.State == JobState.Running)),
                Pending = db.ReleasedChanges.Count(change => change.Page.EditionId == edition.Id && change.State == ReleasedChangeState.Proposed),
            })
            .ToListAsync(cancellationToken);

        // Those that readers see are past checking; what is left are tonight's and perhaps the weekend's.
        var unreleased = rows.Where(row => row.SignedOffAt is null || row.ReleaseAt > now).Select(row => row.Id).ToList();
        var toCheck = await EditionChecks.LoadAsync(db, unreleased, paper.WordList, cancellationToken);
        var findings = toCheck.ToDictionary(edition => edition.Key, edition => EditionChecks.Run(edition.Value));
        Editions = rows.ConvertAll(row => new EditionLine(
            row.Date,
            row.Number,
            row.SignedOffAt is not null && row.ReleaseAt <= now ? EditionState.Released
            : row.SignedOffAt is not null ? EditionState.SignedOff
            : row.HeldSince is not null ? EditionState.Held
            : row.AnyReview ? EditionState.InReview : EditionState.Draft,
            row.ReleaseAt ?? row.PlannedRelease,
            row.Pages,
            row.Articles,
            row.PagesToReview,
            row.ArticlesToReview,
            row.Failed,
            row.Open,
            row.Pending,
            findings.GetValueOrDefault(row.Id, []).Count(finding => paper.BlockingFindings.Contains(finding.Kind.ToString())),
            findings.GetValueOrDefault(row.Id, []).Count(finding => !paper.BlockingFindings.Contains(finding.Kind.ToString()))));
        Month = new CalendarMonth(first.Year, first.Month, Editions.Select(edition => edition.Date).ToHashSet());

        Held = await db.Editions.AsNoTracking()
            .Where(edition => edition.NewspaperId == paper.Id && edition.HeldSince != null && edition.SignedOffAt == null)
            .OrderBy(edition => edition.Date)
            .Select(edition => new HeldEdition(edition.Date, edition.HeldSince!.Value, edition.HeldBecause, edition.PlannedRelease))
            .ToListAsync(cancellationToken);
        var me = User.UserName();
        Waiting = await db.ReleasedChanges.AsNoTracking()
            .Where(change => change.Page.Edition.NewspaperId == paper.Id && change.State == ReleasedChangeState.Proposed && change.By != me)
            .OrderBy(change => change.At)
            .Take(20)
            .Select(change => new WaitingChange(
                change.Kind, change.Page.Edition.Date, change.Page.Label, change.Article == null ? null : change.Article.Title, change.By, change.Note))
            .ToListAsync(cancellationToken);
        var rights = User.RightsFor(newspaper);
        MaySignOff = (rights & (DeskRights.SignOff | DeskRights.Review3)) != 0;
        return Page();
    }

    /// <param name="ReleaseAt">Signed off for, or planned, UTC.</param>
    /// <param name="Blocking">How many findings of the checks block the sign-off; 0 once readers see the edition.</param>
    /// <param name="Warnings">How many only warn.</param>
    public sealed record EditionLine(
        DateOnly Date, int? Number, EditionState State, DateTime? ReleaseAt, int Pages, int Articles, int PagesToReview, int ArticlesToReview, int Failed, int Open, int Pending,
        int Blocking, int Warnings);

    public sealed record HeldEdition(DateOnly Date, DateTime Since, string? Because, DateTime? PlannedRelease);

    public sealed record WaitingChange(ReleasedChangeKind Kind, DateOnly Date, PageLabel Page, string? Title, string By, string? Note);
}
