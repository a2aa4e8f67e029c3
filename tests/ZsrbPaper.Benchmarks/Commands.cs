using System.CommandLine;
using ZsrbPaper.Benchmarks.Archive;
using ZsrbPaper.Benchmarks.Cluster;
using ZsrbPaper.Benchmarks.Delivery;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Benchmarks.Inner;
using ZsrbPaper.Benchmarks.Importing;
using ZsrbPaper.Benchmarks.Measuring;
using ZsrbPaper.Benchmarks.Misses;
using ZsrbPaper.Benchmarks.Searching;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Benchmarks;

/// <summary>The benchmarks and what prepares them, by name.</summary>
internal static class Commands
{
    private static readonly Option<string> _data = new("--data")
    {
        Description = "Folder that is kept between runs: PostgreSQL's data, pictures.",
        DefaultValueFactory = _ => RepositoryFolder.Find("artifacts", "benchmarks"),
        Recursive = true,
    };

    private static readonly Option<int> _articles = new("--articles") { Description = "Articles of the archive.", DefaultValueFactory = _ => 1_000_000 };

    private static readonly Option<int?> _editions = new("--editions") { Description = "Its editions, a day each; one for 27.4 articles if left out, so 36,500 for 1,000,000." };

    public static RootCommand Create() => new("Benchmarks of the portal. Run them in Release, on a machine that does nothing else.")
    {
        _data,
        Archive(),
        Search(),
        Delivery(),
        Start(),
        Memory(),
        Cluster(),
        Outage(),
        Readers(),
        Miss(),
        Inner(),
        Import(),
        ImportBaseline(),
        Generate(),
        Server(),
        MissPortalOf(),
    };

    /// <summary>The archive of so many articles, at the usual 27.4 an edition unless the number of editions is given.</summary>
    public static ArchivePlan PlanOf(int articles, int? editions = null) => new(Seed: 1, editions ?? Math.Max(1, (int)(articles * 36_500L / 1_000_000)), PagesPerEdition: 16, articles);

    private static string FolderOf(ParseResult parsed) => Path.GetFullPath(parsed.GetValue(_data)!);

    private static Command Archive()
    {
        var against = new Option<int>("--against") { Description = "Articles of the archive that it is compared with.", DefaultValueFactory = _ => 10_000 };
        var rounds = new Option<int>("--rounds") { Description = "How often each place is asked about.", DefaultValueFactory = _ => 10 };
        var only = new Option<string?>("--only") { Description = "Scenarios whose name contains this." };
        var command = new Command("archive", "Compares a portal on a century with one on a year: times, memory, query plans. Needs PostgreSQL; 5 minutes, more for the first run, which writes the archives.")
        {
            _articles, against, rounds, only,
        };
        return Reporting(command, (parsed, server, output, cancellationToken) => new ArchiveBenchmark(server, parsed.GetValue(rounds), output)
            .RunAsync(PlanOf(parsed.GetValue(_articles)), PlanOf(parsed.GetValue(against)), parsed.GetValue(only), cancellationToken));
    }

    private static Command Search()
    {
        var embedded = new Option<int>("--embedded") { Description = "Articles of the archive on SQLite, and of those where other ways to search are compared.", DefaultValueFactory = _ => 100_000 };
        var rounds = new Option<int>("--rounds") { Description = "Examples of each way to search.", DefaultValueFactory = _ => 40 };
        var only = new Option<string?>("--only") { Description = "One part of the report: postgresql, sqlite, crowd, rivals or quality." };
        var command = new Command("search", "Times searches on a large archive, and compares them with what else can be had. Needs PostgreSQL; 15 minutes, an hour more for the first run, which writes the archives.")
        {
            _articles, embedded, rounds, only,
        };
        return Reporting(command, (parsed, server, output, cancellationToken) => new SearchBenchmark(server, parsed.GetValue(rounds), output)
            .RunAsync(PlanOf(parsed.GetValue(_articles)), PlanOf(parsed.GetValue(embedded)), parsed.GetValue(only), cancellationToken));
    }

    private static Command Delivery()
    {
        var rounds = new Option<int>("--rounds") { Description = "How often each server has its turn.", DefaultValueFactory = _ => 9 };
        var seconds = new Option<int>("--seconds") { Description = "How long a turn is.", DefaultValueFactory = _ => 4 };
        var command = new Command("delivery", "Compares answers that are kept with the same as files of nginx, on one core. Needs nginx and wrk; 8 minutes.") { rounds, seconds };
        return Reporting(command, (parsed, server, output, cancellationToken) =>
            new DeliveryBenchmark(server, parsed.GetValue(rounds), parsed.GetValue(seconds), output).RunAsync(cancellationToken));
    }

