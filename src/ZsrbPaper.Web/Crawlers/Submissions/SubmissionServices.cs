using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Submissions;

namespace ZsrbPaper.Web.Crawlers.Submissions;

/// <summary>Telling search engines: off until <see cref="SubmissionOptions"/> names one.</summary>
internal static partial class SubmissionServices
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public static void AddSubmissions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SubmissionOptions>().Bind(configuration.GetSection("Submissions"))
            .Validate(
                options => options.IndexNow.Key is null || Key().IsMatch(options.IndexNow.Key),
                "Submissions:IndexNow:Key must be 8 to 128 letters, digits or dashes.")
            .Validate(
                options => options.Baidu.Token is null || !string.IsNullOrWhiteSpace(options.Baidu.Token),
                "Submissions:Baidu:Token is empty; leave it out to tell Baidu nothing.")
            .ValidateOnStart();
        services.AddScoped<SubmissionRunner>();
        if (configuration["Submissions:IndexNow:Key"] is not null)
        {
            services.AddHttpClient<IndexNow>(http => http.Timeout = _patience);
            services.AddTransient<ISearchEngine>(provider => provider.GetRequiredService<IndexNow>());
        }

        if (configuration["Submissions:Baidu:Token"] is not null)
        {
            services.AddHttpClient<Baidu>(http => http.Timeout = _patience);
            services.AddTransient<ISearchEngine>(provider => provider.GetRequiredService<Baidu>());
        }

        services.AddHostedService<SubmissionService>();
    }

    /// <summary>IndexNow's proof that the site is ours.</summary>
    public static void MapSubmissionKey(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<IOptions<SubmissionOptions>>().Value.IndexNow.Key is { } key)
        {
            routes.MapMethods($"/{key}.txt", [HttpMethods.Get, HttpMethods.Head], () => Results.Text(key));
        }
    }

    [GeneratedRegex("^[A-Za-z0-9-]{8,128}\\z")]
    private static partial Regex Key();
}

/// <summary>Twice a minute tells each search engine what is new.</summary>
internal sealed class SubmissionService(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SubmissionService> log) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            foreach (var engine in scope.ServiceProvider.GetServices<ISearchEngine>())
            {
                try
                {
                    await scope.ServiceProvider.GetRequiredService<SubmissionRunner>().RunAsync(engine, stoppingToken);
                }
                catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
                {
                    return;
                }
#pragma warning disable CA1031 // Whatever goes wrong with one engine, the next one and the next look must have their turn.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    log.LogWarning(exception, "{Engine} could not be told what is new; the next try is in {Seconds} seconds", engine.Name, _interval.TotalSeconds);
                }
            }
        }
    }
}
