using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Purging;
using ZsrbPaper.Data.PostgreSql;
using ZsrbPaper.Data.Sqlite;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Purging;

/// <summary>Caches beyond the portal are told what changed: once for all nodes, in order, through failures and nodes that are killed; on both engines.</summary>
public abstract class PurgeSuite(TestEngine engine) : DatabaseSuite(engine)
{
    private readonly Caches _caches = new();

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    [Fact]
    public async Task Change_of_an_edition_is_told_when_all_nodes_know_it_and_again_when_all_answers_have_arrived()
    {
        await SaveAsync("2024-02-27", "2024-02-28", "2024-03-01", "2024-03-04");
        await using var node = await StartAsync();

        await ChangeAsync("2024-03-01", edition => edition.Pages.Single().Articles.Single().Withdrawal = "应作者要求");
        await node.RunAsync();
        await PassAsync(node, PurgeRunner.Settling - TimeSpan.FromSeconds(1));
        Assert.Empty(_caches.Told);
        await PassAsync(node, TimeSpan.FromSeconds(1));

        string[] tags = ["paper-zsrb-2024-02-28", "paper-zsrb-2024-03-01", "paper-zsrb-2024-03-04", "paper-zsrb_lists", "paper_lists"];
        Assert.Equal(tags, Assert.Single(_caches.Told));
        await PassAsync(node, PurgeRunner.Arriving);
        Assert.Equal([tags, tags], _caches.Told);
        await PassAsync(node, TimeSpan.FromHours(1));
        Assert.Equal(2, _caches.Told.Count);
    }

    [Fact]
    public async Task Newspaper_is_told_as_one_and_what_concerns_all_as_everything()
    {
        await SaveAsync("2024-03-01");
        await using var node = await StartAsync();

        await ChangeAsync("2024-03-01", edition => edition.Newspaper.Hotline = "66668888");
        await node.RunAsync();
        await PassAsync(node, PurgeRunner.Settling);
        Assert.Equal(["paper-zsrb", "paper_lists"], Assert.Single(_caches.Told));

        await using (var db = Open())
        {
            db.Add(new Core.OldAddresses.OldAddress("/old.htm", (await db.Editions.SingleAsync(Cancellation)).Id, null, null));
            await db.SaveChangesAsync(Cancellation);
        }

        await node.RunAsync();
        await PassAsync(node, PurgeRunner.Settling);
        Assert.Equal(["paper"], _caches.Told[1]);
    }

    [Fact]
    public async Task Edition_that_appears_between_two_concerns_both()
    {
        await SaveAsync("2024-02-28", "2024-03-04");
        await using var node = await StartAsync();

        await SaveAsync("2024-03-01");
        await node.RunAsync();
        await PassAsync(node, PurgeRunner.Settling);

        // Neither neighbour's answers have the day of the new one: they are found by their own.
        Assert.Contains(CacheTags.OfEdition("zsrb", new DateOnly(2024, 2, 28), null, new DateOnly(2024, 3, 4)), _caches.Told[0].Contains);
        Assert.Contains(CacheTags.OfEdition("zsrb", new DateOnly(2024, 3, 4), new DateOnly(2024, 2, 28), null), _caches.Told[0].Contains);
        Assert.DoesNotContain(CacheTags.OfEdition("zsrb", new DateOnly(2024, 2, 20), new DateOnly(2024, 2, 19), new DateOnly(2024, 2, 21)), _caches.Told[0].Contains);
        Assert.DoesNotContain(CacheTags.OfNewspaper("zswb"), _caches.Told[0].Except(["paper_lists"]).Contains);
    }

