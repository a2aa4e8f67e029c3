using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Desk;

/// <summary>What became of a file that was uploaded.</summary>
/// <param name="Job">The work that it makes, or made when it was uploaded before; null when it was refused.</param>
/// <param name="Problem">Why it was refused.</param>
public sealed record IntakeResult(DeskJob? Job, Sentence? Problem)
{
    internal static IntakeResult Refused(Sentence problem) => new(null, problem);
}

/// <summary>How much the desk takes in.</summary>
/// <param name="FileBytes">Of one page's file.</param>
/// <param name="WaitingFiles">Files of one edition that are not yet on their pages.</param>
/// <param name="PackageBytes">Of one edition package.</param>
public sealed record IntakeLimits(long FileBytes, int WaitingFiles, long PackageBytes);

/// <summary>
/// Takes uploaded files in: each is received (<see cref="FileReceiver"/>) and becomes work for the background. The same file for the same
/// edition is one piece of work, however often it is sent.
/// </summary>
public sealed class PageIntake(PaperDbContext db, FileReceiver receiver, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>One of tonight's files; its page is guessed from its name, or from what stands at its top.</summary>
    /// <param name="edition">The edition, tracked by this context.</param>
    /// <param name="fileName">As the sender calls it.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="limits">What is refused.</param>
    /// <param name="by">User name.</param>
    /// <param name="cancellationToken">The sender has gone, or the portal stops.</param>
    /// <exception cref="UploadBrokenException">The content breaks off.</exception>
    public async Task<IntakeResult> AddAsync(
        Edition edition, string fileName, Stream content, IntakeLimits limits, string by, CancellationToken cancellationToken)
    {
        if (await db.PageJobs.CountAsync(job => job.EditionId == edition.Id && job.State != JobState.Done, cancellationToken) >= limits.WaitingFiles)
        {
            return IntakeResult.Refused($"{fileName} 没有收：这一期还有 {limits.WaitingFiles} 个文件没有上版，先等一等，或移除不要的。");
        }

        var received = await receiver.ReceivePageAsync(fileName, content, limits.FileBytes, cancellationToken);
        if (!received.IsGood)
        {
            return IntakeResult.Refused(received.Problem);
        }

        var file = received.Value;
        var label = LabelGuess.FromFileName(file.Name) ?? LabelGuess.FromText(file.Header ?? "");
        return await SaveAsync(edition, file, label, isReplacement: false, null, by, cancellationToken);
    }

    /// <summary>Another picture or PDF for a page (换版), in every state of the edition.</summary>
    /// <param name="page">The page with its edition, tracked by this context.</param>
    /// <param name="reason">Why; who decides on the replacement of a released page reads it.</param>
    /// <inheritdoc cref="AddAsync"/>
    public async Task<IntakeResult> ReplaceAsync(
        PrintPage page, string fileName, Stream content, string? reason, IntakeLimits limits, string by, CancellationToken cancellationToken)
    {
        var received = await receiver.ReceivePageAsync(fileName, content, limits.FileBytes, cancellationToken);
        return received.IsGood
            ? await SaveAsync(page.Edition, received.Value, page.Label, isReplacement: true, reason, by, cancellationToken)
            : IntakeResult.Refused(received.Problem);
    }

    /// <summary>An edition package, to come in as a draft of this newspaper on a date that has no edition yet.</summary>
    /// <param name="newspaper">Tracked by this context.</param>
    /// <inheritdoc cref="AddAsync"/>
    public async Task<IntakeResult> AddPackageAsync(
        Newspaper newspaper, string fileName, Stream content, IntakeLimits limits, string by, CancellationToken cancellationToken)
    {
        var received = await receiver.ReceivePackageAsync(fileName, content, limits.PackageBytes, cancellationToken);
        if (!received.IsGood)
        {
            return IntakeResult.Refused(received.Problem);
        }

        return await OnceAsync(
            () => db.PackageJobs.FirstOrDefaultAsync(job => job.NewspaperId == newspaper.Id && job.Hash == received.Value.Hash, cancellationToken),
            () =>
            {
                var job = new PackageJob(newspaper, received.Value, by, Now);
                db.PackageJobs.Add(job);
                return job;
            },
            async before =>
            {
                var isIn = before.State == JobState.Done
                    && await db.Editions.AnyAsync(edition => edition.NewspaperId == newspaper.Id && edition.Date == before.Date, cancellationToken);
                if (!isIn && before.State is JobState.Done or JobState.Failed)
                {
                    (before.Date, before.Problems) = (null, []);
                    before.Restart(by, Now);
                }

                return null;
            },
            cancellationToken);
    }

    private Task<IntakeResult> SaveAsync(
        Edition edition, ReceivedFile file, PageLabel? label, bool isReplacement, string? reason, string by, CancellationToken cancellationToken) => OnceAsync(
        () => db.PageJobs.FirstOrDefaultAsync(job => job.EditionId == edition.Id && job.Hash == file.Hash, cancellationToken),
        () =>
        {
            var job = new PageJob(edition, file, by, Now) { Label = label, IsReplacement = isReplacement, Reason = reason };
            db.PageJobs.Add(job);
            return job;
        },
        async before =>
        {
            var asked = label ?? before.Label;
            if (before.State is JobState.Waiting or JobState.Running)
            {
                return asked == before.Label || before.Label is null ? null
                    : (Sentence)$"{file.Name} 与正在处理的 {before.FileName} 是同一个文件。两个版要用同一个文件，等前一个上版以后再传一次。";
            }

            if (before.State == JobState.Failed || !await IsOnPageAsync(edition, asked, file.Hash, cancellationToken))
            {
                (before.Label, before.IsReplacement, before.Reason) = (asked, isReplacement, reason);
                before.Restart(by, Now);
            }

            return null;
        },
        cancellationToken);

    private Task<bool> IsOnPageAsync(Edition edition, PageLabel? label, string hash, CancellationToken cancellationToken) => db.PrintPages.AnyAsync(
        page => page.EditionId == edition.Id && page.Label == label && (page.PictureHash == hash || page.PdfHash == hash), cancellationToken);

    /// <summary>Finds the work on the same file or adds it, also when the same form arrives twice at the same moment.</summary>
    private async Task<IntakeResult> OnceAsync<TJob>(
        Func<Task<TJob?>> find, Func<TJob> add, Func<TJob, Task<Sentence?>> again, CancellationToken cancellationToken)
        where TJob : DeskJob
    {
        var job = await find();
        if (job is null)
        {
            job = add();
        }
        else if (await again(job) is { } problem)
        {
            return IntakeResult.Refused(problem);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return new IntakeResult(job, null);
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || db.IsUniqueViolation(exception))
        {
            // Its twin was quicker.
            db.Entry(job).State = EntityState.Detached;
            return new IntakeResult(await find(), null);
        }
    }
}