    private static Command Start()
    {
        var rounds = new Option<int>("--rounds") { Description = "How often each is started.", DefaultValueFactory = _ => 15 };
        var command = new Command("start", "Times the start of the portal against that of applications with nothing in them; 5 minutes.") { rounds };
        return Reporting(command, (parsed, server, output, cancellationToken) => new StartBenchmark(server, parsed.GetValue(rounds), output).RunAsync(cancellationToken));
    }

    private static Command Memory()
    {
        var seconds = new Option<int>("--seconds") { Description = "How long readers ask.", DefaultValueFactory = _ => 60 };
        var command = new Command("memory", "What memory the portal takes with a large archive behind it, under load. Needs PostgreSQL and wrk; 4 minutes, more for the first run, which writes the archive.")
        {
            _articles, seconds,
        };
        return Reporting(command, (parsed, server, output, cancellationToken) =>
            new MemoryBenchmark(server, parsed.GetValue(seconds), output).RunAsync(PlanOf(parsed.GetValue(_articles)), cancellationToken));
    }

    private static Command Cluster()
    {
        var command = new Command("cluster", "Two nodes behind nginx, PostgreSQL with a standby, and what readers and editors notice when one of them ends. Needs PostgreSQL and nginx; 4 minutes.");
        return Reporting(command, (parsed, output, cancellationToken) => new ClusterBenchmark(FolderOf(parsed), output).RunAsync(cancellationToken));
    }

    private static Command Outage()
    {
        var command = new Command("outage", "One node whose database is gone for a while, and what readers notice. Needs PostgreSQL; a minute.");
        return Reporting(command, (parsed, output, cancellationToken) => new OutageBenchmark(FolderOf(parsed), output).RunAsync(cancellationToken));
    }

    private static Command Readers()
    {
        var articles = new Option<int>("--articles") { Description = "Articles of the archive.", DefaultValueFactory = _ => 5_000 };
        var rate = new Option<int>("--rate") { Description = "Requests in a second.", DefaultValueFactory = _ => 500 };
        var seconds = new Option<int>("--seconds") { Description = "How long readers ask.", DefaultValueFactory = _ => 60 };
        var command = new Command("readers", "What Varnish takes off the portal when readers ask by Zipf's law. Needs PostgreSQL and Varnish; 4 minutes.") { articles, rate, seconds };
        return Reporting(command, (parsed, server, output, cancellationToken) =>
            new ReadersBenchmark(server, parsed.GetValue(seconds), parsed.GetValue(rate), output).RunAsync(PlanOf(parsed.GetValue(articles)), cancellationToken));
    }

    /// <summary>A benchmark on the server that is kept between runs.</summary>
    private static Command Reporting(Command command, Func<ParseResult, BenchmarkServer, Report, CancellationToken, Task> run) =>
        Reporting(command, async (parsed, output, cancellationToken) => await run(parsed, await BenchmarkServer.StartAsync(FolderOf(parsed)), output, cancellationToken));

    private static Command Miss()
    {
        var rounds = new Option<int>("--rounds") { Description = "How often each has its turn.", DefaultValueFactory = _ => 9 };
        var seconds = new Option<int>("--seconds") { Description = "How long a turn is.", DefaultValueFactory = _ => 4 };
        var command = new Command("miss", "What a page costs that is not kept, against the same page with its data in memory. Needs PostgreSQL and wrk; 8 minutes.") { rounds, seconds };
        return Reporting(command, (parsed, server, output, cancellationToken) =>
            new MissBenchmark(server, parsed.GetValue(rounds), parsed.GetValue(seconds), output).RunAsync(cancellationToken));
    }

