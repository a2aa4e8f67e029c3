using System.Diagnostics;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Web.Telemetry;

namespace ZsrbPaper.Web.Hosting;

/// <summary>Tells the worker of this process that there is work, so that nobody waits for its next look.</summary>
public sealed class JobSignal<TRunner> : IDisposable
    where TRunner : class, IJobRunner
{
    private readonly SemaphoreSlim _work = new(0, 1);

    public void Raise()
    {
        try
        {
            _work.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been told already.
        }
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _work.WaitAsync(cancellationToken);

    public void Dispose() => _work.Dispose();
}

/// <summary>
/// Works through the jobs of one kind, one at a time: at once when one comes in here, and every few seconds for those that
/// another node or an earlier run of the portal left.
/// </summary>
internal sealed class JobService<TRunner>(
    IServiceScopeFactory scopes, JobSignal<TRunner> signal, FirstReaders readers, TimeProvider clock, PaperMetrics metrics, ILogger<JobService<TRunner>> log) : BackgroundService
    where TRunner : class, IJobRunner
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readers.Served.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var runner = scope.ServiceProvider.GetRequiredService<TRunner>();
                while (await RunNextAsync(runner, stoppingToken))
                {
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever goes wrong with one file, the next one must have its turn.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                log.LogWarning(exception, "The work in the background was interrupted; it goes on in {Seconds} seconds", _interval.TotalSeconds);
            }

            await WaitAsync(stoppingToken);
        }
    }

    private async Task<bool> RunNextAsync(TRunner runner, CancellationToken stoppingToken)
    {
        using var activity = PaperMetrics.Source.StartActivity(typeof(TRunner).Name);
        var start = clock.GetTimestamp();
        if (await runner.RunNextAsync(stoppingToken))
        {
            metrics.Job(typeof(TRunner).Name, clock.GetElapsedTime(start));
            return true;
        }

        // A look that found no work is nothing to tell.
        activity?.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        return false;
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(signal.WaitAsync(enough.Token), Task.Delay(_interval, clock, enough.Token));
        await enough.CancelAsync();
    }
}

internal static class JobServices
{
    /// <summary>Adds the runner of one kind of job, its worker and its signal.</summary>
    public static void AddJobs<TRunner>(this IServiceCollection services)
        where TRunner : class, IJobRunner
    {
        services.AddSingleton<JobSignal<TRunner>>();
        services.AddScoped<TRunner>();
        services.AddHostedService<JobService<TRunner>>();
    }
}
