using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Benchmarks.Generation;

/// <summary>An engine's fastest way in.</summary>
internal interface IBulkWriter
{
    /// <summary>Lets indexes that slow down writing be, until <see cref="FinishAsync"/> makes them anew.</summary>
    Task BeginAsync(IReadOnlyList<BulkTable> tables, CancellationToken cancellationToken);

    /// <summary>Stores the rows of these tables in this order: all of them, or none.</summary>
    Task WriteAsync(BulkRows rows, IReadOnlyList<BulkTable> tables, CancellationToken cancellationToken);

    /// <summary>Lets the database give keys after those that were written, and brings its statistics up to date.</summary>
    Task FinishAsync(IReadOnlyList<BulkTable> tables, CancellationToken cancellationToken);
}

internal static class BulkWriters
{
    /// <summary>The writer for the context's engine, on its connection.</summary>
    public static IBulkWriter Of(PaperDbContext db) => db.Database.GetDbConnection() switch
    {
        NpgsqlConnection connection => new PostgreSqlBulkWriter(connection),
        SqliteConnection connection => new SqliteBulkWriter(connection),
        var other => throw new NotSupportedException($"No bulk writer for {other.GetType().Name}."),
    };

    private static string ColumnsOf(BulkTable table) => string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""));

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Binary COPY.</summary>
    private sealed class PostgreSqlBulkWriter(NpgsqlConnection connection) : IBulkWriter
    {
        // An index that is not ready is passed over by writers, and still known: REINDEX makes it whole, also where this program was interrupted.
        public async Task BeginAsync(IReadOnlyList<BulkTable> tables, CancellationToken cancellationToken)
        {
            foreach (var index in tables.Select(table => table.SlowIndex).OfType<string>())
            {
                await ExecuteAsync(connection, $"UPDATE pg_index SET indisvalid = false, indisready = false WHERE indexrelid = '\"{index}\"'::regclass", cancellationToken);
            }
        }

        public async Task WriteAsync(BulkRows rows, IReadOnlyList<BulkTable> tables, CancellationToken cancellationToken)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

            // The rows are whole by construction; checking each reference takes half of the time.
            await ExecuteAsync(connection, "SET LOCAL session_replication_role = replica", cancellationToken);
            foreach (var table in tables)
            {
                await using var import = await connection.BeginBinaryImportAsync($"COPY \"{table.Name}\" ({ColumnsOf(table)}) FROM STDIN (FORMAT BINARY)", cancellationToken);
                import.Timeout = TimeSpan.FromMinutes(10);
                foreach (var row in rows.Of(table))
                {
                    await import.StartRowAsync(cancellationToken);
                    for (var i = 0; i < row.Length; i++)
                    {
                        await WriteAsync(import, table.Columns[i].Kind, row[i], cancellationToken);
                    }
                }

                await import.CompleteAsync(cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        public async Task FinishAsync(IReadOnlyList<BulkTable> tables, CancellationToken cancellationToken)
        {
            foreach (var table in tables)
            {
                if (table.SlowIndex is { } index)
                {
                    await ExecuteAsync(connection, $"REINDEX INDEX \"{index}\"", cancellationToken);
                }

                if (table.Columns.Any(column => column.Name == "Id"))
                {
                    await ExecuteAsync(
                        connection,
                        $"""SELECT setval(pg_get_serial_sequence('"{table.Name}"', 'Id'), (SELECT max("Id") FROM "{table.Name}"))""",
                        cancellationToken);
                }

                await ExecuteAsync(connection, $"VACUUM (FREEZE, ANALYZE) \"{table.Name}\"", cancellationToken);
            }
        }

        private static Task WriteAsync(NpgsqlBinaryImporter import, ColumnKind kind, object? value, CancellationToken cancellationToken) => (kind, value) switch
        {
            (_, null) => import.WriteNullAsync(cancellationToken),
            (ColumnKind.Number, int number) => import.WriteAsync(number, NpgsqlDbType.Integer, cancellationToken),
            (ColumnKind.LongNumber, long number) => import.WriteAsync(number, NpgsqlDbType.Bigint, cancellationToken),
            (ColumnKind.Utf16, string text) => import.WriteAsync(Encoding.BigEndianUnicode.GetBytes(text), NpgsqlDbType.Bytea, cancellationToken),
            (ColumnKind.Text, string text) => import.WriteAsync(text, NpgsqlDbType.Text, cancellationToken),
            (ColumnKind.Flag, bool isSo) => import.WriteAsync(isSo, NpgsqlDbType.Boolean, cancellationToken),
            (ColumnKind.Date, DateOnly date) => import.WriteAsync(date, NpgsqlDbType.Date, cancellationToken),
            (ColumnKind.Moment, DateTime moment) => import.WriteAsync(moment, NpgsqlDbType.TimestampTz, cancellationToken),
            (ColumnKind.Texts, List<string> texts) => import.WriteAsync(texts, NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken),
            _ => throw new ArgumentException($"A {value.GetType().Name} is no {kind}.", nameof(value)),
        };
    }

    /// <summary>Inserts of many rows each, prepared once for each table.</summary>
    private sealed class SqliteBulkWriter(SqliteConnection connection) : IBulkWriter
    {
        private const int RowsPerInsert = 20;

        public Task BeginAsync(IReadOnlyList<BulkTable> tables, CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task WriteAsync(BulkRows rows, IReadOnlyList<BulkTable> tables, CancellationToken cancellationToken)
        {
            await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(cancellationToken);
            foreach (var table in tables)
            {
                foreach (var group in rows.Of(table).Chunk(RowsPerInsert).GroupBy(chunk => chunk.Length))
                {
                    await using var insert = Insert(table, group.Key, transaction);
                    foreach (var chunk in group)
                    {
                        var parameter = 0;
                        foreach (var (kind, value) in chunk.SelectMany(row => row.Select((value, i) => (table.Columns[i].Kind, value))))
                        {
                            insert.Parameters[parameter++].Value = Stored(kind, value);
                        }

                        await insert.ExecuteNonQueryAsync(cancellationToken);
                    }
                }
            }

            await transaction.CommitAsync(cancellationToken);
        }

        // Keys go on after the greatest by themselves.
        public Task FinishAsync(IReadOnlyList<BulkTable> tables, CancellationToken cancellationToken) => ExecuteAsync(connection, "ANALYZE", cancellationToken);

        private SqliteCommand Insert(BulkTable table, int rows, SqliteTransaction transaction)
        {
            var command = connection.CreateCommand();
            command.Transaction = transaction;
            var parameters = Enumerable.Range(0, rows * table.Columns.Count).Select(number => string.Create(CultureInfo.InvariantCulture, $"@p{number}")).ToList();
            command.Parameters.AddRange(parameters.Select(name => new SqliteParameter(name, null)));
#pragma warning disable CA2100 // Names of tables and columns cannot be parameters; they are this program's own.
            command.CommandText = $"INSERT INTO \"{table.Name}\" ({ColumnsOf(table)}) VALUES "
                + string.Join(", ", parameters.Chunk(table.Columns.Count).Select(row => $"({string.Join(", ", row)})"));
#pragma warning restore CA2100
            command.Prepare();
            return command;
        }

        /// <summary>As EF Core writes it on SQLite.</summary>
        private static object Stored(ColumnKind kind, object? value) => value switch
        {
            null => DBNull.Value,
            string text when kind == ColumnKind.Utf16 => Encoding.BigEndianUnicode.GetBytes(text),
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime moment => moment.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            List<string> texts => JsonSerializer.Serialize(texts),
            _ => value,
        };
    }
}
