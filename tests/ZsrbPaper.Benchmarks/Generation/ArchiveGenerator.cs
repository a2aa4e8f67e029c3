using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Benchmarks.Generation;

/// <summary>
/// Fills a database with an archive. What was interrupted goes on after the last edition that was stored; an archive that is there is left as it is.
/// </summary>
internal sealed class ArchiveGenerator(PaperDbContext db, string mediaFolder, TextWriter progress)
{
    /// <summary>The note that all is written and indexed.</summary>
    public const string FinishedFact = "generated-archive-finished";

    /// <summary>Of one transaction.</summary>
    private const int EditionsPerBatch = 60;

    private const int OldAddressesPerBatch = 20_000;
    private const string PlanFact = "generated-archive";

    /// <summary>Brings the database up to date and makes the archive whole.</summary>
    /// <exception cref="InvalidOperationException">The database holds another archive, or editions of other origin.</exception>
    public async Task GenerateAsync(ArchivePlan plan, int oldAddresses, CancellationToken cancellationToken)
    {
        await db.Database.MigrateAsync(cancellationToken);
        var newspaperId = await PrepareAsync(plan, cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var writer = BulkWriters.Of(db);
        if (!await db.SiteFacts.AnyAsync(fact => fact.Name == FinishedFact, cancellationToken))
        {
            IReadOnlyList<BulkTable> tables = [.. ArchiveTables.OfEditions, .. DerivedRows.Tables];
            await writer.BeginAsync(tables, cancellationToken);
            await WriteEditionsAsync(plan, new EditionComposer(plan, newspaperId, await ArchiveMedia.PublishAsync(mediaFolder, cancellationToken)), writer, tables, cancellationToken);
            await progress.WriteLineAsync("Indexes and statistics …");
            await writer.FinishAsync(tables, cancellationToken);
            db.Add(new SiteFact(FinishedFact, plan.ToString()));
            await db.SaveChangesAsync(cancellationToken);
        }

        if (await WriteOldAddressesAsync(plan, oldAddresses, writer, cancellationToken))
        {
            await writer.FinishAsync([ArchiveTables.OldAddresses], cancellationToken);
        }
    }

    /// <summary>The key of the newspaper, which is made with the note of what the archive is to be.</summary>
    private async Task<int> PrepareAsync(ArchivePlan plan, CancellationToken cancellationToken)
    {
        var known = (await db.SiteFacts.AsNoTracking().FirstOrDefaultAsync(fact => fact.Name == PlanFact, cancellationToken))?.Value;
        if (known is null && !await db.Newspapers.AnyAsync(cancellationToken))
        {
            var newspaper = Paper.Newspaper(ArchivePlan.Newspaper, "百年日报");
            db.Add(newspaper);
            db.Add(new SiteFact(PlanFact, plan.ToString()));
            await db.SaveChangesAsync(cancellationToken);
            return newspaper.Id;
        }

        return known == plan.ToString()
            ? await db.Newspapers.Where(newspaper => newspaper.Code == ArchivePlan.Newspaper).Select(newspaper => newspaper.Id).SingleAsync(cancellationToken)
            : throw new InvalidOperationException($"The database holds {known ?? "newspapers of other origin"}, not {plan}. Name another database or drop this one.");
    }

    private async Task WriteEditionsAsync(
        ArchivePlan plan, EditionComposer composer, IBulkWriter writer, IReadOnlyList<BulkTable> tables, CancellationToken cancellationToken)
    {
        var start = await db.Editions.MaxAsync(edition => (int?)edition.Id, cancellationToken) ?? 0;
        var watch = Stopwatch.StartNew();
        var next = Task.Run(() => Compose(composer, start, plan.Editions), cancellationToken);
        for (var first = start; first < plan.Editions; first += EditionsPerBatch)
        {
            // The next editions are composed while these are written.
            var rows = await next;
            var following = first + EditionsPerBatch;
            next = Task.Run(() => Compose(composer, following, plan.Editions), cancellationToken);
            await writer.WriteAsync(rows, tables, cancellationToken);
            var done = Math.Min(following, plan.Editions);
            var articles = plan.ArticlesOf(start).To - plan.ArticlesOf(done - 1).From;
            var rate = articles / watch.Elapsed.TotalSeconds;
            if (done == plan.Editions || done / EditionsPerBatch % 20 == 0)
            {
                await progress.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{done:N0} of {plan.Editions:N0} editions, {rate:N0} articles/s, {TimeSpan.FromSeconds(Math.Round(plan.ArticlesOf(done - 1).From / rate))} to go"));
            }
        }
    }

    private static BulkRows Compose(EditionComposer composer, int first, int editions)
    {
        var each = new BulkRows[Math.Clamp(editions - first, 0, EditionsPerBatch)];
        Parallel.For(0, each.Length, i => each[i] = composer.Compose(first + i));
        var all = new BulkRows();
        foreach (var rows in each)
        {
            all.Add(rows);
        }

        return all;
    }

    private async Task<bool> WriteOldAddressesAsync(ArchivePlan plan, int count, IBulkWriter writer, CancellationToken cancellationToken)
    {
        var start = await db.OldAddresses.MaxAsync(old => (int?)old.Id, cancellationToken) ?? 0;
        for (var first = start; first < count; first += OldAddressesPerBatch)
        {
            var rows = new BulkRows();
            for (var number = first; number < Math.Min(count, first + OldAddressesPerBatch); number++)
            {
                var ordinal = number % plan.Articles;
                var index = plan.EditionOf(ordinal);
                rows.Add(
                    ArchiveTables.OldAddresses,
                    number + 1, index + 1, plan.PageIdOf(index, plan.PageOf(index, ordinal)), plan.ArticleIdOf(index, ordinal), OldAddressOf(plan, number));
            }

            await writer.WriteAsync(rows, [ArchiveTables.OldAddresses], cancellationToken);
        }

        return start < count;
    }

    /// <summary>An address as another platform had it.</summary>
    public static string OldAddressOf(ArchivePlan plan, int number) => string.Create(
        CultureInfo.InvariantCulture, $"/html/{plan.DateOf(plan.EditionOf(number % plan.Articles)):yyyy-MM/dd}/content_{number + 1}.htm");
}
