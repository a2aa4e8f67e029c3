using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace ZsrbPaper.Benchmarks.Measuring;

/// <summary>How PostgreSQL carried a query out.</summary>
/// <param name="Milliseconds">Of the execution, without planning.</param>
/// <param name="Buffers">Pages of 8 KB that were looked at.</param>
/// <param name="Scans">Each scan of a table or index, with its rows; the costliest first.</param>
/// <param name="ReadsWholeTable">Whether a table of more than <see cref="QueryPlans.SmallTable"/> rows was read from end to end.</param>
internal sealed record QueryPlan(string Sql, double Milliseconds, long Buffers, IReadOnlyList<string> Scans, bool ReadsWholeTable);

/// <summary>Takes down the queries of a portal on PostgreSQL, and asks the database for their plans.</summary>
internal sealed class QueryPlans(string connectionString) : DbCommandInterceptor
{
    /// <summary>Reading a table of so many rows whole is no fault.</summary>
    public const int SmallTable = 1_000;

    private readonly ConcurrentQueue<(string Sql, NpgsqlParameter[] Parameters)> _queries = new();

    /// <summary>Whether queries are taken down.</summary>
    public bool IsOn { get; set; }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        TakeDown(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        TakeDown(command);
        return ValueTask.FromResult(result);
    }

    /// <summary>The plans of the queries since the last time, carried out once more with the same parameters.</summary>
    public async Task<IReadOnlyList<QueryPlan>> ExplainAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        var plans = new List<QueryPlan>();
        while (_queries.TryDequeue(out var query))
        {
#pragma warning disable CA2100 // The portal's own query.
            await using var command = new NpgsqlCommand("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + query.Sql, connection) { CommandTimeout = 600 };
#pragma warning restore CA2100
            command.Parameters.AddRange(query.Parameters);
            using var answer = JsonDocument.Parse((string)(await command.ExecuteScalarAsync(cancellationToken))!);
            plans.Add(Read(query.Sql, answer.RootElement[0]));
        }

        return plans;
    }

    private void TakeDown(DbCommand command)
    {
        if (IsOn)
        {
            _queries.Enqueue((command.CommandText, [.. command.Parameters.Cast<NpgsqlParameter>().Select(parameter => parameter.Clone())]));
        }
    }

    private static QueryPlan Read(string sql, JsonElement explained)
    {
        var root = explained.GetProperty("Plan");
        var scans = NodesOf(root).Where(node => node.TryGetProperty("Relation Name", out _) || node.TryGetProperty("Index Name", out _)).Select(ReadScan).ToList();
        return new QueryPlan(
            sql,
            explained.GetProperty("Execution Time").GetDouble(),
            BuffersOf(root),
            [.. scans.OrderByDescending(scan => scan.Rows).Select(scan => scan.Text).Distinct()],
            scans.Any(scan => scan.ReadsWholeTable));
    }

    private static (string Text, double Rows, bool ReadsWholeTable) ReadScan(JsonElement node)
    {
        var type = node.GetProperty("Node Type").GetString()!;
        var loops = node.GetProperty("Actual Loops").GetDouble();
        var rows = node.GetProperty("Actual Rows").GetDouble() * loops;
        var removed = (node.TryGetProperty("Rows Removed by Filter", out var filtered) ? filtered.GetDouble() : 0) * loops;
        var on = node.TryGetProperty("Index Name", out var index) ? index.GetString() : node.GetProperty("Relation Name").GetString();
        var text = string.Create(CultureInfo.InvariantCulture, $"{type} {on}: {rows:0}{(removed > 0 ? $" of {rows + removed:0}" : "")}");
        return (text, rows + removed, type == "Seq Scan" && rows + removed > SmallTable);
    }

    private static long BuffersOf(JsonElement node) =>
        node.GetProperty("Shared Hit Blocks").GetInt64() + node.GetProperty("Shared Read Blocks").GetInt64();

    private static IEnumerable<JsonElement> NodesOf(JsonElement node) =>
        node.TryGetProperty("Plans", out var children) ? children.EnumerateArray().SelectMany(NodesOf).Prepend(node) : [node];
}
