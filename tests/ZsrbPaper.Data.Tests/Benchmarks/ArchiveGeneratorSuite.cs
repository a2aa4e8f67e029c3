using System.Net;
using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Benchmarks;

/// <summary>What benchmarks measure on is an archive as readers have it.</summary>
public abstract class ArchiveGeneratorSuite(TestEngine engine) : DatabaseSuite(engine)
{
    private static readonly ArchivePlan _plan = new(Seed: 1, Editions: 70, PagesPerEdition: 4, Articles: 500);

    [Fact]
    public async Task A_generated_page_is_shown_with_its_facsimile_and_hot_areas()
    {
        using var media = new TemporaryFolder();
        await GenerateAsync(media, oldAddresses: 10);
        await using var application = PaperApplication.On(Database).With("Media:Root", media.Path);
        application.Clock.SetUtcNow(ArchivePlan.Now);
        using var client = application.CreatePlainClient();
        var page = await client.GetStringAsync("/century/2025-12-31/A02", Cancellation);
        await using var db = Open();
        var facsimile = await db.PrintPages.Select(page => page.FacsimileVersion).FirstAsync(Cancellation);
        Assert.Contains("<polygon", page, StringComparison.Ordinal);
        foreach (var address in new[] { "/century", "/century/2025-11-05/A01", $"/century/2025-12-31/A02/facsimile/{facsimile}/thumbnail.jpg", "/century/archive/2025" })
        {
            using var response = await client.GetAsync(address, Cancellation);
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{address}: {response.StatusCode}");
        }

        using var old = await client.GetAsync(ArchiveGenerator.OldAddressOf(_plan, 3), Cancellation);
        Assert.Equal(HttpStatusCode.MovedPermanently, old.StatusCode);
        Assert.Equal("/century/2025-12-31/A04/1", old.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task An_archive_that_was_interrupted_goes_on_to_the_same_end()
    {
        using var media = new TemporaryFolder();
        await GenerateAsync(media);
        var whole = await TextsAsync();
        await using (var db = Open())
        {
            await db.Editions.Where(edition => edition.Id > 60).ExecuteDeleteAsync(Cancellation);
            await db.SiteFacts.Where(fact => fact.Name == ArchiveGenerator.FinishedFact).ExecuteDeleteAsync(Cancellation);
        }

        await GenerateAsync(media);
        Assert.Equal(_plan.Articles, whole.Count);
        Assert.Equal(whole, await TextsAsync());
    }

    [Fact]
    public async Task Generated_articles_are_found_as_if_the_portal_had_saved_them()
    {
        using var media = new TemporaryFolder();
        await GenerateAsync(media);
        await using var db = Open();
        Assert.Equal(0, await new SearchRebuild(db).RunAsync(onlyMissing: false, null, Cancellation));
        Assert.Equal(_plan.Articles, await db.SearchDocuments.CountAsync(Cancellation));
        var word = SearchTerms.OfWord(SearchText.Normalise(PlantedPhrases.Common[0].Text));
        Assert.Equal(PlantedPhrases.Common[0].CountIn(_plan.Articles), await db.FindDocuments(new DocumentQuery(word)).CountAsync(Cancellation));
    }

    [Fact]
    public async Task Planted_phrases_are_where_they_are_said_to_be()
    {
        using var media = new TemporaryFolder();
        await GenerateAsync(media);
        var texts = await TextsAsync();
        foreach (var phrase in PlantedPhrases.All)
        {
            Assert.Equal(phrase.CountIn(_plan.Articles), texts.Count(article => (article.Title + article.Body).Contains(phrase.Text, StringComparison.Ordinal)));
        }

        Assert.Single(texts, article => article.Body.Contains(PlantedPhrases.UniqueOf(15)!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Editions_come_after_those_that_were_generated()
    {
        using var media = new TemporaryFolder();
        await GenerateAsync(media);
        await using var db = Open();
        var edition = await Paper.Edition("2026-01-01").Of(ArchivePlan.Newspaper).WithPage("A01").WithArticle("新年").SaveAsync(db, Cancellation);
        Assert.Equal(_plan.Editions + 1, edition.Id);
    }

    [Fact]
    public async Task Another_archive_in_the_same_database_is_refused()
    {
        using var media = new TemporaryFolder();
        await GenerateAsync(media);
        await using var db = Open();
        var generator = new ArchiveGenerator(db, media.Path, TextWriter.Null);
        await Assert.ThrowsAsync<InvalidOperationException>(() => generator.GenerateAsync(_plan with { Articles = 600 }, 0, Cancellation));
    }

    private async Task GenerateAsync(TemporaryFolder media, int oldAddresses = 0)
    {
        await using var db = Open();
        await new ArchiveGenerator(db, media.Path, TextWriter.Null).GenerateAsync(_plan, oldAddresses, Cancellation);
    }

    private async Task<List<(int Id, string Title, string Body)>> TextsAsync()
    {
        await using var db = Open();
        var rows = await db.Articles.AsNoTracking().OrderBy(article => article.Id).Select(article => new { article.Id, article.Title, article.Body }).ToListAsync(Cancellation);
        return rows.ConvertAll(row => (row.Id, row.Title, row.Body));
    }
}

public sealed class ArchiveGeneratorOnSqlite() : ArchiveGeneratorSuite(TestEngine.Sqlite);

public sealed class ArchiveGeneratorOnPostgreSql() : ArchiveGeneratorSuite(TestEngine.PostgreSql);
