using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Desk;

/// <summary>A new edition by hand: its date, its number, its plan, and the sample that gives way to it.</summary>
public abstract class EditionOpeningSuite(TestEngine engine) : FilesSuite(engine)
{
    private static readonly DateOnly Saturday = new(2024, 3, 2);

    [Fact]
    public async Task The_next_date_is_free_the_number_follows_and_the_plan_is_that_of_the_weekday()
    {
        await SaveEditionAsync(
            Paper.Edition("2024-02-24").Numbered(12340).WithPage("A01", "周末").WithPage("A02-A03", "读书"),
            Paper.Edition("2024-03-01").Numbered(12345).WithPage("A01", "要闻"));
        await using var db = Open();
        var newspaper = await db.Newspapers.SingleAsync(Cancellation);
        var opening = new EditionOpening(db, new DeskChanges(db, Clock), Clock);

        Assert.Equal(Saturday, await opening.NextDateAsync(newspaper, Cancellation));
        Assert.Equal(12346, await opening.NextNumberAsync(newspaper, Saturday, Cancellation));
        Assert.Equal(12341, await opening.NextNumberAsync(newspaper, new DateOnly(2024, 2, 25), Cancellation));
        Assert.Null(await opening.NextNumberAsync(newspaper, new DateOnly(2024, 2, 1), Cancellation));
        Assert.Equal("A01 周末\nA02-A03 读书", EditionOpening.Write(await PagePlan.ForAsync(db, newspaper.Id, Saturday, Cancellation)));
    }

    [Fact]
    public async Task The_same_form_sent_twice_at_once_opens_one_edition()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").WithPage("A01"));
        var opened = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => OpenAsync(Saturday, 2))));

        Assert.Equal(1, opened.Count(done => done));
        await using var db = Open();
        Assert.Equal(2, await db.Editions.CountAsync(Cancellation));
    }

    [Fact]
    public async Task The_sample_gives_way_also_where_it_stood_on_the_same_date()
    {
        await using (var db = Open())
        {
            var newspaper = Paper.Newspaper();
            newspaper.IsSample = true;
            db.Editions.Add(new Edition(newspaper, Saturday) { IsSample = true });
            db.Editions.Add(new Edition(newspaper, Saturday.AddDays(1)) { IsSample = true });
            await db.SaveChangesAsync(Cancellation);
        }

        Assert.True(await OpenAsync(Saturday, null));
        await using var after = Open();
        Assert.False((await after.Editions.SingleAsync(Cancellation)).IsSample);
        Assert.False((await after.Newspapers.SingleAsync(Cancellation)).IsSample);
    }

    private async Task<bool> OpenAsync(DateOnly date, int? number)
    {
        await using var db = Open();
        var newspaper = await db.Newspapers.SingleAsync(Cancellation);
        return await new EditionOpening(db, new DeskChanges(db, Clock), Clock)
            .OpenAsync(newspaper, date, number, [new PlannedPage(PageLabel.Parse("A01"), "要闻")], "wang", Cancellation);
    }
}

public sealed class EditionOpeningOnSqlite() : EditionOpeningSuite(TestEngine.Sqlite);

public sealed class EditionOpeningOnPostgreSql() : EditionOpeningSuite(TestEngine.PostgreSql);
