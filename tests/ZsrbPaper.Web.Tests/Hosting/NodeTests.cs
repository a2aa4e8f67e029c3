using System.Net;
using Npgsql;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Web.Tests.Hosting;

/// <summary>Nodes come and go while others serve; as processes of their own.</summary>
public sealed class NodeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_that_start_together_on_an_empty_database_all_serve()
    {
        await using var database = await TestDatabase.CreateAsync(TestEngine.PostgreSql);
        await using (var connection = new NpgsqlConnection(database.ConnectionString))
        {
            await connection.OpenAsync(Cancellation);
            await using var empty = new NpgsqlCommand("DROP SCHEMA public CASCADE; CREATE SCHEMA public", connection);
            await empty.ExecuteNonQueryAsync(Cancellation);
        }

        using var folder = new TemporaryFolder();
        var nodes = await Task.WhenAll(Enumerable.Range(1, 3).Select(number =>
            new PaperProgram(Directory.CreateDirectory(folder[$"node-{number}"]).FullName, TestEngine.PostgreSql, database.ConnectionString).ServeAsync()));
        foreach (var node in nodes)
        {
            using var client = new HttpClient { BaseAddress = node.Address };
            Assert.Equal("Healthy", await client.GetStringAsync("/readyz", Cancellation));
            node.Dispose();
        }
    }

    [Fact]
    public async Task Node_that_is_told_to_stop_says_so_and_serves_until_balancers_know()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are of Unix.");
        using var folder = new TemporaryFolder();
        await using var database = await TestDatabase.CreateAsync(TestEngine.Sqlite);
        using var node = await new PaperProgram(folder.Path, TestEngine.Sqlite, database.ConnectionString).ServeAsync("--Stop:DrainSeconds=10");
        using var client = new HttpClient { BaseAddress = node.Address };
        Assert.Equal("Healthy", await client.GetStringAsync("/readyz", Cancellation));
        string[] addresses = ["/robots.txt", "/admin/sign-in", "/healthz"];
        foreach (var address in addresses)
        {
            using var answer = await client.GetAsync(address, Cancellation);
            Assert.Equal((address, HttpStatusCode.OK, false), (address, answer.StatusCode, answer.Headers.ConnectionClose ?? false));
        }

        node.Terminate();
        HttpResponseMessage ready;
        while ((ready = await client.GetAsync("/readyz", Cancellation)).StatusCode == HttpStatusCode.OK)
        {
            ready.Dispose();
        }

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Stopping"), (ready.StatusCode, await ready.Content.ReadAsStringAsync(Cancellation)));
        ready.Dispose();
        foreach (var address in addresses)
        {
            using var answer = await client.GetAsync(address, Cancellation);
            Assert.Equal((address, HttpStatusCode.OK, true), (address, answer.StatusCode, answer.Headers.ConnectionClose));
        }

        Assert.Equal(0, await node.ExitAsync(Cancellation));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/healthz", Cancellation));
    }
}
