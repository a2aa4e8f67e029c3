using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Api;

/// <summary><c>Limits:</c> how much one client may ask of the API, of search and of whole editions as files; reader pages are not limited.</summary>
public sealed class LimitOptions
{
    /// <summary>
    /// <c>Limits:ApiRequestsPerMinute</c>: requests to the API per client address and minute; what is above is answered 429. 0: no limit.
    /// </summary>
    public int ApiRequestsPerMinute { get; set; } = 600;

    /// <summary>
    /// <c>Limits:ExportsAtOnce</c>: files that are made of a whole edition (EPUB, package) for one client address at once; what is above is
    /// answered 429. 0: no limit.
    /// </summary>
    public int ExportsAtOnce { get; set; } = 4;

    /// <summary>
    /// <c>Limits:SearchSecondsPerMinute</c>: seconds that the portal spends on the searches of one client address in a minute; what is above
    /// is answered 429. An ordinary search takes some thousandths of a second. 0: no limit.
    /// </summary>
    public int SearchSecondsPerMinute { get; set; } = 20;
}

/// <summary>Limits the API per client address.</summary>
internal static class ApiLimits
{
    public static IServiceCollection AddApiLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LimitOptions>().Bind(configuration.GetSection("Limits"))
            .Validate(limits => limits.ApiRequestsPerMinute >= 0, "Limits:ApiRequestsPerMinute must be 0 (no limit) or more.")
            .Validate(limits => limits.ExportsAtOnce >= 0, "Limits:ExportsAtOnce must be 0 (no limit) or more.")
            .Validate(limits => limits.SearchSecondsPerMinute >= 0, "Limits:SearchSecondsPerMinute must be 0 (no limit) or more.").ValidateOnStart();
        return services;
    }

    /// <summary>Options of the API's own limiter: those of the application are the desk's.</summary>
    public static RateLimiterOptions CreateOptions() => new()
    {
        RejectionStatusCode = StatusCodes.Status429TooManyRequests,
        OnRejected = ClientLimits.TellWhenAsync,
        GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, int>(PartitionOf),
    };

    private static RateLimitPartition<int> PartitionOf(HttpContext context)
    {
        var allowed = context.RequestServices.GetRequiredService<IOptions<LimitOptions>>().Value.ApiRequestsPerMinute;
        return allowed == 0
            ? RateLimitPartition.GetNoLimiter(-1)
            : RateLimitPartition.GetFixedWindowLimiter(
                ClientLimits.PlaceOf(context.Connection.RemoteIpAddress),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = allowed, Window = TimeSpan.FromMinutes(1) });
    }
}
