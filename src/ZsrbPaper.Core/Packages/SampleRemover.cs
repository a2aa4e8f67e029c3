using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.Core.Packages;

/// <summary>Takes the program's own samples out: on command, or when the first real edition comes in.</summary>
public sealed class SampleRemover(PaperDbContext db)
{
    /// <summary>Removes all samples for good; the number of editions that went.</summary>
    public async Task<int> RemoveAsync(CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        var count = await MarkAsync(db, keep: null, cancellationToken);
        await MarkRemovedAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
        return count;
    }

    /// <summary>
    /// Marks all sample editions for removal with the next save, and the sample newspapers that are left without an edition.
    /// </summary>
    /// <param name="db">The context that saves.</param>
    /// <param name="keep">A newspaper that stays and becomes a real one.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    internal static async Task<int> MarkAsync(PaperDbContext db, Newspaper? keep, CancellationToken cancellationToken)
    {
        var editions = await db.Editions.Where(edition => edition.IsSample).ToListAsync(cancellationToken);
        var newspapers = await db.Newspapers
            .Where(newspaper => newspaper.IsSample && newspaper.Editions.All(edition => edition.IsSample)).ToListAsync(cancellationToken);
        db.RemoveRange(editions);
        db.RemoveRange(newspapers.Where(newspaper => newspaper != keep));
        if (editions.Count > 0 || newspapers.Exists(newspaper => newspaper != keep))
        {
            await MarkRemovedAsync(db, cancellationToken);
        }

        return editions.Count;
    }

    /// <summary>Notes that the sample must not come back.</summary>
    private static async Task MarkRemovedAsync(PaperDbContext db, CancellationToken cancellationToken)
    {
        if (await db.SiteFacts.FindAsync([SiteFact.Sample], cancellationToken) is { } fact)
        {
            fact.Value = SiteFact.Removed;
        }
        else
        {
            db.SiteFacts.Add(new SiteFact(SiteFact.Sample, SiteFact.Removed));
        }
    }
}
