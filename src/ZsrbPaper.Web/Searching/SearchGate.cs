using System.Globalization;
using Microsoft.Extensions.Options;
using ZsrbPaper.Web.Api;
using ZsrbPaper.Web.Hosting;
using ZsrbPaper.Web.Telemetry;

namespace ZsrbPaper.Web.Searching;

/// <summary>
/// What keeps searching from slowing reading: only so many searches run at once, half of them for one client at most, and one client may spend
/// only so much time on its searches in a minute, however many they are.
/// </summary>
internal sealed class SearchGate(IOptions<LimitOptions> limits, TimeProvider clock, PaperMetrics metrics) : IDisposable
{
    /// <summary>Searches that run at once on a node: half of its cores stay with those who read.</summary>
    public static readonly int Places = Math.Max(2, Environment.ProcessorCount / 2);

    /// <summary>Searches of one client that run at once: whoever sends slow ones one over another leaves places to everybody else.</summary>
    public static readonly int PlacesOfOne = Places / 2;

    /// <summary>How long a search waits for a place.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>When a client that found no place may try again, in seconds.</summary>
    private const int RetryBusySeconds = 5;

    private readonly SemaphoreSlim _places = new(Places);
    private readonly SemaphoreSlim?[] _placesOfOne = new SemaphoreSlim?[ClientLimits.Places];
    private readonly Account[] _accounts = new Account[ClientLimits.Places];

    /// <summary>Runs a search. Null when it may not run now: status (429 or 503) and <c>Retry-After</c> of the answer are set then.</summary>
    public async Task<T?> RunAsync<T>(HttpContext context, Func<CancellationToken, Task<T>> search)
        where T : class
    {
        var client = ClientLimits.PlaceOf(context.Connection.RemoteIpAddress);
        if (SecondsToWait(client) is { } seconds)
        {
            return Refuse<T>(context, StatusCodes.Status429TooManyRequests, seconds);
        }

        var ofOne = LazyInitializer.EnsureInitialized(ref _placesOfOne[client], () => new SemaphoreSlim(PlacesOfOne));
        if (!await EnterAsync(ofOne, context.RequestAborted))
        {
            return Refuse<T>(context, StatusCodes.Status503ServiceUnavailable, RetryBusySeconds);
        }

        var start = clock.GetTimestamp();
        try
        {
            return await search(context.RequestAborted);
        }
        finally
        {
            _places.Release();
            ofOne.Release();
            var spent = clock.GetElapsedTime(start);
            Charge(client, spent);
            metrics.Search(spent);
        }
    }

    public void Dispose()
    {
        _places.Dispose();
        foreach (var ofOne in _placesOfOne)
        {
            ofOne?.Dispose();
        }
    }

    private async Task<bool> EnterAsync(SemaphoreSlim ofOne, CancellationToken aborted)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, aborted);
        try
        {
            await ofOne.WaitAsync(either.Token);
            try
            {
                await _places.WaitAsync(either.Token);
                return true;
            }
            catch (OperationCanceledException)
            {
                ofOne.Release();
                throw;
            }
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return false;
        }
    }

    private int? SecondsToWait(int client)
    {
        var allowed = limits.Value.SearchSecondsPerMinute;
        var now = clock.GetUtcNow();
        lock (_accounts)
        {
            var account = _accounts[client];
            return allowed > 0 && account.Minute == MinuteOf(now) && account.Spent >= TimeSpan.FromSeconds(allowed) ? 60 - now.Second : null;
        }
    }

    private void Charge(int client, TimeSpan spent)
    {
        var minute = MinuteOf(clock.GetUtcNow());
        lock (_accounts)
        {
            var account = _accounts[client];
            _accounts[client] = new Account(minute, account.Minute == minute ? account.Spent + spent : spent);
        }
    }

    private static long MinuteOf(DateTimeOffset now) => now.UtcTicks / TimeSpan.TicksPerMinute;

    private static T? Refuse<T>(HttpContext context, int status, int seconds)
        where T : class
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return null;
    }

    /// <summary>What a client spent in a minute, which is counted from the beginning of time.</summary>
    private readonly record struct Account(long Minute, TimeSpan Spent);
}
