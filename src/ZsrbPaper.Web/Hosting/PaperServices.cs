using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.OldAddresses;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Data.PostgreSql;
using ZsrbPaper.Data.Sqlite;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Crawlers.Feeds;
using ZsrbPaper.Web.Telemetry;

namespace ZsrbPaper.Web.Hosting;

/// <summary>What the portal and the commands are made of.</summary>
internal static class PaperServices
{
    public static IServiceCollection AddPaper(this IServiceCollection services, IConfiguration configuration, PaperFolders folders)
    {
        AddPaperOptions(services, configuration);
        services.AddSingleton(folders);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<AnswerStore>();
        services.AddSingleton<AnswerFreshness>();
        services.AddSingleton<ChangeDoubts>();
        AddDatabase(services, configuration, folders);
        AddMedia(services, folders);
        services.AddDeskUsers(configuration);
        services.AddSingleton<Iiif.PresentationFactory>();
        services.AddSingleton<Exports.EpubBook>();
        services.AddSingleton<Exports.MetsFactory>();
        services.AddSingleton<Exports.AltoFactory>();
        services.AddScoped<PreviewScope>();
        services.AddScoped<ShownEdition>();
        services.AddScoped<EditionReader>();
        services.AddScoped<MediaGate>();
        services.AddSingleton<SitemapSizes>();
        services.AddScoped<SitemapReader>();
        services.AddScoped<FeedReader>();
        services.AddScoped<ArticleSearch>();
        services.AddScoped<DeskSearch>();
        services.AddScoped<SearchRebuild>();
        services.AddSingleton<SearchMemory>();
        services.AddScoped<OriginalSiteReader>();
        services.AddScoped<OldAddressTable>();
        services.AddScoped<DatabasePreparation>();
        services.AddScoped<EditionImporter>();
        services.AddScoped<EditionExporter>();
        services.AddScoped<NewspaperImporter>();
        services.AddScoped<SampleRemover>();
        services.AddScoped<Sample>();
        services.AddScoped<AuditLog>();
        services.AddSingleton<AuditHeads>();
        return services;
    }

    private static void AddPaperOptions(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<OptionsValidation>();
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection("Database"))
            .Configure(options =>
            {
                options.ConnectionString = configuration.GetConnectionString("Paper");
                options.OwnerConnectionString = configuration.GetConnectionString("PaperOwner");
            }).ValidateOnStart();
        services.AddOptions<CacheOptions>().Bind(configuration.GetSection("Cache")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SearchOptions>().Bind(configuration.GetSection("Search")).ValidateOnStart();
        services.AddOptions<SampleOptions>().Bind(configuration.GetSection("Sample")).ValidateOnStart();
        services.AddOptions<ProxyOptions>().Bind(configuration.GetSection("Proxies")).ValidateOnStart();
        services.AddOptions<FeedOptions>().Bind(configuration.GetSection("Feeds")).ValidateOnStart();
        services.AddOptions<SiteOptions>().Configure(options =>
        {
            options.ConfiguredBaseUrl = configuration["Site:BaseUrl"];
            options.BaseUrl = Uri.TryCreate(options.ConfiguredBaseUrl ?? ListeningAddresses.First(configuration), UriKind.Absolute, out var url)
                ? url
                : options.BaseUrl;
            options.OldHosts = configuration.GetSection("Site:OldHosts").Get<string[]>() ?? [];
            options.Rights = configuration["Site:Rights"];
        }).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DatabaseOptions>>(provider => provider.GetRequiredService<OptionsValidation>());
        services.AddSingleton<IValidateOptions<SiteOptions>>(provider => provider.GetRequiredService<OptionsValidation>());
        services.AddSingleton<IValidateOptions<FeedOptions>>(provider => provider.GetRequiredService<OptionsValidation>());
        services.AddSingleton<IValidateOptions<ProxyOptions>>(provider => provider.GetRequiredService<OptionsValidation>());
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((forwarded, proxies) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var trusted in proxies.Value.Trusted)
            {
                if (IPAddress.TryParse(trusted, out var address))
                {
                    forwarded.KnownProxies.Add(address);
                }
                else
                {
                    forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(trusted));
                }
            }
        });
    }

    private static void AddDatabase(IServiceCollection services, IConfiguration configuration, PaperFolders folders)
    {
        // An unknown engine is reported with all other faults of the settings, before the database is touched.
        if (Enum.TryParse<DatabaseEngine>(configuration["Database:Engine"], ignoreCase: true, out var engine) && engine == DatabaseEngine.PostgreSql)
        {
            services.AddDbContext<PaperDbContext, PostgreSqlPaperDbContext>((provider, options) => options
                .UseNpgsql(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString)
                .AddInterceptors(InterceptorsOf(provider)));
            services.AddTransient<IChangeLog>(provider => new PostgreSqlChangeLog(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString!));
        }
        else
        {
            string ConnectionString(IServiceProvider provider) =>
                provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString ?? $"Data Source={folders.DatabaseFile}";
            services.AddDbContext<PaperDbContext, SqlitePaperDbContext>((provider, options) => options
                .UseSqlite(ConnectionString(provider)).AddInterceptors(InterceptorsOf(provider)));
            services.AddTransient<IChangeLog>(provider => new SqliteChangeLog(ConnectionString(provider)));
        }
    }

    /// <summary>Commands are taken down only while somebody watches.</summary>
    private static IEnumerable<IInterceptor> InterceptorsOf(IServiceProvider provider) =>
        [provider.GetRequiredService<ChangeDoubts>(), .. provider.GetServices<CommandTelemetry>()];

    private static void AddMedia(IServiceCollection services, PaperFolders folders)
    {
        services.AddSingleton<IMediaStore>(_ => new FolderMediaStore(folders.Media));
        services.AddSingleton<PictureInspector>();
        services.AddSingleton<PdfTools>();
        services.AddSingleton<PdfInspector>();
        services.AddSingleton<PdfRasteriser>();
        services.AddSingleton<PageLayouts>();
        services.AddSingleton<PhotoPublisher>();
        services.AddSingleton<CardPublisher>();
        services.AddSingleton<FacsimilePublisher>();
        services.AddSingleton<EditionPdfPublisher>();
    }
}
