using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Editions;

/// <summary>换版: a page's new picture or PDF, in every state of the edition.</summary>
[RequireRight(DeskRights.Write)]
[RequestSizeLimit(FileMaxBytes + 65536)]
[RequestFormLimits(MultipartBodyLengthLimit = FileMaxBytes + 65536)]
public sealed class ReplaceModel(EditionStatusReader reader, ReleasedChanges changes, IStringLocalizer<DeskTexts> text) : PageModel
{
    /// <summary>200 MiB: a print PDF of a joined page with room to spare.</summary>
    public const long FileMaxBytes = 200L << 20;

    public EditionStatus Edition { get; private set; } = null!;

    public PageStatus PrintPage { get; private set; } = null!;

    /// <summary>What was typed, kept when the file is refused.</summary>
    public string? Reason { get; private set; }

    public Task<IActionResult> OnGetAsync(string newspaper, string date, string label, CancellationToken cancellationToken) =>
        ShowAsync(newspaper, date, label, cancellationToken);

    public async Task<IActionResult> OnPostAsync(
        string newspaper, string date, string label, IFormFile? file, string? reason, CancellationToken cancellationToken)
    {
        if (!ReaderAddress.TryReadDate(date, out var day) || !PageLabel.TryParse(label, out var page))
        {
            return NotFound();
        }

        Reason = reason;
        if (file is null || file.Length == 0)
        {
            return await RefuseAsync(text["请选一个 PDF 或图片文件。"]);
        }

        if (file.Length > FileMaxBytes)
        {
            return await RefuseAsync(text["文件大于 {0} MB,不能用。", FileMaxBytes >> 20]);
        }

        var folder = Directory.CreateTempSubdirectory("zsrbpaper-replace-");
        try
        {
            // Only the ending of the name is kept, and only of the kinds that are taken; the content decides.
            var name = Path.GetFileName(file.FileName);
            var path = Path.Combine(folder.FullName, "file" + Ending(name));
            await using (var target = System.IO.File.Create(path))
            {
                await file.CopyToAsync(target, cancellationToken);
            }

            var result = await changes.ReplaceAsync(newspaper, day, page, path, name, reason, User.UserName(), cancellationToken);
            switch (result.Outcome)
            {
                case ChangeOutcome.NotFound:
                    return NotFound();
                case ChangeOutcome.FileIsBad or ChangeOutcome.NoteMissing:
                    return await RefuseAsync(text.Outcome(result));
                default:
                    TempData["Status"] = result.Outcome == ChangeOutcome.Done ? text["已换版。"].Value : text.Outcome(result);
                    return Redirect($"{DeskAddresses.Edition(newspaper, day)}#{page}");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Task<IActionResult> RefuseAsync(string problem)
        {
            ModelState.AddModelError("file", problem);
            return ShowAsync(newspaper, date, label, cancellationToken);
        }
    }

    private static string Ending(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".pdf" => ".pdf",
        ".jpg" or ".jpeg" => ".jpg",
        ".png" => ".png",
        ".webp" => ".webp",
        ".tif" or ".tiff" => ".tif",
        _ => ".bin",
    };

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
