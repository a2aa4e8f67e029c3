using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ZsrbPaper.Data.PostgreSql;

namespace ZsrbPaper.TestSupport.Databases;

/// <summary>A PostgreSQL primary and its streaming standby, real servers of this machine, with one migrated database.</summary>
public sealed class PostgreSqlPair : IAsyncDisposable
{
    private readonly LocalServer _primary;
    private readonly LocalServer _standby;

    private PostgreSqlPair(LocalServer primary, LocalServer standby)
    {
        _primary = primary;
        _standby = standby;
    }

    public string Primary => ForDatabase(_primary.Server!);

    public string Standby => ForDatabase(_standby.Server!);

    /// <summary>Names both servers, the first primary first.</summary>
    public string Both
    {
        get
        {
            var (first, second) = (new NpgsqlConnectionStringBuilder(Primary), new NpgsqlConnectionStringBuilder(Standby));
            return new NpgsqlConnectionStringBuilder(Primary)
            {
                Host = string.Create(CultureInfo.InvariantCulture, $"{first.Host}:{first.Port},{second.Host}:{second.Port}"),
            }.ConnectionString;
        }
    }

    /// <summary>Skips the test when this machine has no programs of PostgreSQL.</summary>
    public static async Task<PostgreSqlPair> StartAsync()
    {
        var folder = $"/tmp/zsrbpaper-pg-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        string[] settings = ["full_page_writes=off", "shared_buffers=32MB", "max_connections=50"];
        var primary = await LocalPostgreSql.StartAsync(folder, isKept: false, settings);
        if (primary.Server is null)
        {
            Missing.Skip(primary.Missing!);
        }

        await ExecuteAsync(primary.Server, "CREATE DATABASE paper");
        await using (var db = new PostgreSqlPaperDbContext(new DbContextOptionsBuilder<PostgreSqlPaperDbContext>().UseNpgsql(ForDatabase(primary.Server)).Options))
        {
            await db.Database.MigrateAsync();
        }

        var pair = new PostgreSqlPair(primary, await LocalPostgreSql.StartAsync($"{folder}-standby", isKept: false, settings, primary.Server));
        await pair.CatchUpAsync();
        return pair;
    }

    /// <summary>Waits until the standby has all that the primary has.</summary>
    public async Task CatchUpAsync()
    {
        var position = await AskAsync<string>(Primary, "SELECT pg_current_wal_insert_lsn()::text");
        await UntilAsync(() => AskAsync<bool>(Standby, $"SELECT pg_last_wal_replay_lsn() >= '{position}'"));
    }

    /// <summary>The standby receives, but what it shows stays as it is.</summary>
    public async Task PauseReplayAsync()
    {
        await ExecuteAsync(Standby, "SELECT pg_wal_replay_pause()");
        await UntilAsync(() => AskAsync<bool>(Standby, "SELECT pg_get_wal_replay_pause_state() = 'paused'"));
    }

    public Task ResumeReplayAsync() => ExecuteAsync(Standby, "SELECT pg_wal_replay_resume()");

    /// <summary>The standby receives nothing any more, as when the network between the two is down.</summary>
    public async Task CutOffAsync()
    {
        await ExecuteAsync(Standby, "ALTER SYSTEM SET primary_conninfo = ''");
        await ExecuteAsync(Standby, "SELECT pg_reload_conf()");
        await UntilAsync(() => AskAsync<bool>(Standby, "SELECT NOT EXISTS (SELECT 1 FROM pg_stat_wal_receiver)"));
    }

    /// <summary>A power cut of the primary's machine.</summary>
    public Task KillPrimaryAsync() => _primary.KillAsync();

    /// <summary>Makes the standby the primary.</summary>
    public Task PromoteAsync() => ExecuteAsync(Standby, "SELECT pg_promote()");

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { Primary, Standby, Both })
        {
            await using var connection = new NpgsqlConnection(server);
            NpgsqlConnection.ClearPool(connection);
        }

        await _standby.DisposeAsync();
        await _primary.DisposeAsync();
    }

    private static string ForDatabase(string server) => new NpgsqlConnectionStringBuilder(server) { Database = "paper", MaxPoolSize = 20 }.ConnectionString;

    private static async Task<T> AskAsync<T>(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var patience = Stopwatch.StartNew(); !await isSo(); await Task.Delay(20))
        {
            if (patience.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException("The servers did not do what was asked of them.");
            }
        }
    }
}
