using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Reading;

/// <summary>Who sees what, and when: signed off, release time passed, not withdrawn.</summary>
public abstract class VisibilitySuite(TestEngine engine) : DatabaseSuite(engine)
{
    private const string Noon = "2024-03-01T04:00:00Z";

    [Fact]
    public async Task Draft_whatever_its_plan_is_not_visible()
    {
        await SaveAsync(Paper.Edition("2024-02-01").Planned("2024-02-01T06:00").Draft().WithPage("A01").WithArticle("草稿"));

        Assert.Equal((0, 0, 0), await CountVisibleAsync());
        Assert.Null(await FindAsync("2024-02-01"));
    }

    [Fact]
    public async Task Edition_signed_off_for_later_is_not_visible()
    {
        await SaveAsync(Paper.Edition("2024-03-01").ReleasedAt("2024-03-01T04:00:00.001Z").WithPage("A01").WithArticle("稍后"));

        Assert.Equal((0, 0, 0), await CountVisibleAsync());
        Assert.Null(await FindAsync("2024-03-01"));
    }

    [Fact]
    public async Task Edition_at_its_release_time_becomes_visible_without_anything_being_written()
    {
        await SaveAsync(Paper.Edition("2024-03-02").ReleasedAt("2024-03-01T22:00:00Z").WithPage("A01").WithArticle("明天"));
        Clock.SetUtcNow(new DateTimeOffset(2024, 3, 1, 21, 59, 59, TimeSpan.Zero));
        var before = await CountVisibleAsync();

        Clock.SetUtcNow(new DateTimeOffset(2024, 3, 1, 22, 0, 0, TimeSpan.Zero));

        Assert.Equal((0, 0, 0), before);
        Assert.Equal((1, 1, 1), await CountVisibleAsync());
    }

    [Fact]
    public async Task Edition_dated_tomorrow_and_released_today_is_visible()
    {
        await SaveAsync(Paper.Edition("2024-03-02").ReleasedAt(Noon).WithPage("A01").WithArticle("提前"));

        Assert.NotNull(await FindAsync("2024-03-02"));
    }

    [Fact]
    public async Task Article_withdrawn_is_not_visible_but_known_as_withdrawn()
    {
        await SaveAsync(Paper.Edition("2024-03-01").ReleasedAt(Noon).WithPage("A01").WithArticle("留下").WithArticle("撤下", article => article.Withdrawn()));
        await using var db = Open();
        var now = Clock.GetUtcNow().UtcDateTime;

        Assert.Equal(["留下"], await db.Articles.VisibleToReaders(now).Select(article => article.Title).ToListAsync(Cancellation));
        Assert.Equal(2, await db.Articles.ReleasedOrWithdrawn(now).CountAsync(Cancellation));
    }

