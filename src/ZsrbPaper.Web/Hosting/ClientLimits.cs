using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace ZsrbPaper.Web.Hosting;

/// <summary>What limits on one client's requests have in common: who counts as one client, and how it is told to wait.</summary>
internal static class ClientLimits
{
    /// <summary>
    /// Clients are counted in this many places, chosen by their address: however many addresses are used against the portal, its memory is
    /// bounded, and two honest clients share a place about never.
    /// </summary>
    public const int Places = 1 << 16;

    /// <summary>The address, or for IPv6 the /64 that one household or office has all of.</summary>
    public static string Network(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    /// <summary>The place in which a client is counted.</summary>
    public static int PlaceOf(IPAddress? client) => StringComparer.Ordinal.GetHashCode(Network(client)) & (Places - 1);

    /// <summary>Says in <c>Retry-After</c> when the client may ask again: a minute from now where the limiter does not know.</summary>
    public static ValueTask TellWhenAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) && after > TimeSpan.Zero ? after : TimeSpan.FromMinutes(1);
        rejected.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return ValueTask.CompletedTask;
    }
}
