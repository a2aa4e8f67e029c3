using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Core.Desk;

/// <summary>An article by its address.</summary>
public readonly record struct ArticleAddress(string Newspaper, DateOnly Date, PageLabel Label, int Number);

public enum ArticleSaveOutcome
{
    /// <summary>Stored. An edition that readers see already keeps it as its author's draft of a correction.</summary>
    Saved,

    /// <summary>It was there already: the same form sent twice, or nothing typed.</summary>
    Unchanged,

    /// <summary>Somebody else saved since; nothing was stored.</summary>
    Conflict,

    /// <summary>It cannot be stored, for the reasons given.</summary>
    Invalid,

    /// <summary>There is no such article (any more).</summary>
    Missing,
}

/// <summary>How a save went.</summary>
/// <param name="Stored">What is stored now; in a conflict, what the other person saved. Null when there is no article.</param>
/// <param name="Basis">The basis of the next save, see <see cref="ArticleRules.Basis"/>.</param>
/// <param name="By">Who saved what is stored.</param>
/// <param name="At">When that was, UTC.</param>
/// <param name="TitleKept">Whether the title came in empty and the old one was kept.</param>
public sealed record ArticleSave(
    ArticleSaveOutcome Outcome, ArticleContent? Stored, string Basis, string? By, DateTime? At, bool TitleKept, IReadOnlyList<ArticleProblem> Problems);

/// <summary>
/// Writing at the desk. Every state that something overwrote is kept; a run of saves by one author counts as one. What readers see
/// already is not written to: it becomes the author's draft of a correction (更正), which a second person approves.
/// </summary>
public sealed class ArticleDesk(PaperDbContext db, DeskChanges changes, TimeProvider clock)
{
    /// <summary>How long saves of one author, with no review between them, count as one version.</summary>
    public static readonly TimeSpan Run = TimeSpan.FromMinutes(10);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The article with everything that its content says, its page, edition and newspaper; null when there is none.</summary>
    public Task<Article?> FindAsync(ArticleAddress address, CancellationToken cancellationToken) => db.Articles
        .Include(article => article.Page.Edition.Newspaper)
        .Include(article => article.Photos)
        .Include(article => article.Areas).ThenInclude(area => area.Page)
        .Where(article => article.Page.Edition.Newspaper.Code == address.Newspaper && article.Page.Edition.Date == address.Date
            && article.Page.Label == address.Label && article.Number == address.Number)
        .AsSingleQuery()
        .SingleOrDefaultAsync(cancellationToken);

    /// <summary>The correction that the user is writing, or has proposed and nobody decided on; null when there is none.</summary>
    public Task<ReleasedChange?> FindCorrectionAsync(Article article, string by, CancellationToken cancellationToken) => db.ReleasedChanges
        .Where(change => change.Article == article && change.By == by && change.Kind == ReleasedChangeKind.Correction
            && (change.State == ReleasedChangeState.Draft || change.State == ReleasedChangeState.Proposed))
        .OrderBy(change => change.State == ReleasedChangeState.Draft ? 0 : 1).ThenByDescending(change => change.Id)
        .FirstOrDefaultAsync(cancellationToken);

    /// <summary>Saves what was typed on top of <paramref name="basis"/>.</summary>
    public Task<ArticleSave> SaveAsync(ArticleAddress address, string basis, ArticleText text, string by, CancellationToken cancellationToken) =>
        ChangeAsync(address, basis, text.Over, string.IsNullOrWhiteSpace(text.Title), Acts.ArticleChanged, null, by, cancellationToken);

    /// <summary>
    /// Adds photos, whose files are in the media store already, after those that the article has; one that it has is not added again.
    /// </summary>
    /// <param name="basis">As for <see cref="SaveAsync"/>; null adds them to whatever the text became meanwhile.</param>
    public Task<ArticleSave> AddPhotosAsync(
        ArticleAddress address, string? basis, IReadOnlyList<PhotoContent> photos, string by, CancellationToken cancellationToken) =>
        ChangeAsync(
            address, basis,
            before => before with { Photos = [.. before.Photos.Concat(photos).DistinctBy(photo => photo.Hash)] },
            false, Acts.ArticleChanged, string.Join(", ", photos.Select(photo => photo.FileName)), by, cancellationToken);

