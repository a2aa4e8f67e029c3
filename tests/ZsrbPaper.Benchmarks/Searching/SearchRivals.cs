using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ZsrbPaper.Benchmarks.Archive;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Benchmarks.Measuring;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Benchmarks.Searching;

/// <summary>
/// The portal's search beside what its databases offer of themselves, over the same texts: <c>LIKE</c>, <c>pg_trgm</c>, <c>to_tsvector</c>, FTS5's trigrams.
/// Each is asked for the newest <see cref="ArticleSearch.Bound"/> articles that have a word; the portal's search ranks them too, and shows twenty with
/// snippets.
/// </summary>
internal sealed class SearchRivals(BenchmarkServer server, TextWriter output)
{
    private static readonly string _like = $"""SELECT "Id" FROM rival_texts WHERE "Text" LIKE '%' || @word || '%' ORDER BY "Key" DESC LIMIT {ArticleSearch.Bound}""";
    private const int Words = 60;

    public async Task RunAsync(ArchivePlan plan, string postgreSql, string sqlite, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"""

            ## Beside other ways to search

            {Words} words of two to eight characters on the {plan.Articles:N0} articles: names of one article, rare phrases, common and very common words. What `LIKE` finds is
            right; recall and precision are the means over the words, of up to {ArticleSearch.Bound} articles each. Size: table and index, over titles and bodies in UTF-8, without the
            portal's articles. Build: minutes to fill table and index from the articles' texts; the portal's is that of its index alone.

            | | median | p95 | max | recall | precision | size | build |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """));
        await using (var portal = await ArchivePortal.StartAsync(TestDatabase.OnKept(TestEngine.PostgreSql, postgreSql), server.Media, plan))
        {
            var sizes = await SizesAsync(portal, SearchSizes.OfPostgreSqlAsync, cancellationToken);
            await using var connection = new NpgsqlConnection(postgreSql);
            await connection.OpenAsync(cancellationToken);
            await ExecuteAsync(connection, "DROP TABLE IF EXISTS rival_texts", cancellationToken);
            await ExecuteAsync(connection, """CREATE TABLE rival_texts ("Id" integer PRIMARY KEY, "Key" bigint NOT NULL UNIQUE, "Text" text NOT NULL)""", cancellationToken);
            await foreach (var batch in TextsAsync(portal, cancellationToken))
            {
                await using var import = await connection.BeginBinaryImportAsync("""COPY rival_texts ("Id", "Key", "Text") FROM STDIN (FORMAT BINARY)""", cancellationToken);
                foreach (var (id, key, text) in batch)
                {
                    await import.StartRowAsync(cancellationToken);
                    await import.WriteAsync(id, cancellationToken);
                    await import.WriteAsync(key, cancellationToken);
                    await import.WriteAsync(text, cancellationToken);
                }

                await import.CompleteAsync(cancellationToken);
            }

            await ExecuteAsync(connection, "VACUUM ANALYZE rival_texts", cancellationToken);
            var truth = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
            await CompareAsync("PostgreSQL: `LIKE`", sizes, word => AskAsync(connection, _like, word, cancellationToken), truth, await SizeAsync(connection, cancellationToken), 0);
            await BesideAsync("PostgreSQL: `pg_trgm`", "CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE INDEX rival_index ON rival_texts USING gin (\"Text\" gin_trgm_ops)", _like);
            await BesideAsync(
                "PostgreSQL: `to_tsvector('simple', …)`", "CREATE INDEX rival_index ON rival_texts USING gin (to_tsvector('simple', \"Text\"))",
                $"""SELECT "Id" FROM rival_texts WHERE to_tsvector('simple', "Text") @@ phraseto_tsquery('simple', @word) ORDER BY "Key" DESC LIMIT {ArticleSearch.Bound}""");
            await ExecuteAsync(connection, "DROP TABLE rival_texts", cancellationToken);
            var watch = Stopwatch.StartNew();
            await ExecuteAsync(connection, """REINDEX INDEX "IX_SearchDocuments_Terms" """, cancellationToken);
            await CompareAsync("**ZsrbPaper on PostgreSQL**", sizes, word => AskAsync(portal, word, cancellationToken), truth, sizes.Parts.Sum(part => part.Bytes), watch.Elapsed.TotalMinutes);
            await BesideSqliteAsync(plan, sqlite, truth, cancellationToken);

            async Task BesideAsync(string name, string create, string ask)
            {
                var watch = Stopwatch.StartNew();
                await ExecuteAsync(connection, create, cancellationToken);
                var minutes = watch.Elapsed.TotalMinutes;
                await ExecuteAsync(connection, "ANALYZE rival_texts", cancellationToken);
                await CompareAsync(name, sizes, word => AskAsync(connection, ask, word, cancellationToken), truth, await SizeAsync(connection, cancellationToken), minutes);
                await ExecuteAsync(connection, "DROP INDEX rival_index", cancellationToken);
            }
        }
    }

    private async Task BesideSqliteAsync(ArchivePlan plan, string sqlite, Dictionary<string, HashSet<int>> truth, CancellationToken cancellationToken)
    {
        await using var portal = await ArchivePortal.StartAsync(TestDatabase.OnKept(TestEngine.Sqlite, sqlite), server.Media, plan);
        var sizes = await SizesAsync(portal, SearchSizes.OfSqliteAsync, cancellationToken);
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
            await connection.OpenAsync(cancellationToken);
            await ExecuteAsync(connection, "CREATE VIRTUAL TABLE rival_texts USING fts5(\"Text\", \"Id\" UNINDEXED, tokenize='trigram')", cancellationToken);
            var watch = Stopwatch.StartNew();
            await foreach (var batch in TextsAsync(portal, cancellationToken))
            {
                await using var transaction = connection.BeginTransaction();
                await using var insert = connection.CreateCommand();
                insert.CommandText = "INSERT INTO rival_texts (rowid, \"Text\", \"Id\") VALUES ($key, $text, $id)";
                insert.Parameters.AddRange([new SqliteParameter("$key", null), new SqliteParameter("$text", null), new SqliteParameter("$id", null)]);
                foreach (var (id, key, text) in batch)
                {
                    (insert.Parameters[0].Value, insert.Parameters[1].Value, insert.Parameters[2].Value) = (key, text, id);
                    await insert.ExecuteNonQueryAsync(cancellationToken);
                }

                await transaction.CommitAsync(cancellationToken);
            }

            var minutes = watch.Elapsed.TotalMinutes;
            var size = new FileInfo(file).Length;
            await CompareAsync(
                "SQLite: `LIKE`", sizes, word => AskAsync(connection, $"""SELECT "Id" FROM rival_texts WHERE "Text" || '' LIKE '%' || @word || '%' ORDER BY rowid DESC LIMIT {ArticleSearch.Bound}""", word, cancellationToken), truth, size, 0);
            await CompareAsync(
                "SQLite: FTS5 `trigram`", sizes,
                word => AskAsync(connection, $"""SELECT "Id" FROM rival_texts WHERE rival_texts MATCH '"' || @word || '"' ORDER BY rowid DESC LIMIT {ArticleSearch.Bound}""", word, cancellationToken), truth, size, minutes);
        }
        finally
        {
            File.Delete(file);
        }

        await CompareAsync("**ZsrbPaper on SQLite**", sizes, word => AskAsync(portal, word, cancellationToken), truth, sizes.Parts.Sum(part => part.Bytes), null);
    }

    private async Task CompareAsync(
        string name, SearchSizes sizes, Func<string, Task<(TimeSpan Duration, IReadOnlyCollection<int> Ids)>> ask, Dictionary<string, HashSet<int>> truth, long size, double? minutes)
    {
        var samples = new Samples();
        var (recall, precision, found) = (0d, 0d, 0);
        foreach (var word in Examples())
        {
            await ask(word);
            var (duration, ids) = await ask(word);
            samples.Add(duration);
            truth.TryAdd(word, [.. ids]);
            var right = (double)ids.Count(truth[word].Contains);
            recall += truth[word].Count == 0 ? 1 : right / truth[word].Count;
            precision += ids.Count == 0 ? 0 : right / ids.Count;
            found += ids.Count == 0 ? 0 : 1;
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {samples.Median:0.0} | {samples.P95:0.0} | {samples.Max:0.0} | {recall / samples.Count:0.000} | {(found == 0 ? 0 : precision / found):0.000} | {(double)size / sizes.Utf8:0.00} | {minutes:0.0} |"));
    }

    private static IEnumerable<string> Examples()
    {
        var dice = Dice.For(29, 1);
        var words = PlantedPhrases.All.Select(phrase => phrase.Text)
            .Concat(Vocabulary.Nouns.Words.Where((word, rank) => rank is < 10 or (> 100 and < 108) or (> 1_000 and < 1_008)))
            .Concat(Vocabulary.People.Words.Where((_, rank) => rank % 200 == 7 && rank < 2_000))
            .ToList();
        while (words.Count < Words)
        {
            words.Add(PlantedPhrases.UniqueOf((dice.Next(5_000) * 10) + 5)!);
        }

        return words.Take(Words);
    }

    private static async Task<(TimeSpan, IReadOnlyCollection<int>)> AskAsync(DbConnection connection, string sql, string word, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // This program's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 600;
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@word", word);
        command.Parameters.Add(parameter);
        var watch = Stopwatch.StartNew();
        var ids = new List<int>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetInt32(0));
        }

        return (watch.Elapsed, ids);
    }

    /// <summary>The first page, as a reader has it, is timed; which articles are found is read from all pages.</summary>
    private static async Task<(TimeSpan, IReadOnlyCollection<int>)> AskAsync(ArchivePortal portal, string word, CancellationToken cancellationToken)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();

        // A search of its own, so that nothing found a moment ago is given again; everything that is there, as the others search it.
        using var memory = new SearchMemory(TimeProvider.System);
        await memory.Samples.GetAsync(db, cancellationToken);
        var search = new ArticleSearch(db, memory, TimeProvider.System);
        var watch = Stopwatch.StartNew();
        await search.FindAsync(new SearchRequest($"\"{word}\"", new SearchFilter()), db.Articles, "all", areFew: false, cancellationToken);
        var duration = watch.Elapsed;
        var ids = new HashSet<int>();
        for (string? after = null; ids.Count < ArticleSearch.Bound;)
        {
            var result = await search.FindAsync(new SearchRequest($"\"{word}\"", new SearchFilter(), SearchOrder.Newest, After: after, Size: SearchRequest.MaxSize), db.Articles, "all", areFew: false, cancellationToken);
            var numbers = result.Articles.Select(article => article.Number).ToList();
            var dates = result.Articles.Select(article => article.Date).Distinct().ToList();
            var found = await db.Articles.Where(article => dates.Contains(article.Page.Edition.Date) && numbers.Contains(article.Number))
                .Select(article => new { article.Id, article.Page.Edition.Date, article.Page.Label, article.Number }).ToListAsync(cancellationToken);
            var places = found.ToDictionary(article => (article.Date, article.Label, article.Number), article => article.Id);
            ids.UnionWith(result.Articles.Select(article => places[(article.Date, article.Page, article.Number)]));
            after = result.Next;
            if (after is null || result.IsNearest)
            {
                break;
            }
        }

        return (duration, ids);
    }

    /// <summary>The texts that the portal's search looks at, by key.</summary>
    private static async IAsyncEnumerable<List<(int Id, long Key, string Text)>> TextsAsync(
        ArchivePortal portal, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int BatchSize = 2_000;
        await using var scope = portal.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        for (var last = 0; ;)
        {
            var batch = await db.SearchDocuments.AsNoTracking().Where(document => document.ArticleId > last).OrderBy(document => document.ArticleId).Take(BatchSize).ToListAsync(cancellationToken);
            if (batch.Count == 0)
            {
                yield break;
            }

            last = batch[^1].ArticleId;
            yield return [.. batch.Select(document => (document.ArticleId, document.Key, Text: $"{SearchTerms.TextOf(document.Heading)}\n{SearchTerms.TextOf(document.Text)}"))];
        }
    }

    private static async Task<SearchSizes> SizesAsync(ArchivePortal portal, Func<PaperDbContext, CancellationToken, Task<SearchSizes>> read, CancellationToken cancellationToken)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<PaperDbContext>(), cancellationToken);
    }

    private static async Task<long> SizeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_total_relation_size('rival_texts')", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // This program's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
