using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SQLitePCL;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Data.Sqlite;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Connections;

/// <summary>Connections to SQLite stay open with their contexts, and prepare each statement once.</summary>
public sealed class SqliteConnectionTests() : DatabaseSuite(TestEngine.Sqlite)
{
    [Fact]
    public async Task A_statement_is_prepared_once_and_answers_each_time_for_what_it_is_asked()
    {
        await SaveNewspapersAsync();
        await using var db = Open();
        await WatchAsync(db);

        var names = new List<string?> { await NameOfAsync(db, "zsrb"), await NameOfAsync(db, "zsws"), await NameOfAsync(db, "none"), await NameOfAsync(db, "zsrb") };

        Assert.Equal(["中山日报", "中山晚报", null, "中山日报"], names);
        Assert.Equal(4, Assert.Single(StatementsOf(db), statement => statement.Sql.Contains("\"Code\" = ", StringComparison.Ordinal)).Runs);
    }

    [Fact]
    public async Task A_context_from_the_pool_has_its_connection_and_statements_still()
    {
        await SaveNewspapersAsync();
        await using var services = new ServiceCollection()
            .AddDbContextPool<PaperDbContext, SqlitePaperDbContext>(options => SqlitePaperDbContext.Use(options, Database.ConnectionString)).BuildServiceProvider();

        for (var turn = 1; turn <= 3; turn++)
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
            Assert.Equal(turn == 1 ? ConnectionState.Closed : ConnectionState.Open, db.Database.GetDbConnection().State);
            await WatchAsync(db);
            await NameOfAsync(db, "zsrb");
            Assert.Equal(turn, Assert.Single(StatementsOf(db)).Runs);
        }
    }

    [Fact]
    public async Task A_context_that_is_gone_leaves_neither_its_connection_open_nor_statements_behind()
    {
        await SaveNewspapersAsync();
        var db = Open();
        await WatchAsync(db);
        await NameOfAsync(db, "zsrb");
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        await db.DisposeAsync();

        Assert.Equal(ConnectionState.Closed, connection.State);

        // The pool of the driver gives the same database handle again.
        await connection.OpenAsync(Cancellation);
        Assert.Empty(StatementsOf(connection));
        await connection.CloseAsync();
    }

    [Fact]
    public async Task The_same_query_within_itself_has_rows_of_its_own()
    {
        await SaveNewspapersAsync();
        await using var db = Open();
        IQueryable<string> FromOn(string first) => db.Newspapers
            .Where(newspaper => newspaper.Id >= db.Newspapers.Single(other => other.Code == first).Id).OrderBy(newspaper => newspaper.Id).Select(newspaper => newspaper.Code);

        var pairs = new List<(string, string)>();
        foreach (var outer in FromOn("zsrb"))
        {
            foreach (var inner in FromOn(outer))
            {
                pairs.Add((outer, inner));
            }
        }

        Assert.Equal([("zsrb", "zsrb"), ("zsrb", "zsws"), ("zsws", "zsws")], pairs);
        Assert.Equal(["zsrb", "zsws"], await FromOn("zsrb").ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Rows_that_nobody_reads_to_the_end_hold_no_lock()
    {
        await SaveNewspapersAsync();
        await using var reading = Open();
        Assert.Equal("zsrb", reading.Newspapers.OrderBy(newspaper => newspaper.Code).Select(newspaper => newspaper.Code).AsEnumerable().First());

        await using var writing = Open();
        await writing.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", Cancellation);
        writing.Add(Paper.Newspaper("zsqn", "中山青年报"));
        await writing.SaveChangesAsync(Cancellation);

        Assert.Equal("zsqn", reading.Newspapers.OrderBy(newspaper => newspaper.Code).Select(newspaper => newspaper.Code).AsEnumerable().First());
    }

    [Fact]
    public async Task A_statement_that_failed_succeeds_when_nothing_is_in_its_way()
    {
        await SaveNewspapersAsync();
        await using var db = Open();
        var second = Paper.Newspaper("zsrb");
        db.Add(second);
        var failure = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Cancellation));
        Assert.True(db.IsUniqueViolation(failure));

        await db.Newspapers.Where(newspaper => newspaper.Code == "zsrb" && newspaper.Id != second.Id).ExecuteDeleteAsync(Cancellation);
        await db.SaveChangesAsync(Cancellation);

        Assert.Equal(2, await db.Newspapers.CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_database_that_could_not_be_opened_is_asked_like_any_other_when_it_is_there()
    {
        await SaveNewspapersAsync();
        using var folder = new TemporaryFolder();
        await using var away = TestDatabase.OnKept(TestEngine.Sqlite, $"Data Source={folder["away/paper.db"]};Mode=ReadWrite");
        await using var db = away.CreateContext();
        await Assert.ThrowsAsync<SqliteException>(() => NameOfAsync(db, "zsrb"));

        Directory.CreateDirectory(folder["away"]);
        await using (var there = Open())
        {
            await there.Database.ExecuteSqlAsync($"VACUUM INTO {folder["away/paper.db"]}", Cancellation);
        }

        await WatchAsync(db);
        Assert.Equal(["中山日报", "中山晚报"], [await NameOfAsync(db, "zsrb"), await NameOfAsync(db, "zsws")]);
        Assert.Equal(2, Assert.Single(StatementsOf(db)).Runs);
    }

    [Fact]
    public async Task A_table_that_was_changed_meanwhile_is_read_as_it_is_now()
    {
        await SaveNewspapersAsync();
        await using var db = Open();
        Assert.Equal("中山日报", await NameOfAsync(db, "zsrb"));

        await using (var other = Open())
        {
            await other.Database.ExecuteSqlRawAsync("""ALTER TABLE "Newspapers" ADD COLUMN "Motto" TEXT""", Cancellation);
            await other.Newspapers.Where(newspaper => newspaper.Code == "zsrb").ExecuteUpdateAsync(set => set.SetProperty(newspaper => newspaper.Name, "新名"), Cancellation);
        }

        Assert.Equal("新名", await NameOfAsync(db, "zsrb"));
    }

    [Fact]
    public async Task However_many_statements_are_asked_only_so_many_are_kept()
    {
        await using var db = Open();
        await WatchAsync(db);
        for (var limit = 1; limit <= 120; limit++)
        {
            var sql = FormattableString.Invariant($"SELECT {limit} AS \"Value\"");
            Assert.Equal(limit, await db.Database.SqlQueryRaw<int>(sql).SingleAsync(Cancellation));
        }

        Assert.InRange(StatementsOf(db).Count, 1, 50);
    }

    private async Task SaveNewspapersAsync()
    {
        await using var db = Open();
        db.AddRange(Paper.Newspaper("zsrb"), Paper.Newspaper("zsws", "中山晚报"));
        await db.SaveChangesAsync(Cancellation);
    }

    private static Task<string?> NameOfAsync(PaperDbContext db, string code) =>
        db.Newspapers.Where(newspaper => newspaper.Code == code).Select(newspaper => (string?)newspaper.Name).FirstOrDefaultAsync(Cancellation);

    /// <summary>Has the driver remember statements, which it must before there are any.</summary>
    private static async Task WatchAsync(PaperDbContext db)
    {
        await db.Database.OpenConnectionAsync(Cancellation);
        await db.Database.CloseConnectionAsync();
        ((SqliteConnection)db.Database.GetDbConnection()).Handle!.enable_sqlite3_next_stmt(true);
    }

    private static List<(string Sql, int Runs)> StatementsOf(PaperDbContext db) => StatementsOf((SqliteConnection)db.Database.GetDbConnection());

    /// <summary>The statements that are prepared on a connection, and how often each was run.</summary>
    private static List<(string Sql, int Runs)> StatementsOf(SqliteConnection connection)
    {
        const int Runs = 6; // SQLITE_STMTSTATUS_RUN
        var statements = new List<(string, int)>();
        for (var statement = raw.sqlite3_next_stmt(connection.Handle, null); statement is { IsInvalid: false }; statement = raw.sqlite3_next_stmt(connection.Handle, statement))
        {
            statements.Add((raw.sqlite3_sql(statement).utf8_to_string(), raw.sqlite3_stmt_status(statement, Runs, 0)));
        }

        return statements;
    }
}
