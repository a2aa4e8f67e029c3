using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Benchmarks.Measuring;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Benchmarks.Archive;

/// <summary>The portal on a generated archive: Kestrel on loopback in this process, with a clock that starts at <see cref="ArchivePlan.Now"/>.</summary>
internal sealed class ArchivePortal : IAsyncDisposable
{
    private const string Chief = "benchmark";
    private readonly PaperApplication _application;
    private readonly HttpClient _client;
    private readonly string _cookie;

    private ArchivePortal(PaperApplication application, HttpClient client, string cookie, ArchivePlan plan, string facsimile, QueryPlans plans)
    {
        (_application, _client, _cookie) = (application, client, cookie);
        (Plan, Facsimile, Plans) = (plan, facsimile, plans);
    }

    public ArchivePlan Plan { get; }

    /// <summary>The version of every page's facsimile.</summary>
    public string Facsimile { get; }

    public QueryPlans Plans { get; }

    public Uri Address => _client.BaseAddress!;

    public IServiceProvider Services => _application.Services;

    /// <param name="searchSecondsPerMinute">As <c>Limits:SearchSecondsPerMinute</c>; 0 lets everybody search without end.</param>
    public static async Task<ArchivePortal> StartAsync(TestDatabase database, string media, ArchivePlan plan, int searchSecondsPerMinute = 0)
    {
        var plans = new QueryPlans(database.ConnectionString);
        var application = PaperApplication.On(database)
            .With("Media:Root", media).With("Cache:Megabytes", "0").With("Limits:ApiRequestsPerMinute", "0").With("Search:BackfillAtStart", "false")
            .With("Limits:SearchSecondsPerMinute", searchSecondsPerMinute.ToString(CultureInfo.InvariantCulture))
            .With(plans).With(new RunningClock(ArchivePlan.Now));
        var address = application.Listen();
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        if (!await db.Users.AnyAsync(user => user.UserName == Chief))
        {
            await application.AddUserAsync(Chief, DeskRoles.All[DeskRoles.Chief]);
        }

        var facsimile = await db.PrintPages.Select(page => page.FacsimileVersion).FirstAsync();
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(address) };
        return new ArchivePortal(application, client, await application.CreateCookieAsync(Chief), plan, facsimile!, plans);
    }

    /// <summary>Asks once and reads the answer to its end.</summary>
    /// <exception cref="InvalidOperationException">Another status than the scenario's.</exception>
    public async Task<(TimeSpan Duration, long Bytes, int Commands)> AskAsync(ArchiveScenario scenario, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (scenario.IsOfDesk)
        {
            request.Headers.Add("Cookie", $"{DeskSignIn.CookieName}={_cookie}");
        }

        var answer = await AskAsync(request, cancellationToken);

        // A withdrawn article answers as quickly as any other.
        return answer.Status == scenario.Status || answer.Status == HttpStatusCode.Gone
            ? (answer.Duration, answer.Bytes, answer.Commands)
            : throw new InvalidOperationException($"{path} answered {(int)answer.Status}, not {(int)scenario.Status}.");
    }

    /// <summary>Asks once, as somebody who is not signed in, and reads the answer to its end.</summary>
    /// <exception cref="InvalidOperationException">The answer is no 200.</exception>
    public async Task<(TimeSpan Duration, int Commands)> AskAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var answer = await AskAsync(request, cancellationToken);
        return answer.Status == HttpStatusCode.OK ? (answer.Duration, answer.Commands) : throw new InvalidOperationException($"{path} answered {(int)answer.Status}.");
    }

    private async Task<(HttpStatusCode Status, TimeSpan Duration, long Bytes, int Commands)> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _application.Commands.Reset();
        var watch = Stopwatch.StartNew();
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = new CountingStream();
        await response.Content.CopyToAsync(body, cancellationToken);
        return (response.StatusCode, watch.Elapsed, body.Bytes, _application.Commands.Commands.Count);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    /// <summary>Goes as the machine's clock does, from another moment on.</summary>
    private sealed class RunningClock(DateTimeOffset start) : TimeProvider
    {
        private readonly long _started = System.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => start.ToUniversalTime() + System.GetElapsedTime(_started);
    }

    /// <summary>Counts what is written, and forgets it.</summary>
    private sealed class CountingStream : MemoryStream
    {
        public long Bytes { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => Bytes += count;

        public override void Write(ReadOnlySpan<byte> buffer) => Bytes += buffer.Length;

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Bytes += count;
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Bytes += buffer.Length;
            return ValueTask.CompletedTask;
        }
    }
}
