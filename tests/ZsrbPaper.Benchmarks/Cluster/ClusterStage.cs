using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ZsrbPaper.Benchmarks.Delivery;
using ZsrbPaper.Data.PostgreSql;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.TestSupport.Media;

namespace ZsrbPaper.Benchmarks.Cluster;

/// <summary>
/// What several machines would be, as processes of this one: a PostgreSQL primary whose commits wait for its streaming standby, an S3 service for the media,
/// two nodes of the portal that share nothing else, and nginx before them.
/// </summary>
internal sealed class ClusterStage : IAsyncDisposable
{
    public const string Editor = "wang";

    /// <summary>Editions that readers find from the beginning, a day each.</summary>
    public const int Editions = 20;

    public const int Pages = 4;
    public const int Articles = 5;

    /// <summary>The last of them.</summary>
    public static readonly DateOnly LastDay = new(2024, 3, 1);

    /// <summary>The edition that is being written at the desk.</summary>
    public static readonly DateOnly Tomorrow = new(2024, 3, 2);

    /// <summary>The edition with pictures.</summary>
    private static readonly DateOnly _illustratedDay = LastDay.AddDays(-Editions);

    private readonly PinnedProcess _balancer;
    private readonly IReadOnlyList<string> _photos;

    private ClusterStage(LocalServer primary, LocalServer standby, IReadOnlyList<PortalNode> nodes, PinnedProcess balancer, Uri address, IReadOnlyList<string> photos)
    {
        (Primary, Standby, Nodes, _balancer, Address, _photos) = (primary, standby, nodes, balancer, address, photos);
    }

    public LocalServer Primary { get; }

    public LocalServer Standby { get; }

    public IReadOnlyList<PortalNode> Nodes { get; }

    /// <summary>Where readers and editors ask.</summary>
    public Uri Address { get; }

