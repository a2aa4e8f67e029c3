using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Articles;

/// <summary>An article (稿件): written, previewed, checked; its photos. Readable for everyone with a right, changed with 编辑.</summary>
[RequireRight]
[PhotoUploadLimit]
public sealed class EditModel(
    PaperDbContext db, ArticleDesk desk, EditingPresences presences, ReleasedChanges released, PhotoIntake intake, TimeProvider clock, IConfiguration configuration, IStringLocalizer<DeskTexts> texts) : PageModel
{
    private ArticleAddress _address;

    public Article Article { get; private set; } = null!;

    /// <summary>What the form shows: the article, or its author's draft of a correction.</summary>
    public ArticleContent Stored { get; private set; } = null!;

    [BindProperty]
    public ArticleInput Input { get; set; } = new();

    public string Basis { get; private set; } = "";

    public bool MayWrite { get; private set; }

    /// <summary>Whether readers see the edition, so that writing makes a correction.</summary>
    public bool IsReleased { get; private set; }

    public ReleasedChange? Correction { get; private set; }

    public IReadOnlyList<string> Others { get; private set; } = [];

    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    /// <summary>Photos of the edition's other articles, to be picked.</summary>
    public IReadOnlyList<PickPhoto> EditionPhotos { get; private set; } = [];

    /// <summary>The articles before and after, in the order of the pages.</summary>
    public (string Label, int Number)? Before { get; private set; }

    public (string Label, int Number)? After { get; private set; }

    public ArticleConflict? Conflict { get; private set; }

    public IReadOnlyList<string> Problems { get; private set; } = [];

    public DateTimeOffset SavedAt { get; private set; }

    public string SavedBy { get; private set; } = "";

    public int MaxPhotoMegabytes => PhotoLimits.Megabytes(configuration);

    public string Code => _address.Newspaper;

    public DateOnly Date => _address.Date;

    public PageLabel Label => _address.Label;

    public string Address => DeskAddresses.Article(Code, Date, Label, _address.Number);

    public async Task<IActionResult> OnGetAsync(string newspaper, string date, string label, string number, CancellationToken cancellationToken)
    {
        if (!TryRead(newspaper, date, label, number) || !await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        Input = ArticleInput.Of(Stored);
        await LoadSurroundingsAsync(null, cancellationToken);
        return Page();
    }

    /// <summary>The whole form without script: text, photos that stay, photos that come.</summary>
    public async Task<IActionResult> OnPostAsync(string newspaper, string date, string label, string number, CancellationToken cancellationToken)
    {
        if (!User.Has(newspaper, DeskRights.Write))
        {
            return Forbid();
        }

        if (!TryRead(newspaper, date, label, number))
        {
            return NotFound();
        }

        var saved = await SaveAsync(cancellationToken);
        if (saved.Outcome == ArticleSaveOutcome.Missing)
        {
            return NotFound();
        }

        var problems = saved.Problems.Select(problem => texts.Sentence(problem)).ToList();
        if (saved.Outcome is ArticleSaveOutcome.Saved or ArticleSaveOutcome.Unchanged)
        {
            var (photos, refused) = await TakePhotosAsync(cancellationToken);
            problems.AddRange(refused);
            saved = photos.Count > 0 ? await desk.AddPhotosAsync(_address, saved.Basis, photos, User.UserName(), cancellationToken) : saved;
        }

        if (problems.Count == 0 && saved.Outcome is ArticleSaveOutcome.Saved or ArticleSaveOutcome.Unchanged)
        {
            TempData["Status"] = saved.TitleKept ? texts["已保存。标题是空的，保留了原来的标题。"].Value : texts["已保存。"].Value;
            return RedirectToPage();
        }

        db.Discard();
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        Problems = problems;
        Conflict = saved.Outcome == ArticleSaveOutcome.Conflict ? new ArticleConflict(Input.ToText().Over(Stored), Stored, Basis, SavedBy, SavedAt) : null;
        Basis = Conflict is null ? Basis : Input.Basis ?? "";
        await LoadSurroundingsAsync(null, cancellationToken);
        Response.StatusCode = Conflict is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        return Page();
    }

    /// <summary>A save while typing: JSON, or with status 409 both texts side by side as HTML.</summary>
    public async Task<IActionResult> OnPostSaveAsync(string newspaper, string date, string label, string number, CancellationToken cancellationToken)
    {
        if (!User.Has(newspaper, DeskRights.Write))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!TryRead(newspaper, date, label, number))
        {
            return NotFound();
        }

        return await AnswerAsync(await SaveAsync(cancellationToken), [], cancellationToken);
    }

    /// <summary>Adds photos to what is saved: files, or picks from the edition. Answers with their items of the form as HTML, the new basis in a header.</summary>
    public async Task<IActionResult> OnPostPhotosAsync(string newspaper, string date, string label, string number, CancellationToken cancellationToken)
    {
        if (!User.Has(newspaper, DeskRights.Write))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!TryRead(newspaper, date, label, number))
        {
            return NotFound();
        }

        var (photos, problems) = await TakePhotosAsync(cancellationToken);
        if (photos.Count == 0)
        {
            return new JsonResult(new { problems = problems.Count > 0 ? problems : [texts["没有收到图片。"].Value] }) { StatusCode = StatusCodes.Status422UnprocessableEntity };
        }

        var saved = await desk.AddPhotosAsync(_address, Input.Basis, photos, User.UserName(), cancellationToken);
        if (saved.Outcome is not (ArticleSaveOutcome.Saved or ArticleSaveOutcome.Unchanged))
        {
            return await AnswerAsync(saved, problems, cancellationToken);
        }

        Response.Headers["X-Basis"] = saved.Basis;
        Response.Headers["X-Problems"] = Uri.EscapeDataString(string.Join('\n', problems));
        var added = saved.Stored!.Photos.Where(photo => photos.Any(other => other.Hash == photo.Hash));
        return Partial("_PhotoItems", new PhotoItems(Code, Date, [.. added.Select(PhotoInput.Of)], true, saved.Stored.Photos.Count));
    }

    /// <summary>The preview and the findings of what is typed, saved or not, as HTML.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(string newspaper, string date, string label, string number, CancellationToken cancellationToken)
    {
        if (!TryRead(newspaper, date, label, number) || await desk.FindAsync(_address, cancellationToken) is not { } article)
        {
            return NotFound();
        }

        var content = Input.ToText().Over(ArticleContent.Of(article));
        if (ArticleRules.Check(content) is { Count: > 0 } problems)
        {
            return new JsonResult(new { problems = problems.Select(problem => texts.Sentence(problem)) }) { StatusCode = StatusCodes.Status422UnprocessableEntity };
        }

        Findings = await CheckAsync(article, content, cancellationToken);
        return Partial("_Reading", new Reading(ArticlePreview.Of(Code, Date, Label, article, content), Findings));
    }

    /// <summary>Notes that the user is here (or leaves), and answers who else is.</summary>
    public async Task<IActionResult> OnPostPresenceAsync(string newspaper, string date, string label, string number, bool leave, CancellationToken cancellationToken)
    {
        if (!User.Has(newspaper, DeskRights.Write))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!TryRead(newspaper, date, label, number))
        {
            return NotFound();
        }

        var id = await db.Articles.Where(article => article.Page.Edition.Newspaper.Code == newspaper && article.Page.Edition.Date == _address.Date
            && article.Page.Label == _address.Label && article.Number == _address.Number).Select(article => (int?)article.Id).SingleOrDefaultAsync(cancellationToken);
        if (id is not { } articleId)
        {
            return NotFound();
        }

        if (leave)
        {
            await presences.LeaveAsync(articleId, User.UserName(), cancellationToken);
            return new NoContentResult();
        }

        await presences.BeatAsync(articleId, User.UserName(), cancellationToken);
        return new JsonResult(new { others = (await presences.OthersAsync(articleId, User.UserName(), cancellationToken)).Select(Notice) });
    }

    /// <summary>Hands the correction on to a second person.</summary>
    public async Task<IActionResult> OnPostProposeAsync(string newspaper, string date, string label, string number, CancellationToken cancellationToken)
    {
        if (!User.Has(newspaper, DeskRights.Write))
        {
            return Forbid();
        }

        if (!TryRead(newspaper, date, label, number))
        {
            return NotFound();
        }

        // What was typed last goes with it.
        var saved = await SaveAsync(cancellationToken);
        if (saved.Outcome is ArticleSaveOutcome.Conflict or ArticleSaveOutcome.Invalid || string.IsNullOrWhiteSpace(Input.Note) || Input.Note.Length > Core.Editions.Article.NoteMaxLength)
        {
            db.Discard();
            if (!await LoadAsync(cancellationToken))
            {
                return NotFound();
            }

            Problems = [.. saved.Problems.Select(problem => texts.Sentence(problem)).DefaultIfEmpty(texts["请写明更正说明（最多 {0} 字），读者会看到它。", Core.Editions.Article.NoteMaxLength].Value)];
            await LoadSurroundingsAsync(null, cancellationToken);
            return Page();
        }

        db.Discard();
        var proposed = await released.ProposeAsync(newspaper, _address.Date, _address.Label, _address.Number, Input.Note, User.UserName(), cancellationToken);
        TempData["Status"] = proposed.Outcome switch
        {
            ChangeOutcome.Proposed => texts["更正已提交，等第二人核准。"].Value,
            ChangeOutcome.Conflict => texts["您起草更正之后，这篇稿件有过改动。请放弃草稿，在新的文字上重新更正。"].Value,
            ChangeOutcome.Busy => texts["别人正在改本期，请再提交一次。"].Value,
            _ => texts["没有要提交的更正。"].Value,
        };
        return RedirectToPage();
    }

    /// <summary>Throws the draft of a correction away.</summary>
    public async Task<IActionResult> OnPostDiscardAsync(string newspaper, string date, string label, string number, CancellationToken cancellationToken)
    {
        if (!User.Has(newspaper, DeskRights.Write))
        {
            return Forbid();
        }

        if (!TryRead(newspaper, date, label, number))
        {
            return NotFound();
        }

        if (await desk.DiscardCorrectionAsync(_address, User.UserName(), cancellationToken))
        {
            TempData["Status"] = texts["更正草稿已放弃。"].Value;
        }

        return RedirectToPage();
    }

    private bool TryRead(string newspaper, string date, string label, string number)
    {
        if (!ReaderAddress.TryReadDate(date, out var day) || !PageLabel.TryParse(label, out var page) || !ReaderAddress.TryReadNumber(number, out var wanted))
        {
            return false;
        }

        _address = new ArticleAddress(newspaper, day, page, wanted);
        return true;
    }

    private Task<ArticleSave> SaveAsync(CancellationToken cancellationToken) =>
        desk.SaveAsync(_address, Input.Over ?? Input.Basis ?? "", Input.ToText(), User.UserName(), cancellationToken);

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(_address, cancellationToken) is not { } article)
        {
            return false;
        }

        Article = article;
        IsReleased = article.Page.Edition.IsReleased(clock.GetUtcNow().UtcDateTime);
        MayWrite = User.Has(Code, DeskRights.Write) && !article.IsWithdrawn;
        Correction = IsReleased && MayWrite ? await desk.FindCorrectionAsync(article, User.UserName(), cancellationToken) : null;
        var draft = Correction is { State: ReleasedChangeState.Draft, Content: { } json } ? ArticleContent.FromJson(json) : null;
        Stored = draft ?? ArticleContent.Of(article);
        Basis = ArticleRules.Basis(Stored);
        SavedAt = Local(draft is null ? article.ModifiedAt : Correction!.At);
        SavedBy = (draft is null ? article.ChangedBy : Correction!.By) ?? "";
        return true;
    }

    private async Task LoadSurroundingsAsync(ArticleContent? typed, CancellationToken cancellationToken)
    {
        if (MayWrite)
        {
            Others = [.. (await presences.OthersAsync(Article.Id, User.UserName(), cancellationToken)).Select(Notice)];
            var photos = await db.Photos.AsNoTracking()
                .Where(photo => photo.Article.Page.EditionId == Article.Page.EditionId && photo.ArticleId != Article.Id)
                .OrderBy(photo => photo.Article.Page.Position).ThenBy(photo => photo.Article.Position).ThenBy(photo => photo.Position)
                .Select(photo => new PickPhoto(photo.Hash, photo.Caption ?? photo.FileName, photo.Article.Page.Label.Value))
                .Take(200)
                .ToListAsync(cancellationToken);
            EditionPhotos = [.. photos.DistinctBy(photo => photo.Hash)];
        }

        Findings = await CheckAsync(Article, typed ?? Input.ToText().Over(Stored), cancellationToken);
    }

    private async Task<IReadOnlyList<Finding>> CheckAsync(Article article, ArticleContent content, CancellationToken cancellationToken)
    {
        var id = article.Page.EditionId;
        if (!(await EditionChecks.LoadAsync(db, [id], article.Page.Edition.Newspaper.WordList, cancellationToken)).TryGetValue(id, out var edition))
        {
            return [];
        }

        var order = edition.Pages.SelectMany(page => page.Articles.Select(other => (page.Label, other.Number))).ToList();
        var at = order.IndexOf((Label.Value, article.Number));
        Before = at > 0 ? order[at - 1] : null;
        After = at >= 0 && at + 1 < order.Count ? order[at + 1] : null;
        return EditionChecks.Run(edition.With(Label.Value, article.Number, content), Label.Value, article.Number);
    }

    private async Task<(IReadOnlyList<PhotoContent> Photos, IReadOnlyList<string> Problems)> TakePhotosAsync(CancellationToken cancellationToken)
    {
        var (photos, problems) = await intake.TakeAsync(Input.Files ?? [], cancellationToken);
        if (Input.Pick is not { Count: > 0 } picked)
        {
            return (photos, problems);
        }

        // Only what the edition has: a hash from elsewhere picks nothing.
        var found = await db.Photos.AsNoTracking()
            .Where(photo => photo.Article.Page.Edition.Newspaper.Code == Code && photo.Article.Page.Edition.Date == Date && picked.Contains(photo.Hash))
            .ToListAsync(cancellationToken);
        return ([.. photos, .. found.DistinctBy(photo => photo.Hash).Select(ArticleDesk.PhotoOf)], problems);
    }

    private async Task<IActionResult> AnswerAsync(ArticleSave saved, IReadOnlyList<string> problems, CancellationToken cancellationToken)
    {
        switch (saved.Outcome)
        {
            case ArticleSaveOutcome.Missing:
                return NotFound();
            case ArticleSaveOutcome.Invalid:
                return new JsonResult(new { problems = saved.Problems.Select(problem => texts.Sentence(problem)).Concat(problems), fields = saved.Problems.Select(problem => problem.Field) })
                {
                    StatusCode = StatusCodes.Status422UnprocessableEntity,
                };
            case ArticleSaveOutcome.Conflict:
                db.Discard();
                if (!await LoadAsync(cancellationToken))
                {
                    return NotFound();
                }

                var conflict = Partial("_Conflict", new ArticleConflict(Input.ToText().Over(Stored), Stored, Basis, SavedBy, SavedAt));
                conflict.StatusCode = StatusCodes.Status409Conflict;
                return conflict;
            default:
                if (!await LoadAsync(cancellationToken))
                {
                    return NotFound();
                }

                return new JsonResult(new
                {
                    basis = saved.Basis,
                    savedAt = Local(saved.At ?? clock.GetUtcNow().UtcDateTime).ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
                    title = saved.TitleKept ? saved.Stored!.Title : null,
                    isCorrection = IsReleased,
                });
        }
    }

    private DateTimeOffset Local(DateTime moment) => TimeZoneInfo.ConvertTime(new DateTimeOffset(moment, TimeSpan.Zero), Article.Page.Edition.Newspaper.GetTimeZone());

    private string Notice(string name) => texts["{0} 正在编辑此稿", name].Value;
}

public sealed record PickPhoto(string Hash, string Name, string Label);
