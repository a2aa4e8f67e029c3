using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.TestSupport;

/// <summary>
/// The whole portal on a temporary folder, a database of its own and a clock that stands still. Its database is empty:
/// tests save editions with <see cref="SaveAsync"/> or import packages.
/// </summary>
public sealed class PaperApplication : WebApplicationFactory<Program>
{
    private readonly TestDatabase _database;
    private readonly Dictionary<string, string> _settings = new()
    {
        ["Sample:Seed"] = "false",
        ["Site:BaseUrl"] = "https://paper.example.com",
    };

    private readonly List<IInterceptor> _interceptors = [];
    private readonly List<Action<IServiceCollection>> _services = [];
    private TimeProvider? _otherClock;
    private bool _isListening;

    private PaperApplication(TestDatabase database)
    {
        _database = database;
        _interceptors.AddRange(Commands, Outage);
    }

    /// <summary>Noon of 2024-03-01 in China, unless the test moves it.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2024, 3, 1, 4, 0, 0, TimeSpan.Zero));

    public TemporaryFolder Folder { get; } = new();

    /// <summary>The commands that requests and tests sent to the database.</summary>
    public CommandCounter Commands { get; } = new();

    /// <summary>Takes the database away.</summary>
    public Outage Outage { get; } = new();

    public TestLog Log { get; } = new();

    /// <summary>The database, for other programs that are to work on it.</summary>
    public string ConnectionString => _database.ConnectionString;

    /// <summary>A portal that is not yet started; it starts with the first client, service or <see cref="ListenAsync"/>.</summary>
    public static async Task<PaperApplication> CreateAsync(TestEngine engine = TestEngine.Sqlite) => new(await TestDatabase.CreateAsync(engine));

    /// <summary>A portal on a database that is there already, migrated; it ends with the portal if it is of one test.</summary>
    public static PaperApplication On(TestDatabase database) => new(database);

    /// <summary>Sets a setting before the start.</summary>
    public PaperApplication With(string setting, string value)
    {
        _settings[setting] = value;
        return this;
    }

    /// <summary>Starts on a free port of this machine, with what is kept in front as it is served to readers. Returns its address, without a slash at the end.</summary>
    public string Listen()
    {
        _isListening = true;
        UseKestrel(0);
        StartServer();
        return ClientOptions.BaseAddress.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>A client that shows redirects as they are.</summary>
    public HttpClient CreatePlainClient() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = false });

    /// <summary>Lets the portal's commands to the database pass by others too, before the start.</summary>
    public PaperApplication With(IInterceptor interceptor)
    {
        _interceptors.Add(interceptor);
        return this;
    }

    /// <summary>Lets the portal go by another clock than <see cref="Clock"/>, before the start.</summary>
    public PaperApplication With(TimeProvider clock)
    {
        _otherClock = clock;
        return this;
    }

    /// <summary>Changes what the portal is made of, before the start.</summary>
    public PaperApplication With(Action<IServiceCollection> change)
    {
        _services.Add(change);
        return this;
    }

    public async Task SaveAsync(params EditionBuilder[] editions)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        foreach (var edition in editions)
        {
            await edition.SaveAsync(db, CancellationToken.None);
        }
    }

    /// <summary>Waits until the background work that can be done is done, and helps with it.</summary>
    public async Task FinishJobsAsync()
    {
        while (true)
        {
            await using var scope = Services.CreateAsyncScope();
            foreach (var runner in new IJobRunner[] { scope.ServiceProvider.GetRequiredService<PageJobRunner>(), scope.ServiceProvider.GetRequiredService<PackageJobRunner>() })
            {
                while (await runner.RunNextAsync(CancellationToken.None))
                {
                }
            }

            var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
            if (!await db.PageJobs.AnyAsync(job => job.State == JobState.Running) && !await db.PackageJobs.AnyAsync(job => job.State == JobState.Running))
            {
                return;
            }

            // The portal's own worker is at one.
            await Task.Delay(20);
        }
    }

    /// <summary>Imports the editions as packages; each that is not a draft is released as its plan says, or at once.</summary>
    public async Task ImportAsync(params EditionBuilder[] editions)
    {
        foreach (var edition in editions)
        {
            using var folder = new TemporaryFolder();
            await using var scope = Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
            if (!await db.Newspapers.AnyAsync(newspaper => newspaper.Code == edition.Code))
            {
                db.Add(Paper.Newspaper(edition.Code));
                await db.SaveChangesAsync();
            }

            var result = await scope.ServiceProvider.GetRequiredService<EditionImporter>()
                .ImportAsync(edition.WriteTo(folder), new ImportOptions { Release = !edition.IsDraft }, null, CancellationToken.None);
            Assert.True(result.Outcome != ImportOutcome.Rejected, string.Join('\n', result.Problems));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _database.DisposeAsync();
        Folder.Dispose();
    }

    /// <summary>The factory puts in its own server last, in the place of the portal's.</summary>
    protected override IHost CreateHost(IHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return base.CreateHost(_isListening ? builder.ConfigureServices(AnswerCacheHosting.PutInFront) : builder);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Testing");
        builder.UseSetting("Data:Root", Folder["data"]);
        builder.UseSetting("Media:Root", Folder["media"]);
        builder.UseSetting("Database:Engine", _database.Engine.ToString());
        builder.UseSetting("ConnectionStrings:Paper", _database.ConnectionString);
        foreach (var (name, value) in _settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.RemoveAll<TimeProvider>().AddSingleton(_otherClock ?? Clock);
            services.AddSingleton<IStartupFilter, ForgottenContext>();

            // Work in the background begins at once: two seconds later its commands would be counted among those of a test.
            services.AddSingleton(new FirstReaders(TimeSpan.Zero));
            _services.ForEach(change => change(services));

            // Whatever logging the portal sets up, tests see it here and not on the console.
            services.RemoveAll<ILoggerFactory>().AddSingleton<ILoggerFactory>(_ => LoggerFactory.Create(logging => logging.AddProvider(Log)));
            services.ConfigureDbContext<Data.Sqlite.SqlitePaperDbContext>(options => options.AddInterceptors(_interceptors));
            services.ConfigureDbContext<Data.PostgreSql.PostgreSqlPaperDbContext>(options => options.AddInterceptors(_interceptors));
        });
    }

    /// <summary>
    /// Rate limiters start a timer that nothing ever ends, and a timer holds the context that it was started in: here that of the test's host,
    /// which would keep the whole portal of every test in memory.
    /// </summary>
    private sealed class ForgottenContext : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            var portal = app.New();
            next(portal);
            using (ExecutionContext.SuppressFlow())
            {
                app.Run(portal.Build());
            }
        };
    }
}
