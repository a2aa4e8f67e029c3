using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Benchmarks.Searching;

/// <summary>What search takes on disk.</summary>
/// <param name="Utf8">Bytes of all titles and bodies in UTF-8.</param>
/// <param name="Parts">Tables and indexes that only search needs.</param>
internal sealed record SearchSizes(long Utf8, IReadOnlyList<(string Name, long Bytes)> Parts)
{
    public static async Task<SearchSizes> OfPostgreSqlAsync(PaperDbContext db, CancellationToken cancellationToken)
    {
        var utf8 = await NumberAsync(db, """SELECT sum(octet_length("Title") + octet_length("Body")) AS "Value" FROM "Articles" """, cancellationToken);
        var table = await NumberAsync(db, """SELECT pg_table_size('"SearchDocuments"') AS "Value" """, cancellationToken);
        var terms = await NumberAsync(db, """SELECT pg_relation_size('"IX_SearchDocuments_Terms"') AS "Value" """, cancellationToken);
        var others = await NumberAsync(db, """SELECT pg_indexes_size('"SearchDocuments"') AS "Value" """, cancellationToken) - terms;
        return new SearchSizes(utf8, [("texts", table), ("index of terms", terms), ("other indexes", others)]);
    }

    /// <summary>What rows and entries hold; pages of a file are a little more, which this SQLite does not tell.</summary>
    public static async Task<SearchSizes> OfSqliteAsync(PaperDbContext db, CancellationToken cancellationToken)
    {
        var utf8 = await NumberAsync(db, """SELECT sum(octet_length("Title") + octet_length("Body")) AS "Value" FROM "Articles" """, cancellationToken);
        var table = await NumberAsync(db, """SELECT sum(length("Heading") + length("Text") + octet_length("Section") + octet_length("Label") + octet_length("Authors") + 32) AS "Value" FROM "SearchDocuments" """, cancellationToken);
        var terms = await NumberAsync(db, """SELECT (SELECT sum(length(block)) FROM "SearchTerms_data") + (SELECT sum(length(sz) + 8) FROM "SearchTerms_docsize") AS "Value" """, cancellationToken);
        var others = await NumberAsync(db, """SELECT sum(32) AS "Value" FROM "SearchDocuments" """, cancellationToken);
        return new SearchSizes(utf8, [("texts", table), ("index of terms", terms), ("other indexes", others)]);
    }

    private static async Task<long> NumberAsync(PaperDbContext db, string sql, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        return await db.Database.SqlQueryRaw<long>(sql).SingleAsync(cancellationToken);
    }
}
