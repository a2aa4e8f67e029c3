using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Editions;

/// <summary>Corrections, withdrawals and replacements of an edition; a second person decides here.</summary>
[RequireRight]
public sealed class ChangesModel(PaperDbContext db, EditionStatusReader reader, ReleasedChanges changes, IStringLocalizer<DeskTexts> text) : PageModel
{
    /// <summary>Whoever may give any review or sign off is a second pair of eyes.</summary>
    internal const DeskRights Deciders = DeskRights.Review1 | DeskRights.Review2 | DeskRights.Review3 | DeskRights.SignOff;

    public EditionStatus Edition { get; private set; } = null!;

    public bool MayDecide { get; private set; }

    public string Me => User.UserName();

    /// <summary>What a correction that waits would change, by its id: field, now, then.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<ChangedField>> Fields { get; private set; } = new Dictionary<int, IReadOnlyList<ChangedField>>();

    public async Task<IActionResult> OnGetAsync(string newspaper, string date, CancellationToken cancellationToken)
    {
        if (!ReaderAddress.TryReadDate(date, out var day) || await reader.FindAsync(newspaper, day, cancellationToken) is not { } edition)
        {
            return NotFound();
        }

        Edition = edition;
        MayDecide = (User.RightsFor(newspaper) & Deciders) != 0;
        var waiting = await db.ReleasedChanges.AsNoTrackingWithIdentityResolution()
            .Where(change => change.Page.EditionId == edition.Id && change.State == ReleasedChangeState.Proposed && change.Kind == ReleasedChangeKind.Correction)
            .Include(change => change.Article!.Photos)
            .Include(change => change.Article!.Areas).ThenInclude(area => area.Page)
            .ToListAsync(cancellationToken);
        Fields = waiting.ToDictionary(change => change.Id, Compare);
        return Page();
    }

    public Task<IActionResult> OnPostApproveAsync(string newspaper, string date, int id, CancellationToken cancellationToken) =>
        DecideAsync(newspaper, date, day => changes.ApproveAsync(newspaper, day, id, Me, cancellationToken));

    public Task<IActionResult> OnPostRejectAsync(string newspaper, string date, int id, CancellationToken cancellationToken) =>
        DecideAsync(newspaper, date, day => changes.RejectAsync(newspaper, day, id, Me, cancellationToken));

    /// <summary>Makes the facsimiles and PDFs that a withdrawal left missing.</summary>
    public async Task<IActionResult> OnPostRepublishAsync(string newspaper, string date, CancellationToken cancellationToken)
    {
        if ((User.RightsFor(newspaper) & (DeskRights.Write | DeskRights.Withdraw)) == 0)
        {
            return Forbid();
        }

        return await AnswerAsync(newspaper, date, day => changes.RepublishAsync(newspaper, day, cancellationToken));
    }

    private async Task<IActionResult> DecideAsync(string newspaper, string date, Func<DateOnly, Task<ChangeResult>> act) =>
        (User.RightsFor(newspaper) & Deciders) == 0 ? Forbid() : await AnswerAsync(newspaper, date, act);

    private async Task<IActionResult> AnswerAsync(string newspaper, string date, Func<DateOnly, Task<ChangeResult>> act)
    {
        if (!ReaderAddress.TryReadDate(date, out var day))
        {
            return NotFound();
        }

        var result = await act(day);
        if (result.Outcome == ChangeOutcome.NotFound)
        {
            return NotFound();
        }

        TempData["Status"] = text.Outcome(result);
        return Redirect(DeskAddresses.Changes(newspaper, day));
    }

    private IReadOnlyList<ChangedField> Compare(ReleasedChange change)
    {
        ArticleContent after;
        try
        {
            after = ArticleContent.FromJson(change.Content!);
        }
        catch (JsonException)
        {
            return [];
        }

        var before = ArticleContent.Of(change.Article!);
        (string Name, string Before, string After)[] fields =
        [
            ("引题", before.Kicker ?? "", after.Kicker ?? ""),
            ("主题", before.Title, after.Title),
            ("副题", before.Subtitle ?? "", after.Subtitle ?? ""),
            ("栏目", before.Column ?? "", after.Column ?? ""),
            ("记者", string.Join(' ', before.Reporters), string.Join(' ', after.Reporters)),
            ("通讯员", string.Join(' ', before.Correspondents), string.Join(' ', after.Correspondents)),
            ("摄影", string.Join(' ', before.Photographers), string.Join(' ', after.Photographers)),
            ("来源", before.Source ?? "", after.Source ?? ""),
            ("正文", before.Body, after.Body),
            ("图片", Describe(before), Describe(after)),
        ];
        return [.. fields.Where(field => field.Before != field.After).Select(field => new ChangedField(text[field.Name], field.Before, field.After))];
    }

    private static string Describe(ArticleContent content) =>
        string.Join('\n', content.Photos.Select(photo => $"{photo.FileName} {photo.Hash[..8]} {photo.Caption} {photo.Credit} {photo.Alt} {photo.Focus}".TrimEnd()));

    public sealed record ChangedField(string Name, string Before, string After);
}
