using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Data.Tests.Model;

public abstract class MigrationSuite(TestEngine engine) : DatabaseSuite(engine)
{
    [Fact]
    public async Task Model_compared_with_the_last_migration_is_the_same()
    {
        await using var db = Open();

        Assert.False(db.Database.HasPendingModelChanges(), "The model changed: add a migration for both engines (see PaperDbContext).");
    }

    [Fact]
    public async Task Migrations_of_a_fresh_database_are_all_applied()
    {
        await using var db = Open();

        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Cancellation));
        Assert.NotEmpty(await db.Database.GetAppliedMigrationsAsync(Cancellation));
    }

    [Fact]
    public async Task Migrations_applied_a_second_time_change_nothing()
    {
        await using var db = Open();
        var before = await db.Database.GetAppliedMigrationsAsync(Cancellation);

        await db.Database.MigrateAsync(Cancellation);

        Assert.Equal(before, await db.Database.GetAppliedMigrationsAsync(Cancellation));
    }
}

public sealed class MigrationsOnSqlite() : MigrationSuite(TestEngine.Sqlite);

public sealed class MigrationsOnPostgreSql() : MigrationSuite(TestEngine.PostgreSql);
