using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ZsrbPaper.Data.PostgreSql;

/// <summary>Lets <c>dotnet ef</c> write migrations without a database.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<PostgreSqlPaperDbContext>
{
    public PostgreSqlPaperDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgreSqlPaperDbContext>().UseNpgsql("Host=localhost").Options);
}
