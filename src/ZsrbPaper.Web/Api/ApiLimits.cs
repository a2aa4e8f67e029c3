using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace ZsrbPaper.Web.Api;

/// <summary><c>Limits:</c> how much one client may ask of the API; reader pages are not limited.</summary>
public sealed class LimitOptions
{
    /// <summary>
    /// <c>Limits:ApiRequestsPerMinute</c>: requests to the API per client address and minute; what is above is answered 429. 0: no limit.
    /// </summary>
    public int ApiRequestsPerMinute { get; set; } = 600;
}

/// <summary>Limits the API per client address.</summary>
internal static class ApiLimits
{
    /// <summary>
    /// Clients are counted in this many places, chosen by their address: however many addresses are used against the portal, its memory is
    /// bounded, and two honest clients share a place about never.
    /// </summary>
    private const int Places = 1 << 16;

    public static IServiceCollection AddApiLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LimitOptions>().Bind(configuration.GetSection("Limits"))
            .Validate(limits => limits.ApiRequestsPerMinute >= 0, "Limits:ApiRequestsPerMinute must be 0 (no limit) or more.").ValidateOnStart();
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromMinutes(1);
                rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, int>(PartitionOf);
        });
        return services;
    }

    private static RateLimitPartition<int> PartitionOf(HttpContext context)
    {
        var allowed = context.RequestServices.GetRequiredService<IOptions<LimitOptions>>().Value.ApiRequestsPerMinute;
        return allowed == 0
            ? RateLimitPartition.GetNoLimiter(-1)
            : RateLimitPartition.GetFixedWindowLimiter(
                PlaceOf(context.Connection.RemoteIpAddress),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = allowed, Window = TimeSpan.FromMinutes(1) });
    }

    /// <summary>An IPv6 client has a whole network (/64) of addresses to choose from.</summary>
    internal static int PlaceOf(IPAddress? client)
    {
        var address = client is { IsIPv4MappedToIPv6: true } ? client.MapToIPv4() : client ?? IPAddress.None;
        var bytes = address.GetAddressBytes();
        var hash = new HashCode();
        hash.AddBytes(address.AddressFamily == AddressFamily.InterNetworkV6 ? bytes.AsSpan(0, 8) : bytes);
        return hash.ToHashCode() & (Places - 1);
    }
}
