using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Telemetry;

/// <summary>Metrics and traces are there for whoever watches, and nowhere else.</summary>
public sealed class TelemetryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_watches_until_it_is_set()
    {
        await using var application = await PaperApplication.CreateAsync();
        using var client = application.CreatePlainClient();
        Assert.Null(application.Services.GetService<MeterProvider>());
        Assert.Null(application.Services.GetService<TracerProvider>());
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/metrics", Ct)).StatusCode);
    }

    [Fact]
    public async Task Prometheus_asks_a_listener_of_its_own()
    {
        var listener = $"http://127.0.0.1:{FreePort()}/";
        await using var started = await StartAsync(new(), $"--Telemetry:Prometheus={listener}");
        for (var i = 0; i < 3; i++)
        {
            await started.Client.GetStringAsync("/zsrb/2024-03-01/A01/1", Ct);
        }

        await started.Client.GetStringAsync("/search?q=一", Ct);
        Assert.Equal(HttpStatusCode.NotFound, (await started.Client.GetAsync("/metrics", Ct)).StatusCode);
        var figures = await started.Client.GetStringAsync($"{listener}metrics", Ct);

        // A line may end with the moment.
        var hits = figures.Split('\n').Single(line => line.StartsWith("zsrbpaper_cache_answers", StringComparison.Ordinal) && line.Contains("result=\"hit_in_front\"", StringComparison.Ordinal));
        Assert.Equal("2", hits.Split('}')[1].Trim().Split(' ')[0]);
        foreach (var name in new[] { "zsrbpaper_cache_size", "zsrbpaper_cache_entries", "zsrbpaper_cache_evictions", "zsrbpaper_cache_forgotten", "zsrbpaper_db_command_duration", "zsrbpaper_search_duration", "http_server_request_duration", "dotnet_gc_collections" })
        {
            Assert.Contains(name, figures, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task OpenTelemetry_gets_metrics_and_traces_of_a_request_with_its_commands()
    {
        var got = new ConcurrentDictionary<string, string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var receiver = builder.Build();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.MapPost("/{**any}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, Ct);
            got.AddOrUpdate(request.Path, _ => Encoding.UTF8.GetString(body.ToArray()), (_, before) => before + Encoding.UTF8.GetString(body.ToArray()));
            return Results.Bytes([], "application/x-protobuf");
        });
        await receiver.StartAsync(Ct);
        await using var started = await StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Urls.Single(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        });
        await started.Client.GetStringAsync("/zsrb/2024-03-01/A01/1", Ct);

        foreach (var (path, text) in new[] { ("/v1/metrics", "zsrbpaper.cache.answers"), ("/v1/traces", "/zsrb/2024-03-01/A01/1"), ("/v1/traces", "sqlite command"), ("/v1/traces", "PrintPages") })
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            patience.CancelAfter(TimeSpan.FromSeconds(30));
            while (!got.GetValueOrDefault(path, "").Contains(text, StringComparison.Ordinal))
            {
                Assert.False(patience.IsCancellationRequested, $"{text} did not come to {path}.");
                await Task.Delay(50, Ct);
            }
        }
    }

    /// <summary>A portal in a process of its own: meters of the portals of other tests have the same names.</summary>
    private static async Task<Started> StartAsync(Dictionary<string, string> variables, params string[] settings)
    {
        var database = await TestDatabase.CreateAsync(TestEngine.Sqlite);
        await using (var db = database.CreateContext())
        {
            await Paper.Edition("2024-03-01").WithPage("A01").WithArticle("一").SaveAsync(db, Ct);
        }

        var folder = new TemporaryFolder();
        var portal = await new PaperProgram(folder.Path, TestEngine.Sqlite, database.ConnectionString) { Variables = variables }.ServeAsync(settings);
        return new Started(portal, database, folder, new HttpClient { BaseAddress = portal.Address });
    }

    private sealed record Started(ServedPortal Portal, TestDatabase Database, TemporaryFolder Folder, HttpClient Client) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            Portal.Dispose();
            await Database.DisposeAsync();
            Folder.Dispose();
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
