using ZsrbPaper.Core.Purging;

namespace ZsrbPaper.Web.Caching;

/// <summary>Every second tells caches beyond the portal what to forget.</summary>
internal sealed class PurgeService(PurgeRunner runner, TimeProvider clock, ILogger<PurgeService> log) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private bool _isInterrupted;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(runner.LeaveAsync, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, clock);
        try
        {
            do
            {
                await TryAsync(runner.RunAsync, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act(cancellationToken);
            _isInterrupted = false;
        }
#pragma warning disable CA1031 // Whatever goes wrong, what is to be purged waits for the next look.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (!_isInterrupted)
            {
                _isInterrupted = true;
                log.LogWarning(exception, "Purging was interrupted; it goes on as soon as it can, with what it had not done");
            }
        }
    }
}

internal static class PurgeServices
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>Adds nothing where no <c>Cache:Purge:Url</c> is set.</summary>
    public static void AddPurging(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration["Cache:Purge:Url"]))
        {
            return;
        }

        services.AddOptions<CacheOptions>()
            .Validate(options => options.Purge.Url is { IsAbsoluteUri: true, Scheme: "http" or "https" }, "Cache:Purge:Url must be an http(s) address.")
            .Validate(options => options.Megabytes > 0, "Cache:Purge:Url is set, but Cache:Megabytes is 0: only what the portal keeps may others keep.")
            .Validate(options => options.Purge.Headers.Keys.All(IsToken) && IsToken(options.Purge.Method), "Cache:Purge:Method and the names of Cache:Purge:Headers must be words of HTTP.");
        services.AddHttpClient(HttpPurger.ClientName, http => http.Timeout = _patience);
        services.AddSingleton<IPurger, HttpPurger>();
        services.AddSingleton<PurgeRunner>();
        services.AddSingleton<SharedCaching>();
        services.AddHostedService<PurgeService>();
    }

    private static bool IsToken(string word) => word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
