using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ZsrbPaper.Benchmarks.Delivery;
using ZsrbPaper.Benchmarks.Measuring;
using ZsrbPaper.Data.PostgreSql;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Benchmarks.Cluster;

/// <summary>One node whose only database is killed and comes back: what readers get meanwhile, and how long what takes.</summary>
internal sealed class OutageBenchmark(string folder, TextWriter output)
{
    private const int RequestsPerSecond = 100;
    private const int Articles = 20;
    private static readonly TimeSpan _outage = TimeSpan.FromSeconds(20);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var own = Path.Combine(folder, "outage");
        var program = await PublishedPortal.PublishAsync(Path.Combine(folder, "cluster", "portal"), cancellationToken);
        await using var server = await LocalPostgreSql.StartAsync(
            $"/tmp/zsrbpaper-outage-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}", isKept: false, ["shared_buffers=64MB"]);
        var database = await CreateAsync(server.Server ?? throw new InvalidOperationException(server.Missing), cancellationToken);
        await using var node = new PortalNode(program, Path.Combine(own, "node"), PinnedProcess.FreePort(),
        [
            "--Database:Engine=PostgreSql", $"--ConnectionStrings:Paper={database}", $"--Media:Root={Path.Combine(own, "media")}", "--Sample:Seed=false", "--Site:BaseUrl=https://paper.example.com",
        ]);
        await node.StartAsync(cancellationToken);
        await FillAsync(database, cancellationToken);
        for (var article = 1; article <= Articles; article++)
        {
            await PublishedPortal.FirstAnswerAsync(node.Client, string.Create(CultureInfo.InvariantCulture, $"/zsrb/2024-03-01/A01/{article}"), cancellationToken);
        }

        await output.WriteLineAsync(Text(
            $"""
            # The database is gone

            `outage` of {DateTime.UtcNow:yyyy-MM-dd} on {Machine.Describe()}: one node, its PostgreSQL killed (SIGKILL) for {_outage.TotalSeconds:0} s and started again, while
            readers ask {RequestsPerSecond} times a second for {Articles} articles that are kept.

            | asked | seen |
            | --- | --- |
            """));
        await using var load = new SteadyLoad(node.Client.BaseAddress!, RequestsPerSecond, number => $"/zsrb/2024-03-01/A01/{(number % Articles) + 1}");
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);

        await server.KillAsync();
        var clock = Stopwatch.StartNew();
        var (others, slowest) = await AskWhatIsNotKeptAsync(node.Client, clock, cancellationToken);
        var ready = await StatusAsync(node.Client, "/readyz", cancellationToken);
        var alive = await StatusAsync(node.Client, "/healthz", cancellationToken);

        // The server's own recovery is part of what readers wait for.
        clock.Restart();
        await server.RestartAsync();
        var answers = clock.Elapsed;
        while (await StatusAsync(node.Client, "/zsrb/2024-03-01/A02/1", cancellationToken) != HttpStatusCode.OK)
        {
            await Task.Delay(10, cancellationToken);
        }

        var read = clock.Elapsed;
        await RetitleAsync(database, cancellationToken);
        clock.Restart();
        while (!(await node.Client.GetStringAsync("/zsrb/2024-03-01/A01/1", cancellationToken)).Contains("更正后", StringComparison.Ordinal))
        {
            await Task.Delay(10, cancellationToken);
        }

        var corrected = clock.Elapsed;
        await RowAsync("Kept pages: 200, before, during and after", await load.FinishAsync());
        await RowAsync("Not kept: 503 with `Retry-After`", $"{string.Join(", ", others.GroupBy(other => other).Select(group => Text($"{group.Key} ×{group.Count()}")))}, slowest {slowest.TotalMilliseconds:0} ms");
        await RowAsync("`/readyz` and `/healthz` meanwhile", $"{(int)ready} and {(int)alive}");
        await RowAsync("Heals by itself", Text(
            $"a page that was not kept is answered {(read - answers).TotalSeconds:0.0} s after the database answers ({answers.TotalSeconds:0.0} s after its start); a correction is seen {corrected.TotalMilliseconds:0} ms after it is saved"));
    }

    private static async Task<(List<string> Answers, TimeSpan Slowest)> AskWhatIsNotKeptAsync(HttpClient client, Stopwatch clock, CancellationToken cancellationToken)
    {
        var (answers, slowest) = (new List<string>(), TimeSpan.Zero);
        while (clock.Elapsed < _outage)
        {
            var began = clock.Elapsed;
            using var answer = await client.GetAsync("/zsrb/2024-03-01/A02/1", cancellationToken);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, (clock.Elapsed - began).Ticks));
            answers.Add(Text($"{(int)answer.StatusCode} `Retry-After: {answer.Headers.RetryAfter}`"));
            await Task.Delay(200, cancellationToken);
        }

        return (answers, slowest);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(path, cancellationToken);
        return answer.StatusCode;
    }

    private static async Task<string> CreateAsync(string server, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(cancellationToken);
        await using var create = new NpgsqlCommand("CREATE DATABASE paper", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
        return new NpgsqlConnectionStringBuilder(server) { Database = "paper" }.ConnectionString;
    }

    private static async Task FillAsync(string database, CancellationToken cancellationToken)
    {
        var edition = Paper.Edition("2024-03-01").WithPage("A01");
        for (var article = 1; article <= Articles; article++)
        {
            edition.WithArticle($"第{article}条新闻", more => more.Body = string.Concat(Enumerable.Repeat("正文里说了很多话。", 80)));
        }

        await using var db = Open(database);
        await edition.WithPage("A02").WithArticle("没有人读过的一篇").SaveAsync(db, cancellationToken);
    }

    private static async Task RetitleAsync(string database, CancellationToken cancellationToken)
    {
        await using var db = Open(database);
        (await db.Articles.OrderBy(article => article.Id).FirstAsync(article => article.Title == "第1条新闻", cancellationToken)).Title = "更正后的题目";
        await db.SaveChangesAsync(cancellationToken);
    }

    private static PostgreSqlPaperDbContext Open(string database)
    {
        // Connections to the server that was killed are of no use any more.
        NpgsqlConnection.ClearAllPools();
        return new PostgreSqlPaperDbContext(new DbContextOptionsBuilder<PostgreSqlPaperDbContext>().UseNpgsql(database).Options);
    }

    private Task RowAsync(string asked, string seen) => output.WriteLineAsync($"| {asked} | {seen} |");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
