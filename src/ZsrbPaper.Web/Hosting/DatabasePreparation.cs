using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Options;
using Npgsql;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Data.PostgreSql;
using ZsrbPaper.Media.S3;

namespace ZsrbPaper.Web.Hosting;

/// <summary>The work cannot be done now, through no fault of the input: exit code 3.</summary>
public sealed class CannotNowException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Brings the database up to date, and looks for the media store, before anything else uses them.</summary>
internal sealed class DatabasePreparation(
    PaperDbContext db, PaperFolders folders, IOptions<DatabaseOptions> options, ILogger<DatabasePreparation> log, S3MediaStore? s3 = null)
{
    /// <exception cref="CannotNowException">
    /// No database, one newer than the program, folders that cannot be written, or an S3 service that refuses.
    /// </exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await CheckS3Async(cancellationToken);
        try
        {
            Directory.CreateDirectory(folders.Data);
            if (s3 is null)
            {
                Directory.CreateDirectory(folders.Media);
            }

            if (!await IsUpToDateAsync(cancellationToken))
            {
                await MigrateAsync(cancellationToken);
            }
        }
        catch (DbException exception)
        {
            throw new CannotNowException($"The database cannot be used ({Where()}): {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new CannotNowException($"The data folder {folders.Data} or the media folder {folders.Media} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>The database in words fit for a log: no password.</summary>
    public string Where() => db.Database.IsSqlite()
        ? $"SQLite {db.Database.GetDbConnection().DataSource}"
        : $"PostgreSQL {new NpgsqlConnectionStringBuilder(db.Database.GetConnectionString()).Host}, database {db.Database.GetDbConnection().Database}";

    /// <summary>One that is away for now does not keep a node from serving the pages; one that is set up wrong is told at once.</summary>
    private async Task CheckS3Async(CancellationToken cancellationToken)
    {
        try
        {
            await (s3?.CheckAsync(cancellationToken) ?? Task.CompletedTask);
        }
        catch (MediaStoreAwayException exception)
        {
            log.LogWarning("Until it answers there are no pictures and PDFs: {Problem}", exception.Message);
        }
        catch (IOException exception)
        {
            throw new CannotNowException(exception.Message, exception);
        }
    }

    /// <exception cref="CannotNowException">A database that is newer than the program.</exception>
    private async Task<bool> IsUpToDateAsync(CancellationToken cancellationToken)
    {
        var known = db.Database.GetMigrations().ToHashSet();
        var applied = await ReadHistoryAsync(cancellationToken) ?? (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToHashSet();
        var unknown = applied.Where(migration => !known.Contains(migration)).ToList();
        return unknown.Count > 0
            ? throw new CannotNowException(
                $"The database ({Where()}) is newer than this program: it has {string.Join(", ", unknown)}. Install the newer program.")
            : known.SetEquals(applied);
    }

    /// <summary>The migrations that the database has; null where EF Core, which first makes itself a model for it, must tell.</summary>
    private async Task<HashSet<string>?> ReadHistoryAsync(CancellationToken cancellationToken)
    {
        // To open a file that is not there would make one, in a mode that EF Core does not choose.
        if (db.Database.IsSqlite() && !File.Exists(db.Database.GetDbConnection().DataSource))
        {
            return null;
        }

        try
        {
            await db.Database.OpenConnectionAsync(cancellationToken);
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"""SELECT "MigrationId" FROM "{HistoryRepository.DefaultTableName}" """;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var applied = new HashSet<string>(StringComparer.Ordinal);
            while (await reader.ReadAsync(cancellationToken))
            {
                applied.Add(reader.GetString(0));
            }

            return applied;
        }
        catch (DbException exception) when (exception is SqliteException or PostgresException)
        {
            // No such table yet, or no such database.
            return null;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        if (!db.Database.IsSqlite())
        {
            await MigratePostgreSqlAsync(cancellationToken);
            return;
        }

        // EF Core's lock on SQLite is a row, which outlives a killed process; a locked file does not. Whoever holds the
        // file is alone, so a row found then is a dead one's.
        await using var alone = await TakeFileAsync(Path.Combine(folders.Data, "migrating.lock"), cancellationToken);
        await BreakStaleLockAsync(cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
    }

    private async Task MigratePostgreSqlAsync(CancellationToken cancellationToken)
    {
        var hasOwner = options.Value.OwnerConnectionString is { Length: > 0 };
        var owner = PostgreSqlConnections.ForWriting(hasOwner ? options.Value.OwnerConnectionString! : options.Value.ConnectionString!);
        await using var alone = await LockMigrationAsync(owner, cancellationToken);
        if (!hasOwner)
        {
            await db.Database.MigrateAsync(cancellationToken);
            return;
        }

        await using var owned = new PostgreSqlPaperDbContext(new DbContextOptionsBuilder<PostgreSqlPaperDbContext>().UseNpgsql(owner).Options);
        await owned.Database.MigrateAsync(cancellationToken);
        var role = new NpgsqlConnectionStringBuilder(options.Value.ConnectionString).Username;
        await owned.GrantAsync(role ?? Environment.UserName, cancellationToken);
        log.LogInformation("Migrations ran as the owner of the tables; {Role} may use them, and only read and add to the audit log", role);
    }

    /// <summary>Nodes that start together migrate, and grant, one after the other. The lock goes with the connection, however that ends.</summary>
    private static async Task<NpgsqlConnection> LockMigrationAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var take = new NpgsqlCommand("SELECT pg_advisory_lock(7241002)", connection);
            await take.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task BreakStaleLockAsync(CancellationToken cancellationToken)
    {
        var locks = await db.Database
            .SqlQueryRaw<int>("SELECT COUNT(*) AS \"Value\" FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'")
            .SingleAsync(cancellationToken);
        if (locks > 0 && await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", cancellationToken) > 0)
        {
            log.LogWarning("A migration of {Database} was cut off earlier; its lock was removed and the migration goes on", Where());
        }
    }

    private static async Task<FileStream> TakeFileAsync(string path, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 300)
            {
                // Another process of this installation is migrating.
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }
}
