using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Core.Desk;

/// <summary>
/// Does the heavy work of one <see cref="PageJob"/> at a time: facsimile and tiles are published first, then page, edition and job are
/// saved together. Several may run at once, on several machines; one that was killed is taken up again when its lease has run out.
/// </summary>
public sealed class PageJobRunner(
    PaperDbContext db,
    IMediaStore store,
    PictureInspector pictures,
    PdfInspector pdfs,
    PhotoPublisher photoPublisher,
    FacsimilePublisher facsimilePublisher,
    EditionPdfPublisher editionPdfPublisher,
    DeskChanges changes,
    TimeProvider clock)
{
    /// <summary>Longer than the slowest page takes within the limits of the PDF tools.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>How often a job starts over by itself, because it was killed or the edition changed meanwhile.</summary>
    private const int Attempts = 5;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Does the next job; false when there is none to do now.</summary>
    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        db.Discard();
        var now = Now;
        var job = await db.PageJobs
            .Where(job => (job.State == PageJobState.Waiting && job.Label != null) || (job.State == PageJobState.Running && job.LeaseUntil < now))
            .OrderBy(job => job.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (job is null)
        {
            return false;
        }

        job.State = PageJobState.Running;
        job.LeaseUntil = now + Lease;
        job.Attempts++;
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another runner has it, or the desk has just corrected its label.
            return true;
        }

        if (job.Attempts > Attempts)
        {
            await EndAsync(job.Id, PageJobState.Failed, "多次没有做完，可能是文件本身的问题；请重试，或换一个文件。", cancellationToken);
            return true;
        }

        try
        {
            if (await PlaceAsync(job, cancellationToken) is { } problem)
            {
                await EndAsync(job.Id, PageJobState.Failed, problem, cancellationToken);
            }
        }
        catch (MediaException exception)
        {
            await EndAsync(job.Id, PageJobState.Failed, exception.Message, cancellationToken);
        }
        catch (IOException exception)
        {
            await EndAsync(job.Id, PageJobState.Failed, $"图片库写不进去：{exception.Message}", cancellationToken);
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || db.IsUniqueViolation(exception))
        {
            // The desk changed the edition meanwhile. What was published is found again at once.
            await EndAsync(job.Id, PageJobState.Waiting, null, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(job.Id, PageJobState.Waiting, null, CancellationToken.None);
            throw;
        }

        return true;
    }

    /// <summary>Puts the file on its page; a sentence when that cannot be.</summary>
    private async Task<string?> PlaceAsync(PageJob job, CancellationToken cancellationToken)
    {
        var edition = await db.Editions
            .Include(edition => edition.Newspaper)
            .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Photos)
            .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Areas)
            .AsSplitQuery()
            .SingleAsync(edition => edition.Id == job.EditionId, cancellationToken);
        var label = job.Label!;
        if (edition.IsReleased(Now))
        {
            return "这一期已经发布，版面要在版面页用“换版”替换。";
        }

        var media = new EditionMedia(store, pictures, pdfs, photoPublisher, facsimilePublisher, editionPdfPublisher);
        media.Remember(edition);
        var page = edition.Pages.FirstOrDefault(page => page.Label == label);
        var isNew = page is null;
        if (page is null)
        {
            if (edition.Pages.FirstOrDefault(other => other.Label.Overlaps(label)) is { } clash)
            {
                return $"版次 {label} 与已有的 {clash.Label} 版重叠，请改正版次。";
            }

            var plan = await PagePlan.ForAsync(db, edition.NewspaperId, edition.Date, cancellationToken);
            page = edition.AddPage(label, plan.FirstOrDefault(planned => planned.Label == label)?.Section ?? "", edition.Pages.Count);
            PutInOrder(edition, page);
        }

        PutFile(page, job);
        await media.PublishAsync(edition, cancellationToken);
        await changes.PageChangedAsync(page, job.CreatedBy, isNew ? Acts.PageAdded : Acts.PageChanged, job.FileName, cancellationToken);
        job.State = PageJobState.Done;
        job.Problem = null;
        job.LeaseUntil = null;
        job.FinishedAt = Now;
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    /// <summary>A page may have a picture and a PDF; a file that replaces one of its kind takes the older file of the other kind with it.</summary>
    private void PutFile(PrintPage page, PageJob job)
    {
        var isPdf = job.Extension == "pdf";
        var before = isPdf ? page.PdfHash : page.PictureHash;
        if (before == job.Hash)
        {
            return;
        }

        if (before is not null)
        {
            db.ReplacedPageFiles.Add(new ReplacedPageFile(page, Now, job.CreatedBy));
            (page.PictureHash, page.PictureExtension, page.PdfHash) = (null, null, null);
        }

        if (isPdf)
        {
            page.PdfHash = job.Hash;
        }
        else
        {
            (page.PictureHash, page.PictureExtension) = (job.Hash, job.Extension);
        }
    }

    /// <summary>A page that comes by file goes where its label belongs among the others, whose order stays.</summary>
    private static void PutInOrder(Edition edition, PrintPage added)
    {
        var others = edition.Pages.Where(page => page != added).OrderBy(page => page.Position).ToList();
        var place = others.FindIndex(page => SortKey(page.Label).CompareTo(SortKey(added.Label)) > 0);
        others.Insert(place < 0 ? others.Count : place, added);
        for (var i = 0; i < others.Count; i++)
        {
            others[i].Position = i;
        }
    }

    private static (string Letters, int Number) SortKey(PageLabel label)
    {
        var first = label.Parts[0];
        var letters = first.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return (letters, int.Parse(first.AsSpan(letters.Length), System.Globalization.CultureInfo.InvariantCulture));
    }

    private async Task EndAsync(int id, PageJobState state, string? problem, CancellationToken cancellationToken)
    {
        db.Discard();
        var job = await db.PageJobs.SingleAsync(job => job.Id == id, cancellationToken);
        job.State = state;
        job.Problem = problem is { Length: > PageJob.ProblemMaxLength } ? problem[..PageJob.ProblemMaxLength] : problem;
        job.LeaseUntil = null;
        job.FinishedAt = state == PageJobState.Failed ? Now : null;
        await db.SaveChangesAsync(cancellationToken);
    }
}
