using System.Diagnostics;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Data.PostgreSql;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Caching;

namespace ZsrbPaper.Web.Tests.Hosting;

/// <summary>Readers read from a standby, and never see there less than the node knows; a real primary with a real standby.</summary>
public sealed class StandbyTests : IAsyncLifetime
{
    private const string Article = "/zsrb/2024-03-01/A01/1";

    private PostgreSqlPair _servers = null!;
    private PaperApplication _application = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _servers = await PostgreSqlPair.StartAsync();
        _application = PaperApplication.On(TestDatabase.OnKept(TestEngine.PostgreSql, _servers.Primary))
            .With("ConnectionStrings:Paper", _servers.Both)
            .With("ConnectionStrings:PaperReaders", _servers.Both)
            .With("Search:BackfillAtStart", "false");
        await _application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("原来的题目").WithArticle("另一篇"));
        _client = _application.CreatePlainClient();

        // From here on the node knows the edition, and the standby has it.
        await ReadAsync("/zsrb/archive");
        await _servers.CatchUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }

    [Fact]
    public async Task Readers_are_answered_by_the_standby_and_the_desk_by_the_primary()
    {
        await _servers.PauseReplayAsync();

        // Behind the portal's back, so that the node knows of no change: only the standby still has the old title.
        await WriteAsync("""UPDATE "Articles" SET "Title" = '改了的题目'""");

        Assert.Contains("原来的题目", await ReadAsync(Article), StringComparison.Ordinal);
        Assert.Contains("原来的", await ReadAsync("/search?q=" + Uri.EscapeDataString("题目")), StringComparison.Ordinal);
        using var desk = await _application.CreateDeskClientAsync("王五", DeskRights.Write);
        Assert.Contains("改了的题目", await desk.GetStringAsync("/admin/preview" + Article, Cancellation), StringComparison.Ordinal);
        await _servers.ResumeReplayAsync();
    }

    [Fact]
    public async Task Change_is_seen_at_once_though_the_standby_lags_and_is_kept_only_as_it_is_now()
    {
        Assert.Contains("原来的题目", await ReadAsync(Article), StringComparison.Ordinal);
        await _servers.PauseReplayAsync();
        await RetitleAsync("更正后的题目");

        // From the primary, and kept.
        Assert.Contains("更正后的题目", await ReadAsync(Article), StringComparison.Ordinal);
        Assert.NotNull(Kept(Article));
        Assert.Contains("更正后的题目", await ReadAsync("/zsrb/2024-03-01"), StringComparison.Ordinal);

        // What is not kept either does not lag.
        Assert.Contains("更正后的", await ReadAsync("/search?q=" + Uri.EscapeDataString("题目")), StringComparison.Ordinal);

        await _servers.ResumeReplayAsync();
        await _servers.CatchUpAsync();
        Assert.Contains("更正后的题目", await ReadAsync("/zsrb/2024-03-01/A01"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_primary_a_lagging_standby_is_read_but_nothing_of_it_is_kept()
    {
        await ReadAsync("/zsrb/2024-03-01");
        await _servers.PauseReplayAsync();
        await RetitleAsync("更正后的题目");
        Assert.Contains("更正后的题目", await ReadAsync("/zsrb/2024-03-01"), StringComparison.Ordinal);
        await _servers.KillPrimaryAsync();

        Assert.Contains("更正后的题目", await ReadAsync("/zsrb/2024-03-01"), StringComparison.Ordinal);
        using var answer = await _client.GetAsync(Article, Cancellation);

        Assert.Contains("原来的题目", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Null(Kept(Article));

        // What was on its way is shown as soon as it is there.
        await _servers.ResumeReplayAsync();
        await UntilAsync(async () => (await ReadAsync(Article)).Contains("更正后的题目", StringComparison.Ordinal));
        Assert.NotNull(Kept(Article));
    }

    [Fact]
    public async Task Desk_says_that_nothing_is_stored_until_there_is_a_new_primary_and_then_stores()
    {
        using var desk = await _application.CreateDeskClientAsync("王五", DeskRights.Write);
        await _servers.CatchUpAsync();
        await _servers.KillPrimaryAsync();

        using (var refused = await desk.GetAsync("/admin/zsrb/2024-03-01", Cancellation))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        Assert.Contains("原来的题目", await ReadAsync(Article), StringComparison.Ordinal);
        using (var ready = await _client.GetAsync("/readyz", Cancellation))
        {
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        }

        await _servers.PromoteAsync();

        await UntilAsync(async () =>
        {
            using var answer = await desk.GetAsync("/admin/zsrb/2024-03-01", Cancellation);
            return answer.StatusCode == HttpStatusCode.OK;
        });
        await RetitleAsync("新主库上的题目");

        // Each pool of connections believes for a second that there is no primary, and that of the log of changes is not the desk's. Until then readers get
        // what was kept.
        await UntilAsync(async () => (await ReadAsync(Article)).Contains("新主库上的题目", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_lost_with_the_primary_is_forgotten()
    {
        await _servers.CutOffAsync();
        await RetitleAsync("没有传到的题目");
        Assert.Contains("没有传到的题目", await ReadAsync(Article), StringComparison.Ordinal);
        Assert.NotNull(Kept(Article));

        await _servers.KillPrimaryAsync();
        await _servers.PromoteAsync();

        await UntilAsync(async () => (await ReadAsync(Article)).Contains("原来的题目", StringComparison.Ordinal));
    }

    private KeptAnswer? Kept(string address) => _application.Services.GetRequiredService<AnswerStore>().Find(address);

    /// <summary>The page as a reader gets it a while later: what was read of the log of changes holds no longer.</summary>
    private async Task<string> ReadAsync(string address)
    {
        _application.Clock.Advance(TimeSpan.FromSeconds(6));
        return await _client.GetStringAsync(address, Cancellation);
    }

    /// <summary>As another node would.</summary>
    private async Task RetitleAsync(string title)
    {
        await using var db = new PostgreSqlPaperDbContext(new DbContextOptionsBuilder<PostgreSqlPaperDbContext>().UseNpgsql(PostgreSqlConnections.ForWriting(_servers.Both)).Options);
        (await db.Articles.SingleAsync(article => article.Number == 1, Cancellation)).Title = title;
        await db.SaveChangesAsync(Cancellation);
    }

    private async Task WriteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_servers.Primary);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var patience = Stopwatch.StartNew(); !await isSo(); await Task.Delay(50, Cancellation))
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30));
        }
    }
}
