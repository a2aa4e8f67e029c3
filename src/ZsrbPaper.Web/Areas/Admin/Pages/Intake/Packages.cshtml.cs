using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Intake;

/// <summary>Where edition packages are uploaded and watched on their way to new drafts.</summary>
[RequireRight(DeskRights.Write)]
[UploadLimit(UploadKind.Package)]
[DisableFormValueModelBinding]
public sealed class PackagesModel(
    PaperDbContext db,
    PageIntake intake,
    JobSignal<PackageJobRunner> signal,
    IOptions<DeskOptions> options,
    TimeProvider clock,
    IStringLocalizer<DeskTexts> texts) : PageModel
{
    /// <summary>How many packages are shown, and how many problems of each.</summary>
    private const int Shown = 10;
    private const int ProblemsShown = 100;
    private const int KeyLength = 16;

    /// <summary>A job as the page shows it.</summary>
    /// <param name="Key">The start of its file's hash, which names it within its newspaper.</param>
    public sealed record JobRow(string Key, string FileName, DateOnly? Date, IReadOnlyList<PackageProblem> Problems, JobProgress Progress, string CreatedBy);

    public string Code { get; private set; } = "";

    public string NewspaperName { get; private set; } = "";

    public IReadOnlyList<JobRow> Jobs { get; private set; } = [];

    /// <summary>Whether the page changes by itself before long.</summary>
    public bool IsBusy => Jobs.Any(job => job.Progress.State is JobState.Waiting or JobState.Running);

    public IReadOnlyList<string> Problems { get; private set; } = [];

    public long MaxBytes => options.Value.Limits.PackageBytes;

    /// <summary>What is wrong with a package in words, and how much more there is than is shown.</summary>
    public static (IReadOnlyList<PackageProblem> First, int More) ProblemsOf(JobRow job) =>
        ([.. job.Problems.Take(ProblemsShown)], Math.Max(0, job.Problems.Count - ProblemsShown));

    public async Task<IActionResult> OnGetAsync(string newspaper, CancellationToken cancellationToken) =>
        await FindAsync(newspaper, cancellationToken) is { } paper ? await ShowAsync(paper, cancellationToken) : NotFound();

    /// <summary>The table alone, for the script that watches it.</summary>
    public async Task<IActionResult> OnGetStatusAsync(string newspaper, CancellationToken cancellationToken)
    {
        if (await FindAsync(newspaper, cancellationToken) is not { } paper)
        {
            return NotFound();
        }

        await ShowAsync(paper, cancellationToken);
        return Partial("_PackageJobs", this);
    }

    /// <summary>Takes a package. Answers a script with the problems as JSON, a plain form with the page.</summary>
    public async Task<IActionResult> OnPostFilesAsync(string newspaper, CancellationToken cancellationToken)
    {
        if (await FindAsync(newspaper, cancellationToken) is not { } paper)
        {
            return NotFound();
        }

        Problems = await TakeAsync(paper, cancellationToken);
        if (Request.Headers.Accept.ToString().Contains("application/json", StringComparison.Ordinal))
        {
            return new JsonResult(new { taken = Problems.Count == 0 ? 1 : 0, problems = Problems });
        }

        if (Problems.Count > 0)
        {
            return await ShowAsync(paper, cancellationToken);
        }

        TempData["Status"] = texts["收到了，正在导入。"].Value;
        return Redirect(DeskAddresses.Packages(newspaper));
    }

    /// <summary>Tries a package that failed again.</summary>
    public async Task<IActionResult> OnPostRetryAsync(string newspaper, CancellationToken cancellationToken)
    {
        var form = await Request.ReadFormAsync(cancellationToken);
        var key = form["job"].ToString();
        if (await FindAsync(newspaper, cancellationToken) is not { } paper || key.Length != KeyLength
            || await db.PackageJobs.FirstOrDefaultAsync(job => job.NewspaperId == paper.Id && job.Hash.StartsWith(key), cancellationToken) is not { } job)
        {
            return NotFound();
        }

        if (job.State == JobState.Failed)
        {
            job.Problems = [];
            job.Restart(User.UserName(), clock.GetUtcNow().UtcDateTime);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                signal.Raise();
            }
            catch (DbUpdateConcurrencyException)
            {
                // Someone else has just asked for the same.
            }
        }

        return Redirect(DeskAddresses.Packages(newspaper));
    }

    private async Task<IReadOnlyList<string>> TakeAsync(Newspaper paper, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var file in UploadedFiles.ReadAsync(Request, cancellationToken))
            {
                var result = await intake.AddPackageAsync(paper, file.Name, file.Content, options.Value.Limits, User.UserName(), cancellationToken);
                if (result.Problem is { } problem)
                {
                    return [texts.Sentence(problem)];
                }

                signal.Raise();
                return [];
            }
        }
        catch (Exception exception) when (exception is UploadBrokenException or IOException or InvalidDataException)
        {
            return [texts["没有收完，连接断了或表单损坏，请再上传一次。"]];
        }

        return [texts["请选一个期刊包。"]];
    }

    private async Task<Newspaper?> FindAsync(string code, CancellationToken cancellationToken)
    {
        var paper = await db.Newspapers.FirstOrDefaultAsync(newspaper => newspaper.Code == code, cancellationToken);
        (Code, NewspaperName) = (code, paper?.Name ?? "");
        return paper;
    }

    private async Task<IActionResult> ShowAsync(Newspaper paper, CancellationToken cancellationToken)
    {
        Jobs = await db.PackageJobs.AsNoTracking()
            .Where(job => job.NewspaperId == paper.Id)
            .OrderByDescending(job => job.CreatedAt).ThenByDescending(job => job.Id)
            .Take(Shown)
            .Select(job => new JobRow(
                job.Hash.Substring(0, KeyLength),
                job.FileName,
                job.Date,
                job.Problems,
                new JobProgress(job.State, job.Stage, job.StageDone, job.StageTotal, job.Problem),
                job.CreatedBy))
            .ToListAsync(cancellationToken);
        return Page();
    }
}