    /// <exception cref="InvalidOperationException">This machine has no PostgreSQL, no Swift or no nginx.</exception>
    public static async Task<ClusterStage> SetUpAsync(string folder, IReadOnlyList<string> nodeSettings, CancellationToken cancellationToken)
    {
        var program = await PublishedPortal.PublishAsync(Path.Combine(folder, "portal"), cancellationToken);
        var (primary, standby) = await StartServersAsync();
        var both = BothOf(primary, standby);
        var port = PinnedProcess.FreePort();
        string[] settings =
        [
            "--Database:Engine=PostgreSql", $"--ConnectionStrings:Paper={both}", $"--ConnectionStrings:PaperReaders={both}", .. await MediaSettingsAsync(),
            string.Create(CultureInfo.InvariantCulture, $"--Site:BaseUrl=http://localhost:{port}"), "--Proxies:Trusted:0=127.0.0.1", "--Sample:Seed=false",
            "--Limits:SearchSecondsPerMinute=0", "--Stop:DrainSeconds=1", .. nodeSettings,
        ];
        List<PortalNode> nodes = [.. Enumerable.Range(1, 2).Select(number => new PortalNode(program, Path.Combine(folder, $"node-{number}"), PinnedProcess.FreePort(), settings))];
        try
        {
            await Task.WhenAll(nodes.Select(node => node.StartAsync(cancellationToken)));
            await FillAsync(primary, cancellationToken);

            // The command line releases only where nobody signs off at the desk yet.
            var photos = await ImportPhotosAsync(program, settings, Path.Combine(folder, "commands"), primary, cancellationToken);
            await AddEditorAsync(program, settings, Path.Combine(folder, "commands"), cancellationToken);
            var balancer = Balancer.Start(Path.Combine(folder, "nginx"), port, nodes.Select(node => node.Port));
            await balancer.ListeningAsync(port, cancellationToken);
            return new ClusterStage(primary, standby, nodes, balancer, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}")), photos);
        }
        catch
        {
            // Nobody has a stage yet to end them by.
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>An address that readers ask for: mostly pages, which are kept, and now and then what is read from the database, or the S3 service, each time.</summary>
    public string AddressOf(int number)
    {
        var day = LastDay.AddDays(-(number * 7 % Editions));
        var article = string.Create(CultureInfo.InvariantCulture, $"/{Paper.Code}/{day:yyyy-MM-dd}/A{(number % Pages) + 1:00}/{(number / Pages % Articles) + 1}");
        return (number % 10) switch
        {
            0 => $"/oembed?url={Uri.EscapeDataString(Address.GetLeftPart(UriPartial.Authority) + article)}",
            1 => $"/search?q={Uri.EscapeDataString($"第{number % 97}")}",
            2 => $"/{Paper.Code}",
            3 => string.Create(CultureInfo.InvariantCulture, $"/{Paper.Code}/{day:yyyy-MM-dd}/A01"),
            4 => $"/media/{_photos[number / 10 % _photos.Count]}/thumbnail.webp",
            _ => article,
        };
    }

    /// <summary>Adds an edition of tomorrow or later that is ready to be released.</summary>
    public async Task AddDraftAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var db = Open(Primary.Server!);
        await Paper.Edition(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Draft().WithPage("A01").WithArticle("头条").WithArticle("次条").SaveAsync(db, cancellationToken);
    }

    public Task PromoteAsync(CancellationToken cancellationToken) => ExecuteAsync(Standby.Server!, "SELECT pg_promote()", cancellationToken);

    /// <summary>Whether commits wait for the standby: <c>off</c>, <c>on</c> (it has written them) or <c>remote_apply</c> (its readers see them).</summary>
    public async Task WaitForStandbyAsync(string commit, CancellationToken cancellationToken)
    {
        await ExecuteAsync(Primary.Server!, $"ALTER SYSTEM SET synchronous_standby_names = '{(commit == "off" ? "" : "*")}'", cancellationToken);
        await ExecuteAsync(Primary.Server!, $"ALTER SYSTEM SET synchronous_commit = '{(commit == "off" ? "on" : commit)}'", cancellationToken);
        await ExecuteAsync(Primary.Server!, "SELECT pg_reload_conf()", cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
    }

    /// <summary>Milliseconds of small commits on the primary, one after the other, in rising order.</summary>
    public async Task<List<double>> TimeCommitsAsync(int count, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Primary.Server);
        await connection.OpenAsync(cancellationToken);
        await using var table = new NpgsqlCommand("CREATE TABLE IF NOT EXISTS commits (id int PRIMARY KEY, number int); INSERT INTO commits VALUES (1, 0) ON CONFLICT DO NOTHING", connection);
        await table.ExecuteNonQueryAsync(cancellationToken);
        var times = new List<double>();
        for (var number = 0; number < count; number++)
        {
            var clock = Stopwatch.StartNew();
            await using var update = new NpgsqlCommand("UPDATE commits SET number = number + 1", connection);
            await update.ExecuteNonQueryAsync(cancellationToken);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return [.. times.Order()];
    }

    public async ValueTask DisposeAsync()
    {
        await _balancer.DisposeAsync();
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Standby.DisposeAsync();
        await Primary.DisposeAsync();
    }

    /// <summary>Where the nodes keep pictures and PDFs. None of it is kept on their own disks or in memory: each picture is read from the service.</summary>
    private static async Task<string[]> MediaSettingsAsync()
    {
        var bucket = await S3Service.CreateBucketAsync();
        return
        [
            "--Media:Store=s3", $"--Media:S3:Endpoint={bucket.Endpoint}", $"--Media:S3:Bucket={bucket.Bucket}", $"--Media:S3:AccessKey={bucket.AccessKey}", $"--Media:S3:SecretKey={bucket.SecretKey}",
            "--Media:CacheMegabytes=0", "--Cache:FileMegabytes=0",
        ];
    }

    private static async Task<(LocalServer Primary, LocalServer Standby)> StartServersAsync()
    {
        // Another user may have no way into the folder of benchmarks. Commits reach the disk, as they should where something is to be kept.
        var folder = $"/tmp/zsrbpaper-cluster-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        string[] settings = ["fsync=on", "shared_buffers=64MB", "max_connections=100"];
        var primary = await LocalPostgreSql.StartAsync($"{folder}-1", isKept: false, settings);
        if (primary.Server is not { } server)
        {
            throw new InvalidOperationException(primary.Missing);
        }

        var standby = await LocalPostgreSql.StartAsync($"{folder}-2", isKept: false, settings, server);
        await ExecuteAsync(server, "ALTER SYSTEM SET synchronous_standby_names = '*'", CancellationToken.None);
        await ExecuteAsync(server, "SELECT pg_reload_conf()", CancellationToken.None);
        await ExecuteAsync(server, "CREATE DATABASE paper", CancellationToken.None);
        return (primary, standby);
    }

    private static async Task FillAsync(LocalServer primary, CancellationToken cancellationToken)
    {
        await using var db = Open(primary.Server!);
        for (var day = 0; day < Editions; day++)
        {
            var edition = Paper.Edition(LastDay.AddDays(-day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            for (var page = 1; page <= Pages; page++)
            {
                edition.WithPage(string.Create(CultureInfo.InvariantCulture, $"A{page:00}"));
                for (var article = 1; article <= Articles; article++)
                {
                    var number = (((day * Pages) + page) * Articles) + article;
                    edition.WithArticle($"第{number}条新闻", more => more.Body = string.Concat(Enumerable.Repeat($"第{number}条新闻的正文里说了很多话。", 40)));
                }
            }

            await edition.SaveAsync(db, cancellationToken);
        }

        var tomorrow = Paper.Edition(Tomorrow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Draft().WithPage("A01");
        for (var article = 1; article <= Articles; article++)
        {
            tomorrow.WithArticle($"第{article}条");
        }

        await tomorrow.SaveAsync(db, cancellationToken);
        await db.Newspapers.ExecuteUpdateAsync(paper => paper.SetProperty(one => one.RequiredReviews, 0), cancellationToken);
    }

    private static Task AddEditorAsync(string program, IEnumerable<string> settings, string folder, CancellationToken cancellationToken) => CommandAsync(
        program, ["user", "add", Editor, "--role", "chief", "--role", "editor", "--password-stdin", .. settings, $"--Data:Root={folder}"], DeskSignIn.Password, cancellationToken);

    /// <summary>Imports an edition with photos, by the command line.</summary>
    /// <returns>The hashes by which they are asked for.</returns>
    private static async Task<IReadOnlyList<string>> ImportPhotosAsync(string program, IEnumerable<string> settings, string folder, LocalServer primary, CancellationToken cancellationToken)
    {
        const int Photos = 8;
        using var packages = new TemporaryFolder();
        var edition = Paper.Edition(_illustratedDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).WithPage("A01", more: page => page.WithPicture());
        for (var number = 1; number <= Photos; number++)
        {
            edition.WithArticle($"第{number}张图", article => article.WithPhoto($"photo-{number}.jpg"));
        }

        await CommandAsync(program, ["import", edition.WriteTo(packages), "--release", .. settings, $"--Data:Root={folder}"], "", cancellationToken);
        await using var db = Open(primary.Server!);
        return await db.Editions.Where(one => one.Date == _illustratedDay)
            .SelectMany(one => one.Pages).SelectMany(page => page.Articles).SelectMany(article => article.Photos).Select(photo => photo.Hash).ToListAsync(cancellationToken);
    }

    private static async Task CommandAsync(string program, IEnumerable<string> arguments, string input, CancellationToken cancellationToken)
    {
        var (exit, said) = await Programs.RunAsync(program, arguments, input, cancellationToken);
        if (exit != 0)
        {
            throw new InvalidOperationException(said);
        }
    }

    private static PostgreSqlPaperDbContext Open(string server) =>
        new(new DbContextOptionsBuilder<PostgreSqlPaperDbContext>().UseNpgsql(new NpgsqlConnectionStringBuilder(server) { Database = "paper" }.ConnectionString).Options);

    private static string BothOf(LocalServer primary, LocalServer standby)
    {
        var (first, second) = (new NpgsqlConnectionStringBuilder(primary.Server), new NpgsqlConnectionStringBuilder(standby.Server));
        return new NpgsqlConnectionStringBuilder
        {
            Host = string.Create(CultureInfo.InvariantCulture, $"{first.Host}:{first.Port},{second.Host}:{second.Port}"),
            Database = "paper",
            Username = first.Username,
            Password = first.Password,
        }.ConnectionString;
    }

    private static async Task ExecuteAsync(string server, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
