using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Areas.Admin.Pages.PrintPages;

/// <summary>A print page (版): its areas, its articles and their order, its facts. Seen with any right, changed with 编辑.</summary>
[RequireRight]
public sealed class EditModel(PaperDbContext db, PageDesk desk, AreaDrafts drafts, TimeProvider clock, IStringLocalizer<DeskTexts> texts) : PageModel
{
    private const int EmptyRows = 3;
    private static readonly char[] _nameSeparators = [',', '，', '、', ';', '；', ' ', '\u3000', '\n', '\r', '\t'];
    private PageAddress _address;

    public PrintPage Print { get; private set; } = null!;

    /// <summary>The edition's pages in print order.</summary>
    public IReadOnlyList<(PageLabel Label, string Section)> Pages { get; private set; } = [];

    /// <summary>The page's own articles in order.</summary>
    public IReadOnlyList<PageArticle> Articles { get; private set; } = [];

    /// <summary>Those of the edition's other pages, which may continue here.</summary>
    public IReadOnlyList<PageArticle> Elsewhere { get; private set; } = [];

    [BindProperty]
    public PageInput Input { get; set; } = new();

    public bool MayWrite { get; private set; }

    public bool IsReleased { get; private set; }

    /// <summary>Whether what is drawn is saved without being asked: not where a slip of the hand would hold a release or reach readers.</summary>
    public bool SavesByItself => Print.Edition.SignedOffAt is null;

    public string? Problem { get; private set; }

    public string Code => _address.Newspaper;

    public DateOnly Date => _address.Date;

    public PageLabel Label => _address.Label;

    public PageLabel? Before => Beside(-1);

    public PageLabel? After => Beside(1);

    /// <summary>Folder of the facsimile's files; null without one.</summary>
    public string? Facsimile => Print.FacsimileVersion is { } version ? DeskAddresses.Facsimile(Code, Date, Label, version) : null;

    public async Task<IActionResult> OnGetAsync(string newspaper, string date, string label, CancellationToken cancellationToken) =>
        TryRead(newspaper, date, label) && await LoadAsync(null, cancellationToken) ? Page() : NotFound();

    /// <summary>All areas of the page.</summary>
    public Task<IActionResult> OnPostAreasAsync(string newspaper, string date, string label, CancellationToken cancellationToken) =>
        ChangeAsync(newspaper, date, label, by => SaveAreasAsync(by, cancellationToken), "热区已保存。", cancellationToken);

    public Task<IActionResult> OnPostMoveAsync(string newspaper, string date, string label, CancellationToken cancellationToken) =>
        ChangeAsync(newspaper, date, label, by => desk.MoveAsync(_address, Input.Version, Input.Number, Input.Places, by, cancellationToken), "顺序已保存。", cancellationToken);

    public Task<IActionResult> OnPostOrderAsync(string newspaper, string date, string label, CancellationToken cancellationToken) =>
        ChangeAsync(newspaper, date, label, by => desk.OrderAsync(_address, Input.Version, Numbers(Input.Order), by, cancellationToken), "顺序已保存。", cancellationToken);

    public Task<IActionResult> OnPostAddAsync(string newspaper, string date, string label, CancellationToken cancellationToken) =>
        ChangeAsync(newspaper, date, label, by => desk.AddArticleAsync(_address, Input.Title ?? "", "", by, cancellationToken), "已添加稿件。", cancellationToken);

    public Task<IActionResult> OnPostRemoveAsync(string newspaper, string date, string label, CancellationToken cancellationToken) =>
        ChangeAsync(newspaper, date, label, by => desk.RemoveArticleAsync(_address, Input.Number, by, cancellationToken), "已删除稿件，它的编号不再使用。", cancellationToken);

