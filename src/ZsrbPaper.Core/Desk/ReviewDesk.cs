using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Desk;

/// <summary>What came of passing a review.</summary>
/// <param name="Outcome">Passed, or the first thing that stands against it.</param>
/// <param name="Against">For a whole page: each thing that must not be passed, and why; then nothing at all was recorded.</param>
public sealed record PassResult(ReviewOutcome Outcome, IReadOnlyList<PassProblem> Against)
{
    public static PassResult Of(ReviewOutcome outcome) => new(outcome, []);
}

/// <param name="Number">The article; null for the page itself.</param>
public sealed record PassProblem(int? Number, string? Title, ReviewOutcome Outcome);

/// <summary>
/// The three reviews (一审 二审 三审) and proof rounds (校次). That the person has the right for the round is for the caller to see to; all other
/// rules are here. Everything raises the edition's version, so that of two reviewers at once only one is recorded.
/// </summary>
public sealed class ReviewDesk(PaperDbContext db, TimeProvider clock)
{
    /// <summary>Passes one round for an article, or for a page itself when <paramref name="number"/> is null.</summary>
    /// <param name="code">The newspaper.</param>
    /// <param name="date">The edition.</param>
    /// <param name="label">The page.</param>
    /// <param name="number">The article; null for the page itself.</param>
    /// <param name="round">1 to 3.</param>
    /// <param name="by">User name of the reviewer.</param>
    /// <param name="seen">The version that the reviewer read; null when that is not known.</param>
    /// <param name="cancellationToken">Stops it; nothing is recorded then.</param>
    public Task<PassResult> PassAsync(
        string code, DateOnly date, PageLabel label, int? number, int round, string by, int? seen, CancellationToken cancellationToken) =>
        db.InTurnAsync(code, date, async () =>
        {
            var found = await FindPageAsync(code, date, label, cancellationToken);
            var article = number is null ? null : found?.Page.Articles.FirstOrDefault(article => article.Number == number);
            if (found is not { } known || (number is not null && article is null))
            {
                return PassResult.Of(ReviewOutcome.NotFound);
            }

            var outcome = known.Judge(article, round, by, seen);
            if (outcome == ReviewOutcome.Passed)
            {
                Record(known, article, round, by, isWholePage: false);
                await SaveAsync(known.Page.Edition, cancellationToken);
            }

            return PassResult.Of(outcome);
        }, cancellationToken);

    /// <summary>
    /// 整版通过: passes one round for a page and all its articles, each recorded; what was passed before stays as it is. All or nothing: where
    /// the rules forbid one of them, none is recorded and the answer names what stands against it.
    /// </summary>
    /// <param name="code">The newspaper.</param>
    /// <param name="date">The edition.</param>
    /// <param name="label">The page.</param>
    /// <param name="round">1 to 3.</param>
    /// <param name="by">User name of the reviewer.</param>
    /// <param name="seen">The page's <see cref="PageStatus.Stamp"/> as the reviewer saw it; null when that is not known.</param>
    /// <param name="cancellationToken">Stops it; nothing is recorded then.</param>
    public Task<PassResult> PassWholePageAsync(
        string code, DateOnly date, PageLabel label, int round, string by, string? seen, CancellationToken cancellationToken) =>
        db.InTurnAsync(code, date, async () =>
        {
            if (await FindPageAsync(code, date, label, cancellationToken) is not { } found)
            {
                return PassResult.Of(ReviewOutcome.NotFound);
            }

            if (seen is not null && seen != StampOf(found.Page.Version, found.Articles.Select(article => (article.Number, article.Version))))
            {
                return PassResult.Of(ReviewOutcome.Changed);
            }

            var judged = found.Articles.Where(article => !article.IsWithdrawn).Prepend<Article?>(null)
                .Select(article => (Article: article, Outcome: found.Judge(article, round, by, null))).ToList();
            var against = judged.Where(one => one.Outcome is not (ReviewOutcome.Passed or ReviewOutcome.Unchanged))
                .Select(one => new PassProblem(one.Article?.Number, one.Article?.Title, one.Outcome)).ToList();
            if (against.Count > 0)
            {
                return new PassResult(against[0].Outcome, against);
            }

            var toRecord = judged.Where(one => one.Outcome == ReviewOutcome.Passed).ToList();
            if (toRecord.Count == 0)
            {
                return PassResult.Of(ReviewOutcome.Unchanged);
            }

            toRecord.ForEach(one => Record(found, one.Article, round, by, isWholePage: true));
            await SaveAsync(found.Page.Edition, cancellationToken);
            return PassResult.Of(ReviewOutcome.Passed);
        }, cancellationToken);

