using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Hosting;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Intake;

/// <summary>Where the night's files are dropped and watched on their way to their pages.</summary>
[RequireRight(DeskRights.Write)]
[DisableRequestSizeLimit]
[RequestFormLimits(MultipartBodyLengthLimit = long.MaxValue)]
[DisableFormValueModelBinding]
public sealed class IndexModel(
    PaperDbContext db, IOptions<DeskOptions> options, IServiceProvider services, IStringLocalizer<DeskTexts> texts) : PageModel
{
    /// <summary>A job as the page shows it.</summary>
    /// <param name="Key">The start of its file's hash, which names it within its edition.</param>
    public sealed record JobRow(string Key, string FileName, PageLabel? Label, PageJobState State, string? Problem, string CreatedBy);

    public string Code { get; private set; } = "";

    public string NewspaperName { get; private set; } = "";

    public DateOnly Date { get; private set; }

    public IReadOnlyList<JobRow> Jobs { get; private set; } = [];

    /// <summary>Whether the page changes by itself before long.</summary>
    public bool IsBusy => Jobs.Any(job => job.State == PageJobState.Running || (job.State == PageJobState.Waiting && job.Label is not null));

    public IReadOnlyList<string> Problems { get; private set; } = [];

    public long MaxFileBytes => (long)options.Value.MaxFileMegabytes << 20;

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

    /// <summary>
    /// Takes the files of a form as they come over the line, so that a large one is never held in memory. Answers a script with the
    /// problems as JSON, a plain form with the page.
    /// </summary>
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
        if (await FindAsync(newspaper, date, cancellationToken) is not { } edition)
        {
            return NotFound();
        }

        var form = await Request.ReadFormAsync(cancellationToken);
        var (key, text) = (form["job"].ToString(), form["label"].ToString().Trim());
        if (key.Length != KeyLength || await db.PageJobs.FirstOrDefaultAsync(job => job.EditionId == edition.Id && job.Hash.StartsWith(key), cancellationToken) is not { } job)
        {
            return NotFound();
        }

        if (!PageLabel.TryParse(text, out var label))
        {
            Problems = [texts["{0}：“{1}”不是版次，写成 A03 或 A02-A03。", job.FileName, text].Value];
            return await ShowAsync(edition, cancellationToken);
        }

        if (job.State is PageJobState.Waiting or PageJobState.Failed)
        {
            (job.Label, job.State, job.Problem, job.Attempts) = (label, PageJobState.Waiting, null, 0);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                services.GetRequiredService<PageJobSignal>().Raise();
            }
            catch (DbUpdateConcurrencyException)
            {
                TempData["Status"] = texts["{0} 刚刚开始制版，版次没有改。", job.FileName].Value;
            }
        }

        return Redirect(DeskAddresses.Intake(newspaper, edition.Date));
    }

    private const int KeyLength = 16;

    private async Task<(int Taken, IReadOnlyList<string> Problems)> TakeAsync(Edition edition, CancellationToken cancellationToken)
    {
        // A plain form carries its antiforgery token in the body, so the whole of it has been read (to disk) already.
        if (HttpContext.Features.Get<IFormFeature>()?.Form is { } form)
        {
            return await TakeAsync(edition, form.Files.Select(file => (file.FileName, (Func<Stream>)file.OpenReadStream)).ToAsyncEnumerable(), cancellationToken);
        }

        if (!MediaTypeHeaderValue.TryParse(Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 100 } boundary)
        {
            return (0, [texts["没有收到文件。"].Value]);
        }

        return await TakeAsync(edition, SectionsAsync(boundary, cancellationToken), cancellationToken);
    }

    private async IAsyncEnumerable<(string Name, Func<Stream> Open)> SectionsAsync(
        string boundary, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(boundary, Request.Body);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (section.GetContentDispositionHeader() is { } disposition && disposition.IsFileDisposition() && FileNameOf(disposition) is { Length: > 0 } name)
            {
                yield return (name, () => section.Body);
            }
        }
    }

    private async Task<(int Taken, IReadOnlyList<string> Problems)> TakeAsync(
        Edition edition, IAsyncEnumerable<(string Name, Func<Stream> Open)> files, CancellationToken cancellationToken)
    {
        var taken = 0;
        var problems = new List<string>();
        var intake = services.GetRequiredService<PageIntake>();
        try
        {
            await foreach (var (name, open) in files.WithCancellation(cancellationToken))
            {
                if (taken + problems.Count == MaxFiles)
                {
                    problems.Add(texts["一次最多 {0} 个文件，其余的没有收。", MaxFiles]);
                    break;
                }

                await using var content = open();
                var result = await intake.AddAsync(edition, name, content, MaxFileBytes, User.UserName(), cancellationToken);
                if (result.Problem is { } problem)
                {
                    problems.Add(problem);
                }
                else
                {
                    taken++;
                }
            }
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            // The sender went away in the middle of a file, or the disk is full; whole files before it are in.
            problems.Add(texts["没有收完：{0}", exception.Message]);
        }
        catch (InvalidDataException)
        {
            problems.Add(texts["表单损坏，请再上传一次。"]);
        }

        if (taken > 0)
        {
            services.GetRequiredService<PageJobSignal>().Raise();
        }
        else if (problems.Count == 0)
        {
            problems.Add(texts["没有收到文件。"]);
        }

        return (taken, problems);
    }

    private static string? FileNameOf(ContentDispositionHeaderValue disposition) =>
        HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;

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
        Jobs = await db.PageJobs.AsNoTracking()
            .Where(job => job.EditionId == edition.Id)
            .OrderBy(job => job.Id)
            .Select(job => new JobRow(job.Hash.Substring(0, KeyLength), job.FileName, job.Label, job.State, job.Problem, job.CreatedBy))
            .ToListAsync(cancellationToken);
        return Page();
    }
}