    /// <summary>从版面取文: fills an empty article with what is printed in its areas.</summary>
    public async Task<IActionResult> OnPostTextAsync(string newspaper, string date, string label, CancellationToken cancellationToken)
    {
        if (!TryRead(newspaper, date, label))
        {
            return NotFound();
        }

        if (!User.Has(newspaper, DeskRights.Write))
        {
            return Forbid();
        }

        var (outcome, problem, reason) = await drafts.FillAsync(_address, Input.Number, User.UserName(), cancellationToken);
        switch (outcome)
        {
            case AreaDraftOutcome.Missing:
                return NotFound();
            case AreaDraftOutcome.Filled:
                TempData["Status"] = texts["已从版面取文，请核对。"].Value;
                return LocalRedirect(DeskAddresses.Article(Code, Date, Label, Input.Number));
            default:
                TempData["Status"] = texts[outcome switch
                {
                    AreaDraftOutcome.HasText => "这篇已有正文，没有取文，以免覆盖。",
                    AreaDraftOutcome.NoPdf => "这个版没有 PDF，取不到文字。",
                    AreaDraftOutcome.NoArea => "请先画出这篇稿件的热区并保存。",
                    AreaDraftOutcome.NoText => "热区里没有文字，可能是图片。",
                    _ => "没有取成：{0}",
                }, problem is null ? reason ?? "" : texts.Sentence(problem)].Value;
                return RedirectToPage();
        }
    }

    public Task<IActionResult> OnPostFactsAsync(string newspaper, string date, string label, CancellationToken cancellationToken) =>
        ChangeAsync(
            newspaper, date, label,
            by => desk.SaveFactsAsync(_address, Input.Version, new PageFacts(Input.Section ?? "", Names(Input.Editors), Names(Input.Designers), Names(Input.Proofreaders)), by, cancellationToken),
            "版面资料已保存。", cancellationToken);

    public async Task<IActionResult> OnPostRemovePageAsync(string newspaper, string date, string label, CancellationToken cancellationToken)
    {
        var answer = await ChangeAsync(newspaper, date, label, by => desk.RemovePageAsync(_address, by, cancellationToken), "已删除版面。", cancellationToken);
        return answer is RedirectToPageResult ? LocalRedirect(DeskAddresses.Edition(Code, Date)) : answer;
    }

    private static List<string> Names(string? text) => [.. (text ?? "").Split(_nameSeparators, StringSplitOptions.RemoveEmptyEntries).Distinct()];

