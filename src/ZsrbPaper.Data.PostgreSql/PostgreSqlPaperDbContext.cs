using Microsoft.EntityFrameworkCore;
using Npgsql;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Data.PostgreSql.Compiled;

namespace ZsrbPaper.Data.PostgreSql;

/// <summary>The production database: what differs on PostgreSQL.</summary>
public sealed class PostgreSqlPaperDbContext(DbContextOptions<PostgreSqlPaperDbContext> options) : PaperDbContext(options)
{
    /// <summary>Has a context use this database.</summary>
    public static DbContextOptionsBuilder Use(DbContextOptionsBuilder options, string connectionString) =>
        options.UseNpgsql(connectionString).UseModel(PostgreSqlPaperDbContextModel.Instance);

    public override bool IsUniqueViolation(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    // The number names this lock among the advisory locks of the database; it is let go with the transaction.
    public override Task LockAuditAsync(CancellationToken cancellationToken) =>
        Database.ExecuteSqlRawAsync("SELECT pg_advisory_xact_lock(7241001)", cancellationToken);

    // OFFSET 0 lets nothing but the index of terms find them: any other way would cut terms out of texts. Terms are hexadecimal and a letter: none needs quoting.
    protected override (string Where, string End, string Terms) SqlOf(DocumentQuery query)
    {
        var terms = $"({Join(query.Any ? "|" : "&", query.Terms)})";
        terms = query.Within.Count == 0 ? terms : $"{terms} & ({Join("|", query.Within)})";
        terms = query.Without.Count == 0 ? terms : $"{terms} & !({Join("|", query.Without)})";
        return ("""search_terms("Heading", "Text") @@ {0}::tsquery""", " OFFSET 0", terms);

        static string Join(string by, IEnumerable<string> terms) => string.Join(by, terms.Select(term => SearchTerms.IsPrefix(term) ? term + ":*" : term));
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);

        // Numbers are given before transactions end, so a reader that has seen one may not have seen all before it: see PostgreSqlChangeLog.
        builder.Entity<ReaderChange>(change =>
        {
            change.Property<ulong>("Transaction").HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()");
            change.HasIndex("Transaction");
        });
    }

    /// <summary>Lets a role that owns nothing use the tables of this connection's role; the audit log it may only read and add to.</summary>
    public async Task GrantAsync(string role, CancellationToken cancellationToken)
    {
        var name = $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
#pragma warning disable EF1002 // A name cannot be a parameter; it is quoted.
        await Database.ExecuteSqlRawAsync(
            $"""
            GRANT USAGE ON SCHEMA public TO {name};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name};
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name};
            REVOKE UPDATE, DELETE, TRUNCATE ON "AuditEntries" FROM {name};
            REVOKE INSERT, UPDATE, DELETE ON "__EFMigrationsHistory" FROM {name};
            """,
            cancellationToken);
#pragma warning restore EF1002
    }
}
