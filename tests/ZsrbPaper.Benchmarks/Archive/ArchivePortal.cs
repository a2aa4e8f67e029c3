using System.Diagnostics;
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

/// <summary>The portal on a generated archive: Kestrel on loopback in this process, with a clock that stands at <see cref="ArchivePlan.Now"/>.</summary>
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

    public static async Task<ArchivePortal> StartAsync(string connectionString, string media, ArchivePlan plan)
    {
        var plans = new QueryPlans(connectionString);
        var application = PaperApplication.On(TestDatabase.OnKept(connectionString))
            .With("Media:Root", media).With("Limits:ApiRequestsPerMinute", "0").With("Search:BackfillAtStart", "false").With(plans);
        application.Clock.SetUtcNow(ArchivePlan.Now);
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

        _application.Commands.Reset();
        var watch = Stopwatch.StartNew();
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = new CountingStream();
        await response.Content.CopyToAsync(body, cancellationToken);
        var duration = watch.Elapsed;

        // A withdrawn article answers as quickly as any other.
        return response.StatusCode == scenario.Status || response.StatusCode == HttpStatusCode.Gone
            ? (duration, body.Bytes, _application.Commands.Commands.Count)
            : throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}, not {(int)scenario.Status}.");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
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
