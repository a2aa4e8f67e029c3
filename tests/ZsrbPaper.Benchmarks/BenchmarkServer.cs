using Microsoft.EntityFrameworkCore;
using Npgsql;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Data.PostgreSql;
using ZsrbPaper.Data.Sqlite;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Benchmarks;

/// <summary>A database server of this program's own in a folder that is kept: on loopback, stopped with the program.</summary>
internal sealed class BenchmarkServer
{
    /// <summary>For a machine that gives PostgreSQL 4 GB; what is not here is as PostgreSQL ships it.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        "shared_buffers=3500MB", "effective_cache_size=4GB", "maintenance_work_mem=256MB", "max_wal_size=4GB", "checkpoint_timeout=30min",
        "wal_level=minimal", "max_wal_senders=0", "synchronous_commit=off", "random_page_cost=1.1",
    ];

    private readonly string _server;
    private readonly string _folder;

    private BenchmarkServer(string server, string folder)
    {
        _server = server;
        _folder = folder;
    }

    /// <summary>What is kept between runs.</summary>
    public string Folder => _folder;

    /// <summary>Where the portal's media are.</summary>
    public string Media => Path.Combine(_folder, "media");

    /// <exception cref="InvalidOperationException">This machine has no PostgreSQL, or it does not start.</exception>
    public static async Task<BenchmarkServer> StartAsync(string folder)
    {
        var local = await LocalPostgreSql.StartAsync(Path.Combine(folder, "postgresql"), isKept: true, Settings);
        return new BenchmarkServer(local.Server ?? throw new InvalidOperationException(local.Missing), folder);
    }

    /// <summary>The database of that name, filled as planned.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> PrepareAsync(string name, ArchivePlan plan, int oldAddresses, CancellationToken cancellationToken)
    {
        await CreateAsync(name, cancellationToken);
        var connectionString = ConnectionStringOf(name);
        await using var db = new PostgreSqlPaperDbContext(new DbContextOptionsBuilder<PostgreSqlPaperDbContext>()
            .UseNpgsql(connectionString, postgres => postgres.CommandTimeout(600)).Options);
        Console.Error.WriteLine($"{name}: {plan}");
        await new ArchiveGenerator(db, Media, Console.Error).GenerateAsync(plan, oldAddresses, cancellationToken);
        return connectionString;
    }

    /// <summary>The database in an SQLite file, filled as planned.</summary>
    /// <param name="file">Beside the databases of PostgreSQL if left out.</param>
    /// <returns>Its connection string.</returns>
    public async Task<string> PrepareEmbeddedAsync(string? file, ArchivePlan plan, int oldAddresses, CancellationToken cancellationToken)
    {
        file ??= Path.Combine(_folder, $"{NameOf(plan)}.db");
        var connectionString = $"Data Source={file}";
        await using var db = new SqlitePaperDbContext((DbContextOptions<SqlitePaperDbContext>)SqlitePaperDbContext.Use(new DbContextOptionsBuilder<SqlitePaperDbContext>(), connectionString).Options);
        Console.Error.WriteLine($"{file}: {plan}");
        await new ArchiveGenerator(db, Media, Console.Error).GenerateAsync(plan, oldAddresses, cancellationToken);
        return connectionString;
    }

    public static string NameOf(ArchivePlan plan) => $"archive_{plan.Articles}";

    public string ConnectionStringOf(string name) => new NpgsqlConnectionStringBuilder(_server) { Database = name }.ConnectionString;

    private async Task CreateAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync(cancellationToken);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = name } } };
        if (await find.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = new NpgsqlCommand($"CREATE DATABASE \"{name}\"", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