    [Fact]
    public async Task Planned_release_is_told_when_it_has_come()
    {
        await SaveAsync("2024-03-01");
        await using var node = await StartAsync();
        await using (var db = Open())
        {
            await Paper.Edition("2024-03-02").ReleasedAt("2024-03-01T22:00").WithPage("A01").WithArticle("明天的一篇").SaveAsync(db, Cancellation);
        }

        await node.RunAsync();
        await PassAsync(node, PurgeRunner.Arriving);
        await PassAsync(node, PurgeRunner.Arriving);
        _caches.Told.Clear();
        await PassAsync(node, new DateTime(2024, 3, 1, 21, 59, 59, DateTimeKind.Utc) - Now);
        await PassAsync(node, TimeSpan.FromSeconds(1));
        Assert.Empty(_caches.Told);

        await PassAsync(node, PurgeRunner.Settling);

        Assert.Equal(["paper-zsrb-2024-03-01", "paper-zsrb-2024-03-02", "paper-zsrb_lists", "paper_lists"], Assert.Single(_caches.Told));
    }

    [Fact]
    public async Task Release_that_came_while_no_node_was_there_is_told_by_the_next()
    {
        await using (var db = Open())
        {
            await Paper.Edition("2024-03-02").ReleasedAt("2024-03-01T22:00").WithPage("A01").WithArticle("明天的一篇").SaveAsync(db, Cancellation);
        }

        await (await StartAsync()).KillAsync();
        Clock.Advance(TimeSpan.FromDays(2));

        await using var node = await StartAsync();
        await PassAsync(node, PurgeRunner.Settling);

        AssertForgets("2024-03-02", Assert.Single(_caches.Told));
    }

