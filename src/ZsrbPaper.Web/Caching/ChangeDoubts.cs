using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ZsrbPaper.Web.Caching;

/// <summary>Whoever saves here sees it at once: after every save of this process, kept answers are looked at again.</summary>
internal sealed class ChangeDoubts(AnswerFreshness freshness) : SaveChangesInterceptor, IDbTransactionInterceptor
{
    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        freshness.Doubt();
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        freshness.Doubt();
        return ValueTask.FromResult(result);
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => freshness.Doubt();

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        freshness.Doubt();
        return Task.CompletedTask;
    }
}
