using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Articles;

/// <summary>Every version of an article: who, when, what changed; and the way back to it.</summary>
[RequireRight]
public sealed class HistoryModel(ArticleDesk desk, ArticleHistory history, TimeProvider clock, IStringLocalizer<DeskTexts> texts) : PageModel
{
    private ArticleAddress _address;

    public Article Article { get; private set; } = null!;

    public IReadOnlyList<ArticleState> States { get; private set; } = [];

    /// <summary>The state that is shown, and how it differs from the one before it.</summary>
    public ArticleState Shown { get; private set; } = null!;

    public ArticleContent ShownContent { get; private set; } = null!;

    public IReadOnlyList<FieldChange> Changes { get; private set; } = [];

    public bool IsFirst { get; private set; }

    public bool MayRestore { get; private set; }

    public string Code => _address.Newspaper;

    public DateOnly Date => _address.Date;

    public PageLabel Label => _address.Label;

    /// <param name="version">Id of the version to show; the state the article is in now without it.</param>
    public async Task<IActionResult> OnGetAsync(string newspaper, string date, string label, string number, int? version, CancellationToken cancellationToken)
    {
        if (!TryRead(newspaper, date, label, number) || await desk.FindAsync(_address, cancellationToken) is not { } article)
        {
            return NotFound();
        }

        Article = article;
        States = await history.FindStatesAsync(article, cancellationToken);
        var at = States.ToList().FindIndex(state => state.Id == version);
        if (at < 0)
        {
            return NotFound();
        }

        Shown = States[at];
        IsFirst = at + 1 == States.Count;
        var ids = new[] { Shown.Id, IsFirst ? null : States[at + 1].Id }.OfType<int>().ToList();
        var contents = ids.Count > 0 ? await history.FindContentsAsync(article, ids, cancellationToken) : new Dictionary<int, ArticleContent>();
        ShownContent = Shown.Id is { } id ? contents[id] : ArticleContent.Of(article);
        Changes = IsFirst ? [] : ArticleHistory.Changes(contents[States[at + 1].Id!.Value], ShownContent);
        MayRestore = User.Has(newspaper, DeskRights.Write) && !article.IsWithdrawn && Shown.Id is not null;
        return Page();
    }

    public async Task<IActionResult> OnPostRestoreAsync(string newspaper, string date, string label, string number, int version, CancellationToken cancellationToken)
    {
        if (!User.Has(newspaper, DeskRights.Write))
        {
            return Forbid();
        }

        if (!TryRead(newspaper, date, label, number))
        {
            return NotFound();
        }

        var restored = await desk.RestoreAsync(_address, version, User.UserName(), cancellationToken);
        switch (restored.Outcome)
        {
            case ArticleSaveOutcome.Missing:
                return NotFound();
            case ArticleSaveOutcome.Invalid:
                TempData["Status"] = string.Join(" ", restored.Problems.Select(problem => texts.Sentence(problem)));
                return RedirectToPage();
            default:
                TempData["Status"] = restored.Outcome == ArticleSaveOutcome.Unchanged ? texts["稿件已经是这一版。"].Value
                    : await desk.FindAsync(_address, cancellationToken) is { } article && article.Page.Edition.IsReleased(clock.GetUtcNow().UtcDateTime)
                        ? texts["这一版已存为您的更正草稿。"].Value
                        : texts["已恢复到这一版；恢复前的也留在历史里。"].Value;
                return Redirect(DeskAddresses.Article(Code, Date, Label, _address.Number));
        }
    }

    public string When(DateTime moment) => TimeZoneInfo.ConvertTime(new DateTimeOffset(moment, TimeSpan.Zero), Article.Page.Edition.Newspaper.GetTimeZone())
        .ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    private bool TryRead(string newspaper, string date, string label, string number)
    {
        if (!ReaderAddress.TryReadDate(date, out var day) || !PageLabel.TryParse(label, out var page) || !ReaderAddress.TryReadNumber(number, out var wanted))
        {
            return false;
        }

        _address = new ArticleAddress(newspaper, day, page, wanted);
        return true;
    }
}