    [Fact]
    public async Task Caches_that_are_away_are_told_everything_once_they_are_back()
    {
        await SaveAsync("2024-03-01", "2024-03-05");
        await using var node = await StartAsync();
        Assert.True(node.Runner.IsTrusted);
        _caches.Answer = _ => throw new HttpRequestException("no route");

        await ChangeAsync("2024-03-01", edition => edition.Number = 1);
        await node.RunAsync();
        await PassAsync(node, PurgeRunner.Settling);
        Assert.False(node.Runner.IsTrusted);
        var tries = _caches.Tries;
        foreach (var wait in new[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300 })
        {
            await PassAsync(node, TimeSpan.FromSeconds(wait) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(tries, _caches.Tries);
            await PassAsync(node, TimeSpan.FromMilliseconds(1));
            Assert.Equal(++tries, _caches.Tries);
        }

        await ChangeAsync("2024-03-05", edition => edition.Number = 2);
        _caches.Answer = null;
        await PassAsync(node, PurgeRunner.LongestWait);
        Assert.Contains("paper-zsrb-2024-03-01", Assert.Single(_caches.Told));
        Assert.True(node.Runner.IsTrusted);
        await PassAsync(node, PurgeRunner.Settling);
        Assert.Contains("paper-zsrb-2024-03-05", _caches.Told[^1]);
    }

    [Fact]
    public async Task Caches_that_ask_for_a_pause_get_it()
    {
        await SaveAsync("2024-03-01");
        await using var node = await StartAsync();
        _caches.Answer = _ => new PurgeAnswer("429", TimeSpan.FromMinutes(1));
        await ChangeAsync("2024-03-01", edition => edition.Number = 1);
        await node.RunAsync();
        await PassAsync(node, PurgeRunner.Settling);
        await PassAsync(node, TimeSpan.FromSeconds(59));
        Assert.Equal(1, _caches.Tries);
        await PassAsync(node, TimeSpan.FromSeconds(1));
        Assert.Equal(2, _caches.Tries);
    }

    [Fact]
    public async Task Of_two_nodes_one_tells()
    {
        await SaveAsync("2024-03-01");
        await using var one = await StartAsync();
        await using var other = await StartAsync();

        await ChangeAsync("2024-03-01", edition => edition.Number = 1);
        for (var seconds = 0; seconds < 60; seconds++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await other.RunAsync();
            await one.RunAsync();
        }

        Assert.Equal(2, _caches.Told.Count);
        Assert.True(other.Runner.IsTrusted);
        _caches.Answer = _ => new PurgeAnswer("500");
        await ChangeAsync("2024-03-01", edition => edition.Number = 2);
        await one.RunAsync();
        await PassAsync(one, PurgeRunner.Settling);
        await other.RunAsync();
        Assert.False(other.Runner.IsTrusted);
    }

    [Fact]
    public async Task What_a_killed_node_had_not_told_another_tells()
    {
        await SaveAsync("2024-03-01");
        var killed = await StartAsync();
        await using var other = await StartAsync();
        await ChangeAsync("2024-03-01", edition => edition.Number = 1);
        await killed.RunAsync();
        await killed.KillAsync();

        await PassAsync(other, PurgeRunner.Lease - TimeSpan.FromSeconds(1));
        Assert.Empty(_caches.Told);
        await PassAsync(other, TimeSpan.FromSeconds(2));
        await PassAsync(other, PurgeRunner.Settling);
        AssertForgets("2024-03-01", Assert.Single(_caches.Told));
    }

    [Fact]
    public async Task Node_that_leaves_is_not_waited_for_and_one_that_slept_tells_nothing_more()
    {
        await SaveAsync("2024-03-01");
        await using var slept = await StartAsync();
        await ChangeAsync("2024-03-01", edition => edition.Number = 1);
        await slept.RunAsync();
        Clock.Advance(PurgeRunner.Lease + TimeSpan.FromSeconds(1));
        await using var left = await StartAsync();
        await slept.RunAsync();
        Assert.Empty(_caches.Told);

        await left.Runner.LeaveAsync(Cancellation);
        await PassAsync(slept, TimeSpan.Zero);
        await PassAsync(slept, PurgeRunner.Settling);
        AssertForgets("2024-03-01", Assert.Single(_caches.Told));
    }

    [Fact]
    public async Task Program_of_another_version_tells_everything()
    {
        await SaveAsync("2024-03-01");
        await (await StartAsync()).KillAsync();
        Clock.Advance(PurgeRunner.Lease + TimeSpan.FromSeconds(1));
        _caches.Version = "2";

        await using var node = await StartAsync();
        await PassAsync(node, PurgeRunner.Settling);

        Assert.Equal([CacheTags.All], Assert.Single(_caches.Told));
    }

    [Fact]
    public async Task Node_that_is_behind_what_is_kept_of_the_log_tells_everything()
    {
        await (await StartAsync()).KillAsync();
        await using (var db = Open())
        {
            for (var i = 0; i < ReaderChange.Kept + 2; i++)
            {
                db.Add(new ReaderChange("zsrb", new DateOnly(2024, 3, 1)));
            }

            await db.SaveChangesAsync(Cancellation);
        }

        await using (var log = OpenLog())
        {
            await log.PruneAsync(Cancellation);
        }

        Clock.Advance(PurgeRunner.Lease + TimeSpan.FromSeconds(1));
        await using var node = await StartAsync();
        await PassAsync(node, PurgeRunner.Settling);
        Assert.Equal([CacheTags.All], Assert.Single(_caches.Told));
    }

    [Fact]
    public async Task Century_that_is_imported_is_told_in_few_words()
    {
        await SaveAsync("2024-03-01");
        await using var node = await StartAsync();
        await using (var db = Open())
        {
            db.AddRange(Enumerable.Range(0, 5000).Select(day => new ReaderChange("zsrb", new DateOnly(2000, 1, 1).AddDays(day))));
            await db.SaveChangesAsync(Cancellation);
        }

        await node.RunAsync();
        await PassAsync(node, PurgeRunner.Settling);

        Assert.Equal(["paper-zsrb", "paper_lists"], Assert.Single(_caches.Told));
    }

    [Fact]
    public async Task Many_tags_are_told_in_batches()
    {
        await SaveAsync("2024-03-01");
        await using var node = await StartAsync();
        _caches.BatchSize = 4;
        await using (var db = Open())
        {
            db.AddRange(Enumerable.Range(1, 9).Select(day => new ReaderChange("zsrb", new DateOnly(2000, 1, day))));
            await db.SaveChangesAsync(Cancellation);
        }

        await node.RunAsync();
        await PassAsync(node, PurgeRunner.Settling);

        // Nine days, the edition after them, and two lists.
        Assert.Equal([4, 4, 4], _caches.Told.Select(tags => tags.Length));
    }

    /// <summary>
    /// Of the edition's answers none is kept. A node that goes on from where another was may tell more: on PostgreSQL what was saved while any transaction of
    /// the server was under way, those of other tests too, is read again, and the newspaper itself was saved before the edition.
    /// </summary>
    private static void AssertForgets(string date, string[] told) =>
        Assert.Contains(told, tag => CacheTags.OfEdition("zsrb", DateOnly.Parse(date, CultureInfo.InvariantCulture), null, null).Contains(tag));

    protected IChangeLog OpenLog() => Database.Engine == TestEngine.Sqlite ? new SqliteChangeLog(Database.ConnectionString) : new PostgreSqlChangeLog(Database.ConnectionString);

    /// <summary>As another process would: it knows nothing but what the database holds.</summary>
    private async Task<Node> StartAsync()
    {
        var services = new ServiceCollection().AddScoped(_ => Open()).BuildServiceProvider();
        var log = OpenLog();
        var node = new Node(new PurgeRunner(log, _caches, services.GetRequiredService<IServiceScopeFactory>(), Clock, NullLogger<PurgeRunner>.Instance), log, services);
        await node.RunAsync();
        return node;
    }

    private async Task PassAsync(Node node, TimeSpan time)
    {
        Clock.Advance(time);
        await node.RunAsync();
    }

    private async Task SaveAsync(params string[] dates)
    {
        await using var db = Open();
        foreach (var date in dates)
        {
            await Paper.Edition(date).ReleasedAt("2024-02-01T06:00").WithPage("A01").WithArticle("一").SaveAsync(db, Cancellation);
        }
    }

    private async Task ChangeAsync(string date, Action<Edition> change)
    {
        await using var db = Open();
        var day = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);
        change(await db.Editions.Include(edition => edition.Newspaper).Include(edition => edition.Pages).ThenInclude(page => page.Articles).SingleAsync(edition => edition.Date == day, Cancellation));
        await db.SaveChangesAsync(Cancellation);
    }

