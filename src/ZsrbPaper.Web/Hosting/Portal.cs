using System.Diagnostics;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Events;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Web.Api;
using ZsrbPaper.Web.Areas.Admin;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Areas.Admin.Media;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Crawlers;
using ZsrbPaper.Web.Crawlers.Citations;
using ZsrbPaper.Web.Crawlers.Feeds;
using ZsrbPaper.Web.Crawlers.Sharing;
using ZsrbPaper.Web.Crawlers.Submissions;
using ZsrbPaper.Web.Exports;
using ZsrbPaper.Web.Iiif;
using ZsrbPaper.Web.Media;
using ZsrbPaper.Web.Searching;
using ZsrbPaper.Web.Telemetry;

namespace ZsrbPaper.Web.Hosting;

/// <summary>The web server: what it is made of, and what a request passes through.</summary>
internal static class Portal
{
    public static WebApplicationBuilder CreateBuilder(string[] configuration)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = configuration, ContentRootPath = PaperFolders.FindContent() });
        builder.Services.AddSerilog((services, log) => log
            .ReadFrom.Configuration(builder.Configuration)
            .ReadFrom.Services(services)
            .Enrich.FromLogContext()
            .WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}", formatProvider: System.Globalization.CultureInfo.InvariantCulture));
        builder.Services.AddPaper(builder.Configuration, PaperFolders.From(builder.Environment.ContentRootPath, builder.Configuration));
        return builder;
    }

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        if (!ListeningAddresses.AreConfigured(builder.Configuration))
        {
            builder.WebHost.UseUrls(ListeningAddresses.Default);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // A pasted text in the address of a search is answered with a page that says what is wrong; Chinese takes nine bytes a character.
            kestrel.Limits.MaxRequestLineSize = 32 * 1024;
        });
        builder.AddTelemetry();
        builder.AddAnswerCache();
        services.AddMediaCache();
        services.AddSingleton(_ => new FirstReaders(TimeSpan.FromSeconds(2)));

        // Every type of every part would be asked at the start whether it is a controller; there is none.
        services.AddRazorPages(options => options.Conventions.AddFolderRouteModelConvention("/", ForReadingOnly))
            .ConfigureApplicationPartManager(parts => parts.FeatureProviders.Remove(parts.FeatureProviders.OfType<ControllerFeatureProvider>().Single()));
        services.AddSingleton<HtmlEncoder, PlainHtmlEncoder>();
        services.AddSingleton<PageMetaFactory>();
        services.AddSingleton<SearchGate>();
        services.AddApi(builder.Configuration);
        services.AddDesk();
        services.AddHostedService<MediaSweepService>();
        services.AddHostedService<AuditHeadService>();
        services.AddHostedService<SearchBackfillService>();
        services.AddHostedService<SqliteStatisticsService>();
        services.AddScoped<FileReceiver>();
        services.AddScoped<PageIntake>();
        services.AddJobs<PageJobRunner>();
        services.AddJobs<PackageJobRunner>();
        services.AddSubmissions(builder.Configuration);
        services.AddResponseCompression(options =>
        {
            // Reader pages are the same for everyone and hold no secrets, so compression over HTTPS gives nothing away.
            options.EnableForHttps = true;
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/atom+xml", "application/rss+xml", "application/feed+json", MetsFactory.MediaType];
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.AddDraining(builder.Configuration);
        services.AddHealthChecks().AddDbContextCheck().AddStoppingCheck();
        var app = builder.Build();
        Map(app);
        return app;
    }

    /// <summary>Readers' pages answer no method but GET and HEAD; errors happen to every method, so their page answers all.</summary>
    private static void ForReadingOnly(PageRouteModel page)
    {
        if (page.ViewEnginePath != "/Error")
        {
            foreach (var selector in page.Selectors)
            {
                selector.EndpointMetadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
            }
        }
    }

    private static void Map(WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.Trusted.Length > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseDraining();
        app.UseMiddleware<CommonHeaders>();
        app.UseMiddleware<CrossOriginReading>();
        var logsReaders = app.Configuration.GetValue("Logging:AccessLog", false);
        app.UseSerilogRequestLogging(options =>
        {
            options.GetLevel = (context, _, exception) => RequestLevel(context, exception, logsReaders);

            // The same number as on the error page, and the path as it was sent: decoded, it could write lines of its own.
            options.MessageTemplate = "HTTP {RequestMethod} {RequestPath} responded {StatusCode} in {Elapsed:0} ms, request {RequestNumber}";
            options.GetMessageTemplateProperties = (context, _, elapsed, status) =>
            [
                new("RequestMethod", new ScalarValue(context.Request.Method)),
                new("RequestPath", new ScalarValue(LoggedPath(context))),
                new("StatusCode", new ScalarValue(status)),
                new("Elapsed", new ScalarValue(elapsed)),
                new("RequestNumber", new ScalarValue(RequestNumber(context))),
            ];
            options.EnrichDiagnosticContext = (diagnostic, context) =>
            {
                if (context.Features.Get<IExceptionHandlerFeature>()?.Error is { } error)
                {
                    diagnostic.SetException(error);
                }
            };
        });
        app.Use((context, next) =>
        {
            // By the address as it was sent: a preview is of the desk, though it is answered as to a reader.
            if (!IsDesk(context) && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
            {
                context.RequestServices.GetRequiredService<StandbyReads>().Begin();
            }

            return next(context);
        });
        app.UseMiddleware<AnswerKeeper>();
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error/500", StatusCodeSelector = StatusOf });
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.UseWhen(IsDesk, desk => desk.UseStatusCodePagesWithReExecute("/admin/error/{0}"));
        app.UseApi();
        app.UseExportLimits();
        app.UseMiddleware<OldAddresses>();
        app.UseMiddleware<CanonicalAddresses>();
        app.UseResponseCompression();
        app.UseMiddleware<Preview>();
        app.UseRouting();

        // Readers' pages know nobody: no cookie is read or renewed there. (The host would put these two before everything by itself.)
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
        app.UseWhen(IsDesk, desk => desk.UseDesk());
        var routes = app.MapGroup("");
        Literals.KeepApart(routes);
        routes.MapHealth();
        routes.MapClientAssets();
        routes.MapMedia();
        routes.MapSitemaps();
        routes.MapApi();
        routes.MapSubmissionKey();
        routes.MapFeeds();
        routes.MapSearch();
        routes.MapExports();
        routes.MapIiifImages();
        routes.MapIiifPresentation();
        routes.MapCitations();
        routes.MapQrCodes();
        routes.MapOEmbed();
        routes.MapDeskMedia();
        routes.MapRazorPages();
    }

    private static bool IsDesk(HttpContext context) => context.Request.Path.StartsWithSegments("/admin");

    /// <summary>The number by which a reader can ask about an error, and the log can be searched.</summary>
    public static string RequestNumber(HttpContext context) => Activity.Current?.Id ?? context.TraceIdentifier;

    /// <summary>The path that was asked for, also while the error page is made in its place.</summary>
    private static PathString OriginalPath(HttpContext context) =>
        context.Features.Get<IExceptionHandlerPathFeature>() is { } failed ? new PathString(failed.Path)
        : context.Features.Get<IStatusCodeReExecuteFeature>() is { } reExecuted ? new PathString(reExecuted.OriginalPath)
        : context.Request.Path;

    /// <summary>The path for the log, without what is as good as a password.</summary>
    private static string LoggedPath(HttpContext context)
    {
        var path = OriginalPath(context);
        return path.StartsWithSegments("/admin/setup", out var token) && token.HasValue ? "/admin/setup/..." : path.ToUriComponent();
    }

    /// <summary>Errors, the desk and the API get a line for each request; readers are counted by the server's metrics.</summary>
    private static LogEventLevel RequestLevel(HttpContext context, Exception? exception, bool logsReaders)
    {
        if (exception is not null || context.Response.StatusCode >= 500)
        {
            return LogEventLevel.Error;
        }

        var path = context.Request.Path;
        return logsReaders || path.StartsWithSegments("/admin") || path.StartsWithSegments("/api") ? LogEventLevel.Information : LogEventLevel.Verbose;
    }

    internal static int StatusOf(Exception exception) =>
        exception is MediaStoreAwayException || IsDatabaseAway(exception) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError;

    /// <summary>Whether the database could not be reached, rather than refusing what it was asked.</summary>
    internal static bool IsDatabaseAway(Exception exception) => exception switch
    {
        Npgsql.NpgsqlException { IsTransient: true } or SocketException or TimeoutException => true,

        // 25006: what was the primary a moment ago is a standby now.
        Npgsql.PostgresException postgres => postgres.SqlState is ['5', '7', ..] or ['0', '8', ..] or "3D000" or "25006",

        // None of several servers is the primary; no error of a server is behind that.
        Npgsql.NpgsqlException { InnerException: null } none when none.Message.StartsWith("No suitable host", StringComparison.Ordinal) => true,

        // Cannot open, I/O error, full disk, busy, not a database.
        Microsoft.Data.Sqlite.SqliteException sqlite => sqlite.SqliteErrorCode is 14 or 10 or 13 or 5 or 26,
        { InnerException: { } inner } => IsDatabaseAway(inner),
        _ => false,
    };
}
