using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace ZsrbPaper.Benchmarks.Cluster;

/// <summary>Readers who ask at a steady rate, whatever happens; every answer that is not 200 counts.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly HttpClient _client;
    private readonly Func<int, string> _addressOf;
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly List<Task> _readers;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _asked;
    private long _slowest;

    /// <param name="balancer">Where they ask.</param>
    /// <param name="perSecond">Requests in a second, of all together.</param>
    /// <param name="addressOf">The address of a request by its number.</param>
    public SteadyLoad(Uri balancer, int perSecond, Func<int, string> addressOf)
    {
        const int Readers = 8;
        _addressOf = addressOf;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = balancer, Timeout = TimeSpan.FromSeconds(20) };
        _client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
        _readers = [.. Enumerable.Range(0, Readers).Select(reader => Task.Run(() => ReadAsync(TimeSpan.FromSeconds((double)Readers / perSecond), reader)))];
    }

    public int Asked => Volatile.Read(ref _asked);

    /// <summary>What went wrong, each with how often.</summary>
    public IEnumerable<string> Failures => _failures.GroupBy(failure => failure).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key} ×{group.Count()}"));

    public int Failed => _failures.Count;

    /// <summary>Ends it, and tells what was seen.</summary>
    public async Task<string> FinishAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_readers);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Asked:N0} asked ({Asked / _clock.Elapsed.TotalSeconds:0}/s), {Failed} failed{(Failed > 0 ? $" ({string.Join(", ", Failures)})" : "")}, slowest {Volatile.Read(ref _slowest):N0} ms");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_readers);
        _client.Dispose();
        _end.Dispose();
    }

    private async Task ReadAsync(TimeSpan interval, int reader)
    {
        using var timer = new PeriodicTimer(interval);
        for (var number = reader * 100_003; !_end.IsCancellationRequested; number++)
        {
            await AskAsync(_addressOf(number));
            try
            {
                await timer.WaitForNextTickAsync(_end.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>What the address is of: its first segment.</summary>
    private static string KindOf(string address) => "/" + address[1..].Split('/', '?')[0];

    private async Task AskAsync(string address)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            using var answer = await _client.GetAsync(address);
            _ = await answer.Content.ReadAsByteArrayAsync();
            if ((int)answer.StatusCode != 200)
            {
                _failures.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode} {KindOf(address)}"));
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or IOException)
        {
            _failures.Enqueue($"{exception.GetType().Name} {KindOf(address)}");
        }

        Interlocked.Increment(ref _asked);
        for (var slowest = Volatile.Read(ref _slowest); clock.ElapsedMilliseconds > slowest; slowest = Volatile.Read(ref _slowest))
        {
            Interlocked.CompareExchange(ref _slowest, clock.ElapsedMilliseconds, slowest);
        }
    }
}
