using System.Runtime.CompilerServices;
using System.Text;
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
    public override IQueryable<SearchDocument> FindDocuments(
        IReadOnlyCollection<string> terms, bool all, IReadOnlyCollection<string>? period = null, IReadOnlyCollection<string>? pieces = null)
    {
        var query = string.Join(all ? " AND " : " OR ", terms.Select(term => SearchTerms.IsPrefix(term) ? term + "*" : term));
        query = period is null ? query : $"({query}) AND ({string.Join(" OR ", period)})";
        var contains = Enumerable.Range(1, pieces?.Count ?? 0).Select(number => $$""" AND (instr("Heading", {{{number}}}) > 0 OR instr("Text", {{{number}}}) > 0)""");
        return SearchDocuments.FromSql(FormattableStringFactory.Create(
            $$"""SELECT * FROM "SearchDocuments" WHERE "ArticleId" IN (SELECT rowid FROM "SearchTerms" WHERE "SearchTerms" MATCH {0}){{string.Concat(contains)}}""",
            [query, .. (pieces ?? []).Select(Encoding.BigEndianUnicode.GetBytes)]));
    }

    // Transactions are IMMEDIATE: whoever has begun one is the only writer already.
    public override Task LockAuditAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        base.OnConfiguring(optionsBuilder);
        optionsBuilder.AddInterceptors(SearchTermsFunction.Instance);
    }
}