    /// <summary>Notes a proof round of a page; the same round noted twice is one.</summary>
    /// <param name="code">The newspaper.</param>
    /// <param name="date">The edition.</param>
    /// <param name="label">The page.</param>
    /// <param name="round">The round that the proofreader meant, from 1: the one after the last.</param>
    /// <param name="note">What was found; null when there is nothing to say.</param>
    /// <param name="by">User name of the proofreader.</param>
    /// <param name="cancellationToken">Stops it; nothing is recorded then.</param>
    public Task<PassResult> NoteProofAsync(
        string code, DateOnly date, PageLabel label, int round, string? note, string by, CancellationToken cancellationToken) =>
        db.InTurnAsync(code, date, async () =>
        {
            var page = await db.PrintPages.Include(page => page.Edition).ThenInclude(edition => edition.Newspaper)
                .FirstOrDefaultAsync(page => page.Edition.Newspaper.Code == code && page.Edition.Date == date && page.Label == label, cancellationToken);
            if (page is null)
            {
                return PassResult.Of(ReviewOutcome.NotFound);
            }

            var last = await db.ProofRounds.Where(proof => proof.PageId == page.Id).MaxAsync(proof => (int?)proof.Round, cancellationToken) ?? 0;
            if (round <= last)
            {
                return PassResult.Of(ReviewOutcome.Unchanged);
            }

            if (round != last + 1)
            {
                return PassResult.Of(ReviewOutcome.EarlierRoundMissing);
            }

            var now = clock.GetUtcNow().UtcDateTime;
            var text = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
            text = text?.Length > ProofRound.NoteMaxLength ? text[..ProofRound.NoteMaxLength] : text;
            db.ProofRounds.Add(new ProofRound(page, round, by, now, text));
            db.Audit(now, by, Acts.Proofed, AuditSubjects.Of(page), string.Create(CultureInfo.InvariantCulture, $"{round} {text}").TrimEnd());
            await db.SaveChangesAsync(cancellationToken);
            return PassResult.Of(ReviewOutcome.Passed);
        }, cancellationToken);

    /// <summary>Changes whenever the page or an article on it does.</summary>
    internal static string StampOf(int page, IEnumerable<(int Number, int Version)> articles) => string.Join('.',
        articles.OrderBy(article => article.Number).Select(article => string.Create(CultureInfo.InvariantCulture, $"{article.Number}-{article.Version}"))
            .Prepend(page.ToString(CultureInfo.InvariantCulture)));

    private async Task<ReviewedPage?> FindPageAsync(string code, DateOnly date, PageLabel label, CancellationToken cancellationToken)
    {
        var page = await db.PrintPages
            .Include(page => page.Edition).ThenInclude(edition => edition.Newspaper)
            .Include(page => page.Articles)
            .FirstOrDefaultAsync(page => page.Edition.Newspaper.Code == code && page.Edition.Date == date && page.Label == label, cancellationToken);
        if (page is null)
        {
            return null;
        }

        var reviews = await db.Reviews.Where(review => review.PageId == page.Id).ToListAsync(cancellationToken);
        return new ReviewedPage(page, reviews, clock.GetUtcNow().UtcDateTime);
    }

    private void Record(ReviewedPage found, Article? article, int round, string by, bool isWholePage)
    {
        db.Reviews.Add(new Review(found.Page, article, round, by, found.Now) { IsWholePage = isWholePage });
        db.Audit(
            found.Now, by, Acts.Reviewed, article is null ? AuditSubjects.Of(found.Page) : AuditSubjects.Of(article),
            string.Create(CultureInfo.InvariantCulture, $"{round}{(isWholePage ? " 整版通过" : "")}"));
    }

    /// <summary>The edition's version goes up without anything of it changing: of two at once, one finds out.</summary>
    private async Task SaveAsync(Edition edition, CancellationToken cancellationToken)
    {
        db.Entry(edition).Property(entity => entity.ModifiedAt).IsModified = true;
        await db.SaveChangesAsync(cancellationToken);
    }

    private sealed record ReviewedPage(PrintPage Page, List<Review> Reviews, DateTime Now)
    {
        public IEnumerable<Article> Articles => Page.Articles;

        public ReviewOutcome Judge(Article? article, int round, string by, int? seen)
        {
            if (Page.Edition.IsReleased(Now))
            {
                return ReviewOutcome.Released;
            }

            if (article?.IsWithdrawn == true)
            {
                return ReviewOutcome.Withdrawn;
            }

            var marks = Reviews.Where(review => review.ArticleId == article?.Id)
                .Select(review => new ReviewMark(review.Round, review.By, review.At, review.IsWholePage, review.IsReapproval, review.VoidedAt, review.VoidedBecause)).ToList();
            var outcome = ReviewRules.Judge(Page.Edition.Newspaper.RequiredReviews, round, by, article is null ? Page.ChangedBy : article.ChangedBy, marks);
            return outcome == ReviewOutcome.Passed && seen is { } version && version != (article?.Version ?? Page.Version) ? ReviewOutcome.Changed : outcome;
        }
    }
}
