using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Editions;

/// <summary>撤稿: the reason, and then it is gone for readers at once.</summary>
[RequireRight(DeskRights.Withdraw)]
public sealed class WithdrawModel(EditionStatusReader reader, ReleasedChanges changes, IStringLocalizer<DeskTexts> text) : PageModel
{
    public EditionStatus Edition { get; private set; } = null!;

    public PageStatus PrintPage { get; private set; } = null!;

    public ArticleStatus Article { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync(string newspaper, string date, string label, string number, CancellationToken cancellationToken) =>
        ShowAsync(newspaper, date, label, number, cancellationToken);

    public async Task<IActionResult> OnPostAsync(string newspaper, string date, string label, string number, string? reason, CancellationToken cancellationToken)
    {
        if (!ReaderAddress.TryReadDate(date, out var day) || !PageLabel.TryParse(label, out var page) || !ReaderAddress.TryReadNumber(number, out var asked))
        {
            return NotFound();
        }

        var result = await changes.WithdrawAsync(newspaper, day, page, asked, reason, User.UserName(), cancellationToken);
        switch (result.Outcome)
        {
            case ChangeOutcome.NotFound:
                return NotFound();
            case ChangeOutcome.NoteMissing:
                ModelState.AddModelError("reason", text["请写明撤稿的缘由。"]);
                return await ShowAsync(newspaper, date, label, asked.ToString(CultureInfo.InvariantCulture), cancellationToken);
            default:
                TempData["Status"] = result.Outcome == ChangeOutcome.Done ? text["稿件已撤，读者已看不到。"].Value : text.Outcome(result);
                return Redirect($"{DeskAddresses.Edition(newspaper, day)}#{page}");
        }
    }

    private async Task<IActionResult> ShowAsync(string newspaper, string date, string label, string number, CancellationToken cancellationToken)
    {
        if (!ReaderAddress.TryReadDate(date, out var day) || !PageLabel.TryParse(label, out var asked) || !ReaderAddress.TryReadNumber(number, out var wanted)
            || await reader.FindAsync(newspaper, day, cancellationToken) is not { } edition
            || edition.Pages.FirstOrDefault(page => page.Label == asked) is not { } page
            || page.Articles.FirstOrDefault(article => article.Number == wanted) is not { } article)
        {
            return NotFound();
        }

        (Edition, PrintPage, Article) = (edition, page, article);
        return Page();
    }
}