    [Fact]
    public async Task Article_withdrawn_in_a_draft_is_not_known_at_all()
    {
        await SaveAsync(Paper.Edition("2024-03-01").Draft().WithPage("A01").WithArticle("撤下", article => article.Withdrawn()));
        await using var db = Open();

        Assert.Empty(await db.Articles.ReleasedOrWithdrawn(Clock.GetUtcNow().UtcDateTime).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Neighbours_of_an_edition_skip_days_without_and_what_is_not_visible()
    {
        await SaveAsync(
            Paper.Edition("2024-02-20").WithPage("A01"),
            Paper.Edition("2024-02-27").Draft().WithPage("A01"),
            Paper.Edition("2024-02-25").WithPage("A01"),
            Paper.Edition("2024-02-28").ReleasedAt("2024-03-05T00:00:00Z").WithPage("A01"),
            Paper.Edition("2024-03-01").WithPage("A01"));

        var middle = await FindAsync("2024-02-25");
        var last = await FindAsync("2024-03-01");
        var first = await FindAsync("2024-02-20");

        Assert.Equal((new DateOnly(2024, 2, 20), new DateOnly(2024, 3, 1)), (middle!.PreviousDate, middle.NextDate));
        Assert.Equal((new DateOnly(2024, 2, 25), null), (last!.PreviousDate, last.NextDate));
        Assert.Equal((null, new DateOnly(2024, 2, 25)), (first!.PreviousDate, first.NextDate));
    }

    [Fact]
    public async Task Neighbours_of_an_edition_are_of_the_same_newspaper()
    {
        await SaveAsync(
            Paper.Edition("2024-02-28").Of("zsws").WithPage("1"),
            Paper.Edition("2024-02-29").WithPage("A01"),
            Paper.Edition("2024-03-01").Of("zsws").WithPage("1"));

        var edition = await FindAsync("2024-02-29");

        Assert.Equal((null, null), (edition!.PreviousDate, edition.NextDate));
    }

    [Fact]
    public async Task Latest_is_the_greatest_visible_date_not_the_latest_released()
    {
        await SaveAsync(
            Paper.Edition("2024-02-29").ReleasedAt("2024-02-28T16:00:00Z").WithPage("A01"),
            Paper.Edition("2024-02-01").ReleasedAt("2024-03-01T03:59:00Z").WithPage("A01"),
            Paper.Edition("2024-03-02").ReleasedAt("2024-03-01T16:00:00Z").WithPage("A01"));
        await using var db = Open();

        var latest = await new EditionReader(db, Clock).FindLatestEditionAsync("zsrb", Cancellation);

        Assert.Equal(new DateOnly(2024, 2, 29), latest!.Date);
    }

    [Fact]
    public async Task Latest_without_a_visible_edition_is_null()
    {
        await SaveAsync(Paper.Edition("2024-02-29").Draft().WithPage("A01"));
        await using var db = Open();

        Assert.Null(await new EditionReader(db, Clock).FindLatestEditionAsync("zsrb", Cancellation));
        Assert.Null(await new EditionReader(db, Clock).FindLatestEditionAsync("unknown", Cancellation));
    }

    [Fact]
    public async Task Rule_in_memory_agrees_with_the_rule_of_queries()
    {
        await SaveAsync(
            Paper.Edition("2024-02-26").Draft(),
            Paper.Edition("2024-02-27").ReleasedAt("2024-03-01T03:59:59Z"),
            Paper.Edition("2024-02-28").ReleasedAt(Noon),
            Paper.Edition("2024-02-29").ReleasedAt("2024-03-01T04:00:01Z"));
        await using var db = Open();
        var now = Clock.GetUtcNow().UtcDateTime;

        var byQuery = await db.Editions.VisibleToReaders(now).OrderBy(edition => edition.Date).Select(edition => edition.Date).ToListAsync(Cancellation);
        var inMemory = (await db.Editions.ToListAsync(Cancellation)).Where(edition => edition.IsReleased(now)).Select(edition => edition.Date).Order();

        Assert.Equal(inMemory, byQuery);
        Assert.Equal([new DateOnly(2024, 2, 27), new DateOnly(2024, 2, 28)], byQuery);
        var hidden = await db.Editions.HiddenFromReaders(now).OrderBy(edition => edition.Date).Select(edition => edition.Date).ToListAsync(Cancellation);
        Assert.Equal([new DateOnly(2024, 2, 26), new DateOnly(2024, 2, 29)], hidden);
    }

    private async Task SaveAsync(params EditionBuilder[] editions)
    {
        await using var db = Open();
        foreach (var edition in editions)
        {
            await edition.SaveAsync(db, Cancellation);
        }
    }

    private async Task<EditionView?> FindAsync(string date)
    {
        await using var db = Open();
        return await new EditionReader(db, Clock).FindEditionAsync("zsrb", DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), Cancellation);
    }

    private async Task<(int Editions, int Pages, int Articles)> CountVisibleAsync()
    {
        await using var db = Open();
        var now = Clock.GetUtcNow().UtcDateTime;
        return (
            await db.Editions.VisibleToReaders(now).CountAsync(Cancellation),
            await db.PrintPages.VisibleToReaders(now).CountAsync(Cancellation),
            await db.Articles.VisibleToReaders(now).CountAsync(Cancellation));
    }
}

public sealed class VisibilityOnSqlite() : VisibilitySuite(TestEngine.Sqlite);

public sealed class VisibilityOnPostgreSql() : VisibilitySuite(TestEngine.PostgreSql);
