using System.Globalization;
using Microsoft.Data.Sqlite;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Benchmarks.Searching;

/// <summary>How well the right article is found, beside plain BM25 of pairs of characters.</summary>
internal sealed class SearchQuality(TextWriter output)
{
    private const int GeneratedTexts = 3_000;
    private const int GeneratedQueries = 1_000;
    private const int Shown = 10;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(
            """

            ## How good

            The share of queries that have the right article first, and among the first ten, and the mean of 1/place. BM25 is FTS5's, over pairs of characters and Latin
            words, of articles that have all of the query's or any of them. Rows of real texts are there only where such data lies beside the project.

            | | texts | queries | ZsrbPaper: first | first ten | 1/place | BM25 all: first | first ten | 1/place | BM25 any: first | first ten | 1/place |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """);
        var texts = KnownTexts.Generate(GeneratedTexts);
        var known = texts.GroupBy(text => text.Title).Where(same => same.Count() == 1).Select(same => same.Single()).Take(GeneratedQueries).ToList();
        var dice = new Dice(2);
        await CompareAsync(
            texts,
            [("generated: headings", [.. known.Select(text => (text.Title, text.Id))]), ("generated: headings, reworded", known.ConvertAll(text => (KnownTexts.Reword(text.Title, ref dice), text.Id)))],
            cancellationToken);
        var articles = KnownTexts.Beside("articles-2022-2024.jsonl.gz");
        await CompareAsync(articles, [("news: headings", KnownTexts.QueriesBeside("known-item-queries-2022-2024.tsv"))], cancellationToken);
        await CompareAsync(KnownTexts.Beside("questions-docs.jsonl"), [("questions", KnownTexts.QueriesBeside("questions-queries.tsv"))], cancellationToken);
    }

    private async Task CompareAsync(List<KnownText> texts, IReadOnlyList<(string Name, List<(string Query, string Id)> Queries)> sets, CancellationToken cancellationToken)
    {
        if (texts.Count == 0)
        {
            return;
        }

        await using var database = await TestDatabase.CreateAsync(TestEngine.Sqlite);
        var places = await KnownTexts.SaveAsync(() => database.CreateContext(), texts, cancellationToken);
        using var memory = new SearchMemory(TimeProvider.System);
        await using var rival = new SqliteConnection("Data Source=:memory:");
        await rival.OpenAsync(cancellationToken);
        await FillAsync(rival, texts, cancellationToken);
        foreach (var (name, queries) in sets)
        {
            var ours = await RankAsync(queries, async (query, id) =>
            {
                await using var db = database.CreateContext();
                var found = await new ArticleSearch(db, memory, TimeProvider.System).FindAsync(new SearchRequest(query, new SearchFilter(), Size: Shown), cancellationToken);
                return found.Articles.Select(article => (article.Date, article.Number)).ToList().IndexOf(places[id]);
            });
            var all = await RankAsync(queries, (query, id) => AskAsync(rival, query, " AND ", id, cancellationToken));
            var any = await RankAsync(queries, (query, id) => AskAsync(rival, query, " OR ", id, cancellationToken));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {name} | {texts.Count:N0} | {queries.Count:N0} | {ours} | {all} | {any} |"));
        }
    }

    /// <param name="placeOf">The place from 0 at which a query finds the text; less when it does not.</param>
    private static async Task<string> RankAsync(List<(string Query, string Id)> queries, Func<string, string, Task<int>> placeOf)
    {
        var (first, ten, reciprocal) = (0, 0, 0d);
        foreach (var (query, id) in queries)
        {
            var place = await placeOf(query, id);
            first += place == 0 ? 1 : 0;
            ten += place >= 0 ? 1 : 0;
            reciprocal += place >= 0 ? 1d / (place + 1) : 0;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(double)first / queries.Count:0.0000} | {(double)ten / queries.Count:0.0000} | {reciprocal / queries.Count:0.0000}");
    }

    private static async Task<int> AskAsync(SqliteConnection rival, string query, string between, string id, CancellationToken cancellationToken)
    {
        var terms = SearchTerms.OfWord(SearchText.Normalise(query));
        if (terms.Count == 0)
        {
            return -1;
        }

        await using var command = rival.CreateCommand();
        command.CommandText = "SELECT id FROM texts WHERE texts MATCH $query ORDER BY bm25(texts) LIMIT $shown";
        command.Parameters.AddWithValue("$query", string.Join(between, terms));
        command.Parameters.AddWithValue("$shown", Shown);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        for (var place = 0; await reader.ReadAsync(cancellationToken); place++)
        {
            if (reader.GetString(0) == id)
            {
                return place;
            }
        }

        return -1;
    }

    private static async Task FillAsync(SqliteConnection rival, List<KnownText> texts, CancellationToken cancellationToken)
    {
        await using var create = rival.CreateCommand();
        create.CommandText = "CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, terms, tokenize='ascii')";
        await create.ExecuteNonQueryAsync(cancellationToken);
        foreach (var text in texts)
        {
            await using var insert = rival.CreateCommand();
            insert.CommandText = "INSERT INTO texts (id, terms) VALUES ($id, $terms)";
            insert.Parameters.AddWithValue("$id", text.Id);
            insert.Parameters.AddWithValue("$terms", string.Join(' ', Pieces($"{text.Title}\n{text.Text}").SelectMany(piece => SearchTerms.OfWord(piece))));
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Parts of a text whose terms each count by themselves: a word gives each of its terms once.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        var normal = SearchText.Normalise(text);
        var start = 0;
        for (var i = 0; i < normal.Length; i++)
        {
            if (!SearchText.IsIdeograph(normal[i]) && !SearchText.IsWordCharacter(normal[i]))
            {
                yield return normal[start..i];
                start = i + 1;
            }
        }

        yield return normal[start..];
    }
}
