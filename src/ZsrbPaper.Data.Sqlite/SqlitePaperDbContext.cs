using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Data.Sqlite;

/// <summary>The embedded database: what differs on SQLite.</summary>
public sealed class SqlitePaperDbContext(DbContextOptions<SqlitePaperDbContext> options) : PaperDbContext(options)
{
    // SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY, https://www.sqlite.org/rescode.html
    public override bool IsUniqueViolation(DbUpdateException exception) =>
        exception.InnerException is SqliteException { SqliteExtendedErrorCode: 2067 or 1555 };

    // Transactions are IMMEDIATE: whoever has begun one is the only writer already.
    public override Task LockAuditAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