    private static List<int> Numbers(string? text) =>
        [.. (text ?? "").Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)];

    private bool TryRead(string newspaper, string date, string label)
    {
        if (!ReaderAddress.TryReadDate(date, out var day) || !PageLabel.TryParse(label, out var page))
        {
            return false;
        }

        _address = new PageAddress(newspaper, day, page);
        return true;
    }

    /// <summary>
    /// Makes a change and shows the page anew. Scripts, which ask for JSON, are answered with the page's new version, or with a sentence
    /// and status 409 or 422.
    /// </summary>
    private async Task<IActionResult> ChangeAsync(
        string newspaper, string date, string label, Func<string, Task<PageSave>> change, string done, CancellationToken cancellationToken)
    {
        if (!TryRead(newspaper, date, label))
        {
            return NotFound();
        }

        if (!User.Has(newspaper, DeskRights.Write))
        {
            return Forbid();
        }

        var saved = await change(User.UserName());
        if (saved.Outcome == PageSaveOutcome.Missing)
        {
            return NotFound();
        }

        var isDone = saved.Outcome is PageSaveOutcome.Saved or PageSaveOutcome.Unchanged;
        if (Request.Headers.Accept.ToString().Contains("application/json", StringComparison.Ordinal))
        {
            return isDone
                ? new JsonResult(new { version = saved.Version })
                : new JsonResult(new { problem = Sentence(saved) })
                {
                    StatusCode = saved.Outcome == PageSaveOutcome.Conflict ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity,
                };
        }

        if (isDone)
        {
            TempData["Status"] = texts[saved.Outcome == PageSaveOutcome.Saved ? done : "没有改动。"].Value;
            return RedirectToPage();
        }

        db.Discard();
        if (!await LoadAsync(Input, cancellationToken))
        {
            return NotFound();
        }

        Problem = Sentence(saved);
        Response.StatusCode = saved.Outcome == PageSaveOutcome.Conflict ? StatusCodes.Status409Conflict : StatusCodes.Status200OK;
        return Page();
    }

    private async Task<PageSave> SaveAreasAsync(string by, CancellationToken cancellationToken)
    {
        var drawn = new List<DrawnArea>();
        foreach (var area in Input.Areas.Where(area => !string.IsNullOrWhiteSpace(area.Points)))
        {
            var key = (area.Article ?? "").Split('/');
            if (key.Length != 2 || !PageLabel.TryParse(key[0], out var label) || !ReaderAddress.TryReadNumber(key[1], out var number))
            {
                return new PageSave(PageSaveOutcome.Invalid, Problem: texts["有热区还没有选稿件。"].Value);
            }

            drawn.Add(new DrawnArea(label, number, area.Points!));
        }

        return await desk.SaveAreasAsync(_address, Input.Version, drawn, by, cancellationToken);
    }

    private string Sentence(PageSave saved) => saved.Outcome switch
    {
        PageSaveOutcome.Conflict => texts["没有保存：这个版刚被别人改过。请打开新的一份看过再存，您填的内容还在这里。"].Value,
        PageSaveOutcome.Released => texts["本期已发布，版面和稿件的地址不再变，不能增删。"].Value,
        _ => saved.Problem ?? "",
    };

    /// <param name="typed">What was filled in and refused; null to show what is stored.</param>
    /// <param name="cancellationToken">Given up with the request.</param>
    private async Task<bool> LoadAsync(PageInput? typed, CancellationToken cancellationToken)
    {
        var page = await db.PrintPages.AsNoTracking().Include(page => page.Edition.Newspaper)
            .SingleOrDefaultAsync(page => page.Edition.Newspaper.Code == Code && page.Edition.Date == Date && page.Label == Label, cancellationToken);
        if (page is null)
        {
            return false;
        }

        Print = page;
        IsReleased = page.Edition.IsReleased(clock.GetUtcNow().UtcDateTime);
        MayWrite = User.Has(Code, DeskRights.Write);
        var pages = await db.PrintPages.AsNoTracking().Where(other => other.EditionId == page.EditionId)
            .OrderBy(other => other.Position).Select(other => new { other.Label, other.Section }).ToListAsync(cancellationToken);
        Pages = [.. pages.Select(other => (other.Label, other.Section))];
        var articles = await db.Articles.AsNoTracking().Where(article => article.Page.EditionId == page.EditionId)
            .OrderBy(article => article.Page.Position).ThenBy(article => article.Position).ThenBy(article => article.Number)
            .Select(article => new { article.Page.Label, article.Number, article.Title, article.Withdrawal }).ToListAsync(cancellationToken);
        var all = articles.Select(article => new PageArticle(article.Label.Value, article.Number, article.Title, article.Withdrawal is not null)).ToList();
        Articles = [.. all.Where(article => article.Label == Label.Value)];
        Elsewhere = [.. all.Where(article => article.Label != Label.Value)];

        var areas = await db.Articles.AsNoTracking().Where(article => article.Page.EditionId == page.EditionId)
            .SelectMany(article => article.Areas.Where(area => area.PageId == page.Id), (article, area) => new { Page = article.Page.Position, article.Page.Label, At = article.Position, article.Number, area.Position, area.Shape })
            .ToListAsync(cancellationToken);
        Input = new PageInput
        {
            // What was refused for another's change stays based on the version it was typed on, so that sending it again cannot overwrite that.
            Version = typed?.Version ?? page.Version,
            Section = typed?.Section ?? page.Section,
            Editors = typed?.Editors ?? string.Join('、', page.Editors),
            Designers = typed?.Designers ?? string.Join('、', page.Designers),
            Proofreaders = typed?.Proofreaders ?? string.Join('、', page.Proofreaders),
            Title = typed?.Title,
            Areas = typed is { Areas.Count: > 0 }
                ? typed.Areas
                : [.. areas.OrderBy(area => area.Page).ThenBy(area => area.At).ThenBy(area => area.Position)
                    .Select(area => new AreaInput { Article = $"{area.Label}/{area.Number.ToString(CultureInfo.InvariantCulture)}", Points = area.Shape.Text })],
        };
        if (typed is not { Areas.Count: > 0 })
        {
            Input.Areas.AddRange(Enumerable.Range(0, EmptyRows).Select(_ => new AreaInput()));
        }

        ModelState.Clear();
        return true;
    }

    private PageLabel? Beside(int step)
    {
        var at = Pages.ToList().FindIndex(page => page.Label == Label) + step;
        return at >= 0 && at < Pages.Count ? Pages[at].Label : null;
    }
}
