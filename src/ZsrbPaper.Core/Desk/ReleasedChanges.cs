using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Desk;

/// <summary>What came of a correction, withdrawal or replacement.</summary>
public enum ChangeOutcome
{
    Done,

    /// <summary>It was so already, or somebody has decided meanwhile.</summary>
    Unchanged,

    /// <summary>It waits for a second person now.</summary>
    Proposed,

    /// <summary>A correction needs a note, a withdrawal or replacement a reason.</summary>
    NoteMissing,

    /// <summary>The second person must be another than the author.</summary>
    SamePerson,

    /// <summary>The article was changed or withdrawn since the correction was begun: it must be looked at again.</summary>
    Conflict,

    /// <summary>Corrections are for what readers see; before release the article itself is changed.</summary>
    NotReleased,

    /// <summary>Done, but the page has no facsimile until it is published again: <see cref="ChangeResult.Problem"/> says why.</summary>
    DoneWithoutFacsimile,

    /// <summary>The file cannot be used, <see cref="ChangeResult.Problem"/> says why.</summary>
    FileIsBad,

    NotFound,

    /// <summary>Others changed the edition all the time; it can be tried again.</summary>
    Busy,
}

/// <param name="Problem">More, in words; null when the outcome says all.</param>
public sealed record ChangeResult(ChangeOutcome Outcome, Sentence? Problem = null)
{
    public static ChangeResult Of(ChangeOutcome outcome) => new(outcome);
}

