using Microsoft.Extensions.Options;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Commands;

/// <summary>Without a command: serves the portal until it is told to stop.</summary>
internal static class ServeCommand
{
    public static async Task<ExitCode> RunAsync(string[] settings, CancellationToken cancellationToken)
    {
        var builder = Portal.CreateBuilder(settings);
        await using var app = Portal.Build(builder);
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var database = scope.ServiceProvider.GetRequiredService<DatabasePreparation>();
            var log = app.Services.GetRequiredService<ILogger<Program>>();
            var site = app.Services.GetRequiredService<IOptions<SiteOptions>>().Value;
            log.LogInformation("Open {Address} in a browser once the portal is ready", ListeningAddresses.First(app.Configuration));
            log.LogInformation("Database: {Database}", database.Where());
            var media = app.Services.GetRequiredService<IOptions<MediaOptions>>().Value;
            log.LogInformation("Media: {Where}", media.Kind == MediaStoreKind.S3 ? media.S3.Where : app.Services.GetRequiredService<PaperFolders>().Media);
            if (site.ConfiguredBaseUrl is null)
            {
                log.LogWarning("Site:BaseUrl is not set: absolute addresses start with {BaseUrl}. Set it before search engines come", site.BaseUrl.GetLeftPart(UriPartial.Authority));
            }

            await database.PrepareAsync(cancellationToken);
            await scope.ServiceProvider.GetRequiredService<Sample>().SeedAsync(cancellationToken);
            if (await scope.ServiceProvider.GetRequiredService<SetupLinks>().CreateFirstAsync(cancellationToken) is { } link)
            {
                log.LogWarning("Nobody can sign in yet. Make the first user at this address, once, within an hour: {Link}", link);
            }

            app.Lifetime.ApplicationStarted.Register(() => log.LogInformation("Ready: {Addresses}", string.Join(" ", app.Urls)));
            app.Lifetime.ApplicationStopping.Register(() => log.LogInformation("Stopping: requests under way are finished first"));
        }

        await StartAsync(app, cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Done;
    }

    private static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            throw new CannotNowException($"The portal cannot listen: {exception.Message} Another program may be using the port; choose one with --urls http://localhost:5081.", exception);
        }
    }
}
