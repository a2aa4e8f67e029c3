using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Data.PostgreSql;
using ZsrbPaper.Data.Sqlite;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Data.Tests.Auditing;

/// <summary>The audit log only grows, and shows when somebody went round that.</summary>
public abstract class AuditLogSuite(TestEngine engine) : DatabaseSuite(engine)
{
    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    [Fact]
    public async Task Entries_of_several_saves_are_numbered_and_chained()
    {
        await WriteAsync("first", "second");
        await WriteAsync("third");

        await using var db = Open();
        var entries = await db.AuditEntries.OrderBy(entry => entry.Number).ToListAsync(Cancellation);
        Assert.Equal([1, 2, 3], entries.Select(entry => entry.Number));
        Assert.Equal([AuditEntry.NoHash, entries[0].Hash, entries[1].Hash], entries.Select(entry => entry.PreviousHash));
        Assert.Null((await new AuditLog(db).VerifyAsync([], Cancellation)).Problem);
    }

    [Fact]
    public async Task Entries_of_savers_at_the_same_time_make_one_chain()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => WriteAsync($"saver {number}", "again"))));

        await using var db = Open();
        var check = await new AuditLog(db).VerifyAsync([], Cancellation);
        Assert.Null(check.Problem);
        Assert.Equal(16, check.Head!.Number);
    }

    [Fact]
    public Task Entries_that_the_last_user_of_a_pooled_context_did_not_save_are_never_saved()
    {
        return Database.Engine == TestEngine.Sqlite
            ? UseTwiceAsync<SqlitePaperDbContext>(options => SqlitePaperDbContext.Use(options, Database.ConnectionString))
            : UseTwiceAsync<PostgreSqlPaperDbContext>(options => PostgreSqlPaperDbContext.Use(options, Database.ConnectionString));

        async Task UseTwiceAsync<TContext>(Action<DbContextOptionsBuilder<TContext>> use)
            where TContext : PaperDbContext
        {
            await using var services = new ServiceCollection().BuildServiceProvider();
            var options = new DbContextOptionsBuilder<TContext>();
            use(options);
            var pool = new PooledDbContextFactory<TContext>(options.UseApplicationServiceProvider(services).Options);
            var first = await pool.CreateDbContextAsync(Cancellation);
            first.Audit(Now, "first", Acts.SignedIn, null);
            await first.DisposeAsync();

            await using var second = await pool.CreateDbContextAsync(Cancellation);
            Assert.Same(first, second);
            second.Audit(Now, "second", Acts.SignedIn, null);
            await second.SaveChangesAsync(Cancellation);
            Assert.Equal(["second"], await second.AuditEntries.Select(entry => entry.Actor).ToListAsync(Cancellation));
        }
    }

    [Theory]
    [InlineData("UPDATE \"AuditEntries\" SET \"Detail\" = 'nothing happened' WHERE \"Number\" = 2")]
    [InlineData("DELETE FROM \"AuditEntries\" WHERE \"Number\" = 3")]
    [InlineData("DELETE FROM \"AuditEntries\"")]
    public async Task A_change_is_refused_by_the_database(string sql)
    {
        await WriteAsync("first", "second", "third");
        await using var db = Open();

        var refused = await Assert.ThrowsAnyAsync<DbException>(() => db.Database.ExecuteSqlRawAsync(sql, Cancellation));

        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, await db.AuditEntries.CountAsync(Cancellation));
    }

    [Theory]
    [InlineData("UPDATE \"AuditEntries\" SET \"Detail\" = 'nothing happened' WHERE \"Number\" = 2", "entry 2 was altered")]
    [InlineData("UPDATE \"AuditEntries\" SET \"Actor\" = 'li' WHERE \"Number\" = 1", "entry 1 was altered")]
    [InlineData("DELETE FROM \"AuditEntries\" WHERE \"Number\" = 2", "entry 2 is missing")]
    [InlineData("DELETE FROM \"AuditEntries\" WHERE \"Number\" = 3", "entries 3 to 3 are missing: the end of the log was cut off")]
    public async Task A_change_by_the_owner_of_the_database_is_found(string sql, string problem)
    {
        await WriteAsync("first", "second", "third");
        await using var db = Open();
        var head = await new AuditLog(db).FindHeadAsync(Cancellation);
        await RemoveGuardsAsync(db);
        await db.Database.ExecuteSqlRawAsync(sql, Cancellation);

        var check = await new AuditLog(db).VerifyAsync([head!], Cancellation);

        Assert.Equal(problem, check.Problem);
    }

    [Fact]
    public async Task A_save_that_failed_and_was_tried_again_writes_its_entry_once()
    {
        await using var db = Open();
        var fact = new Core.Data.SiteFact("twice", "1");
        await using (var other = Open())
        {
            other.SiteFacts.Add(new Core.Data.SiteFact("twice", "0"));
            await other.SaveChangesAsync(Cancellation);
        }

        db.SiteFacts.Add(fact);
        db.Audit(Now, "wang", Acts.SettingsChanged, "zsrb");
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Cancellation));
        await WriteAsync("between");
        db.Entry(fact).State = EntityState.Detached;
        await db.SaveChangesAsync(Cancellation);

        var check = await new AuditLog(db).VerifyAsync([], Cancellation);
        Assert.Equal((2, null), (check.Head!.Number, check.Problem));
    }

    protected abstract Task RemoveGuardsAsync(DbContext db);

    private async Task WriteAsync(params string[] details)
    {
        await using var db = Open();
        foreach (var detail in details)
        {
            db.Audit(Now, "wang", Acts.ArticleChanged, "zsrb/2024-03-01/A03/1", detail);
        }

        await db.SaveChangesAsync(Cancellation);
    }
}

