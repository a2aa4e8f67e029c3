using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.OldAddresses;
using ZsrbPaper.Data.PostgreSql;
using ZsrbPaper.Data.Sqlite;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Changes;

/// <summary>Every save tells what readers may notice of it, and every node learns it once; on both engines.</summary>
public abstract class ReaderChangesSuite(TestEngine engine) : DatabaseSuite(engine)
{
    private static readonly DateOnly _day = new(2024, 3, 1);
    private static readonly ChangedPlace _edition = new("zsrb", _day);

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    [Fact]
    public async Task Change_of_a_released_edition_is_told_with_its_date()
    {
        await SaveAsync(Paper.Edition("2024-03-01").WithPage("A01", more: page => page.WithPicture()).WithArticle("一", article => article.At(1, 1, 50, 50).WithPhoto("1.jpg")));
        await using var log = OpenLog();
        await ReadAsync(log);

        Assert.Equal([_edition], await AfterAsync(log, edition => edition.Pages.Single().Articles.Single().Title = "二"));
        Assert.Equal([_edition], await AfterAsync(log, edition => edition.Pages.Single().Articles.Single().Withdrawal = "应作者要求"));
        Assert.Equal([_edition], await AfterAsync(log, edition => edition.Pages.Single().Section = "要闻"));
        Assert.Equal([_edition], await AfterAsync(log, edition => edition.Pages.Single().Articles.Single().Photos.Single().Caption = "别的图说"));
        Assert.Equal([_edition], await AfterAsync(log, edition => edition.Number = 7));
        Assert.Equal([new ChangedPlace("zsrb", null)], await AfterAsync(log, edition => edition.Newspaper.Hotline = "66668888"));
        Assert.Empty(await ReadAsync(log));
    }

    [Fact]
    public async Task Drafts_are_told_only_when_they_are_signed_off()
    {
        await SaveAsync(Paper.Edition("2024-03-01").Draft().WithPage("A01").WithArticle("一"));
        await using var log = OpenLog();
        await ReadAsync(log);

        Assert.Empty(await AfterAsync(log, edition => edition.Pages.Single().Articles.Single().Body = "本报讯 改过。"));
        Assert.Equal([_edition], await AfterAsync(log, edition => edition.SignOff(Now, Now.AddHours(2))));
        Assert.Equal([_edition], await AfterAsync(log, edition => edition.Hold(Now, "换了照片")));
        Assert.Empty(await AfterAsync(log, edition => edition.Pages.Single().Articles.Single().Body = "本报讯 又改过。"));
    }

    [Fact]
    public async Task Planned_releases_come_with_the_first_look_and_with_changes()
    {
        await SaveAsync(Paper.Edition("2024-03-01").ReleasedAt("2024-03-02T06:00").WithPage("A01").WithArticle("一"));
        await using var log = OpenLog();

        var first = await log.ReadAsync(Now, Cancellation);

        var planned = Assert.Single(first.Releases!);
        Assert.Equal(("zsrb", _day), (planned.Newspaper, planned.Date));
        Assert.True(planned.At > Now && planned.At.Kind == DateTimeKind.Utc);
        Assert.Null((await log.ReadAsync(Now, Cancellation)).Releases);
        await SaveAsync(Paper.Edition("2024-03-02").ReleasedAt("2024-03-03T06:00").WithPage("A01").WithArticle("二"));
        Assert.Equal(2, (await log.ReadAsync(Now, Cancellation)).Releases!.Count);
        Assert.Empty((await ReadPlansAsync(Now.AddDays(9)))!);
    }

    [Fact]
    public async Task Deleted_editions_and_old_addresses_are_told()
    {
        await SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("一"));
        await using var log = OpenLog();
        await ReadAsync(log);
        await using var db = Open();
        var edition = await db.Editions.SingleAsync(Cancellation);

        db.Add(new OldAddress("/old.htm", edition.Id, null, null));
        await db.SaveChangesAsync(Cancellation);
        Assert.Equal([ChangeBatch.Everything], await ReadAsync(log));
        db.Remove(await db.OldAddresses.SingleAsync(Cancellation));
        db.Remove(edition);
        await db.SaveChangesAsync(Cancellation);

