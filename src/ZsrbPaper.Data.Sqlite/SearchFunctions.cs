using System.Data.Common;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using ZsrbPaper.Core.Searching;

namespace ZsrbPaper.Data.Sqlite;

/// <summary>
/// The SQL functions <c>search_terms(heading, text)</c>, which triggers call to keep the index of terms as the documents are,
/// <c>search_at(text, piece)</c>, the place of some characters in a text, 0 for none, and <c>search_word_at(text, piece)</c>, the place where they are not
/// part of longer words. SQLite knows them only on connections that were told of them: other programs may read the database, and delete, but not write
/// articles.
/// </summary>
internal sealed class SearchFunctions : DbConnectionInterceptor
{
    public static readonly SearchFunctions Instance = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Define(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Define(connection);
        return Task.CompletedTask;
    }

    private static void Define(DbConnection connection)
    {
        var sqlite = (SqliteConnection)connection;
        sqlite.CreateFunction(
            "search_terms",
            (byte[] heading, byte[] text) => string.Join(' ', SearchTerms.OfDocument(Encoding.BigEndianUnicode.GetString(heading), Encoding.BigEndianUnicode.GetString(text))),
            isDeterministic: true);
        sqlite.CreateFunction(
            "search_at",
            (byte[] text, byte[] piece) => PlaceOf(piece, text),
            isDeterministic: true);
        sqlite.CreateFunction(
            "search_word_at",
            (byte[] text, byte[] piece) => PlaceOf(piece, text) == 0 ? 0 : SearchText.Find(Encoding.BigEndianUnicode.GetString(text), Encoding.BigEndianUnicode.GetString(piece)) + 1,
            isDeterministic: true);
    }

    private static int PlaceOf(byte[] piece, byte[] text) => MemoryMarshal.Cast<byte, char>(text).IndexOf(MemoryMarshal.Cast<byte, char>(piece)) + 1;
}
