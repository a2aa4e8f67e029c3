using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Hosting;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Intake;

/// <summary>Where the night's files are dropped and watched on their way to their pages, and files that replace a page's (换版) with them.</summary>
[RequireRight(DeskRights.Write)]
[UploadLimit(UploadKind.PageFiles)]
[DisableFormValueModelBinding]
public sealed class IndexModel(
    PaperDbContext db,
    PageIntake intake,
    JobSignal<PageJobRunner> signal,
    IOptions<DeskOptions> options,
    TimeProvider clock,
    IStringLocalizer<DeskTexts> texts) : PageModel
{
    private const int KeyLength = 16;

    /// <summary>A job as the page shows it.</summary>
    /// <param name="Key">The start of its file's hash, which names it within its edition.</param>
    public sealed record JobRow(string Key, string FileName, PageLabel? Label, bool IsReplacement, JobProgress Progress, string CreatedBy)
    {
        /// <summary>Whether it changes by itself before long.</summary>
        public bool IsBusy => Progress.State == JobState.Running || (Progress.State == JobState.Waiting && Label is not null);
    }

    public string Code { get; private set; } = "";

    public string NewspaperName { get; private set; } = "";

    public DateOnly Date { get; private set; }

    public bool IsReleased { get; private set; }

    public IReadOnlyList<JobRow> Jobs { get; private set; } = [];

    public IReadOnlyList<string> Problems { get; private set; } = [];

    public long MaxFileBytes => options.Value.Limits.FileBytes;

    public int MaxFiles => options.Value.MaxFilesPerUpload;

    public async Task<IActionResult> OnGetAsync(string newspaper, string date, CancellationToken cancellationToken) =>
        await FindAsync(newspaper, date, cancellationToken) is { } edition ? await ShowAsync(edition, cancellationToken) : NotFound();

    /// <summary>The table alone, for the script that watches it.</summary>
    public async Task<IActionResult> OnGetStatusAsync(string newspaper, string date, CancellationToken cancellationToken)
    {
        if (await FindAsync(newspaper, date, cancellationToken) is not { } edition)
        {
            return NotFound();
        }

        await ShowAsync(edition, cancellationToken);
        return Partial("_Jobs", this);
    }

    /// <summary>Takes the files of a form. Answers a script with the problems as JSON, a plain form with the page.</summary>
    public async Task<IActionResult> OnPostFilesAsync(string newspaper, string date, CancellationToken cancellationToken)
    {
        if (await FindAsync(newspaper, date, cancellationToken) is not { } edition)
        {
            return NotFound();
        }

        var (taken, problems) = await TakeAsync(edition, cancellationToken);
        if (Request.Headers.Accept.ToString().Contains("application/json", StringComparison.Ordinal))
        {
            return new JsonResult(new { taken, problems });
        }

        if (problems.Count == 0)
        {
            TempData["Status"] = texts["收到 {0} 个文件。", taken].Value;
            return Redirect(DeskAddresses.Intake(newspaper, edition.Date));
        }

        Problems = problems;
        return await ShowAsync(edition, cancellationToken);
    }

    /// <summary>Corrects a job's label, or tries one that failed again.</summary>
    public async Task<IActionResult> OnPostLabelAsync(string newspaper, string date, CancellationToken cancellationToken)
    {
        var form = await Request.ReadFormAsync(cancellationToken);
        return await ChangeAsync(newspaper, date, form["job"].ToString(), job =>
        {
            var text = form["label"].ToString().Trim();
            if (!job.IsReplacement)
            {
                if (!PageLabel.TryParse(text, out var label))
                {
                    return texts["{0}：“{1}”不是版次，写成 A03 或 A02-A03。", job.FileName, text];
                }

                job.Label = label;
            }

            job.Restart(User.UserName(), clock.GetUtcNow().UtcDateTime);
            return null;
        }, cancellationToken);
    }

    /// <summary>Takes a file off the list that is not to come to any page.</summary>
    public async Task<IActionResult> OnPostRemoveAsync(string newspaper, string date, CancellationToken cancellationToken)
    {
        var form = await Request.ReadFormAsync(cancellationToken);
        return await ChangeAsync(newspaper, date, form["job"].ToString(), job =>
        {
            db.PageJobs.Remove(job);
            return null;
        }, cancellationToken);
    }

    /// <summary>Changes a job that nobody works on.</summary>
    /// <param name="change">Returns what stands against it, in words.</param>
    private async Task<IActionResult> ChangeAsync(string newspaper, string date, string key, Func<PageJob, string?> change, CancellationToken cancellationToken)
    {
        if (await FindAsync(newspaper, date, cancellationToken) is not { } edition || key.Length != KeyLength
            || await db.PageJobs.FirstOrDefaultAsync(job => job.EditionId == edition.Id && job.Hash.StartsWith(key), cancellationToken) is not { } job)
        {
            return NotFound();
        }

        if (job.State is JobState.Waiting or JobState.Failed)
        {
            if (change(job) is { } problem)
            {
                Problems = [problem];
                return await ShowAsync(edition, cancellationToken);
            }

            try
            {
                await db.SaveChangesAsync(cancellationToken);
                signal.Raise();
            }
            catch (DbUpdateConcurrencyException)
            {
                TempData["Status"] = texts["{0} 刚刚开始制版，没有改。", job.FileName].Value;
            }
        }

        return Redirect(DeskAddresses.Intake(newspaper, edition.Date));
    }

    private async Task<(int Taken, IReadOnlyList<string> Problems)> TakeAsync(Edition edition, CancellationToken cancellationToken)
    {
        var taken = 0;
        var problems = new List<string>();
        try
        {
            await foreach (var file in UploadedFiles.ReadAsync(Request, cancellationToken))
            {
                if (taken + problems.Count == MaxFiles)
                {
                    problems.Add(texts["一次最多 {0} 个文件，其余的没有收。", MaxFiles]);
                    break;
                }

                var result = await intake.AddAsync(edition, file.Name, file.Content, options.Value.Limits, User.UserName(), cancellationToken);
                if (result.Problem is { } problem)
                {
                    problems.Add(texts.Sentence(problem));
                }
                else
                {
                    taken++;
                }
            }
        }
        catch (Exception exception) when (exception is UploadBrokenException or IOException or InvalidDataException)
        {
            // Whole files before it are in.
            problems.Add(texts["没有收完，连接断了或表单损坏，请再上传一次。"]);
        }

        if (taken > 0)
        {
            signal.Raise();
        }
        else if (problems.Count == 0)
        {
            problems.Add(texts["没有收到文件。"]);
        }

        return (taken, problems);
    }

    private async Task<Edition?> FindAsync(string newspaper, string date, CancellationToken cancellationToken)
    {
        if (!ReaderAddress.TryReadDate(date, out var day)
            || await db.Editions.Include(edition => edition.Newspaper)
                .FirstOrDefaultAsync(edition => edition.Newspaper.Code == newspaper && edition.Date == day, cancellationToken) is not { } edition)
        {
            return null;
        }

        (Code, NewspaperName, Date) = (newspaper, edition.Newspaper.Name, day);
        return edition;
    }

    private async Task<IActionResult> ShowAsync(Edition edition, CancellationToken cancellationToken)
    {
        IsReleased = edition.IsReleased(clock.GetUtcNow().UtcDateTime);
        Jobs = await db.PageJobs.AsNoTracking()
            .Where(job => job.EditionId == edition.Id)
            .OrderBy(job => job.Id)
            .Select(job => new JobRow(
                job.Hash.Substring(0, KeyLength),
                job.FileName,
                job.Label,
                job.IsReplacement,
                new JobProgress(job.State, job.Stage, job.StageDone, job.StageTotal, job.Problem),
                job.CreatedBy))
            .ToListAsync(cancellationToken);
        return Page();
    }
}
