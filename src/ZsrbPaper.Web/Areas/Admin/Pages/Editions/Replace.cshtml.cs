using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Areas.Admin.Pages.Intake;
using ZsrbPaper.Web.Hosting;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Editions;

/// <summary>换版: a page's new picture or PDF, in every state of the edition. It is made ready in the background, see <see cref="IndexModel"/>.</summary>
[RequireRight(DeskRights.Write)]
[UploadLimit(UploadKind.PageFile)]
public sealed class ReplaceModel(
    PaperDbContext db,
    EditionStatusReader reader,
    PageIntake intake,
    JobSignal<PageJobRunner> signal,
    IOptions<DeskOptions> options,
    TimeProvider clock,
    IStringLocalizer<DeskTexts> text) : PageModel
{
    public EditionStatus Edition { get; private set; } = null!;

    public PageStatus PrintPage { get; private set; } = null!;

    /// <summary>What was typed, kept when the file is refused.</summary>
    public string? Reason { get; private set; }

    public int MaxMegabytes => options.Value.MaxFileMegabytes;

    public Task<IActionResult> OnGetAsync(string newspaper, string date, string label, CancellationToken cancellationToken) =>
        ShowAsync(newspaper, date, label, cancellationToken);

    /// <summary>Takes the file. Answers a script as JSON, a plain form with the page.</summary>
    public async Task<IActionResult> OnPostAsync(
        string newspaper, string date, string label, IFormFile? file, string? reason, CancellationToken cancellationToken)
    {
        if (!ReaderAddress.TryReadDate(date, out var day) || !PageLabel.TryParse(label, out var asked)
            || await db.PrintPages.Include(page => page.Edition.Newspaper).FirstOrDefaultAsync(
                page => page.Edition.Newspaper.Code == newspaper && page.Edition.Date == day && page.Label == asked, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        Reason = reason?.Trim();
        if (file is null || file.Length == 0)
        {
            return await RefuseAsync(text["请选一个 PDF 或图片文件。"]);
        }

        if (string.IsNullOrEmpty(Reason) && page.Edition.IsReleased(clock.GetUtcNow().UtcDateTime))
        {
            return await RefuseAsync(text.Outcome(ChangeResult.Of(ChangeOutcome.NoteMissing)));
        }

        await using var content = file.OpenReadStream();
        var result = await intake.ReplaceAsync(page, file.FileName, content, Reason, options.Value.Limits, User.UserName(), cancellationToken);
        if (result.Problem is { } problem)
        {
            return await RefuseAsync(text.Sentence(problem));
        }

        signal.Raise();
        TempData["Status"] = text["收到了，正在制版。"].Value;
        var next = DeskAddresses.Intake(newspaper, day);
        return IsScript ? new JsonResult(new { problems = Array.Empty<string>(), address = next }) : Redirect(next);

        Task<IActionResult> RefuseAsync(string problem)
        {
            if (IsScript)
            {
                return Task.FromResult<IActionResult>(new JsonResult(new { problems = new[] { problem } }));
            }

            ModelState.AddModelError("file", problem);
            return ShowAsync(newspaper, date, label, cancellationToken);
        }
    }

    private bool IsScript => Request.Headers.Accept.ToString().Contains("application/json", StringComparison.Ordinal);

    private async Task<IActionResult> ShowAsync(string newspaper, string date, string label, CancellationToken cancellationToken)
    {
        if (!ReaderAddress.TryReadDate(date, out var day) || !PageLabel.TryParse(label, out var asked)
            || await reader.FindAsync(newspaper, day, cancellationToken) is not { } edition
            || edition.Pages.FirstOrDefault(page => page.Label == asked) is not { } page)
        {
            return NotFound();
        }

        (Edition, PrintPage) = (edition, page);
        return Page();
    }
}
