using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Intake;

/// <summary>A new edition from the page plan of its weekday; the other way is a package, see <see cref="PackagesModel"/>.</summary>
[RequireRight(DeskRights.Write)]
public sealed class NewModel(PaperDbContext db, EditionOpening opening, IStringLocalizer<DeskTexts> texts) : PageModel
{
    /// <summary>What is typed, kept when it is refused.</summary>
    public sealed class PlanInput
    {
        public string? Date { get; set; }

        /// <summary>The running issue number (总第).</summary>
        public string? Number { get; set; }

        public string? Pages { get; set; }
    }

    public string Code { get; private set; } = "";

    public string NewspaperName { get; private set; } = "";

    public PlanInput Input { get; private set; } = new();

    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>The date that was asked for and has an edition.</summary>
    public DateOnly? Taken { get; private set; }

    public async Task<IActionResult> OnGetAsync(string newspaper, CancellationToken cancellationToken) =>
        await FindAsync(newspaper, cancellationToken) is { } paper ? await SuggestAsync(paper, cancellationToken) : NotFound();

    /// <summary>Lists the plan for another date; stores nothing.</summary>
    public async Task<IActionResult> OnPostPlanAsync(string newspaper, [FromForm(Name = "Input")] PlanInput input, CancellationToken cancellationToken)
    {
        if (await FindAsync(newspaper, cancellationToken) is not { } paper)
        {
            return NotFound();
        }

        Input = input;
        ModelState.Clear();
        if (!ReaderAddress.TryReadDate(input.Date ?? "", out var date))
        {
            Problems = [texts["请填日期。"]];
            return Page();
        }

        await PlanAsync(paper, date, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string newspaper, [FromForm(Name = "Input")] PlanInput input, CancellationToken cancellationToken)
    {
        if (await FindAsync(newspaper, cancellationToken) is not { } paper)
        {
            return NotFound();
        }

        Input = input;
        if (!ReaderAddress.TryReadDate(input.Date ?? "", out var date))
        {
            Problems = [texts["请填日期。"]];
            return Page();
        }

        int? number = null;
        if (!string.IsNullOrWhiteSpace(input.Number))
        {
            if (!int.TryParse(input.Number, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var read) || read < 1)
            {
                Problems = [texts["总第期号是一个正整数，不知道就空着。"]];
                return Page();
            }

            number = read;
        }

        var (plan, problems) = EditionOpening.Read(input.Pages);
        if (problems.Count > 0)
        {
            Problems = [.. problems.Select(texts.Sentence)];
            return Page();
        }

        if (!await opening.OpenAsync(paper, date, number, plan, User.UserName(), cancellationToken))
        {
            Taken = date;
            return Page();
        }

        TempData["Status"] = texts["已新建，{0} 个版。", plan.Count].Value;
        return Redirect(DeskAddresses.Intake(newspaper, date));
    }

    private async Task<Newspaper?> FindAsync(string code, CancellationToken cancellationToken)
    {
        var paper = await db.Newspapers.FirstOrDefaultAsync(newspaper => newspaper.Code == code, cancellationToken);
        (Code, NewspaperName) = (code, paper?.Name ?? "");
        return paper;
    }

    private async Task<IActionResult> SuggestAsync(Newspaper paper, CancellationToken cancellationToken)
    {
        var date = await opening.NextDateAsync(paper, cancellationToken);
        Input.Date = Addresses.Iso(date);
        await PlanAsync(paper, date, cancellationToken);
        return Page();
    }

    private async Task PlanAsync(Newspaper paper, DateOnly date, CancellationToken cancellationToken)
    {
        Input.Pages = EditionOpening.Write(await PagePlan.ForAsync(db, paper.Id, date, cancellationToken));
        Input.Number = (await opening.NextNumberAsync(paper, date, cancellationToken))?.ToString(CultureInfo.InvariantCulture);
    }
}