    private sealed record Node(PurgeRunner Runner, IChangeLog Log, ServiceProvider Services) : IAsyncDisposable
    {
        public Task RunAsync() => Runner.RunAsync(Cancellation);

        /// <summary>It says nothing to anybody; only its connections are closed.</summary>
        public async Task KillAsync() => await DisposeAsync();

        public async ValueTask DisposeAsync()
        {
            await Log.DisposeAsync();
            await Services.DisposeAsync();
        }
    }

    private sealed class Caches : IPurger
    {
        public int BatchSize { get; set; } = 30;

        public string Version { get; set; } = "1";

        /// <summary>What went well.</summary>
        public List<string[]> Told { get; } = [];

        public int Tries { get; private set; }

        /// <summary>Null: well.</summary>
        public Func<IReadOnlyCollection<string>, PurgeAnswer>? Answer { get; set; }

        public Task<PurgeAnswer> PurgeAsync(IReadOnlyCollection<string> tags, CancellationToken cancellationToken)
        {
            Tries++;
            var answer = Answer?.Invoke(tags) ?? new PurgeAnswer();
            if (answer.Problem is null)
            {
                Told.Add([.. tags]);
            }

            return Task.FromResult(answer);
        }
    }
}

public sealed class PurgingOnSqlite() : PurgeSuite(TestEngine.Sqlite);

public sealed class PurgingOnPostgreSql() : PurgeSuite(TestEngine.PostgreSql)
{
    [Fact]
    public async Task Database_restored_on_another_server_changed_altogether()
    {
        await using var log = OpenLog();
        log.GoOnFrom("99999999999/0");

        Assert.Equal([ChangeBatch.Everything], (await log.ReadAsync(DateTime.UnixEpoch, Cancellation)).Changes);
        Assert.Empty((await log.ReadAsync(DateTime.UnixEpoch, Cancellation)).Changes);
    }
}
