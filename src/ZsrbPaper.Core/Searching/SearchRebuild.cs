using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Searching;

/// <summary>
/// Writes search documents anew, beside readers and editors: each batch is saved by itself, and what has not changed is not written. Needed after
/// an update that brings search to an archive, or changes the form of texts.
/// </summary>
public sealed class SearchRebuild(PaperDbContext db)
{
    private const int BatchSize = 200;
    private const int Attempts = 5;

    /// <summary>How many documents were written.</summary>
    /// <param name="onlyMissing">Leaves the documents that are there as they are.</param>
    public async Task<int> RunAsync(bool onlyMissing, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var articles = db.Articles.AsNoTracking();
        if (onlyMissing)
        {
            articles = articles.Where(article => !db.SearchDocuments.Any(document => document.ArticleId == article.Id));
        }

        var total = await articles.CountAsync(cancellationToken);
        var (written, done, last) = (0, 0, 0);
        while (true)
        {
            var ids = await articles.Where(article => article.Id > last).OrderBy(article => article.Id).Select(article => article.Id)
                .Take(BatchSize).ToListAsync(cancellationToken);
            if (ids.Count == 0)
            {
                return written;
            }

            written += await WriteAsync(ids, cancellationToken);
            last = ids[^1];
            done += ids.Count;
            progress?.Report(new WorkProgress(WorkStage.Saving, done, Math.Max(done, total)));
        }
    }

    /// <summary>Somebody may save one of the articles at the same moment, and its document with it: then the batch is read again.</summary>
    private async Task<int> WriteAsync(List<int> ids, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await SearchUpkeep.WriteAsync(db, ids, cancellationToken);
                return await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException) when (attempt < Attempts)
            {
            }
            finally
            {
                db.ChangeTracker.Clear();
            }
        }
    }
}
