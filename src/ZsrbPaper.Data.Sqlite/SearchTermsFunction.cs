using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using ZsrbPaper.Core.Searching;

namespace ZsrbPaper.Data.Sqlite;

/// <summary>
/// The SQL function <c>search_terms(heading, text)</c>, which triggers call to keep the index of terms as the documents are. SQLite knows it only on
/// connections that were told of it: other programs may read the database, and delete, but not write articles.
/// </summary>
internal sealed class SearchTermsFunction : DbConnectionInterceptor
{
    public static readonly SearchTermsFunction Instance = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Define(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Define(connection);
        return Task.CompletedTask;
    }

    private static void Define(DbConnection connection) => ((SqliteConnection)connection).CreateFunction(
        "search_terms",
        (byte[] heading, byte[] text) => string.Join(' ', SearchTerms.OfDocument(Encoding.BigEndianUnicode.GetString(heading), Encoding.BigEndianUnicode.GetString(text))),
        isDeterministic: true);
}
