using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.OldAddresses;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Areas.Admin.Pages.OldAddresses;

/// <summary>The newspaper's addresses on former platforms, and where they lead.</summary>
[RequireRight(DeskRights.Administer)]
public sealed class IndexModel(PaperDbContext db, OldAddressTable table, TimeProvider clock, IStringLocalizer<DeskTexts> texts) : PageModel
{
    /// <summary>So many are shown; the others are found by how they begin.</summary>
    public const int Shown = 50;

    public string Code { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>In the order of the addresses.</summary>
    public IReadOnlyList<(string Address, string Target)> Rows { get; private set; } = [];

    /// <summary>Whether there are more than are shown.</summary>
    public bool HasMore { get; private set; }

    /// <summary>How the addresses that are shown begin.</summary>
    [BindProperty(SupportsGet = true, Name = "begin")]
    [StringLength(OldAddress.MaxLength)]
    public string? Beginning { get; set; }

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(string newspaper, CancellationToken cancellationToken)
    {
        ModelState.Clear();
        return await FindAsync(newspaper, cancellationToken) ? await ShowAsync(cancellationToken) : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(string newspaper, CancellationToken cancellationToken)
    {
        if (!await FindAsync(newspaper, cancellationToken))
        {
            return NotFound();
        }

        if (await table.SetAsync(newspaper, Input.Old ?? "", Input.Target ?? "", cancellationToken) is { } problem)
        {
            ModelState.AddModelError("", texts.Sentence(problem));
            return await ShowAsync(cancellationToken);
        }

        await LogAsync($"{Input.Old} → {Input.Target}", cancellationToken);
        TempData["Status"] = texts["已保存。"].Value;
        return RedirectToPage(new { begin = Beginning });
    }

    public async Task<IActionResult> OnPostRemoveAsync(string newspaper, string address, CancellationToken cancellationToken)
    {
        if (!await FindAsync(newspaper, cancellationToken))
        {
            return NotFound();
        }

        if (await table.RemoveAsync(newspaper, address, cancellationToken))
        {
            await LogAsync($"- {address}", cancellationToken);
        }

        TempData["Status"] = texts["已删除。"].Value;
        return RedirectToPage(new { begin = Beginning });
    }

    private async Task LogAsync(string detail, CancellationToken cancellationToken)
    {
        db.Audit(clock.GetUtcNow().UtcDateTime, User.UserName(), Acts.OldAddressesChanged, Code, detail.Length > AuditEntry.DetailMaxLength ? detail[..AuditEntry.DetailMaxLength] : detail);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<PageResult> ShowAsync(CancellationToken cancellationToken)
    {
        var found = await table.ListAsync(Code, Beginning?.Trim() ?? "", Shown + 1, cancellationToken);
        HasMore = found.Count > Shown;
        Rows = [.. found.Take(Shown).Select(row => (row.Address, row.Target.Path))];
        return Page();
    }

    private async Task<bool> FindAsync(string code, CancellationToken cancellationToken)
    {
        var name = await db.Newspapers.Where(newspaper => newspaper.Code == code).Select(newspaper => newspaper.Name).FirstOrDefaultAsync(cancellationToken);
        (Code, Name) = (code, name ?? "");
        return name is not null;
    }

    public sealed class InputModel
    {
        public string? Old { get; set; }

        public string? Target { get; set; }
    }
}
