using System.Diagnostics;
using System.Globalization;
using ZsrbPaper.Benchmarks.Delivery;

namespace ZsrbPaper.Benchmarks.Cluster;

/// <summary>A node of the portal: a process with a port of its own that starts, stops and is killed, and keeps nothing.</summary>
internal sealed class PortalNode(string program, string folder, int port, IReadOnlyList<string> settings) : IAsyncDisposable
{
    private PinnedProcess? _process;

    public int Port => port;

    public HttpClient Client { get; } = new() { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")) };

    /// <summary>Starts it with an empty folder, and waits until it is ready.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> StartAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        _process = PinnedProcess.Start(program, [$"--urls={Client.BaseAddress}", $"--Data:Root={folder}", .. settings]);
        await PublishedPortal.FirstAnswerAsync(Client, "/readyz", cancellationToken);
        return clock.Elapsed;
    }

    /// <summary>As a service manager stops it, or as a power cut does.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> EndAsync(string signal, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await _process!.EndAsync(signal, cancellationToken);
        return clock.Elapsed;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_process is { } process)
        {
            await process.DisposeAsync();
        }
    }
}
