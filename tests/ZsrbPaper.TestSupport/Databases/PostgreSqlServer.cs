using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Testcontainers.PostgreSql;
using ZsrbPaper.Data.PostgreSql;

namespace ZsrbPaper.TestSupport.Databases;

/// <summary>
/// A real PostgreSQL for the tests of this process, found when first asked for: the server of the connection string in
/// <c>ZSRBPAPER_TEST_POSTGRES</c>; else a server of this machine, see <see cref="LocalPostgreSql"/>; else a container
/// where Docker runs. Without any of them the test that asked skips and says so.
/// </summary>
public static class PostgreSqlServer
{
    public const string ConnectionStringVariable = "ZSRBPAPER_TEST_POSTGRES";
    private static readonly Lazy<Task<Found>> _found = new(FindAsync);
    private static int _lastDatabase;

    /// <summary>A fresh database, migrated by the real migrations.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateDatabaseAsync()
    {
        var found = await _found.Value;
        if (found.Server is not { } server)
        {
            Missing.Skip(found.Missing!);
            return null;
        }

        // Servers given by a connection string are shared with other processes, so names carry this one's.
        var name = $"{found.Template}_{Interlocked.Increment(ref _lastDatabase)}";
        await ExecuteAsync(server, $"CREATE DATABASE {name} TEMPLATE {found.Template}");
        return ForDatabase(server, name);
    }

    public static async Task DropDatabaseAsync(string connectionString)
    {
        NpgsqlConnection.ClearPool(new NpgsqlConnection(connectionString));
        await ExecuteAsync((await _found.Value).Server!, $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");
    }

    private static async Task<Found> FindAsync()
    {
        var missing = new List<string>();
        var server = Environment.GetEnvironmentVariable(ConnectionStringVariable) is { Length: > 0 } given ? given
            : await StartLocalAsync(missing) ?? await StartContainerAsync(missing);
        if (server is null)
        {
            return new Found(null, "", $"No PostgreSQL for tests. {ConnectionStringVariable} is not set. {string.Join(' ', missing)}");
        }

        var template = $"zsrbpaper_test_{Environment.ProcessId}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        await ExecuteAsync(server, $"CREATE DATABASE {template}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => DropLeftovers(server, template);
        var connectionString = ForDatabase(server, template);
        await using (var db = new PostgreSqlPaperDbContext(new DbContextOptionsBuilder<PostgreSqlPaperDbContext>().UseNpgsql(connectionString).Options))
        {
            await db.Database.MigrateAsync();
        }

        // A template may have no connections.
        NpgsqlConnection.ClearPool(new NpgsqlConnection(connectionString));
        return new Found(server, template, null);
    }

    private static async Task<string?> StartLocalAsync(List<string> missing)
    {
        // Another user may have no way into this one's TMPDIR.
        var folder = $"/tmp/zsrbpaper-pg-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        var local = await LocalPostgreSql.StartAsync(folder, isKept: false, ["max_connections=200", "full_page_writes=off", "synchronous_commit=off"]);
        if (local.Missing is { } reason)
        {
            missing.Add(reason);
        }

        return local.Server;
    }

    private static async Task<string?> StartContainerAsync(List<string> missing)
    {
        try
        {
            // Testcontainers' own reaper removes the container after this process, however it ends.
            var container = new PostgreSqlBuilder("postgres:17-alpine").WithCommand("-c", "fsync=off", "-c", "max_connections=200").Build();
            await container.StartAsync();
            return container.GetConnectionString();
        }
        catch (Exception exception)
        {
            // Docker is missing or does not run in many ways; each only means that this way is closed.
            missing.Add($"No container either: {exception.Message.Split('\n')[0]}");
            return null;
        }
    }

    private static void DropLeftovers(string server, string template)
    {
        try
        {
            NpgsqlConnection.ClearAllPools();
            using var connection = new NpgsqlConnection(server);
            connection.Open();
            var names = new List<string>();
            using (var command = new NpgsqlCommand("SELECT datname FROM pg_database WHERE datname LIKE $1", connection))
            {
                command.Parameters.Add(new NpgsqlParameter { Value = template + "%" });
                using var reader = command.ExecuteReader();
                while (reader.Read())
                {
                    names.Add(reader.GetString(0));
                }
            }

            foreach (var name in names)
            {
                using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", connection);
                drop.ExecuteNonQuery();
            }
        }
        catch (NpgsqlException)
        {
            // The server is gone already, and its databases with it.
        }
    }

    private static string ForDatabase(string server, string name) =>
        new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ConnectionString;

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Found(string? Server, string Template, string? Missing);
}
