using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Desk;

/// <summary>Making up a page: areas, articles and their order, facts.</summary>
public abstract class PageDeskSuite(TestEngine engine) : DatabaseSuite(engine)
{
    private const string Half = "0,0 50,0 50,50 0,50";
    private const string Rest = "50,0 100,0 100,50 50,50";
    private static readonly PageLabel _first = PageLabel.Parse("A01");
    private static readonly PageLabel _second = PageLabel.Parse("A02");
    private static readonly PageAddress _page = new("zsrb", new DateOnly(2024, 3, 1), _first);

    [Fact]
    public async Task Areas_of_one_page_are_replaced_and_those_of_other_pages_stay()
    {
        await EditionAsync();
        Assert.Equal(PageSaveOutcome.Saved, (await SaveAsync(_page with { Label = _second }, new DrawnArea(_first, 1, Half))).Outcome);
        await ReviewAsync();
        var saved = await SaveAsync(_page, new(_first, 1, Rest), new(_first, 1, Half), new(_second, 1, Rest));

        Assert.Equal(PageSaveOutcome.Saved, saved.Outcome);
        Assert.Equal(["A01/1 on A01: " + Rest, "A01/1 on A01: " + Half, "A01/1 on A02: " + Half, "A02/1 on A01: " + Rest], await AreasAsync());
        await using var db = Open();
        Assert.NotNull((await db.Reviews.SingleAsync(Cancellation)).VoidedAt);
        var entry = await db.AuditEntries.OrderByDescending(entry => entry.Number).Skip(1).FirstAsync(Cancellation);
        Assert.Contains(Acts.PageChanged, await db.AuditEntries.Select(entry => entry.Act).ToListAsync(Cancellation));
        Assert.Equal("wang", entry.Actor);
        Assert.Equal(saved.Version, (await db.PrintPages.SingleAsync(page => page.Label == _first, Cancellation)).Version);
    }

    [Fact]
    public async Task Same_areas_again_change_nothing_and_an_old_version_is_a_conflict()
    {
        await EditionAsync();
        var version = await VersionAsync(_first);
        var first = await SaveAsync(_page, new DrawnArea(_first, 1, Half));
        Assert.Equal(new PageSave(PageSaveOutcome.Unchanged, first.Version), await SaveAsync(_page, new DrawnArea(_first, 1, Half)));
        await using var db = Open();
        Assert.Equal(PageSaveOutcome.Conflict, (await Desk(db).SaveAreasAsync(_page, version, [], "li", Cancellation)).Outcome);
        Assert.Single(await AreasAsync());
    }

    [Theory]
    [InlineData("A01", 1, "0,0 50,0")]
    [InlineData("A01", 1, "0,0 50,0 50,101")]
    [InlineData("A01", 1, "0,0 50,0 50,x")]
    [InlineData("A01", 1, "0,0 50 50,50")]
    [InlineData("A01", 1, "")]
    [InlineData("A01", 9, Half)]
    [InlineData("A03", 1, Half)]
    public async Task What_is_no_area_of_an_article_is_refused_with_a_sentence(string label, int number, string points)
    {
        await EditionAsync();
        var refused = await SaveAsync(_page, new DrawnArea(PageLabel.Parse(label), number, points));
        Assert.Equal(PageSaveOutcome.Invalid, refused.Outcome);
        Assert.NotNull(refused.Problem);
        Assert.Empty(await AreasAsync());
    }

    [Fact]
    public async Task Number_of_a_removed_article_never_comes_back()
    {
        await EditionAsync();
        await using var db = Open();
        Assert.Equal(3, (await Desk(db).AddArticleAsync(_page, "三", "", "wang", Cancellation)).Number);
        Assert.Equal(PageSaveOutcome.Saved, (await Desk(db).RemoveArticleAsync(_page, 3, "wang", Cancellation)).Outcome);
        Assert.Equal(PageSaveOutcome.Missing, (await Desk(db).RemoveArticleAsync(_page, 3, "wang", Cancellation)).Outcome);
        Assert.Equal(4, (await Desk(db).AddArticleAsync(_page, "四", "正文", "wang", Cancellation)).Number);
        Assert.Equal(PageSaveOutcome.Invalid, (await Desk(db).AddArticleAsync(_page, " ", "", "wang", Cancellation)).Outcome);
        Assert.Equal([1, 2, 4], await NumbersAsync());
    }

    [Fact]
    public async Task Articles_are_put_in_order_one_by_one_or_all_at_once()
    {
        await EditionAsync();
        await using var db = Open();
        var moved = await Desk(db).MoveAsync(_page, await VersionAsync(_first), 2, -1, "wang", Cancellation);
        Assert.Equal(PageSaveOutcome.Saved, moved.Outcome);
        Assert.Equal([2, 1], await NumbersAsync());
        Assert.Equal(PageSaveOutcome.Unchanged, (await Desk(db).MoveAsync(_page, moved.Version, 2, int.MinValue, "wang", Cancellation)).Outcome);
        Assert.Equal(PageSaveOutcome.Conflict, (await Desk(db).OrderAsync(_page, moved.Version, [1, 1], "wang", Cancellation)).Outcome);
        Assert.Equal(PageSaveOutcome.Saved, (await Desk(db).OrderAsync(_page, moved.Version, [1, 2], "wang", Cancellation)).Outcome);
        Assert.Equal([1, 2], await NumbersAsync());
    }

