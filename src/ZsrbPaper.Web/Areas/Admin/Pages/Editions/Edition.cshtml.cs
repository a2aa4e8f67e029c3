using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Editions;

/// <summary>An edition at the desk: every page and article with its reviews, what stands against the sign-off, and the sign-off itself.</summary>
[RequireRight]
public sealed class EditionModel(
    PaperDbContext db, EditionStatusReader reader, EditionDesk desk, ReviewDesk reviews, SignOffDesk signOff, TimeProvider clock, IStringLocalizer<DeskTexts> text) : PageModel
{
    public EditionStatus Edition { get; private set; } = null!;

    public DeskRights Rights { get; private set; }

    public string Me => User.UserName();

    public bool MaySignOff => (Rights & (DeskRights.SignOff | DeskRights.Review3)) != 0;

    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>What stands against the sign-off, or, when the release is held, against re-approving it.</summary>
    public IReadOnlyList<Blocker> Blockers { get; private set; } = [];

    /// <summary>What the checks found that does not block.</summary>
    public IReadOnlyList<Finding> Warnings { get; private set; } = [];

    /// <summary>What the field of the issue number shows: what was typed, when that was refused.</summary>
    public string? OfferedNumber { get; private set; }

    /// <summary>What the field of the plan shows, local: what was typed, when that was refused.</summary>
    public string? OfferedPlan { get; private set; }

    /// <summary>The release time that the form offers, local: as planned, else six in the morning of the date.</summary>
    public string OfferedTime => Edition.PlannedRelease is { } planned
        ? DeskWords.LocalInput(planned, Edition.Zone)
        : Edition.Date.ToDateTime(new TimeOnly(6, 0)).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Whether the user may give this review now.</summary>
    public bool MayPass(ReviewedThing thing, int round) => !Edition.IsReleased && !thing.IsExempt && HasRound(round)
        && ReviewRules.Judge(Edition.RequiredReviews, round, Me, thing.ChangedBy, thing.Reviews) == ReviewOutcome.Passed;

    /// <summary>Whether passing the whole page would record anything, as far as the rules can be known here.</summary>
    public bool MayPassWhole(PageStatus page, int round) => !Edition.IsReleased && HasRound(round)
        && page.Articles.Where(article => !article.IsExempt).Prepend<ReviewedThing>(page)
            .Select(thing => ReviewRules.Judge(Edition.RequiredReviews, round, Me, thing.ChangedBy, thing.Reviews)).ToList() is var judged
        && judged.Contains(ReviewOutcome.Passed) && judged.TrueForAll(outcome => outcome is ReviewOutcome.Passed or ReviewOutcome.Unchanged);

    public async Task<IActionResult> OnGetAsync(string newspaper, string date, CancellationToken cancellationToken)
    {
        if (!ReaderAddress.TryReadDate(date, out var day) || await reader.FindAsync(newspaper, day, cancellationToken) is not { } edition)
        {
            return NotFound();
        }

        Edition = edition;
        Rights = User.RightsFor(newspaper);
        Blockers = edition.State == EditionState.Held ? SignOffDesk.AgainstReapproval(edition, Me) : edition.Blockers;
        Warnings = [.. edition.Warnings];
        OfferedNumber ??= edition.Number?.ToString(CultureInfo.InvariantCulture);
        OfferedPlan ??= edition.PlannedRelease is { } planned ? DeskWords.LocalInput(planned, edition.Zone) : null;
        return Page();
    }

    /// <summary>One review; the target is <c>round:label</c> or <c>round:label/number</c>, then <c>:version</c> as the reviewer saw it.</summary>
    public async Task<IActionResult> OnPostPassAsync(string newspaper, string date, string? target, CancellationToken cancellationToken)
    {
        if (!MayReview(newspaper, ReadTarget(target), out var asked))
        {
            return Forbid();
        }

        if (asked is null || !ReaderAddress.TryReadDate(date, out var day))
        {
            return NotFound();
        }

        int? seen = int.TryParse(asked.Seen, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
        return Say(await reviews.PassAsync(newspaper, day, asked.Label, asked.Number, asked.Round, Me, seen, cancellationToken), newspaper, day, asked);
    }

    /// <summary>整版通过; the target is <c>round:label:stamp</c>.</summary>
    public async Task<IActionResult> OnPostPassPageAsync(string newspaper, string date, string? target, CancellationToken cancellationToken)
    {
        if (!MayReview(newspaper, ReadTarget(target), out var asked))
        {
            return Forbid();
        }

        return asked is not { Number: null } || !ReaderAddress.TryReadDate(date, out var day)
            ? NotFound()
            : Say(await reviews.PassWholePageAsync(newspaper, day, asked.Label, asked.Round, Me, asked.Seen, cancellationToken), newspaper, day, asked);
    }

    public async Task<IActionResult> OnPostProofAsync(string newspaper, string date, string? label, int round, string? note, CancellationToken cancellationToken)
    {
        if (!User.Has(newspaper, DeskRights.Proofread))
        {
            return Forbid();
        }

        if (!ReaderAddress.TryReadDate(date, out var day) || !PageLabel.TryParse(label, out var page))
        {
            return NotFound();
        }

        return Say(await reviews.NoteProofAsync(newspaper, day, page, round, note, Me, cancellationToken), newspaper, day, new Target(0, page, null, null));
    }

    public Task<IActionResult> OnPostSignOffAsync(string newspaper, string date, string? releaseAt, CancellationToken cancellationToken) =>
        SignAsync(newspaper, date, day => signOff.SignOffAsync(newspaper, day, releaseAt ?? "?", Me, cancellationToken));

    public Task<IActionResult> OnPostReleaseNowAsync(string newspaper, string date, CancellationToken cancellationToken) =>
        SignAsync(newspaper, date, day => signOff.SignOffAsync(newspaper, day, null, Me, cancellationToken));

    public Task<IActionResult> OnPostReapproveAsync(string newspaper, string date, CancellationToken cancellationToken) =>
        SignAsync(newspaper, date, day => signOff.ReapproveAsync(newspaper, day, Me, cancellationToken));

    public Task<IActionResult> OnPostMoveAsync(string newspaper, string date, string? releaseAt, CancellationToken cancellationToken) =>
        SignAsync(newspaper, date, day => signOff.MoveAsync(newspaper, day, releaseAt ?? "?", Me, cancellationToken));

    public Task<IActionResult> OnPostRevokeAsync(string newspaper, string date, CancellationToken cancellationToken) =>
        SignAsync(newspaper, date, day => signOff.RevokeAsync(newspaper, day, Me, cancellationToken));

    /// <summary>Sets the issue number; empty for none.</summary>
    public Task<IActionResult> OnPostNumberAsync(string newspaper, string date, string? number, CancellationToken cancellationToken)
    {
        OfferedNumber = number?.Trim();
        var isNumber = int.TryParse(OfferedNumber, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted is >= 1 and <= EditionDesk.MaxNumber;
        if (!isNumber && !string.IsNullOrEmpty(OfferedNumber))
        {
            ModelState.AddModelError("number", text["期号写成 1 到 {0} 的整数，或者留空。", EditionDesk.MaxNumber]);
        }

        return SetAsync(newspaper, date, day => desk.SetNumberAsync(newspaper, day, isNumber ? wanted : null, Me, cancellationToken), text["期号已改。"], cancellationToken);
    }

    /// <summary>Plans the release; empty for no plan.</summary>
    public Task<IActionResult> OnPostPlanAsync(string newspaper, string date, string? releaseAt, CancellationToken cancellationToken)
    {
        OfferedPlan = releaseAt?.Trim();
        return SetAsync(newspaper, date, day => desk.PlanAsync(newspaper, day, OfferedPlan, Me, cancellationToken), text["发布计划已改。"], cancellationToken);
    }

    /// <summary>What was typed is shown again when it is refused.</summary>
    private async Task<IActionResult> SetAsync(string newspaper, string date, Func<DateOnly, Task<SignOffOutcome>> act, string done, CancellationToken cancellationToken)
    {
        if (!User.Has(newspaper, DeskRights.Write))
        {
            return Forbid();
        }

        if (!ReaderAddress.TryReadDate(date, out var day))
        {
            return NotFound();
        }

        var outcome = ModelState.IsValid ? await act(day) : SignOffOutcome.TimeIsWrong;
        switch (outcome)
        {
            case SignOffOutcome.NotFound:
                return NotFound();
            case SignOffOutcome.Done or SignOffOutcome.Unchanged:
                TempData["Status"] = outcome == SignOffOutcome.Done ? done : text.Outcome(outcome);
                return Redirect(DeskAddresses.Edition(newspaper, day));
            default:
                if (ModelState.IsValid)
                {
                    ModelState.AddModelError("", text.Outcome(outcome));
                }

                return await OnGetAsync(newspaper, date, cancellationToken);
        }
    }

    private async Task<IActionResult> SignAsync(string newspaper, string date, Func<DateOnly, Task<SignOffResult>> act)
    {
        if ((User.RightsFor(newspaper) & (DeskRights.SignOff | DeskRights.Review3)) == 0)
        {
            return Forbid();
        }

        if (!ReaderAddress.TryReadDate(date, out var day))
        {
            return NotFound();
        }

        var result = await act(day);
        if (result.Outcome == SignOffOutcome.NotFound)
        {
            return NotFound();
        }

        var zone = await db.Newspapers.Where(paper => paper.Code == newspaper).Select(paper => paper.TimeZone).SingleAsync();
        TempData["Status"] = result is { Outcome: SignOffOutcome.Done, ReleaseAt: { } at }
            ? (at <= Now ? text["已签发并发布。"] : text["已签发，{0} 发布。", DeskWords.Local(at, TimeZoneInfo.FindSystemTimeZoneById(zone))]).Value
            : text.Outcome(result.Outcome);
        return Redirect(DeskAddresses.Edition(newspaper, day));
    }

    private IActionResult Say(PassResult result, string newspaper, DateOnly day, Target target)
    {
        if (result.Outcome == ReviewOutcome.NotFound)
        {
            return NotFound();
        }

        TempData["Status"] = result.Against.Count == 0
            ? text.Outcome(result.Outcome)
            : text["整版没有通过："].Value + string.Join(' ', result.Against.Select(against =>
                (against.Title is null ? text["{0}版", target.Label].Value : $"《{against.Title}》") + text.Outcome(against.Outcome)));
        return Redirect($"{DeskAddresses.Edition(newspaper, day)}#{target.Label}");
    }

    /// <summary>Whether the user may give the review that is asked for; for a target that cannot be read, whether they may give any.</summary>
    private bool MayReview(string newspaper, Target? target, out Target? asked)
    {
        asked = target;
        var wanted = target is null ? DeskRights.Review1 | DeskRights.Review2 | DeskRights.Review3 : DeskRoles.ForReview(target.Round);
        return (User.RightsFor(newspaper) & wanted) != 0;
    }

    private bool HasRound(int round) => (Rights & DeskRoles.ForReview(round)) != 0;

    private static Target? ReadTarget(string? target)
    {
        if (target?.Split(':') is not [{ Length: 1 } round, var thing, .. var rest] || round[0] is < '1' or > '3' || rest.Length > 1)
        {
            return null;
        }

        var parts = thing.Split('/');
        var number = 0;
        return parts.Length <= 2 && PageLabel.TryParse(parts[0], out var label) && (parts.Length == 1 || ReaderAddress.TryReadNumber(parts[1], out number))
            ? new Target(round[0] - '0', label, parts.Length == 1 ? null : number, rest.Length == 0 ? null : rest[0])
            : null;
    }

    private sealed record Target(int Round, PageLabel Label, int? Number, string? Seen);
}
