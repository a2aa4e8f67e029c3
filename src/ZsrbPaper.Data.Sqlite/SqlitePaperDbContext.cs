using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Data.Sqlite.Compiled;

namespace ZsrbPaper.Data.Sqlite;

/// <summary>The embedded database: what differs on SQLite.</summary>
public sealed class SqlitePaperDbContext(DbContextOptions<SqlitePaperDbContext> options) : PaperDbContext(options)
{
    // SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY, https://www.sqlite.org/rescode.html
    public override bool IsUniqueViolation(DbUpdateException exception) =>
        exception.InnerException is SqliteException { SqliteExtendedErrorCode: 2067 or 1555 };

    // Terms are hexadecimal and a letter: none needs quoting.
    protected override (string Where, string End, string Terms) SqlOf(DocumentQuery query)
    {
        var terms = $"({Join(query.Any ? " OR " : " AND ", query.Terms)})";
        terms = query.Within.Count == 0 ? terms : $"({terms} AND ({Join(" OR ", query.Within)}))";
        terms = query.Without.Count == 0 ? terms : $"{terms} NOT ({Join(" OR ", query.Without)})";
        return (""" "ArticleId" IN (SELECT rowid FROM "SearchTerms" WHERE "SearchTerms" MATCH {0})""", "", terms);

        static string Join(string by, IEnumerable<string> terms) => string.Join(by, terms.Select(term => SearchTerms.IsPrefix(term) ? term + "*" : term));
    }

    // Transactions are IMMEDIATE: whoever has begun one is the only writer already.
    public override Task LockAuditAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Has a context use this database. Everything that a context needs is in its options: what it added to them itself, it would add for every request.</summary>
    public static DbContextOptionsBuilder Use(DbContextOptionsBuilder options, string connectionString) =>
        OpenConnection.Use(options.UseSqlite(connectionString).UseModel(SqlitePaperDbContextModel.Instance).AddInterceptors(SearchFunctions.Instance, PreparedStatements.Instance));
}
