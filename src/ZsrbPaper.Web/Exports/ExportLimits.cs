using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using ZsrbPaper.Web.Api;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Exports;

/// <summary>
/// Limits how many files of whole editions are under way to one client at once. Each costs the database its texts, and the disk or the line
/// as much as all its pictures; counted until the last byte is sent, a client that reads slowly gains nothing.
/// </summary>
internal static class ExportLimits
{
    public static void UseExportLimits(this IApplicationBuilder app) => app.UseWhen(IsExport, exports => exports.UseRateLimiter(new RateLimiterOptions
    {
        RejectionStatusCode = StatusCodes.Status429TooManyRequests,
        OnRejected = ClientLimits.TellWhenAsync,
        GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, int>(PartitionOf),
    }));

    private static bool IsExport(HttpContext context) => context.Request.Path.Value is { } path
        && (path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".epub", StringComparison.OrdinalIgnoreCase));

    private static RateLimitPartition<int> PartitionOf(HttpContext context)
    {
        var allowed = context.RequestServices.GetRequiredService<IOptions<LimitOptions>>().Value.ExportsAtOnce;
        return allowed == 0
            ? RateLimitPartition.GetNoLimiter(-1)
            : RateLimitPartition.GetConcurrencyLimiter(ClientLimits.PlaceOf(context.Connection.RemoteIpAddress), _ => new ConcurrencyLimiterOptions { PermitLimit = allowed });
    }
}
