using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Searching;

namespace ZsrbPaper.Data.Sqlite;

/// <summary>The embedded database: what differs on SQLite.</summary>
public sealed class SqlitePaperDbContext(DbContextOptions<SqlitePaperDbContext> options) : PaperDbContext(options)
{
    // SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY, https://www.sqlite.org/rescode.html
    public override bool IsUniqueViolation(DbUpdateException exception) =>
        exception.InnerException is SqliteException { SqliteExtendedErrorCode: 2067 or 1555 };

    // Terms are hexadecimal (and a t): none needs quoting.
    public override IQueryable<SearchDocument> FindDocuments(IReadOnlyCollection<string> terms, bool all, IReadOnlyCollection<string>? period = null)
    {
        var query = string.Join(all ? " AND " : " OR ", terms.Select(term => SearchTerms.IsPrefix(term) ? term + "*" : term));
        query = period is null ? query : $"({query}) AND ({string.Join(" OR ", period)})";
        return SearchDocuments.FromSql($"""SELECT * FROM "SearchDocuments" WHERE "ArticleId" IN (SELECT rowid FROM "SearchTerms" WHERE "SearchTerms" MATCH {query})""");
    }

    // Transactions are IMMEDIATE: whoever has begun one is the only writer already.
    public override Task LockAuditAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        base.OnConfiguring(optionsBuilder);
        optionsBuilder.AddInterceptors(SearchTermsFunction.Instance);
    }
}
