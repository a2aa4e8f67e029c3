using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZsrbPaper.Benchmarks.Archive;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Benchmarks.Measuring;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Benchmarks.Searching;

/// <summary>
/// How quickly search answers on a large archive, what it takes on disk, what else could be had on the same databases, and whether many who search
/// slow down those who read.
/// </summary>
/// <param name="server">Where the archives on PostgreSQL are.</param>
/// <param name="rounds">How many examples of each way to search are asked.</param>
/// <param name="output">Gets the report, as Markdown.</param>
internal sealed class SearchBenchmark(BenchmarkServer server, int rounds, TextWriter output)
{
    private const double TargetP95 = 50;
    private const double TargetP99 = 200;
    private const double TargetSuggestions = 10;

    /// <summary>What is aimed at for tables and indexes of search, over the UTF-8 bytes of titles and bodies.</summary>
    private const double TargetSize = 1.5;

    /// <summary>Texts of which examples are made.</summary>
    private const int Texts = 300;

    /// <summary>Until the compilers have done their work, which they do by how often something is called, and beside which nothing is measured.</summary>
    private const int WarmUpRounds = 40;

    /// <param name="only">The part of the report to make; null for all.</param>
    public async Task RunAsync(ArchivePlan large, ArchivePlan embedded, string? only, CancellationToken cancellationToken)
    {
        var postgreSql = await server.PrepareAsync(BenchmarkServer.NameOf(large), large, 0, cancellationToken);
        var smaller = await server.PrepareAsync(BenchmarkServer.NameOf(embedded), embedded, 0, cancellationToken);
        var sqlite = await server.PrepareEmbeddedAsync(null, embedded, 0, cancellationToken);
        await output.WriteLineAsync(Text(
            $"""
            # Search

            `search` of {DateTime.UtcNow:yyyy-MM-dd} on {Machine.Describe()}; PostgreSQL 15 on the same machine with `{string.Join("`, `", BenchmarkServer.Settings)}`.

            Generated archives: {large} (PostgreSQL); {embedded} (SQLite, and both engines where other ways to search are compared). The portal is
            Kestrel on loopback in one process with what asks it. Milliseconds until the last byte of the page, one search at a time, {rounds}
            examples of each kind after {WarmUpRounds} others of each, what search reads being in memory, none asked twice within the second for which results are kept. Aimed at: {TargetP95} ms for 95 of 100, {TargetP99} ms for 99.

            """));
        if (only is null or "postgresql")
        {
            await using var portal = await ArchivePortal.StartAsync(TestDatabase.OnKept(TestEngine.PostgreSql, postgreSql), server.Media, large);
            await output.WriteLineAsync(Text($"## PostgreSQL, {large.Articles:N0} articles\n"));
            await MeasureAsync(portal, cancellationToken);
            await WriteSizesAsync(portal, SearchSizes.OfPostgreSqlAsync, cancellationToken);
        }

        if (only is null or "sqlite")
        {
            await using var portal = await ArchivePortal.StartAsync(TestDatabase.OnKept(TestEngine.Sqlite, sqlite), server.Media, embedded);
            await output.WriteLineAsync(Text($"\n## SQLite, {embedded.Articles:N0} articles\n"));
            await MeasureAsync(portal, cancellationToken);
            await WriteSizesAsync(portal, SearchSizes.OfSqliteAsync, cancellationToken);
        }

        if (only is null or "crowd")
        {
            await new SearchCrowd(server, output).RunAsync(large, postgreSql, cancellationToken);
        }

        if (only is null or "rivals")
        {
            await new SearchRivals(server, output).RunAsync(embedded, smaller, sqlite, cancellationToken);
        }

        if (only is null or "quality")
        {
            await new SearchQuality(output).RunAsync(cancellationToken);
        }
    }

