using Microsoft.EntityFrameworkCore;
using Npgsql;
using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Data.PostgreSql;

/// <summary>The production database: what differs on PostgreSQL.</summary>
public sealed class PostgreSqlPaperDbContext(DbContextOptions<PostgreSqlPaperDbContext> options) : PaperDbContext(options)
{
    public override bool IsUniqueViolation(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
}
