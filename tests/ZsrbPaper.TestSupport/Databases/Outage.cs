using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ZsrbPaper.TestSupport.Databases;

/// <summary>A database that goes away, as a test says: from then on no command that names the table gets through.</summary>
public sealed class Outage : DbCommandInterceptor
{
    private const int CannotOpen = 14;

    /// <summary>The table; null while all is well.</summary>
    public string? Of { get; set; }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        Of is { } table && command.CommandText.Contains($"\"{table}\"", StringComparison.Ordinal)
            ? throw new SqliteException("unable to open database file", CannotOpen)
            : ValueTask.FromResult(result);
}
