using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Desk;

/// <summary>A page that an edition is expected to have.</summary>
public sealed record PlannedPage(PageLabel Label, string Section);

/// <summary>
/// The page plan: the pages and sections of the newspaper's latest edition of the same weekday, since weekly sections keep to their
/// days; of its latest edition at all when there is none. Takes two database commands.
/// </summary>
public static class PagePlan
{
    /// <summary>Editions are looked at this far back; older ones plan nothing.</summary>
    private const int Editions = 60;

    /// <summary>The plan for a date, in print order; empty for a newspaper's first edition.</summary>
    public static async Task<IReadOnlyList<PlannedPage>> ForAsync(PaperDbContext db, int newspaperId, DateOnly date, CancellationToken cancellationToken)
    {
        var latest = await db.Editions.AsNoTracking()
            .Where(edition => edition.NewspaperId == newspaperId && edition.Date < date && edition.Pages.Any())
            .OrderByDescending(edition => edition.Date)
            .Select(edition => new { edition.Id, edition.Date })
            .Take(Editions)
            .ToListAsync(cancellationToken);
        if ((latest.Find(edition => edition.Date.DayOfWeek == date.DayOfWeek) ?? latest.FirstOrDefault()) is not { } model)
        {
            return [];
        }

        return await db.PrintPages.AsNoTracking()
            .Where(page => page.EditionId == model.Id)
            .OrderBy(page => page.Position)
            .Select(page => new PlannedPage(page.Label, page.Section))
            .ToListAsync(cancellationToken);
    }
}
