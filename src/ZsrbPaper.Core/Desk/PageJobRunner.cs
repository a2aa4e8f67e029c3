using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Desk;

/// <summary>
/// Puts files on their pages: facsimile and tiles are published first, then page, edition and job are saved together.
/// </summary>
public sealed class PageJobRunner(
    PaperDbContext db,
    IServiceScopeFactory scopes,
    IMediaStore store,
    PictureInspector pictures,
    PdfInspector pdfs,
    PhotoPublisher photoPublisher,
    FacsimilePublisher facsimilePublisher,
    EditionPdfPublisher editionPdfPublisher,
    DeskChanges changes,
    ReleasedChanges releasedChanges,
    TimeProvider clock)
    : JobRunner<PageJob>(db, scopes, clock)
{
    /// <summary>A file that nobody knows the page of waits for an answer; one of several for a page for those before it, so that the last one stays.</summary>
    protected override IQueryable<PageJob> Ready(IQueryable<PageJob> jobs) => jobs.Where(job => job.Label != null && !Db.PageJobs.Any(earlier =>
        earlier.EditionId == job.EditionId && earlier.Label == job.Label && earlier.Id < job.Id && (earlier.State == JobState.Waiting || earlier.State == JobState.Running)));

    protected override Task<Sentence?> DoAsync(PageJob job, IProgress<WorkProgress> progress, CancellationToken cancellationToken) =>
        job.IsReplacement ? ReplaceAsync(job, progress, cancellationToken) : PlaceAsync(job, progress, cancellationToken);

    private async Task<Sentence?> ReplaceAsync(PageJob job, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        var edition = await Db.Editions.AsNoTracking().Include(edition => edition.Newspaper).SingleAsync(edition => edition.Id == job.EditionId, cancellationToken);
        var result = await releasedChanges.ReplaceAsync(
            edition.Newspaper.Code, edition.Date, job.Label!, new ReceivedFile(job.FileName, job.Hash, job.Extension), job.Reason, job.CreatedBy, progress, cancellationToken);
        return result.Outcome switch
        {
            ChangeOutcome.Done or ChangeOutcome.Proposed or ChangeOutcome.Unchanged => null,
            ChangeOutcome.NotFound => $"没有 {job.Label} 版了。",
            ChangeOutcome.NoteMissing => $"本期已经发布，换版要写明缘由，请从版面页再换一次。",
            ChangeOutcome.Busy => $"同时有人在改这一期，请重试。",
            _ => result.Problem ?? $"没有换成，请重试。",
        };
    }

    /// <summary>Puts the file on its page; a sentence when that cannot be.</summary>
    private async Task<Sentence?> PlaceAsync(PageJob job, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        var edition = await Db.Editions
            .Include(edition => edition.Newspaper)
            .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Photos)
            .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Areas)
            .AsSplitQuery()
            .SingleAsync(edition => edition.Id == job.EditionId, cancellationToken);
        var label = job.Label!;
        if (edition.IsReleased(Now))
        {
            return $"这一期已经发布，版面要在版面页用“换版”替换。";
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

            var plan = await PagePlan.ForAsync(Db, edition.NewspaperId, edition.Date, cancellationToken);
            page = edition.AddPage(label, plan.FirstOrDefault(planned => planned.Label == label)?.Section ?? "", edition.Pages.Count);
            PutInOrder(edition, page);
        }

        PutFile(page, job);
        await media.PublishAsync(edition, progress, cancellationToken);
        progress.Report(new WorkProgress(WorkStage.Saving));
        await changes.PageChangedAsync(page, job.CreatedBy, isNew ? Acts.PageAdded : Acts.PageChanged, job.FileName, cancellationToken);
        job.Complete(Now);
        await Db.SaveChangesAsync(cancellationToken);
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
            Db.ReplacedPageFiles.Add(new ReplacedPageFile(page, Now, job.CreatedBy));
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
}
