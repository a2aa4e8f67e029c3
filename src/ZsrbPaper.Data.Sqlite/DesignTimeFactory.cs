using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ZsrbPaper.Data.Sqlite;

/// <summary>Lets <c>dotnet ef</c> write migrations without a database.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<SqlitePaperDbContext>
{
    public SqlitePaperDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlitePaperDbContext>().UseSqlite("Data Source=:memory:").Options);
}
