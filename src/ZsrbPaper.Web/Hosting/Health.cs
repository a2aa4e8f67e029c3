using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Web.Hosting;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: it can serve, the database answers too.</summary>
internal static class Health
{
    public static IHealthChecksBuilder AddDbContextCheck(this IHealthChecksBuilder builder) => builder.AddCheck<DatabaseCheck>("database");

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/healthz", new() { Predicate = _ => false });
        routes.MapHealthChecks("/readyz");
    }

    private sealed class DatabaseCheck(PaperDbContext db) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                _ = await db.Newspapers.AnyAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception exception) when (Portal.IsDatabaseAway(exception))
            {
                return HealthCheckResult.Unhealthy("The database does not answer.", exception);
            }
        }
    }
}
