using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Core.Desk;

/// <summary>Many change one edition at once: every save of every article is a change of it.</summary>
internal static class EditionTurns
{
    /// <summary>Makes a change; if another one of the edition came between reading and saving, once more, with the others waiting.</summary>
    /// <param name="change">Reads, changes and saves; called a second time with nothing loaded.</param>
    /// <exception cref="DbUpdateConcurrencyException">The second time too: what changed is no part of the edition.</exception>
    public static async Task<T> InTurnAsync<T>(this PaperDbContext db, string newspaper, DateOnly date, Func<Task<T>> change, CancellationToken cancellationToken)
    {
        try
        {
            return await change();
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || db.IsUniqueViolation(exception))
        {
            db.Discard();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // In the order of every save: first the log, then the edition, whose row is this transaction's once it has written to it.
        await db.LockAuditAsync(cancellationToken);
        await db.Editions.Where(edition => edition.Newspaper.Code == newspaper && edition.Date == date)
            .ExecuteUpdateAsync(edition => edition.SetProperty(row => row.ModifiedAt, row => row.ModifiedAt), cancellationToken);
        var result = await change();
        await transaction.CommitAsync(cancellationToken);
        return result;
    }
}