    [Fact]
    public async Task Facts_are_stored_and_what_is_too_long_is_refused()
    {
        await EditionAsync();
        await using var db = Open();
        var version = await VersionAsync(_first);
        Assert.Equal(PageSaveOutcome.Invalid, (await Desk(db).SaveFactsAsync(_page, version, new(new string('版', 101), [], [], []), "wang", Cancellation)).Outcome);
        Assert.Equal(PageSaveOutcome.Saved, (await Desk(db).SaveFactsAsync(_page, version, new("要闻", ["王"], ["李"], ["赵"]), "wang", Cancellation)).Outcome);
        await using var after = Open();
        var page = await after.PrintPages.SingleAsync(page => page.Label == _first, Cancellation);
        Assert.Equal(("要闻", "王", "李", "赵"), (page.Section, page.Editors.Single(), page.Designers.Single(), page.Proofreaders.Single()));
    }

    [Fact]
    public async Task Page_goes_with_its_articles_and_their_areas_elsewhere()
    {
        await EditionAsync();
        await SaveAsync(_page with { Label = _second }, new DrawnArea(_first, 1, Half), new DrawnArea(_second, 1, Rest));
        await using var db = Open();
        Assert.Equal(PageSaveOutcome.Saved, (await Desk(db).RemovePageAsync(_page, "wang", Cancellation)).Outcome);
        Assert.Equal(["A02/1 on A02: " + Rest], await AreasAsync());
        await using var after = Open();
        Assert.Equal(2, await after.Set<RetiredNumber>().CountAsync(Cancellation));
    }

    [Fact]
    public async Task Released_page_keeps_its_articles_and_a_withdrawn_one_its_areas()
    {
        await using (var setup = Open())
        {
            await Paper.Edition("2024-03-01").WithPage("A01").WithArticle("一").WithArticle("二", article => article.Withdrawn()).SaveAsync(setup, Cancellation);
        }

        await using var db = Open();
        Assert.Equal(PageSaveOutcome.Released, (await Desk(db).AddArticleAsync(_page, "三", "", "wang", Cancellation)).Outcome);
        Assert.Equal(PageSaveOutcome.Released, (await Desk(db).RemoveArticleAsync(_page, 1, "wang", Cancellation)).Outcome);
        Assert.Equal(PageSaveOutcome.Released, (await Desk(db).RemovePageAsync(_page, "wang", Cancellation)).Outcome);
        Assert.Equal(PageSaveOutcome.Invalid, (await SaveAsync(_page, new DrawnArea(_first, 2, Half))).Outcome);
        Assert.Equal(PageSaveOutcome.Saved, (await SaveAsync(_page, new DrawnArea(_first, 1, Half))).Outcome);
    }

    private PageDesk Desk(PaperDbContext db) => new(db, new DeskChanges(db, Clock), Clock);

    private async Task EditionAsync()
    {
        await using var db = Open();
        await Paper.Edition("2024-03-01").Draft().WithPage("A01").WithArticle("一").WithArticle("二").WithPage("A02").WithArticle("另版").SaveAsync(db, Cancellation);
    }

    private async Task<int> VersionAsync(PageLabel label)
    {
        await using var db = Open();
        return await db.PrintPages.Where(page => page.Label == label).Select(page => page.Version).SingleAsync(Cancellation);
    }

    private async Task<PageSave> SaveAsync(PageAddress address, params IReadOnlyList<DrawnArea> areas)
    {
        var version = await VersionAsync(address.Label);
        await using var db = Open();
        return await Desk(db).SaveAreasAsync(address, version, areas, "wang", Cancellation);
    }

    private async Task<List<string>> AreasAsync()
    {
        await using var db = Open();
        var areas = await db.Set<HotArea>().Include(area => area.Page).Include(area => area.Article.Page).ToListAsync(Cancellation);
        return [.. areas.OrderBy(area => area.Article.Page.Position).ThenBy(area => area.Page.Position).ThenBy(area => area.Position)
            .Select(area => $"{area.Article.Page.Label}/{area.Article.Number} on {area.Page.Label}: {area.Shape.Text}")];
    }

    private async Task<List<int>> NumbersAsync()
    {
        await using var db = Open();
        return await db.Articles.Where(article => article.Page.Label == _first).OrderBy(article => article.Position).Select(article => article.Number).ToListAsync(Cancellation);
    }

    private async Task ReviewAsync()
    {
        await using var db = Open();
        var page = await db.PrintPages.SingleAsync(page => page.Label == _first, Cancellation);
        db.Add(new Review(page, null, 1, "zhao", Clock.GetUtcNow().UtcDateTime));
        await db.SaveChangesAsync(Cancellation);
    }
}

public sealed class PageDeskOnSqlite() : PageDeskSuite(TestEngine.Sqlite);

public sealed class PageDeskOnPostgreSql() : PageDeskSuite(TestEngine.PostgreSql);
