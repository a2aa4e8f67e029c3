using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Settings;

/// <summary>How a newspaper's desk works: reviews, which findings block, the word list.</summary>
[RequireRight(DeskRights.Administer)]
public sealed class IndexModel(PaperDbContext db, TimeProvider clock, IStringLocalizer<DeskTexts> texts) : PageModel
{
    public string Code { get; private set; } = "";

    public string Name { get; private set; } = "";

    public static IReadOnlyList<FindingKind> Kinds { get; } = Enum.GetValues<FindingKind>();

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(string newspaper, CancellationToken cancellationToken)
    {
        if (await FindAsync(newspaper, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        Input = new InputModel
        {
            RequiredReviews = found.RequiredReviews,
            Blocking = [.. found.BlockingFindings],
            WordList = WordListText.Write(found.WordList),
            Version = found.Version,
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string newspaper, CancellationToken cancellationToken)
    {
        if (await FindAsync(newspaper, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        var (words, wrong) = WordListText.Read(Input.WordList);
        if (wrong.Count > 0)
        {
            ModelState.AddModelError("Input.WordList", texts["用词表第 {0} 行看不懂，应写成：错误 → 正确 # 理由", string.Join("、", wrong)]);
        }

        if (Input.Version != found.Version)
        {
            ModelState.AddModelError("", texts["别人刚刚改过这些设置。您填写的内容还在下面；核对后再次保存即以您的为准。"]);
            ModelState.Remove("Input.Version");
            Input.Version = found.Version;
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        found.RequiredReviews = Input.RequiredReviews;
        found.BlockingFindings = [.. Kinds.Select(kind => kind.ToString()).Where(Input.Blocking.Contains)];
        found.WordList = words;
        if (db.Entry(found).State == EntityState.Modified)
        {
            db.Audit(
                clock.GetUtcNow().UtcDateTime, User.UserName(), Acts.SettingsChanged, newspaper,
                $"{found.RequiredReviews} 审; 阻止签发: {string.Join(", ", found.BlockingFindings)}; 用词表 {words.Count} 条");
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateConcurrencyException)
            {
                ModelState.AddModelError("", texts["别人同时改了这些设置，请再保存一次。"]);
                return Page();
            }
        }

        TempData["Status"] = texts["设置已保存。"].Value;
        return RedirectToPage();
    }

    private async Task<Newspaper?> FindAsync(string code, CancellationToken cancellationToken)
    {
        var found = await db.Newspapers.FirstOrDefaultAsync(newspaper => newspaper.Code == code, cancellationToken);
        (Code, Name) = (code, found?.Name ?? "");
        return found;
    }

    public sealed class InputModel
    {
        [Range(0, Newspaper.MaxReviews)]
        public int RequiredReviews { get; set; }

        public List<string> Blocking { get; set; } = [];

        [StringLength(200_000)]
        public string? WordList { get; set; }

        public int Version { get; set; }
    }
}
