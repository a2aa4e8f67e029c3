using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace ZsrbPaper.Benchmarks.Delivery;

/// <summary>A program that is bound to one core, or to none, and ends with this one.</summary>
internal sealed class PinnedProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _said;

    private PinnedProcess(Process process)
    {
        _process = process;
        _said = ReadAsync(process);
    }

    public int Id => _process.Id;

    /// <exception cref="InvalidOperationException">There is no such program.</exception>
    public static PinnedProcess Start(int core, string program, params IEnumerable<string> arguments) =>
        Start("taskset", ["-c", core.ToString(CultureInfo.InvariantCulture), program, .. arguments]);

    /// <summary>Starts a program that may run on every core.</summary>
    public static PinnedProcess Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new PinnedProcess(Process.Start(start)!);
    }

    /// <summary>Sends a signal, such as <c>TERM</c> or <c>KILL</c>, and waits for the end.</summary>
    public async Task EndAsync(string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>What it wrote, once it has ended.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<string> FinishAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode == 0 ? await _said : throw new InvalidOperationException($"{string.Join(' ', _process.StartInfo.ArgumentList)} ended with {_process.ExitCode}: {await _said}");
    }

    /// <summary>Waits until something listens on a port of this machine.</summary>
    public async Task ListeningAsync(int port, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, cancellationToken);
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(20, cancellationToken);
            }
            catch (SocketException exception)
            {
                throw new InvalidOperationException(await _said, exception);
            }
        }
    }

    /// <summary>A port of this machine that nothing listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task<string> ReadAsync(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        return await process.StandardOutput.ReadToEndAsync() + await error;
    }
}
