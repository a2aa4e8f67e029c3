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

    public override IQueryable<SearchDocument> FindDocuments(DocumentQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var conditions = query.Pieces.Select((piece, number) => (piece.IsExcluded ? "NOT " : "") + piece.Field switch
        {
            SearchField.Title => $$"""(search_at("Heading", {{{number + 1}}}) > 0)""",
            SearchField.Author => $$"""(search_at("Text", {{{number + 1}}}) BETWEEN 1 AND search_at("Text", X'001F'))""",
            _ => $$"""(search_at("Heading", {{{number + 1}}}) > 0 OR search_at("Text", {{{number + 1}}}) > 0)""",
        });
        var where = string.Join(" AND ", conditions.Prepend(query.Terms.Count == 0
            ? "{0} IS NOT NULL"
            : """ "ArticleId" IN (SELECT rowid FROM "SearchTerms" WHERE "SearchTerms" MATCH {0})"""));
        return SearchDocuments.FromSql(FormattableStringFactory.Create(
            $"""SELECT * FROM "SearchDocuments" WHERE {where}""",
            [TermsOf(query), .. query.Pieces.Select(piece => Encoding.BigEndianUnicode.GetBytes(piece.Normal))]));
    }

    // Terms are hexadecimal and a letter: none needs quoting.
    private static string TermsOf(DocumentQuery query)
    {
        var terms = $"({Join(query.Any ? " OR " : " AND ", query.Terms)})";
        terms = query.Within.Count == 0 ? terms : $"({terms} AND ({Join(" OR ", query.Within)}))";
        return query.Without.Count == 0 ? terms : $"{terms} NOT ({Join(" OR ", query.Without)})";

        static string Join(string by, IEnumerable<string> terms) => string.Join(by, terms.Select(term => SearchTerms.IsPrefix(term) ? term + "*" : term));
    }

    // Transactions are IMMEDIATE: whoever has begun one is the only writer already.
    public override Task LockAuditAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        base.OnConfiguring(optionsBuilder);
        optionsBuilder.AddInterceptors(SearchFunctions.Instance);
    }
}