    /// <summary>Throws the user's draft of a correction away. False when there is none.</summary>
    public async Task<bool> DiscardCorrectionAsync(ArticleAddress address, string by, CancellationToken cancellationToken)
    {
        if (await FindAsync(address, cancellationToken) is not { } article || await FindDraftAsync(article, by, cancellationToken) is not { } draft)
        {
            return false;
        }

        db.Remove(draft);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>What a stored file becomes as a photo of an article: caption and credit as the file itself says them.</summary>
    public static PhotoContent PhotoOf(PictureFile picture, string fileName) =>
        new(ShortName(fileName, picture.Extension), picture.Hash, picture.Extension, picture.Width, picture.Height)
        {
            Caption = Cut(picture.IptcCaption, Photo.TextMaxLength),
            Credit = Cut(picture.IptcCredit, Article.FactMaxLength),
        };

    /// <summary>A photo of another article as one of this: the file and what is said of it.</summary>
    public static PhotoContent PhotoOf(Photo photo) => PhotoContent.Of(photo);

    /// <summary>Brings an earlier version's text and photos back, as a new version. Areas stay as the page has them.</summary>
    /// <param name="version">Id of the <see cref="ArticleVersion"/>; one of another article is <see cref="ArticleSaveOutcome.Missing"/>.</param>
    public async Task<ArticleSave> RestoreAsync(ArticleAddress address, int version, string by, CancellationToken cancellationToken)
    {
        var kept = await db.ArticleVersions.AsNoTracking()
            .Where(kept => kept.Id == version && kept.Article.Number == address.Number && kept.Article.Page.Label == address.Label
                && kept.Article.Page.Edition.Date == address.Date && kept.Article.Page.Edition.Newspaper.Code == address.Newspaper)
            .Select(kept => new { kept.Content, kept.ReplacedAt })
            .FirstOrDefaultAsync(cancellationToken);
        if (kept is null)
        {
            return Missing;
        }

        var content = ArticleContent.FromJson(kept.Content);
        return await ChangeAsync(
            address, null,
            before => content with { OldNumber = before.OldNumber, Correction = before.Correction, Withdrawal = before.Withdrawal, Areas = before.Areas },
            false, Acts.ArticleRestored, $"{kept.ReplacedAt:yyyy-MM-ddTHH:mm:ssZ}", by, cancellationToken);
    }

    private static ArticleSave Missing => new(ArticleSaveOutcome.Missing, null, "", null, null, false, []);

    private Task<ArticleSave> ChangeAsync(
        ArticleAddress address, string? basis, Func<ArticleContent, ArticleContent> change, bool titleIsEmpty, string act, string? detail, string by,
        CancellationToken cancellationToken) => db.InTurnAsync(
            address.Newspaper, address.Date, () => TryChangeAsync(address, basis, change, titleIsEmpty, act, detail, by, cancellationToken), cancellationToken);

    private async Task<ArticleSave> TryChangeAsync(
        ArticleAddress address, string? basis, Func<ArticleContent, ArticleContent> change, bool titleIsEmpty, string act, string? detail, string by,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(address, cancellationToken) is not { } article)
        {
            return Missing;
        }

        var isReleased = article.Page.Edition.IsReleased(Now);
        var draft = isReleased ? await FindDraftAsync(article, by, cancellationToken) : null;
        var before = draft?.Content is { } drafted ? ArticleContent.FromJson(drafted) : ArticleContent.Of(article);
        var after = change(before);
        var standing = ArticleRules.Basis(before);
        if (article.IsWithdrawn)
        {
            return Answer(ArticleSaveOutcome.Invalid, new ArticleProblem("", ArticleProblemKind.Withdrawn));
        }

        if (ArticleRules.Basis(after) == standing)
        {
            return Answer(ArticleSaveOutcome.Unchanged);
        }

        if (basis is not null && basis != standing)
        {
            return Answer(ArticleSaveOutcome.Conflict);
        }

        if (ArticleRules.Check(after) is { Count: > 0 } problems)
        {
            return Answer(ArticleSaveOutcome.Invalid, [.. problems]);
        }

        if (isReleased)
        {
            Draft(article, draft, after, by);
        }
        else
        {
            await OverwriteAsync(article, before, after, act, detail, by, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        return new ArticleSave(ArticleSaveOutcome.Saved, after, ArticleRules.Basis(after), by, Now, titleIsEmpty, []);

        ArticleSave Answer(ArticleSaveOutcome outcome, params IReadOnlyList<ArticleProblem> problems) =>
            new(outcome, before, standing, draft?.By ?? article.ChangedBy, draft?.At ?? article.ModifiedAt, titleIsEmpty, problems);
    }

    private Task<ReleasedChange?> FindDraftAsync(Article article, string by, CancellationToken cancellationToken) => db.ReleasedChanges
        .Where(change => change.Article == article && change.By == by && change.Kind == ReleasedChangeKind.Correction && change.State == ReleasedChangeState.Draft)
        .OrderByDescending(change => change.Id)
        .FirstOrDefaultAsync(cancellationToken);

    private void Draft(Article article, ReleasedChange? draft, ArticleContent content, string by)
    {
        if (draft is null)
        {
            draft = new ReleasedChange(ReleasedChangeKind.Correction, article.Page, article, by, Now) { Basis = ArticleRules.Basis(ArticleContent.Of(article)) };
            db.Add(draft);
        }

        draft.At = Now;
        draft.Content = content.ToJson();
    }

    private async Task OverwriteAsync(
        Article article, ArticleContent before, ArticleContent after, string act, string? detail, string by, CancellationToken cancellationToken)
    {
        var runsOn = act == Acts.ArticleChanged && await RunsOnAsync(article, by, cancellationToken);
        if (!runsOn)
        {
            db.Add(new ArticleVersion(article, Now, by, before.ToJson()));
        }

        after.ApplyTo(article);
        await changes.ArticleChangedAsync(article, by, runsOn ? null : act, detail, cancellationToken);

        // Also when only a photo changed, and within one tick of the clock: two changes must find out about each other.
        db.Entry(article).Property(entity => entity.ModifiedAt).IsModified = true;
    }

    /// <summary>Whether this save goes on with a run whose beginning the history has.</summary>
    private async Task<bool> RunsOnAsync(Article article, string by, CancellationToken cancellationToken)
    {
        var last = await db.ArticleVersions.Where(version => version.Article == article)
            .OrderByDescending(version => version.Id)
            .Select(version => new
            {
                version.ReplacedBy,
                version.ReplacedAt,
                WasReviewed = db.Reviews.Any(review => review.Article == article && review.At >= version.ReplacedAt),
            })
            .FirstOrDefaultAsync(cancellationToken);
        return last is { WasReviewed: false } && last.ReplacedBy == by && article.ChangedBy == by && Now - last.ReplacedAt < Run;
    }

    private static string? Cut(string? text, int limit) => text?.Length > limit ? text[..limit] : text;

    private static string ShortName(string fileName, string extension)
    {
        var name = Path.GetFileName(fileName.Replace('\\', '/'));
        name = string.Concat(name.Where(c => !char.IsControl(c)));
        return name.Length is 0 or > Photo.FileNameMaxLength ? $"photo.{extension}" : name;
    }
}
