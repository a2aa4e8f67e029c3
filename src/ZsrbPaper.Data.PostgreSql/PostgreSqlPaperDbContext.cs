using Microsoft.EntityFrameworkCore;
using Npgsql;
using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Data.PostgreSql;

/// <summary>The production database: what differs on PostgreSQL.</summary>
public sealed class PostgreSqlPaperDbContext(DbContextOptions<PostgreSqlPaperDbContext> options) : PaperDbContext(options)
{
    public override bool IsUniqueViolation(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    // The number names this lock among the advisory locks of the database; it is let go with the transaction.
    protected override Task LockAuditAsync(CancellationToken cancellationToken) =>
        Database.ExecuteSqlRawAsync("SELECT pg_advisory_xact_lock(7241001)", cancellationToken);
}