    private async Task MeasureAsync(ArchivePortal portal, CancellationToken cancellationToken)
    {
        var mix = new SearchMix(portal.Plan, await TextsAsync(portal, cancellationToken));
        await WarmUpAsync(portal, mix, cancellationToken);
        var samples = SearchMix.Kinds.ToDictionary(kind => kind, _ => new Samples());
        var slowest = SearchMix.Kinds.ToDictionary(kind => kind, _ => (Duration: TimeSpan.Zero, Query: ""));
        var commands = SearchMix.Kinds.ToDictionary(kind => kind, _ => 0);
        var all = new Samples();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (number, kind) in SearchMix.Kinds.Index())
            {
                var dice = Dice.For(11, (round * 1_000) + number);
                var search = kind.Example(mix, ref dice);
                var (duration, count) = await portal.AskAsync(search.ToString(), cancellationToken);
                samples[kind].Add(duration);
                all.Add(duration);
                commands[kind] = Math.Max(commands[kind], count);
                slowest[kind] = slowest[kind].Duration > duration ? slowest[kind] : (duration, search.Query);
            }
        }

        await output.WriteLineAsync("| | commands at most | median | p95 | max | slowest |\n| --- | ---: | ---: | ---: | ---: | --- |");
        foreach (var kind in SearchMix.Kinds)
        {
            var of = samples[kind];
            await output.WriteLineAsync(Text($"| {kind.Name} | {commands[kind]} | {of.Median:0.0} | {of.P95:0.0} | {of.Max:0.0} | {slowest[kind].Query.Replace("|", "\\|", StringComparison.Ordinal)} |"));
        }

        await output.WriteLineAsync(Text(
            $"| **all** ({all.Count}) | {commands.Values.Max()} | {all.Median:0.0} | **{all.P95:0.0}** | {all.Max:0.0} | p99 **{all.P99:0.0}**{Verdict(all.P95 <= TargetP95 && all.P99 <= TargetP99)} |"));
        await MeasureSuggestionsAsync(portal, mix, cancellationToken);
    }

    private async Task MeasureSuggestionsAsync(ArchivePortal portal, SearchMix mix, CancellationToken cancellationToken)
    {
        var samples = new Samples();
        var commands = 0;
        for (var round = 0; round < (WarmUpRounds + rounds) * 10; round++)
        {
            var dice = Dice.For(13, round);
            var word = dice.Next(3) switch
            {
                0 => dice.Choose(mix.Texts).Title,
                1 => Vocabulary.People.Words[dice.Next(2_000)],
                _ => Vocabulary.Nouns.Words[dice.Next(1_000)],
            };
            var typed = word[..Math.Min(word.Length, 1 + dice.Next(5))];
            var (duration, count) = await portal.AskAsync("/search/suggest?q=" + Uri.EscapeDataString(typed), cancellationToken);
            commands = Math.Max(commands, count);
            if (round >= WarmUpRounds * 10)
            {
                samples.Add(duration);
            }
        }

        await output.WriteLineAsync(Text(
            $"| suggestions ({samples.Count}), one to five letters | {commands} | {samples.Median:0.0} | **{samples.P95:0.0}** | {samples.Max:0.0} | p99 {samples.P99:0.0}{Verdict(samples.P95 <= TargetSuggestions)} |"));
    }

    /// <summary>As after hours of use: what search reads is in memory, as far as it fits in; each way to search has been gone.</summary>
    internal static async Task WarmUpAsync(ArchivePortal portal, SearchMix mix, CancellationToken cancellationToken)
    {
        await using (var scope = portal.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
            if (db.Database.IsNpgsql())
            {
                db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
                await db.Database.ExecuteSqlRawAsync(
                    """
                    CREATE EXTENSION IF NOT EXISTS pg_prewarm;
                    SELECT sum(pg_prewarm(oid)) FROM pg_class
                    WHERE oid IN (
                        SELECT 'public."SearchDocuments"'::regclass
                        UNION SELECT reltoastrelid FROM pg_class WHERE oid = 'public."SearchDocuments"'::regclass
                        UNION SELECT indexrelid FROM pg_index WHERE indrelid IN (SELECT unnest(ARRAY[oid, reltoastrelid]) FROM pg_class WHERE oid = 'public."SearchDocuments"'::regclass));
                    """,
                    cancellationToken);
            }
        }

        for (var round = 0; round < WarmUpRounds; round++)
        {
            foreach (var (number, kind) in SearchMix.Kinds.Index())
            {
                var dice = Dice.For(17, (round * 1_000) + number);
                await portal.AskAsync(kind.Example(mix, ref dice).ToString(), cancellationToken);
            }
        }
    }

    internal static async Task<IReadOnlyList<GeneratedText>> TextsAsync(ArchivePortal portal, CancellationToken cancellationToken)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        var step = portal.Plan.Articles / Texts;
        var ids = Enumerable.Range(1, Texts).Select(number => number * step).ToList();
        return await db.Articles.Where(article => ids.Contains(article.Id)).OrderBy(article => article.Id)
            .Select(article => new GeneratedText(article.Title, article.Body)).ToListAsync(cancellationToken);
    }

    private async Task WriteSizesAsync(ArchivePortal portal, Func<PaperDbContext, CancellationToken, Task<SearchSizes>> read, CancellationToken cancellationToken)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var sizes = await read(scope.ServiceProvider.GetRequiredService<PaperDbContext>(), cancellationToken);
        var text = new StringBuilder(Text($"\nTitles and bodies have {sizes.Utf8 / 1e6:0} MB in UTF-8; for search the database has"));
        foreach (var (name, bytes) in sizes.Parts)
        {
            text.Append(Text($" {name} {bytes / 1e6:0} MB ({(double)bytes / sizes.Utf8:0.00} times),"));
        }

        var ratio = (double)sizes.Parts.Sum(part => part.Bytes) / sizes.Utf8;
        await output.WriteLineAsync(text.Append(Text($" together {ratio:0.00} times (aimed at: {TargetSize}){Verdict(ratio <= TargetSize)}.")).ToString());
    }

    private static string Verdict(bool isReached) => isReached ? "" : " **above the target**";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