public sealed class AuditLogOnSqlite() : AuditLogSuite(TestEngine.Sqlite)
{
    protected override async Task RemoveGuardsAsync(DbContext db)
    {
        await db.Database.ExecuteSqlRawAsync("DROP TRIGGER audit_entries_no_update", Cancellation);
        await db.Database.ExecuteSqlRawAsync("DROP TRIGGER audit_entries_no_delete", Cancellation);
    }
}

public sealed class AuditLogOnPostgreSql() : AuditLogSuite(TestEngine.PostgreSql)
{
    [Fact]
    public async Task Truncating_is_refused()
    {
        await using var db = Open();
        await Assert.ThrowsAnyAsync<DbException>(() => db.Database.ExecuteSqlRawAsync("TRUNCATE \"AuditEntries\"", Cancellation));
    }

    [Fact]
    public async Task A_role_that_owns_nothing_may_add_entries_and_not_even_try_to_change_them()
    {
        var role = $"app_{Guid.NewGuid():N}";
        await using var owner = (PostgreSqlPaperDbContext)Open();
#pragma warning disable EF1002 // Letters and digits.
        await owner.Database.ExecuteSqlRawAsync($"CREATE ROLE {role} LOGIN PASSWORD 'secret'", Cancellation);
        await owner.GrantAsync(role, Cancellation);
        var connection = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = role, Password = "secret", Pooling = false }.ConnectionString;
        await using (var db = new PostgreSqlPaperDbContext(new DbContextOptionsBuilder<PostgreSqlPaperDbContext>().UseNpgsql(connection).Options))
        {
            db.SiteFacts.Add(new Core.Data.SiteFact("written", "by the role"));
            db.Audit(Clock.GetUtcNow().UtcDateTime, "wang", Acts.SettingsChanged, "zsrb");
            await db.SaveChangesAsync(Cancellation);
            foreach (var sql in new[] { "UPDATE \"AuditEntries\" SET \"Actor\" = 'li'", "DELETE FROM \"AuditEntries\"", "DROP TABLE \"AuditEntries\"", "ALTER TABLE \"AuditEntries\" DISABLE TRIGGER ALL" })
            {
                var refused = await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlRawAsync(sql, Cancellation));
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            }
        }

        await owner.Database.ExecuteSqlRawAsync($"DROP OWNED BY {role}; DROP ROLE {role}", Cancellation);
#pragma warning restore EF1002
    }

    protected override Task RemoveGuardsAsync(DbContext db) =>
        db.Database.ExecuteSqlRawAsync("DROP TRIGGER audit_entries_no_change ON \"AuditEntries\"", Cancellation);
}
