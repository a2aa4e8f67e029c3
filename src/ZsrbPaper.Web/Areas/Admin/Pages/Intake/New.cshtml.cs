using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Intake;

/// <summary>A new edition: from the page plan of its weekday, or from an edition package.</summary>
[RequireRight(DeskRights.Write)]
[RequestSizeLimit(PackageMaxBytes + 65536)]
[RequestFormLimits(MultipartBodyLengthLimit = PackageMaxBytes + 65536)]
public sealed class NewModel(PaperDbContext db, EditionOpening opening, EditionImporter importer, IStringLocalizer<DeskTexts> texts) : PageModel
{
    /// <summary>A whole edition with its print PDFs.</summary>
    public const long PackageMaxBytes = 2048L << 20;

    /// <summary>What is typed, kept when it is refused.</summary>
    public sealed class PlanInput
    {
        public string? Date { get; set; }

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

        Input.Pages = EditionOpening.Write(await PagePlan.ForAsync(db, paper.Id, date, cancellationToken));
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

        var (plan, problems) = EditionOpening.Read(input.Pages);
        if (problems.Count > 0)
        {
            Problems = problems;
            return Page();
        }

        if (!await opening.OpenAsync(paper, date, plan, User.UserName(), cancellationToken))
        {
            Taken = date;
            return Page();
        }

        TempData["Status"] = texts["已新建，{0} 个版。", plan.Count].Value;
        return Redirect(DeskAddresses.Intake(newspaper, date));
    }

    /// <summary>Imports a package as a draft of this newspaper, on a date that has no edition yet.</summary>
    public async Task<IActionResult> OnPostPackageAsync(string newspaper, IFormFile? package, CancellationToken cancellationToken)
    {
        if (await FindAsync(newspaper, cancellationToken) is not { } paper)
        {
            return NotFound();
        }

        if (package is null || package.Length == 0)
        {
            return await RefuseAsync([texts["请选一个期刊包。"]]);
        }

        if (package.Length > PackageMaxBytes)
        {
            return await RefuseAsync([texts["期刊包大于 {0} MB，不能用。", PackageMaxBytes >> 20]]);
        }

        var folder = Directory.CreateTempSubdirectory("zsrbpaper-work-");
        try
        {
            var path = Path.Combine(folder.FullName, "package.zip");
            await using (var target = System.IO.File.Create(path))
            {
                await package.CopyToAsync(target, cancellationToken);
            }

            return await ImportAsync(paper, path, RefuseAsync, cancellationToken);
        }
        catch (Exception exception) when (exception is MediaException or IOException)
        {
            return await RefuseAsync([texts["没有导入：{0}", exception.Message]]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Task<IActionResult> RefuseAsync(IReadOnlyList<string> problems)
        {
            Problems = problems;
            return SuggestAsync(paper, cancellationToken);
        }
    }

    private async Task<IActionResult> ImportAsync(
        Newspaper paper, string path, Func<IReadOnlyList<string>, Task<IActionResult>> refuse, CancellationToken cancellationToken)
    {
        // Rights hold for this newspaper only, and what stands already is changed at the desk, where released editions need a second person.
        try
        {
            using var files = await new PackageOpener().OpenAsync(path, cancellationToken);
            if ((await PackageReader.ReadAsync(files, cancellationToken)).Edition is { } edition)
            {
                if (edition.Newspaper != paper.Code)
                {
                    return await refuse([texts["这个期刊包是“{0}”的，不是“{1}”的。", edition.Newspaper, paper.Code]]);
                }

                if (await db.Editions.AnyAsync(other => other.NewspaperId == paper.Id && other.Date == edition.Date, cancellationToken))
                {
                    Taken = edition.Date;
                    return await refuse([]);
                }
            }
        }
        catch (PackageRefusedException refused)
        {
            return await refuse([.. refused.Problems.Select(problem => problem.ToString())]);
        }

        var result = await importer.ImportAsync(path, new ImportOptions { By = User.UserName() }, null, cancellationToken);
        if (result.Outcome == ImportOutcome.Rejected || result.Date is not { } date)
        {
            return await refuse([.. result.Problems.Select(problem => problem.ToString())]);
        }

        TempData["Status"] = result.Problems.Count == 0
            ? texts["已导入为草稿，{0} 个版。", result.Counts.Pages].Value
            : texts["已导入为草稿，请注意：{0}", string.Join("；", result.Problems)].Value;
        return Redirect(DeskAddresses.Edition(paper.Code, date));
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
        Input = new PlanInput { Date = Addresses.Iso(date), Pages = EditionOpening.Write(await PagePlan.ForAsync(db, paper.Id, date, cancellationToken)) };
        return Page();
    }
}
