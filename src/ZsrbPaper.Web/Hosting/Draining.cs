using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZsrbPaper.Web.Hosting;

/// <summary><c>Stop:</c> how the portal ends.</summary>
public sealed class StopOptions
{
    /// <summary>The greatest <see cref="DrainSeconds"/>.</summary>
    public const int Most = 300;

    /// <summary>
    /// <c>Stop:DrainSeconds</c>: for how long a portal that is told to stop goes on serving while <c>/readyz</c> says that it stops. Behind a balancer that asks there,
    /// as long as it takes to notice; 0 where there is none.
    /// </summary>
    [Range(0, Most)]
    public int DrainSeconds { get; set; }
}

/// <summary>
/// A node that is told to stop says so first, at <c>/readyz</c>, and goes on serving for <see cref="StopOptions.DrainSeconds"/>, closing each connection after its
/// answer, so that balancers send nothing more. Then it takes no new connections, finishes the requests under way, and ends.
/// </summary>
internal sealed class Draining(IHostApplicationLifetime lifetime, IOptions<StopOptions> options) : IHostedLifecycleService
{
    /// <summary>How long requests under way may take after the draining.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>In which everything has ended, whatever the settings.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(StopOptions.Most) + (2 * Patience);

    public bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Comes before anything is stopped.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromSeconds(options.Value.DrainSeconds), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class DrainingHosting
{
    public static void AddDraining(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StopOptions>().Bind(configuration.GetSection("Stop")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Draining>();
        services.AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.AddOptions<HostOptions>().Configure<IOptions<StopOptions>>((host, stop) =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(stop.Value.DrainSeconds) + Draining.Patience);
    }

    /// <summary>Lets no client keep its connection while the portal stops.</summary>
    public static void UseDraining(this IApplicationBuilder app)
    {
        var draining = app.ApplicationServices.GetRequiredService<Draining>();
        app.Use((context, next) =>
        {
            if (draining.IsStopping && HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
            }

            return next(context);
        });
    }
}
