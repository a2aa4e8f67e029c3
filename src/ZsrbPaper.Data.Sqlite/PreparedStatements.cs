using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ZsrbPaper.Data.Sqlite;

/// <summary>
/// Has SQLite prepare each statement once for a connection, as Npgsql does for PostgreSQL by itself: to read and to plan a query of a page takes SQLite longer
/// than to answer it. Of use only where connections stay open, see <see cref="OpenConnection"/>.
/// </summary>
internal sealed class PreparedStatements : DbCommandInterceptor
{
    public static readonly PreparedStatements Instance = new();

    /// <summary>For each connection; some ten kilobytes each. Where there are more, which lists of values of every length may make, all begin anew.</summary>
    private const int Most = 50;

    private readonly ConditionalWeakTable<SqliteConnection, Dictionary<string, KeptCommand>> _kept = [];

    /// <summary>The command with the same text that was executed before, with the new one's parameters.</summary>
    public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
    {
        if (result is not SqliteCommand { Connection: { } connection } command)
        {
            return result;
        }

        var ofConnection = _kept.GetOrCreateValue(connection);
        if (!ofConnection.TryGetValue(command.CommandText, out var kept))
        {
            if (ofConnection.Count >= Most)
            {
                Forget(ofConnection);
            }

            kept = new KeptCommand(command.CommandText, connection, ofConnection);
            ofConnection[command.CommandText] = kept;
        }

        return kept.TryLend(command) ? kept : result;
    }

    private static void Forget(Dictionary<string, KeptCommand> commands)
    {
        foreach (var command in commands.Values.ToList())
        {
            command.Forget();
        }
    }

    private sealed class KeptCommand(string text, SqliteConnection connection, Dictionary<string, KeptCommand> owner) : SqliteCommand(text, connection)
    {
        private bool _isLent;

        private bool IsRead => DataReader is not null;

        /// <summary>Takes over what the other is to do, unless rows of this one are still read.</summary>
        public bool TryLend(SqliteCommand other)
        {
            if (IsRead)
            {
                return false;
            }

            _isLent = true;
            Transaction = other.Transaction;
            CommandTimeout = other.CommandTimeout;
            Parameters.Clear();
            Parameters.AddRange(other.Parameters.Cast<SqliteParameter>());
            other.Dispose();
            return true;
        }

        /// <summary>Lets go of what is prepared, unless it is still read.</summary>
        public void Forget()
        {
            if (!IsRead)
            {
                _isLent = false;
                Dispose();
            }
        }

        /// <summary>EF Core disposes of a command when it has read all: it is kept. The connection disposes of all, whatever they do, when it is closed.</summary>
        protected override void Dispose(bool disposing)
        {
            if (_isLent && !IsRead && Connection?.State == ConnectionState.Open)
            {
                _isLent = false;
                Transaction = null;
                Parameters.Clear();
                return;
            }

            owner.Remove(CommandText);
            base.Dispose(disposing);
        }
    }
}
