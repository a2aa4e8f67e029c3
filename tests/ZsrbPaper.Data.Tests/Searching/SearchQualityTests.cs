using Xunit;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Benchmarks.Searching;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Data.Tests.Searching;

/// <summary>
/// How well the right article is found among generated ones, and among real ones where such data lies beside the project. On one engine:
/// <see cref="SearchExactnessSuite"/> shows that both find the same.
/// </summary>
public sealed class SearchQualityTests() : DatabaseSuite(TestEngine.Sqlite)
{
    private const int GeneratedArticles = 3_000;

    [Fact]
    public async Task Questions_find_their_document()
    {
        var documents = KnownTexts.Beside("questions-docs.jsonl");
        var queries = KnownTexts.QueriesBeside("questions-queries.tsv");

        // BM25 of pairs over any term has 0.980, 0.994 and 0.986 on the same data.
        await AssertFoundAsync(documents, queries, first: 0.981, ten: 0.995, reciprocal: 0.987);
    }

    [Fact]
    public async Task Headings_find_their_article()
    {
        var documents = KnownTexts.Beside("articles-2022-2024.jsonl.gz");
        var queries = KnownTexts.QueriesBeside("known-item-queries-2022-2024.tsv");
        await AssertFoundAsync(documents, queries, first: 0.985, ten: 0.999, reciprocal: 0.99);
    }

    [Fact]
    public async Task Generated_articles_are_found_by_heading_by_its_words_and_by_sentences()
    {
        var documents = KnownTexts.Generate(GeneratedArticles);
        var places = await KnownTexts.SaveAsync(() => Open(), documents, Cancellation);
        using var memory = new SearchMemory(Clock);
        var known = documents.GroupBy(document => document.Title).Where(same => same.Count() == 1).Select(same => same.Single()).Take(400).ToList();

        await AssertFoundAsync(memory, places, known.ConvertAll(document => (document.Title, document.Id)), first: 0.985, ten: 0.999, reciprocal: 0.99);
        var dice = new Dice(2);
        var reworded = known.ConvertAll(document => (KnownTexts.Reword(document.Title, ref dice), document.Id));
        await AssertFoundAsync(memory, places, reworded, first: 0.985, ten: 0.999, reciprocal: 0.99);

        // Sentences are pasted with a slip, so that no article has them whole.
        var pasted = known.Take(100).Select(document => (Text: document.Text.Split('。').MaxBy(sentence => sentence.Length)!.Trim().Insert(12, "囍"), document.Id)).ToList();
        foreach (var (text, _) in pasted)
        {
            Assert.True((await FindAsync(memory, text, 1)).IsNearest, text);
        }

        await AssertFoundAsync(memory, places, pasted, first: 1, ten: 1, reciprocal: 1);
    }

    [Fact]
    public async Task Every_generated_article_that_has_a_phrase_is_found_and_no_other()
    {
        var documents = KnownTexts.Generate(GeneratedArticles);
        var places = await KnownTexts.SaveAsync(() => Open(), documents, Cancellation);
        using var memory = new SearchMemory(Clock);
        var dice = new Dice(3);
        var phrases = PlantedPhrases.All.Select(phrase => phrase.Text).Concat(new[] { 0, 1, 5, 50, 500, 5_000 }.Select(rank => Vocabulary.Nouns.Words[rank])).ToList();
        for (var i = 0; i < 100; i++)
        {
            var text = dice.Choose(documents).Text.Split('。')[0];
            var start = dice.Next(text.Length - 2);
            phrases.Add(text.Substring(start, Math.Min(2 + dice.Next(10), text.Length - start)));
        }

        foreach (var phrase in phrases.Select(SearchText.Normalise).Where(phrase => phrase.All(SearchText.IsIdeograph)).Distinct())
        {
            var expected = documents.Where(document => SearchText.Normalise(document.Title).Contains(phrase, StringComparison.Ordinal)
                || document.Text.Split("\n\n").Any(paragraph => SearchText.Normalise(paragraph).Contains(phrase, StringComparison.Ordinal))).Select(document => places[document.Id]).Order();
            var found = new List<(DateOnly, int)>();
            string? after = null;
            do
            {
                var result = await FindAsync(memory, phrase, SearchRequest.MaxSize, after);
                found.AddRange(result.IsNearest ? [] : PlacesOf(result));
                after = result.Next;
            }
            while (after is not null);

            Assert.True(expected.SequenceEqual(found.Order()), $"{phrase}: {found.Count} of {expected.Count()}");
        }
    }

    private async Task AssertFoundAsync(List<KnownText> documents, List<(string Text, string Document)> queries, double first, double ten, double reciprocal)
    {
        if (documents.Count == 0)
        {
            return;
        }

        var places = await KnownTexts.SaveAsync(() => Open(), documents, Cancellation);
        using var memory = new SearchMemory(Clock);
        await AssertFoundAsync(memory, places, queries, first, ten, reciprocal);
    }

    /// <summary>Asks for each document, and compares how many are found in which place.</summary>
    /// <param name="first">Least share of documents that come first.</param>
    /// <param name="ten">Least share among the first ten.</param>
    /// <param name="reciprocal">Least mean of 1/place.</param>
    private async Task AssertFoundAsync(
        SearchMemory memory, Dictionary<string, (DateOnly, int)> places, List<(string Text, string Document)> queries, double first, double ten, double reciprocal)
    {
        var ranks = new List<(int Rank, string Text)>();
        foreach (var (text, document) in queries)
        {
            var result = await FindAsync(memory, text, 10);
            ranks.Add((PlacesOf(result).IndexOf(places[document]) + 1, text));
        }

        var missed = string.Join(" | ", ranks.Where(rank => rank.Rank != 1).OrderByDescending(rank => rank.Rank == 0 ? int.MaxValue : rank.Rank).Take(10).Select(rank => $"{rank.Rank} {rank.Text}"));
        AssertShare(first, ranks.Average(rank => rank.Rank == 1 ? 1d : 0));
        AssertShare(ten, ranks.Average(rank => rank.Rank > 0 ? 1d : 0));
        AssertShare(reciprocal, ranks.Average(rank => rank.Rank == 0 ? 0 : 1d / rank.Rank));

        void AssertShare(double least, double share) => Assert.True(share >= least, $"{share:0.0000} of {ranks.Count}, not {least:0.000}: {missed}");
    }

    private async Task<SearchResult> FindAsync(SearchMemory memory, string text, int size, string? after = null)
    {
        await using var db = Open();
        return await new ArticleSearch(db, memory, Clock).FindAsync(new SearchRequest(text, new SearchFilter(), After: after, Size: size), Cancellation);
    }

    private static List<(DateOnly Date, int Number)> PlacesOf(SearchResult result) => [.. result.Articles.Select(article => (article.Date, article.Number))];
}
