using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Searching;

namespace ZsrbPaper.Web.Hosting;

/// <summary><c>Search:</c> how search is kept.</summary>
public sealed class SearchOptions
{
    /// <summary>
    /// <c>Search:BackfillAtStart</c>: whether articles that search does not know yet, after an update of the program, come into it while the portal runs.
    /// Turn it off to do that with the command <c>search rebuild</c> when it suits.
    /// </summary>
    public bool BackfillAtStart { get; set; } = true;
}

/// <summary>Brings the articles into the search that are older than the search itself: once after the start, in the background.</summary>
internal sealed class SearchBackfillService(
    IServiceScopeFactory scopes, IOptions<SearchOptions> options, FirstReaders readers, ILogger<SearchBackfillService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.BackfillAtStart)
        {
            return;
        }

        await readers.Served.WaitAsync(stoppingToken);
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
