using System.Net;
using System.Net.Sockets;

namespace ZsrbPaper.TestSupport.Media;

/// <summary>A line of this machine to a server, which a test cuts, or on which nothing comes through any more.</summary>
public sealed class FaultyLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly IPEndPoint _server;
    private readonly Task _accepting;
    private int _cuts;

    public FaultyLine(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        _server = new IPEndPoint(IPAddress.Loopback, server.Port);
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _accepting = AcceptAsync();
    }

    /// <summary>To be asked in place of the server.</summary>
    public string Address { get; }

    /// <summary>How many connections were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>After so many bytes from the client a connection is cut.</summary>
    public long SentLimit { get; set; } = long.MaxValue;

    /// <summary>After so many bytes from the server a connection is cut.</summary>
    public long AnswerLimit { get; set; } = long.MaxValue;

    /// <summary>How many connections are cut until the limits hold no longer.</summary>
    public int MostCuts { get; set; } = int.MaxValue;

    /// <summary>Whether new connections get no answer.</summary>
    public bool IsSilent { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
            {
                lines.Add(ForwardAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }

        await Task.WhenAll(lines);
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                if (IsSilent)
                {
                    await Task.Delay(Timeout.Infinite, both.Token);
                }

                await server.ConnectAsync(_server, both.Token);
                await Task.WhenAny(
                    CopyAsync(client.GetStream(), server.GetStream(), () => SentLimit, both.Token),
                    CopyAsync(server.GetStream(), client.GetStream(), () => AnswerLimit, both.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
            }

            await both.CancelAsync();
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Func<long> limit, CancellationToken cancellationToken)
    {
        var buffer = new byte[8192];
        try
        {
            for (long copied = 0; await from.ReadAsync(buffer, cancellationToken) is > 0 and var count;)
            {
                copied += count;
                if (copied > limit() && Cuts < MostCuts)
                {
                    Interlocked.Increment(ref _cuts);
                    return;
                }

                await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other direction has ended the line.
        }
    }
}
