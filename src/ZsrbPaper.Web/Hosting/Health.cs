using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Web.Hosting;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: it can serve, a database answers too, and it does not stop.</summary>
internal static class Health
{
    private const string Stopping = "Stopping";

    public static IHealthChecksBuilder AddDbContextCheck(this IHealthChecksBuilder builder) => builder.AddCheck<DatabaseCheck>("database");

    public static IHealthChecksBuilder AddStoppingCheck(this IHealthChecksBuilder builder) => builder.AddCheck<StoppingCheck>(Stopping);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/healthz", new() { Predicate = _ => false });
        routes.MapHealthChecks("/readyz", new()
        {
            ResponseWriter = (context, report) =>
            {
                context.Response.ContentType = "text/plain";
                return context.Response.WriteAsync(report.Entries[Stopping].Status == HealthStatus.Healthy ? report.Status.ToString() : Stopping);
            },
        });
    }

    /// <summary>A node that can read can serve readers, though the desk waits for a new primary. Checks have a scope of their own.</summary>
    private sealed class DatabaseCheck(StandbyReads standbys, IServiceProvider services) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                standbys.Begin();
                _ = await services.GetRequiredService<PaperDbContext>().Newspapers.AnyAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception exception) when (Portal.IsDatabaseAway(exception))
            {
                return HealthCheckResult.Unhealthy("The database does not answer.", exception);
            }
        }
    }

    private sealed class StoppingCheck(Draining draining) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(draining.IsStopping ? HealthCheckResult.Unhealthy("The portal stops.") : HealthCheckResult.Healthy());
    }
}