/// <summary>
/// Corrections (更正), withdrawals (撤稿) and replacements of pages (换版). A correction and the replacement of a released page need a second
/// person before readers see them; a withdrawal is in force at once and looked at by a second person afterwards. Rights are for the caller to see to.
/// </summary>
public sealed class ReleasedChanges(
    PaperDbContext db,
    DeskChanges changes,
    IMediaStore store,
    PictureInspector pictures,
    PdfInspector pdfs,
    PhotoPublisher photoPublisher,
    FacsimilePublisher facsimilePublisher,
    EditionPdfPublisher editionPdfPublisher,
    TimeProvider clock)
{
    private const int Attempts = 3;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Asks for a second person: the author's draft of a correction becomes a proposal with its visible note.</summary>
    public Task<ChangeResult> ProposeAsync(
        string code, DateOnly date, PageLabel label, int number, string? note, string by, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        var draft = await db.ReleasedChanges
            .Include(change => change.Article!.Photos)
            .Include(change => change.Article!.Areas).ThenInclude(area => area.Page)
            .Include(change => change.Page).ThenInclude(page => page.Edition).ThenInclude(edition => edition.Newspaper)
            .Where(change => change.Page.Edition.Newspaper.Code == code && change.Page.Edition.Date == date && change.Page.Label == label
                && change.Article!.Number == number && change.By == by
                && change.Kind == ReleasedChangeKind.Correction && change.State == ReleasedChangeState.Draft)
            .OrderByDescending(change => change.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (draft?.Article is not { } article || draft.Content is null)
        {
            return ChangeResult.Of(ChangeOutcome.NotFound);
        }

        if (Text(note) is not { } text)
        {
            return ChangeResult.Of(ChangeOutcome.NoteMissing);
        }

        if (HasChangedSince(article, draft))
        {
            return ChangeResult.Of(ChangeOutcome.Conflict);
        }

        (draft.State, draft.Note, draft.At) = (ReleasedChangeState.Proposed, text, Now);
        db.Audit(Now, by, Acts.CorrectionProposed, AuditSubjects.Of(article), text);
        await db.SaveChangesAsync(cancellationToken);
        return ChangeResult.Of(ChangeOutcome.Proposed);
    });

    /// <summary>
    /// A second person agrees: a correction or replacement comes before readers, a withdrawal counts as looked at. The earlier state of the article is kept.
    /// </summary>
    public Task<ChangeResult> ApproveAsync(string code, DateOnly date, int id, string by, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        var found = await FindAsync(code, date, id, cancellationToken);
        if (found.Refusal(by) is { } refusal)
        {
            return refusal;
        }

        var (edition, change) = (found.Edition!, found.Change!);
        (change.State, change.DecidedBy, change.DecidedAt) = (ReleasedChangeState.Approved, by, Now);
        return change.Kind switch
        {
            ReleasedChangeKind.Correction => await CorrectAsync(edition, change, by, cancellationToken),
            ReleasedChangeKind.Replacement => await ReplaceAsync(edition, change.Page, change.Content!, change.Note!, change.By, by, null, cancellationToken),
            _ => await ConfirmWithdrawalAsync(change, by, cancellationToken),
        };
    });

    /// <summary>A second person does not agree: a correction or replacement is dropped, a withdrawn article comes back.</summary>
    public Task<ChangeResult> RejectAsync(string code, DateOnly date, int id, string by, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        var found = await FindAsync(code, date, id, cancellationToken);
        if (found.Refusal(by) is { } refusal)
        {
            return refusal;
        }

        var (edition, change) = (found.Edition!, found.Change!);
        (change.State, change.DecidedBy, change.DecidedAt) = (ReleasedChangeState.Rejected, by, Now);
        db.Audit(Now, by, Acts.ChangeRejected, change.Article is null ? AuditSubjects.Of(change.Page) : AuditSubjects.Of(change.Article), $"{change.Kind} {change.By}: {change.Note}");
        if (change is not { Kind: ReleasedChangeKind.Withdrawal, Article.Withdrawal: not null })
        {
            await db.SaveChangesAsync(cancellationToken);
            return ChangeResult.Of(ChangeOutcome.Done);
        }

        var media = Remember(edition);
        change.Article.Withdrawal = null;
        change.Article.ModifiedAt = edition.ModifiedAt = Now;
        return await PublishAndSaveAsync(media, edition, null, cancellationToken);
    });

    /// <summary>
    /// Withdraws an article (撤稿), released or not, in one step: with the first save its address, its page's facsimile and every PDF that it is in are
    /// gone; the masked facsimile follows. Of a released one a second person is asked afterwards.
    /// </summary>
    public async Task<ChangeResult> WithdrawAsync(
        string code, DateOnly date, PageLabel label, int number, string? reason, string by, CancellationToken cancellationToken)
    {
        if (Text(reason) is not { } text)
        {
            return ChangeResult.Of(ChangeOutcome.NoteMissing);
        }

        var gone = await TryAsync(async () =>
        {
            var edition = await LoadAsync(code, date, cancellationToken);
            if (edition?.Pages.FirstOrDefault(page => page.Label == label)?.Articles.FirstOrDefault(article => article.Number == number) is not { } article)
            {
                return ChangeResult.Of(ChangeOutcome.NotFound);
            }

            if (article.IsWithdrawn)
            {
                return ChangeResult.Of(ChangeOutcome.Unchanged);
            }

            if (edition.IsReleased(Now))
            {
                edition.FixOriginalOrdinals();
                db.ReleasedChanges.Add(new ReleasedChange(ReleasedChangeKind.Withdrawal, article.Page, article, by, Now) { State = ReleasedChangeState.Proposed, Note = text });
            }

            db.ArticleVersions.Add(new ArticleVersion(article, Now, by, ArticleContent.Of(article).ToJson()));
            article.Withdrawal = text;
            edition.PdfHash = null;
            article.Page.PdfIsWithheld = true;
            foreach (var page in article.Areas.Select(area => area.Page).Distinct())
            {
                (page.PdfIsWithheld, page.FacsimileVersion) = (true, null);
            }

            await changes.ArticleChangedAsync(article, by, Acts.Withdrawn, text, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            return ChangeResult.Of(ChangeOutcome.Done);
        });
        return gone.Outcome == ChangeOutcome.Done ? await RepublishAsync(code, date, cancellationToken) : gone;
    }

    /// <summary>Publishes what facsimiles and PDFs of the edition are missing and may be shown.</summary>
    public async Task<ChangeResult> RepublishAsync(string code, DateOnly date, CancellationToken cancellationToken)
    {
        db.Discard();
        return await TryAsync(async () =>
        {
            if (await LoadAsync(code, date, cancellationToken) is not { } edition)
            {
                return ChangeResult.Of(ChangeOutcome.NotFound);
            }

            try
            {
                await Remember(edition).PublishAsync(edition, null, cancellationToken);
            }
            catch (MediaException exception)
            {
                // Nothing that was withdrawn shows: the facsimile and the PDFs stay down.
                return new ChangeResult(ChangeOutcome.DoneWithoutFacsimile, exception.Problem);
            }

            await db.SaveChangesAsync(cancellationToken);
            return ChangeResult.Of(ChangeOutcome.Done);
        });
    }

    /// <summary>
    /// Gives a page another picture or PDF (换版); areas, articles and the old file are kept. Before release at once; of a released page after a second
    /// person agreed, when all that is made of the file is in the media store already. Done again with the same file, it changes nothing.
    /// </summary>
    /// <param name="code">The newspaper.</param>
    /// <param name="date">The edition.</param>
    /// <param name="label">The page.</param>
    /// <param name="file">The new file, received already.</param>
    /// <param name="reason">Why; needed once the page is released.</param>
    /// <param name="by">User name of who replaces.</param>
    /// <param name="progress">Told of each step; may be null.</param>
    /// <param name="cancellationToken">Stops it; nothing is changed then.</param>
    /// <exception cref="MediaException">A program that the file needs is missing, or an original is.</exception>
    public Task<ChangeResult> ReplaceAsync(
        string code, DateOnly date, PageLabel label, ReceivedFile file, string? reason, string by, IProgress<WorkProgress>? progress, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        var edition = await LoadAsync(code, date, cancellationToken);
        if (edition?.Pages.FirstOrDefault(page => page.Label == label) is not { } page)
        {
            return ChangeResult.Of(ChangeOutcome.NotFound);
        }

        var content = $"{file.Hash}.{file.Extension}";
        if (file.Hash == (file.Extension == "pdf" ? page.PdfHash : page.PictureHash))
        {
            return ChangeResult.Of(ChangeOutcome.Unchanged);
        }

        var text = Text(reason);
        if (!edition.IsReleased(Now))
        {
            return await ReplaceAsync(edition, page, content, text ?? file.Name, by, by, progress, cancellationToken);
        }

        if (text is null)
        {
            return ChangeResult.Of(ChangeOutcome.NoteMissing);
        }

        if (await db.ReleasedChanges.AnyAsync(
            change => change.Page == page && change.Content == content && change.State == ReleasedChangeState.Proposed, cancellationToken))
        {
            return ChangeResult.Of(ChangeOutcome.Unchanged);
        }

        // Made beforehand, and forgotten here: what is published is found again when the second person agrees.
        var media = Remember(edition);
        Put(page, content);
        await media.PublishAsync(edition, progress, cancellationToken);
        db.Discard();

        page = await db.PrintPages.Include(other => other.Edition).ThenInclude(other => other.Newspaper).SingleAsync(other => other.Id == page.Id, cancellationToken);
        db.ReleasedChanges.Add(new ReleasedChange(ReleasedChangeKind.Replacement, page, null, by, Now) { State = ReleasedChangeState.Proposed, Note = text, Content = content });
        db.Audit(Now, by, Acts.CorrectionProposed, AuditSubjects.Of(page), $"换版 {text}");
        await db.SaveChangesAsync(cancellationToken);
        return ChangeResult.Of(ChangeOutcome.Proposed);
    });

    private async Task<ChangeResult> CorrectAsync(Edition edition, ReleasedChange change, string by, CancellationToken cancellationToken)
    {
        var article = change.Article!;
        if (HasChangedSince(article, change))
        {
            return ChangeResult.Of(ChangeOutcome.Conflict);
        }

        db.ArticleVersions.Add(new ArticleVersion(article, Now, change.By, ArticleContent.Of(article).ToJson()));
        try
        {
            ArticleContent.FromJson(change.Content!).ApplyTo(article);
        }
        catch (JsonException)
        {
            return ChangeResult.Of(ChangeOutcome.Conflict);
        }

        article.Correction = change.Note;
        article.ChangedBy = change.By;
        article.ModifiedAt = edition.ModifiedAt = Now;
        db.Audit(Now, by, Acts.Corrected, AuditSubjects.Of(article), $"{change.By}: {change.Note}");
        await db.SaveChangesAsync(cancellationToken);
        return ChangeResult.Of(ChangeOutcome.Done);
    }

    private async Task<ChangeResult> ConfirmWithdrawalAsync(ReleasedChange change, string by, CancellationToken cancellationToken)
    {
        db.Audit(Now, by, Acts.WithdrawalReviewed, AuditSubjects.Of(change.Article!), $"{change.By}: {change.Note}");
        await db.SaveChangesAsync(cancellationToken);
        return ChangeResult.Of(ChangeOutcome.Done);
    }

    private async Task<ChangeResult> ReplaceAsync(
        Edition edition, PrintPage page, string file, string reason, string author, string by, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var media = Remember(edition);
        db.ReplacedPageFiles.Add(new ReplacedPageFile(page, Now, author));

        Put(page, file);
        await changes.PageChangedAsync(page, author, Acts.PageReplaced, author == by ? reason : $"{reason} ({by})", cancellationToken);
        return await PublishAndSaveAsync(media, edition, progress, cancellationToken);
    }

    /// <summary>What is left of the old file would show the old page: its PDF beside the new picture, its picture before the new PDF.</summary>
    private static void Put(PrintPage page, string file)
    {
        var (hash, extension) = (file[..file.IndexOf('.', StringComparison.Ordinal)], file[(file.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        (page.PictureHash, page.PictureExtension, page.PdfHash) = extension == "pdf" ? (null, null, hash) : (hash, extension, (string?)null);
    }

    private async Task<ChangeResult> PublishAndSaveAsync(EditionMedia media, Edition edition, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await media.PublishAsync(edition, progress, cancellationToken);
        }
        catch (MediaException exception)
        {
            db.Discard();
            return new ChangeResult(ChangeOutcome.FileIsBad, exception.Problem);
        }

        await db.SaveChangesAsync(cancellationToken);
        return ChangeResult.Of(ChangeOutcome.Done);
    }

    private async Task<FoundChange> FindAsync(string code, DateOnly date, int id, CancellationToken cancellationToken)
    {
        var edition = await LoadAsync(code, date, cancellationToken);
        var change = edition is null ? null : await db.ReleasedChanges
            .FirstOrDefaultAsync(change => change.Id == id && change.Page.EditionId == edition.Id && change.State != ReleasedChangeState.Draft, cancellationToken);
        return new FoundChange(edition, change);
    }

    private Task<Edition?> LoadAsync(string code, DateOnly date, CancellationToken cancellationToken) => db.Editions
        .Include(edition => edition.Newspaper)
        .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Photos)
        .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Areas)
        .AsSplitQuery()
        .FirstOrDefaultAsync(edition => edition.Newspaper.Code == code && edition.Date == date, cancellationToken);

    private EditionMedia Remember(Edition edition)
    {
        var media = new EditionMedia(store, pictures, pdfs, photoPublisher, facsimilePublisher, editionPdfPublisher);
        media.Remember(edition);
        return media;
    }

    /// <summary>Whether the text that a correction stands on is another now. Areas and places in lists are no matter.</summary>
    private static bool HasChangedSince(Article article, ReleasedChange change) =>
        article.IsWithdrawn || ArticleRules.Basis(ArticleContent.Of(article)) != change.Basis;

    private static string? Text(string? text)
    {
        var trimmed = text?.Trim();
        return string.IsNullOrEmpty(trimmed) ? null : trimmed.Length > Article.NoteMaxLength ? trimmed[..Article.NoteMaxLength] : trimmed;
    }

    private async Task<ChangeResult> TryAsync(Func<Task<ChangeResult>> attempt)
    {
        for (var i = 0; i < Attempts; i++)
        {
            try
            {
                return await attempt();
            }
            catch (DbUpdateConcurrencyException)
            {
                db.Discard();
            }
        }

        return ChangeResult.Of(ChangeOutcome.Busy);
    }

    private sealed record FoundChange(Edition? Edition, ReleasedChange? Change)
    {
        /// <summary>What stands against a decision by this person; null when nothing does.</summary>
        public ChangeResult? Refusal(string by) =>
            Edition is null || Change is null ? ChangeResult.Of(ChangeOutcome.NotFound)
            : Change.State != ReleasedChangeState.Proposed ? ChangeResult.Of(ChangeOutcome.Unchanged)
            : ReviewRules.IsSame(Change.By, by) ? ChangeResult.Of(ChangeOutcome.SamePerson)
            : null;
    }
}
