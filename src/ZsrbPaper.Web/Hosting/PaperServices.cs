using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
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
using ZsrbPaper.Media.S3;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Crawlers.Feeds;
using ZsrbPaper.Web.Media;
using ZsrbPaper.Web.Telemetry;

namespace ZsrbPaper.Web.Hosting;

/// <summary>What the portal and the commands are made of.</summary>
internal static class PaperServices
{
    /// <summary>How many contexts are kept for SQLite: each has a connection that stays open, with up to three megabytes of pages and statements.</summary>
    private const int SqliteContexts = 32;

    public static IServiceCollection AddPaper(this IServiceCollection services, IConfiguration configuration, PaperFolders folders)
    {
        AddPaperOptions(services, configuration);
        services.AddSingleton(folders);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<AnswerStore>();
        services.AddSingleton<EditionMemory>();
        services.AddSingleton<AnswerFreshness>();
        services.AddSingleton<ChangeDoubts>();
        services.AddSingleton<StandbyPosition>();
        services.AddScoped<StandbyReads>();
        AddDatabase(services, configuration, folders);
        AddMedia(services, configuration, folders);
        services.AddDeskUsers(configuration);
        services.AddSingleton<Iiif.PresentationFactory>();
        services.AddSingleton<Exports.EpubBook>();
        services.AddSingleton<Exports.MetsFactory>();
        services.AddSingleton<Exports.AltoFactory>();
        services.AddScoped<PreviewScope>();
        services.AddScoped<ShownEdition>();
        services.AddScoped<KnownEditions>();
        services.AddScoped<EditionReader>();
        services.AddScoped<MediaGate>();
        services.AddSingleton<GateStore>();
        services.AddSingleton<KeptGate>();
        services.AddSingleton<KeptFiles>();
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
                options.ReaderConnectionString = configuration.GetConnectionString("PaperReaders");
            }).ValidateOnStart();
        services.AddOptions<MediaOptions>().Bind(configuration.GetSection("Media")).ValidateOnStart();
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
        services.AddSingleton<IValidateOptions<MediaOptions>>(provider => provider.GetRequiredService<OptionsValidation>());
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
            if (configuration.GetConnectionString("PaperReaders") is { Length: > 0 })
            {
                // Where each request reads is decided for it, so its context cannot be one that another had.
                services.AddDbContext<PaperDbContext, PostgreSqlPaperDbContext>((provider, options) =>
                    provider.GetRequiredService<StandbyReads>().Configure(options).AddInterceptors(InterceptorsOf(provider)));
            }
            else
            {
                services.AddDbContextPool<PaperDbContext, PostgreSqlPaperDbContext>((provider, options) =>
                    PostgreSqlPaperDbContext.Use(options, PostgreSqlConnections.ForWriting(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString!))
                        .AddInterceptors(InterceptorsOf(provider)));
            }

            services.AddTransient<IChangeLog>(provider =>
                new PostgreSqlChangeLog(PostgreSqlConnections.ForWriting(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString!)));
        }
        else
        {
            string ConnectionString(IServiceProvider provider) =>
                provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString ?? $"Data Source={folders.DatabaseFile}";
            services.AddDbContextPool<PaperDbContext, SqlitePaperDbContext>(
                (provider, options) => SqlitePaperDbContext.Use(options, ConnectionString(provider)).AddInterceptors(InterceptorsOf(provider)), SqliteContexts);
            services.AddTransient<IChangeLog>(provider => new SqliteChangeLog(ConnectionString(provider)));
        }
    }

    /// <summary>Commands are taken down only while somebody watches.</summary>
    private static IEnumerable<IInterceptor> InterceptorsOf(IServiceProvider provider) =>
        [provider.GetRequiredService<ChangeDoubts>(), .. provider.GetServices<CommandTelemetry>()];

    /// <summary>
    /// Puts a part of this machine's disk before a media store that is far away. Only for the server: a command beside it has files of its own
    /// to work on, and would empty what the server is filling.
    /// </summary>
    public static void AddMediaCache(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(S3MediaStore)))
        {
            services.Replace(ServiceDescriptor.Singleton<IMediaStore>(provider =>
            {
                var store = provider.GetRequiredService<S3MediaStore>();
                var room = provider.GetRequiredService<IOptions<MediaOptions>>().Value.CacheMegabytes * 1024L * 1024;
                return room == 0 ? store : new CachedMediaStore(store, provider.GetRequiredService<PaperFolders>().MediaCache, room);
            }));
        }
    }

    private static void AddMedia(IServiceCollection services, IConfiguration configuration, PaperFolders folders)
    {
        // Anything else than the two is reported with all other faults of the settings.
        if (new MediaOptions { Store = configuration["Media:Store"] ?? "folder" }.Kind == MediaStoreKind.S3)
        {
            services.AddSingleton(provider => new S3MediaStore(provider.GetRequiredService<IOptions<MediaOptions>>().Value.S3));
            services.AddSingleton<IMediaStore>(provider => provider.GetRequiredService<S3MediaStore>());
        }
        else
        {
            services.AddSingleton<IMediaStore>(_ => new FolderMediaStore(folders.Media));
        }

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
