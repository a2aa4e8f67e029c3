using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ZsrbPaper.Web.Caching;

/// <summary>
/// Lets the thread that learns of a request read and answer it, rather than hand it on: half as much again as a core can answer. Safe, because
/// <see cref="AnswerServer"/> answers there only what is kept; and only for connections of readers, never for those to the database or to others.
/// </summary>
internal static class InlineSockets
{
    /// <summary>How many threads wait for the network; .NET has one for up to 30 cores, since there they only hand on.</summary>
    private const string Threads = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>To be called before the process first uses a socket: only then is it read how many threads there are to be.</summary>
    public static void Prepare()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(Threads) is null)
        {
            Environment.SetEnvironmentVariable(Threads, Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>To be called before the server starts.</summary>
    public static void Use(KestrelServerOptions kestrel, SocketTransportOptions sockets)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        sockets.UnsafePreferInlineScheduling = true;

        // One system call of four for an answer is saved where it is not first asked whether there is something to read; a connection holds 4 KB for it.
        sockets.WaitForDataBeforeAllocatingBuffer = false;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection =>
        {
            if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
            {
                SetPreferInlineCompletions(socket, true);
            }

            return next(connection);
        }));
    }

    // Not public, but kept for being set from outside: https://github.com/dotnet/runtime/pull/34945.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreferInlineCompletions")]
    private static extern void SetPreferInlineCompletions(Socket socket, bool value);
}
