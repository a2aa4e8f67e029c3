using System.IO.Compression;
using System.Text.Json;
using Xunit;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Searching;

/// <summary>
/// How well the right article is found among real ones, where such data lies beside the project. On one engine: <see cref="ArticleSearchSuite"/> shows
/// that both find the same.
/// </summary>
public sealed class SearchQualityTests() : DatabaseSuite(TestEngine.Sqlite)
{
    private static readonly DateOnly _first = new(2020, 1, 1);

    [Fact]
    public async Task Questions_find_their_document()
    {
        var documents = Lines("questions-docs.jsonl");
        var queries = Lines("questions-queries.tsv").Select(line => line.Split('\t')).Select(fields => (fields[1], fields[2])).ToList();

        // BM25 of pairs over any term has 0.980, 0.994 and 0.986 on the same data.
        await AssertFoundAsync(documents, queries, first: 0.981, ten: 0.995, reciprocal: 0.987);
    }

    [Fact]
    public async Task Headings_find_their_article()
    {
        var documents = Lines("articles-2022-2024.jsonl.gz");
        var queries = Lines("known-item-queries-2022-2024.tsv").Select(line => line.Split('\t')).Select(fields => (fields[1], fields[2])).Where((_, i) => i % 10 == 0).ToList();
        await AssertFoundAsync(documents, queries, first: 0.985, ten: 0.998, reciprocal: 0.99);
    }

    private async Task AssertFoundAsync(List<string> documents, List<(string Text, string Document)> queries, double first, double ten, double reciprocal)
    {
        if (documents.Count == 0)
        {
            return;
        }

        var places = await SaveAsync(documents);
        using var memory = new SearchMemory(Clock);
        var ranks = new List<int>();
        foreach (var (text, document) in queries)
        {
            await using var db = Open();
            var result = await new ArticleSearch(db, memory, Clock).FindAsync(new SearchRequest(text, new SearchFilter(), Size: 10), Cancellation);
            ranks.Add(result.Articles.Select(article => (article.Date, article.Number)).ToList().IndexOf(places[document]) + 1);
        }

        Assert.InRange(ranks.Count(rank => rank == 1) / (double)ranks.Count, first, 1);
        Assert.InRange(ranks.Count(rank => rank > 0) / (double)ranks.Count, ten, 1);
        Assert.InRange(ranks.Sum(rank => rank == 0 ? 0 : 1d / rank) / ranks.Count, reciprocal, 1);
    }

    /// <summary>Saves the documents, some a day, and tells where each is.</summary>
    private async Task<Dictionary<string, (DateOnly Date, int Number)>> SaveAsync(List<string> documents)
    {
        var places = new Dictionary<string, (DateOnly, int)>(StringComparer.Ordinal);
        foreach (var (day, lines) in documents.Chunk(40).Index())
        {
            var edition = new EditionBuilder(_first.AddDays(day)).WithPage("A01");
            foreach (var line in lines)
            {
                using var document = JsonDocument.Parse(line);
                string Field(string name) => document.RootElement.GetProperty(name).GetString()!;
                var title = Field("title");
                edition.WithArticle(title[..Math.Min(title.Length, Article.TitleMaxLength)], article =>
                {
                    article.Body = Field("text").Replace("\n", "\n\n", StringComparison.Ordinal);
                    places.Add(Field("id"), (_first.AddDays(day), article.Number));
                });
            }

            await using var db = Open();
            await edition.SaveAsync(db, Cancellation);
        }

        return places;
    }

    private static List<string> Lines(string name)
    {
        if (BesideData.Files("search").FirstOrDefault(file => Path.GetFileName(file) == name) is not { } path)
        {
            return [];
        }

        using var file = File.OpenRead(path);
        using var reader = new StreamReader(name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
