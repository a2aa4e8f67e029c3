using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Data.PostgreSql;
using ZsrbPaper.Data.Sqlite;

namespace ZsrbPaper.TestSupport.Databases;

/// <summary>The engines that every suite runs on; named as the setting <c>Database:Engine</c> names them.</summary>
public enum TestEngine
{
    Sqlite,
    PostgreSql,
}

/// <summary>A fresh database of one test, migrated by the real migrations of its engine.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    public abstract TestEngine Engine { get; }

    public abstract string ConnectionString { get; }

    /// <summary>A new context on this database; the caller disposes of it.</summary>
    public abstract PaperDbContext CreateContext(params IReadOnlyList<IInterceptor> interceptors);

    public abstract ValueTask DisposeAsync();

    /// <summary>Skips the test when this machine has no such engine.</summary>
    public static async Task<TestDatabase> CreateAsync(TestEngine engine) => engine switch
    {
        TestEngine.Sqlite => await SqliteTestDatabase.CreateAsync(),
        TestEngine.PostgreSql => new PostgreSqlTestDatabase(await PostgreSqlServer.CreateDatabaseAsync()),
        _ => throw new ArgumentOutOfRangeException(nameof(engine)),
    };

    /// <summary>A database that is there already, and stays.</summary>
    public static TestDatabase OnKept(TestEngine engine, string connectionString) => engine switch
    {
        TestEngine.Sqlite => new SqliteTestDatabase(connectionString),
        TestEngine.PostgreSql => new PostgreSqlTestDatabase(connectionString, isKept: true),
        _ => throw new ArgumentOutOfRangeException(nameof(engine)),
    };

    private sealed class PostgreSqlTestDatabase(string connectionString, bool isKept = false) : TestDatabase
    {
        public override TestEngine Engine => TestEngine.PostgreSql;

        public override string ConnectionString => connectionString;

        public override PaperDbContext CreateContext(params IReadOnlyList<IInterceptor> interceptors) => new PostgreSqlPaperDbContext(
            new DbContextOptionsBuilder<PostgreSqlPaperDbContext>().UseNpgsql(connectionString).AddInterceptors(interceptors).Options);

        public override async ValueTask DisposeAsync()
        {
            if (!isKept)
            {
                await PostgreSqlServer.DropDatabaseAsync(connectionString);
            }
        }
    }

    private sealed class SqliteTestDatabase(string connectionString, TemporaryFolder? folder = null) : TestDatabase
    {
        private static readonly Lazy<Task<byte[]>> _template = new(MigrateTemplateAsync);

        public override TestEngine Engine => TestEngine.Sqlite;

        public override string ConnectionString => connectionString;

        public static async Task<TestDatabase> CreateAsync()
        {
            var template = await _template.Value;
            var folder = new TemporaryFolder();
            await File.WriteAllBytesAsync(folder["paper.db"], template);
            return new SqliteTestDatabase(For(folder), folder);
        }

        public override PaperDbContext CreateContext(params IReadOnlyList<IInterceptor> interceptors) => Context(ConnectionString, interceptors);

        public override ValueTask DisposeAsync()
        {
            SqliteConnection.ClearPool(new SqliteConnection(ConnectionString));
            folder?.Dispose();
            return ValueTask.CompletedTask;
        }

        private static async Task<byte[]> MigrateTemplateAsync()
        {
            using var folder = new TemporaryFolder();
            await using (var db = Context(For(folder), []))
            {
                await db.Database.MigrateAsync();
            }

            // Closing the last connection folds the write-ahead log into the file.
            SqliteConnection.ClearPool(new SqliteConnection(For(folder)));
            return await File.ReadAllBytesAsync(folder["paper.db"]);
        }

        private static SqlitePaperDbContext Context(string connectionString, IReadOnlyList<IInterceptor> interceptors) =>
            new((DbContextOptions<SqlitePaperDbContext>)SqlitePaperDbContext.Use(new DbContextOptionsBuilder<SqlitePaperDbContext>(), connectionString).AddInterceptors(interceptors).Options);

        private static string For(TemporaryFolder folder) => $"Data Source={folder["paper.db"]}";
    }
}
