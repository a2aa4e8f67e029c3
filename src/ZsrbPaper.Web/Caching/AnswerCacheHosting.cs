using Microsoft.AspNetCore.Hosting.Server;
using ZsrbPaper.Web.Telemetry;

namespace ZsrbPaper.Web.Caching;

/// <summary>What keeping answers is made of.</summary>
internal static class AnswerCacheHosting
{
    public static void AddAnswerCache(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<PaperMetrics>();
        services.AddSingleton<KeptAddresses>();
        services.AddSingleton<AnswerPacking>();
        services.AddHostedService(provider => provider.GetRequiredService<AnswerFreshness>());
        services.AddHostedService(provider => provider.GetRequiredService<AnswerPacking>());

        services.AddPurging(builder.Configuration);

        // With an access log, every request is to pass it.
        if (!builder.Configuration.GetValue("Logging:AccessLog", false))
        {
            InlineSockets.Prepare();
            PutInFront(services);
        }
    }

    internal static void PutInFront(IServiceCollection services)
    {
        var server = services.Last(service => service.ServiceType == typeof(IServer));
        services.Remove(server);
        services.AddSingleton<IServer>(provider => ActivatorUtilities.CreateInstance<AnswerServer>(
            provider, ActivatorUtilities.CreateInstance(provider, server.ImplementationType!)));
    }
}
