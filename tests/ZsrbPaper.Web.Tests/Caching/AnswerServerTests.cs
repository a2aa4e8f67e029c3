using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Hosting;
using ZsrbPaper.Web.Media;

namespace ZsrbPaper.Web.Tests.Caching;

/// <summary>Kept answers go out on the threads of the network, and nothing else happens there: a small portal on a real port, made of the cache alone.</summary>
public sealed class AnswerServerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeChangeLog _changes = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly ManualResetEventSlim _gate = new();
    private WebApplication _portal = null!;
    private HttpClient _client = null!;
    private int _made;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddSingleton<IChangeLog>(_changes);
        builder.Services.AddSingleton<AnswerStore>();
        builder.Services.AddSingleton<AnswerFreshness>();
        builder.Services.AddSingleton<EditionMemory>();
        builder.Services.AddSingleton<GateStore>();
        builder.Services.AddScoped<ShownEdition>();
        builder.Services.AddScoped<KnownEditions>();
        builder.Services.AddSingleton<StandbyPosition>();
        builder.Services.AddScoped<StandbyReads>();
        builder.AddAnswerCache();
        _portal = builder.Build();
        _portal.UseMiddleware<AnswerKeeper>();
        _portal.UseRouting();
        _portal.MapGet("/zsrb", () => $"made {Interlocked.Increment(ref _made)}");
        _portal.MapGet("/media/slow", () =>
        {
            _arrived.Release();
            _gate.Wait(Cancellation);
            return "slow";
        });
        _portal.MapPost("/media/upload", (Delegate)UploadAsync);
        await _portal.StartAsync(Cancellation);
        _client = new HttpClient { BaseAddress = new Uri(_portal.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Set();
        _client.Dispose();
        await _portal.DisposeAsync();
        _gate.Dispose();
        _arrived.Dispose();
    }

    [Fact]
    public async Task Slow_answers_that_must_be_made_delay_no_kept_one()
    {
        Assert.IsType<AnswerServer>(_portal.Services.GetRequiredService<IServer>());
        Assert.Equal("made 1", await _client.GetStringAsync("/zsrb", Cancellation));
        var slow = Enumerable.Range(0, 16).Select(_ => _client.GetStringAsync("/media/slow", Cancellation)).ToList();
        for (var i = 0; i < Environment.ProcessorCount; i++)
        {
            await _arrived.WaitAsync(Cancellation);
        }

        // Were a thread of the network among those that are held up, some of these would wait for it. The test's own client needs the pool, so it asks from threads of its own.
        for (var i = 0; i < 50; i++)
        {
            Assert.Contains("made 1", AskOnOwnConnection("/zsrb"), StringComparison.Ordinal);
        }

        Assert.All(slow, answer => Assert.False(answer.IsCompleted));
        _gate.Set();
        await Task.WhenAll(slow);
    }

    [Fact]
    public async Task Request_that_waits_for_its_client_goes_on_on_the_thread_pool()
    {
        using var body = new StreamContent(new DrippingStream(200));

        using var answer = await _client.PostAsync("/media/upload", body, Cancellation);

        Assert.Equal("True", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Portal_without_its_database_serves_what_it_has_for_as_long_as_is_said()
    {
        await _client.GetStringAsync("/zsrb", Cancellation);
        _changes.IsAway = true;

        foreach (var hours in new[] { 1, 22 })
        {
            _clock.Advance(TimeSpan.FromHours(hours));
            Assert.Equal("made 1", await _client.GetStringAsync("/zsrb", Cancellation));
        }

        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("made 2", await _client.GetStringAsync("/zsrb", Cancellation));
    }

    [Fact]
    public async Task Portal_that_has_its_database_again_knows_what_changed_before_it_answers()
    {
        await _client.GetStringAsync("/zsrb", Cancellation);
        _changes.IsAway = true;
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("made 1", await _client.GetStringAsync("/zsrb", Cancellation));

        _changes.Next = [new ChangedPlace("zsrb", new DateOnly(2024, 3, 1))];
        _changes.IsAway = false;
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("made 2", await _client.GetStringAsync("/zsrb", Cancellation));
    }

    [Fact]
    public async Task What_is_given_in_front_of_the_framework_is_counted()
    {
        var counted = new ConcurrentDictionary<string, long>();
        var meters = _portal.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name == "zsrbpaper.cache.answers")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.AddOrUpdate((string)tags[0].Value!, value, (_, before) => before + value));
        listener.Start();

        for (var i = 0; i < 3; i++)
        {
            await _client.GetStringAsync("/zsrb", Cancellation);
        }

        Assert.Equal([new("hit_in_front", 2), new("miss", 1)], counted.OrderBy(each => each.Key));
    }

    private async Task<string> UploadAsync(HttpContext context)
    {
        var isOnPool = Thread.CurrentThread.IsThreadPoolThread;
        var buffer = new byte[100];
        while (await context.Request.Body.ReadAsync(buffer, Cancellation) > 0)
        {
            isOnPool &= Thread.CurrentThread.IsThreadPoolThread;
        }

        return isOnPool.ToString();
    }

    private string AskOnOwnConnection(string path)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        socket.Connect(IPAddress.Loopback, _client.BaseAddress!.Port);
        using var stream = socket.GetStream();
        stream.ReadTimeout = 10_000;
        stream.Write(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed class FakeChangeLog : IChangeLog
    {
        public bool IsAway { get; set; }

        public string? Position => null;

        public IReadOnlyList<ChangedPlace> Next { get; set; } = [];

        public Task<ChangeBatch> ReadAsync(DateTime now, CancellationToken cancellationToken)
        {
            if (IsAway)
            {
                throw new TimeoutException();
            }

            var batch = new ChangeBatch(Next, []);
            Next = [];
            return Task.FromResult(batch);
        }

        public void GoOnFrom(string position)
        {
        }

        public Task PruneAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Gives its bytes one by one, each in a packet of its own.</summary>
    private sealed class DrippingStream(int length) : MemoryStream(new byte[length])
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..1]);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return await base.ReadAsync(buffer[..1], cancellationToken);
        }
    }
}
