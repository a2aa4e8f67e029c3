using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Core.OldAddresses;

/// <summary>
/// Finds what addresses of the original site meant, which counted pages and articles instead of naming them. A withdrawn article is
/// found too: its own address tells of the withdrawal.
/// </summary>
public sealed class OriginalSiteReader(PaperDbContext db, TimeProvider clock)
{
    /// <param name="code">The newspaper.</param>
    /// <param name="date">Date of the edition.</param>
    /// <param name="part">Ordinal of the page in the original edition, from 1; null for the edition itself.</param>
    /// <param name="article">Ordinal of the article on the page, from 1; null for the page itself.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Null when no visible edition has such a thing.</returns>
    public async Task<FinalAddress?> FindAsync(string code, DateOnly date, int? part, int? article, CancellationToken cancellationToken)
    {
        var edition = await db.Editions.AsNoTracking().VisibleToReaders(clock.GetUtcNow().UtcDateTime)
            .Where(edition => edition.Newspaper.Code == code && edition.Date == date)
            .Include(edition => edition.Pages).ThenInclude(page => page.Articles)
            .AsSplitQuery()
            .FirstOrDefaultAsync(cancellationToken);
        if (edition is null || part is null)
        {
            return edition is null ? null : new FinalAddress(code, date, null, null);
        }

        // Those of an edition that was released by the clock are fixed with its first change; until then they are what they will be.
        var page = edition.Parts().FirstOrDefault(pair => pair.Value == part).Key;
        if (page is null || article is null)
        {
            return page is null ? null : new FinalAddress(code, date, page.Label, null);
        }

        return page.OldNumbers().FirstOrDefault(pair => pair.Value == article).Key is { } found ? new FinalAddress(code, date, page.Label, found.Number) : null;
    }
}