    /// <summary>What <see cref="Miss"/> starts to measure it from outside.</summary>
    private static Command MissPortalOf()
    {
        var engine = new Option<TestEngine>("--engine") { Required = true };
        var connection = new Option<string>("--connection") { Required = true };
        var media = new Option<string>("--media") { Required = true };
        var isInMemory = new Option<bool>("--in-memory");
        var keeps = new Option<bool>("--keeps");
        var command = new Command("miss-portal") { engine, connection, media, isInMemory, keeps };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => MissPortal.RunAsync(
            parsed.GetValue(engine), parsed.GetValue(connection)!, parsed.GetValue(media)!, parsed.GetValue(isInMemory), parsed.GetValue(keeps), cancellationToken));
        return command;
    }

    private static Command Inner()
    {
        var command = new Command("inner", "Time and allocations of the small pieces that everything passes, by BenchmarkDotNet; 2 minutes.");
        command.SetAction(_ => InnerBenchmarks.Run());
        return command;
    }

    private static Command Import()
    {
        var rounds = new Option<int>("--rounds") { Description = "How often an edition is imported.", DefaultValueFactory = _ => 5 };
        var pages = new Option<int>("--pages") { Description = "Pages of an edition; 16 have 80 articles and 60 photos.", DefaultValueFactory = _ => 16 };
        var editions = new Option<int>("--editions") { Description = "Editions that are imported in one command afterwards; 0 leaves that out.", DefaultValueFactory = _ => 30 };
        var portal = new Option<string?>("--portal") { Description = "The program of a published portal, such as an earlier version; published from here if left out." };
        var command = new Command("import", "Compares the import of an edition with poppler and libvips alone. Needs poppler and fonts-noto-cjk; three hours on two cores, two of them and 20 GB of disk for the editions of one command.")
        {
            rounds, pages, editions, portal,
        };
        return Reporting(command, (parsed, server, output, cancellationToken) =>
            new ImportBenchmark(server, parsed.GetValue(portal), parsed.GetValue(rounds), parsed.GetValue(editions), output).RunAsync(new PackagePlan(Seed: 1, parsed.GetValue(pages)), cancellationToken));
    }

    /// <summary>What <see cref="Import"/> starts as a process of its own, so that both are measured in the same way.</summary>
    private static Command ImportBaseline()
    {
        var package = new Argument<string>("package");
        var target = new Argument<string>("target");
        var command = new Command(ImportBenchmark.BaselineCommand) { package, target };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => PopplerAndVips.RunAsync(parsed.GetValue(package)!, parsed.GetValue(target)!, cancellationToken));
        return command;
    }

    /// <summary>A benchmark whose report can be kept in the repository.</summary>
    private static Command Reporting(Command command, Func<ParseResult, Report, CancellationToken, Task> run)
    {
        var save = new Option<bool>("--save") { Description = $"Keep the report as docs/benchmarks/{command.Name}.md." };
        command.Add(save);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var output = new Report();
            await run(parsed, output, cancellationToken);
            if (parsed.GetValue(save))
            {
                await output.SaveAsync(RepositoryFolder.Find("docs", "benchmarks", $"{command.Name}.md"), cancellationToken);
            }
        });
        return command;
    }

    private static Command Generate()
    {
        var database = new Option<string?>("--database") { Description = "Name of the database in the benchmarks' PostgreSQL; archive_<articles> if left out." };
        var sqlite = new Option<string?>("--sqlite") { Description = "An SQLite file to write instead." };
        var oldAddresses = new Option<int>("--old-addresses") { Description = "Addresses of another platform that lead to the articles." };
        var command = new Command("generate", "Writes an archive, or the rest of one that was interrupted. 1,000,000 articles: half an hour, most of it for the index of search; 8 GB of disk.")
        {
            _articles, _editions, database, sqlite, oldAddresses,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var plan = PlanOf(parsed.GetValue(_articles), parsed.GetValue(_editions));
            var server = await BenchmarkServer.StartAsync(FolderOf(parsed));
            await (parsed.GetValue(sqlite) is { } file
                ? server.PrepareEmbeddedAsync(Path.GetFullPath(file), plan, parsed.GetValue(oldAddresses), cancellationToken)
                : server.PrepareAsync(parsed.GetValue(database) ?? BenchmarkServer.NameOf(plan), plan, parsed.GetValue(oldAddresses), cancellationToken));
        });
        return command;
    }

    private static Command Server()
    {
        var database = new Argument<string>("database") { Description = "One that was generated." };
        var command = new Command("server", "Starts the benchmarks' PostgreSQL, prints a connection string, and stops it at the end of input or with Ctrl+C.") { database };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var server = await BenchmarkServer.StartAsync(FolderOf(parsed));
            Console.WriteLine(server.ConnectionStringOf(parsed.GetValue(database)!));
            await Console.In.ReadToEndAsync(cancellationToken);
        });
        return command;
    }
}