        Assert.Equal([ChangeBatch.Everything, _edition], (await ReadAsync(log)).OrderBy(change => change.Newspaper));
    }

    [Fact]
    public async Task What_is_rolled_back_is_not_told()
    {
        await SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("一"));
        await using var log = OpenLog();
        await ReadAsync(log);
        await using var db = Open();
        await using (await db.Database.BeginTransactionAsync(Cancellation))
        {
            (await db.Articles.SingleAsync(Cancellation)).Title = "二";
            await db.SaveChangesAsync(Cancellation);
        }

        Assert.Empty(await ReadAsync(log));
    }

    [Fact]
    public async Task Node_that_is_behind_what_is_kept_forgets_everything()
    {
        await using var log = OpenLog();
        await SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("一"));
        await ReadAsync(log);
        await using var db = Open();
        for (var i = 0; i < ReaderChange.Kept + 2; i++)
        {
            db.Add(new ReaderChange("zsrb", _day));
        }

        await db.SaveChangesAsync(Cancellation);
        await using (var other = OpenLog())
        {
            await other.PruneAsync(Cancellation);
        }

        Assert.Equal(ReaderChange.Kept, await db.ReaderChanges.CountAsync(Cancellation));
        Assert.Contains(ChangeBatch.Everything, await ReadAsync(log));
    }

    protected static async Task<IReadOnlyList<ChangedPlace>> ReadAsync(IChangeLog log, DateTime? now = null) => (await log.ReadAsync(now ?? DateTime.UnixEpoch, Cancellation)).Changes;

    protected IChangeLog OpenLog() => Database.Engine == TestEngine.Sqlite ? new SqliteChangeLog(Database.ConnectionString) : new PostgreSqlChangeLog(Database.ConnectionString);

    protected async Task SaveAsync(EditionBuilder edition)
    {
        await using var db = Open();
        await edition.SaveAsync(db, Cancellation);
    }

    private async Task<IReadOnlyList<PlannedRelease>?> ReadPlansAsync(DateTime now)
    {
        await using var log = OpenLog();
        return (await log.ReadAsync(now, Cancellation)).Releases;
    }

    private async Task<IReadOnlyList<ChangedPlace>> AfterAsync(IChangeLog log, Action<Edition> change)
    {
        await using var db = Open();
        change(await db.Editions.Include(edition => edition.Newspaper).Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Photos).SingleAsync(Cancellation));
        await db.SaveChangesAsync(Cancellation);
        return await ReadAsync(log);
    }
}

public sealed class ReaderChangesOnSqlite() : ReaderChangesSuite(TestEngine.Sqlite);

public sealed class ReaderChangesOnPostgreSql() : ReaderChangesSuite(TestEngine.PostgreSql)
{
    [Fact]
    public async Task Transaction_that_ends_late_is_told_though_later_ones_were()
    {
        await SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("一"));
        await SaveAsync(Paper.Edition("2024-03-02").WithPage("A01").WithArticle("二"));
        await using var log = OpenLog();
        await ReadAsync(log);
        await using var slow = Open();
        await using var transaction = await slow.Database.BeginTransactionAsync(Cancellation);
        slow.Add(new ReaderChange("zsrb", new DateOnly(2024, 3, 1)));
        await slow.SaveChangesAsync(Cancellation);
        await using var quick = Open();
        quick.Add(new ReaderChange("zsrb", new DateOnly(2024, 3, 2)));
        await quick.SaveChangesAsync(Cancellation);

        Assert.Equal([new ChangedPlace("zsrb", new DateOnly(2024, 3, 2))], await ReadAsync(log));
        Assert.Empty(await ReadAsync(log));
        await transaction.CommitAsync(Cancellation);

        Assert.Equal([new ChangedPlace("zsrb", new DateOnly(2024, 3, 1))], await ReadAsync(log));
        Assert.Empty(await ReadAsync(log));
    }
}
