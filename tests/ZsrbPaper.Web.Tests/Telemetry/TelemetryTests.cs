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
        await using var application = (await PaperApplication.CreateAsync()).With("Telemetry:Prometheus", listener);
        await application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("一"));
        using var client = application.CreatePlainClient();
        for (var i = 0; i < 3; i++)
        {
            await client.GetStringAsync("/zsrb/2024-03-01/A01/1", Ct);
        }

        await client.GetStringAsync("/search?q=一", Ct);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/metrics", Ct)).StatusCode);
        using var prometheus = new HttpClient();
        var figures = await prometheus.GetStringAsync($"{listener}metrics", Ct);

        Assert.Contains("zsrbpaper_cache_answers", Line("result=\"hit\"").Split('{')[0], StringComparison.Ordinal);
        Assert.EndsWith(" 2", Value("result=\"hit\""), StringComparison.Ordinal);

        // The article, and the page that is not there.
        Assert.EndsWith(" 2", Value("result=\"miss\""), StringComparison.Ordinal);
        foreach (var name in new[] { "zsrbpaper_cache_size", "zsrbpaper_cache_entries", "zsrbpaper_cache_evictions", "zsrbpaper_cache_forgotten", "zsrbpaper_db_command_duration", "zsrbpaper_search_duration", "http_server_request_duration", "dotnet_gc_collections" })
        {
            Assert.Contains(name, figures, StringComparison.Ordinal);
        }

        string Line(string label) => figures.Split('\n').Single(line => line.StartsWith("zsrbpaper_cache_answers", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal));

        // A line may end with the moment.
        string Value(string label) => " " + Line(label).Split('}')[1].Trim().Split(' ')[0];
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
        await using var application = (await PaperApplication.CreateAsync())
            .With("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Urls.Single()).With("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        await application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("一"));
        using var client = application.CreatePlainClient();
        await client.GetStringAsync("/zsrb/2024-03-01/A01/1", Ct);

        application.Services.GetRequiredService<TracerProvider>().ForceFlush();
        application.Services.GetRequiredService<MeterProvider>().ForceFlush();

        Assert.Contains("zsrbpaper.cache.answers", got["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("/zsrb/2024-03-01/A01/1", got["/v1/traces"], StringComparison.Ordinal);
        Assert.Contains("sqlite command", got["/v1/traces"], StringComparison.Ordinal);
        Assert.Contains("PrintPages", got["/v1/traces"], StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
