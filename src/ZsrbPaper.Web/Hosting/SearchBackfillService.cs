using ZsrbPaper.Core.Searching;

namespace ZsrbPaper.Web.Hosting;

/// <summary>Brings the articles into the search that are older than the search itself: once after the start, in the background.</summary>
internal sealed class SearchBackfillService(IServiceScopeFactory scopes, ILogger<SearchBackfillService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var written = await scope.ServiceProvider.GetRequiredService<SearchRebuild>().RunAsync(onlyMissing: true, null, stoppingToken);
            if (written > 0)
            {
                log.LogInformation("Search: {Articles} articles came into it that were not", written);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.LogError(exception, "Search: older articles could not be brought into it; run the command 'search rebuild'");
        }
    }
}
