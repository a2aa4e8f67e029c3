using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Areas.Admin.Pages;

/// <summary>The newspapers that the user works for; with only one, its desk is where they want to be.</summary>
[RequireRight]
public sealed class IndexModel(PaperDbContext db) : PageModel
{
    public IReadOnlyList<DeskOfNewspaper> Newspapers { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var all = await db.Newspapers.AsNoTracking().OrderBy(newspaper => newspaper.Code)
            .Select(newspaper => new DeskOfNewspaper(
                newspaper.Code, newspaper.Name, newspaper.Editions.Any(edition => edition.HeldSince != null && edition.SignedOffAt == null)))
            .ToListAsync(cancellationToken);
        Newspapers = all.FindAll(newspaper => User.RightsFor(newspaper.Code) != DeskRights.None);
        return Newspapers is [var only] ? Redirect(DeskAddresses.Newspaper(only.Code)) : Page();
    }

    /// <param name="IsHeld">Whether the release of an edition is held.</param>
    public sealed record DeskOfNewspaper(string Code, string Name, bool IsHeld);
}
