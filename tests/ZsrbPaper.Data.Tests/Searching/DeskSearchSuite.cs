using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Searching;

/// <summary>What the desk finds beyond what readers do, on both engines alike.</summary>
public abstract class DeskSearchSuite(TestEngine engine) : DatabaseSuite(engine)
{
    [Fact]
    public async Task Articles_of_every_stage_are_found_and_each_by_its_stage()
    {
        await SaveEveryStageAsync();

        var all = await FindAsync("发展");
        var expected = Enum.GetValues<ArticleStage>().ToDictionary(stage => stage, stage => $"发展{stage}");
        Assert.Equal(expected.OrderBy(pair => pair.Key), all.Articles.Select(found => KeyValuePair.Create(found.Stage, found.Article.Title.ToString())).OrderBy(pair => pair.Key));
        foreach (var (stage, title) in expected)
        {
            var found = Assert.Single((await FindAsync("发展", stage)).Articles);
            Assert.Equal((title, stage), (found.Article.Title.ToString(), found.Stage));
        }
    }

    [Fact]
    public async Task Draft_is_found_by_its_new_words_and_no_more_by_its_old_ones()
    {
        await Paper.Edition("2024-03-02").Draft().WithPage("A01").WithArticle("旧题", article => article.Body = "旧的正文").SaveAsync(Open(), Cancellation);
        await using (var db = Open())
        {
            var draft = await db.Articles.SingleAsync(Cancellation);
            (draft.Title, draft.Body, draft.Reporters, draft.ChangedBy) = ("", "改过的词句", ["徐钧钻"], "wang");
            await db.SaveChangesAsync(Cancellation);
        }

        foreach (var query in new[] { "旧题", "旧的正文" })
        {
            Assert.Empty((await FindAsync($"\"{query}\"", ArticleStage.Draft, isNearestWelcome: false)).Articles);
        }

        foreach (var query in new[] { "改过的词句", "作者:徐钧钻", "作者:徐钧钻 改过" })
        {
            var found = Assert.Single((await FindAsync(query, ArticleStage.Draft)).Articles);
            Assert.Equal(("", "wang"), (found.Article.Title.ToString(), found.ChangedBy));
        }
    }

    [Fact]
    public async Task Only_newspapers_of_the_user_are_searched()
    {
        await Paper.Edition("2024-03-02").Draft().WithPage("A01").WithArticle("发展一").SaveAsync(Open(), Cancellation);
        await Paper.Edition("2024-03-02").Of("zswb").Draft().WithPage("A01").WithArticle("发展二").SaveAsync(Open(), Cancellation);

        foreach (var stage in new ArticleStage?[] { null, ArticleStage.Draft })
        {
            Assert.Equal(2, (await FindAsync("发展", stage)).Articles.Count);
            Assert.Equal("发展二", Assert.Single((await FindAsync("发展", stage, ["zswb"])).Articles).Article.Title.ToString());
            Assert.Empty((await FindAsync("发展", stage, [])).Articles);

            // What comes near, when none has all the words, is theirs too.
            Assert.Equal("发展二", Assert.Single((await FindAsync("发展 无此词", stage, ["zswb"])).Articles).Article.Title.ToString());
        }
    }

    [Fact]
    public async Task Pages_of_a_list_reach_every_draft_once()
    {
        var edition = Paper.Edition("2024-03-02").Draft().WithPage("A01");
        for (var i = 0; i < 45; i++)
        {
            edition.WithArticle($"发展{i}");
        }

        await edition.SaveAsync(Open(), Cancellation);
        await using var db = Open();
        using var memory = new SearchMemory(Clock);
        var search = new DeskSearch(db, new ArticleSearch(db, memory, Clock), Clock);
        var seen = new List<int>();
        var request = new SearchRequest("发展", new SearchFilter());
        for (string? next = ""; next is not null;)
        {
            var result = await search.FindAsync(request with { After = next }, null, ArticleStage.Draft, Cancellation);
            seen.AddRange(result.Articles.Select(found => found.Article.Number));
            next = result.Found.Next;
        }

        Assert.Equal(Enumerable.Range(1, 45), seen.Order());
    }

    /// <summary>An edition of every stage, each with an article that is named for it.</summary>
    private async Task SaveEveryStageAsync()
    {
        await using var db = Open();
        var now = Clock.GetUtcNow().UtcDateTime;
        await Paper.Edition("2024-02-29").WithPage("A01").WithArticle("发展Released").WithArticle("发展Withdrawn", article => article.Withdrawal = "不实").SaveAsync(db, Cancellation);
        await Paper.Edition("2024-03-02").ReleasedAt("2024-03-01T22:00:00Z").WithPage("A01").WithArticle("发展SignedOff").SaveAsync(db, Cancellation);
        var held = await Paper.Edition("2024-03-03").ReleasedAt("2024-03-02T22:00:00Z").WithPage("A01").WithArticle("发展Held").SaveAsync(db, Cancellation);
        held.Hold(now, "改了");
        var inReview = await Paper.Edition("2024-03-04").Draft().WithPage("A01").WithArticle("发展InReview").SaveAsync(db, Cancellation);
        db.Add(new Review(inReview.Pages.First(), null, 1, "李审", now));
        await Paper.Edition("2024-03-05").Draft().WithPage("A01").WithArticle("发展Draft").SaveAsync(db, Cancellation);
    }

    private async Task<DeskSearchResult> FindAsync(string query, ArticleStage? stage = null, IReadOnlyList<string>? newspapers = null, bool isNearestWelcome = true)
    {
        await using var db = Open();
        using var memory = new SearchMemory(Clock);
        var result = await new DeskSearch(db, new ArticleSearch(db, memory, Clock), Clock).FindAsync(new SearchRequest(query, new SearchFilter()), newspapers, stage, Cancellation);
        return result.Found.IsNearest && !isNearestWelcome ? result with { Articles = [] } : result;
    }
}

public sealed class DeskSearchOnSqlite() : DeskSearchSuite(TestEngine.Sqlite);

public sealed class DeskSearchOnPostgreSql() : DeskSearchSuite(TestEngine.PostgreSql);
