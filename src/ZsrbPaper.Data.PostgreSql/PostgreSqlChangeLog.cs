using System.Globalization;
using Npgsql;
using ZsrbPaper.Core.Changes;

namespace ZsrbPaper.Data.PostgreSql;

/// <summary>The log of changes on PostgreSQL.</summary>
/// <remarks>
/// Rows become visible when their transaction ends, not in the order of their numbers. So each look asks for the rows of every transaction that was
/// not yet over at the look before (<c>pg_snapshot_xmin</c>), and passes over those that it has seen.
/// Read on the primary only, so that no change waits for a standby. With it comes the place in the primary's write-ahead log that is behind all of them, by
/// which one can tell whether a standby has them (<see cref="ChangeBatch.Position"/>). When another server has become the primary, which its timeline tells,
/// everything may have changed: its transactions have numbers of their own, and the last changes of the former one may be lost.
/// </remarks>
public sealed class PostgreSqlChangeLog(string connectionString) : IChangeLog
{
    private const string Look = """
        SELECT pg_snapshot_xmin(pg_current_snapshot())::text, (SELECT min("Id") FROM "ReaderChanges"), (SELECT max("Id") FROM "ReaderChanges"),
            COALESCE(@open::text::xid8 > pg_snapshot_xmax(pg_current_snapshot()), false);
        SELECT "Id", "Newspaper", "Date" FROM "ReaderChanges"
        WHERE "Transaction" >= COALESCE(@open::text::xid8, pg_snapshot_xmin(pg_current_snapshot()));
        SELECT pg_current_wal_insert_lsn()::text, left(pg_walfile_name(pg_current_wal_insert_lsn()), 8);
        """;

    private const string Plans = """
        SELECT "Code", "Date", "ReleaseAt" FROM "Editions" JOIN "Newspapers" ON "Newspapers"."Id" = "NewspaperId"
        WHERE "SignedOffAt" IS NOT NULL AND "ReleaseAt" > @now
        """;

    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = "ZsrbPaper changes",
        Timeout = 2,
        CommandTimeout = 2,
        Pooling = false,
    }.ConnectionString;

    private NpgsqlConnection? _connection;

    /// <summary>The oldest transaction that was not over at the last look; null before the first.</summary>
    private string? _open;

    private HashSet<long> _seen = [];
    private long _last;
    private bool _hasPlans;

    /// <summary>The timeline of the primary at the last look, a number that grows with each promotion.</summary>
    private string? _timeline;

    public async Task<ChangeBatch> ReadAsync(DateTime now, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await OpenAsync(cancellationToken);
            var look = await LookAsync(connection, cancellationToken);
            var batch = !_hasPlans || look.Changes.Count > 0
                ? new ChangeBatch(look.Changes, await ReadPlansAsync(connection, now, cancellationToken), look.Position)
                : ChangeBatch.Nothing;
            (_open, _seen, _last, _timeline, _hasPlans) = (look.Open, look.Seen, look.Last, look.Timeline, true);
            return batch;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public string? Position => _open is null ? null : string.Create(CultureInfo.InvariantCulture, $"{_open}/{_last}");

    public void GoOnFrom(string position)
    {
        var parts = position.Split('/');
        (_open, _last, _seen, _hasPlans) = (parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), [], false);
    }

    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        await using var prune = new NpgsqlCommand(
            $"""DELETE FROM "ReaderChanges" WHERE "Id" <= (SELECT max("Id") FROM "ReaderChanges") - {ReaderChange.Kept}""", await OpenAsync(cancellationToken));
        await prune.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is null)
        {
            _connection = new NpgsqlConnection(_connectionString);
            await _connection.OpenAsync(cancellationToken);
        }

        return _connection;
    }

    private async Task<Sight> LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var look = new NpgsqlCommand(Look, connection) { Parameters = { new("open", (object?)_open ?? DBNull.Value) { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } } };
        await using var rows = await look.ExecuteReaderAsync(cancellationToken);
        await rows.ReadAsync(cancellationToken);
        var open = rows.GetString(0);
        var (oldest, last) = (rows.IsDBNull(1) ? 0 : rows.GetInt64(1), rows.IsDBNull(2) ? 0 : rows.GetInt64(2));
        var changes = new List<ChangedPlace>();

        // Some are gone; or this is another server, on which the database was restored, and its transactions have other numbers.
        if (_open is not null && (oldest > _last + 1 || rows.GetBoolean(3)))
        {
            changes.Add(ChangeBatch.Everything);
        }

        var seen = new HashSet<long>();
        await rows.NextResultAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            seen.Add(rows.GetInt64(0));
            if (_open is not null && !_seen.Contains(rows.GetInt64(0)))
            {
                changes.Add(new ChangedPlace(rows.IsDBNull(1) ? null : rows.GetString(1), rows.IsDBNull(2) ? null : rows.GetFieldValue<DateOnly>(2)));
            }
        }

        // A statement of its own after the rows: what they tell was written before this place.
        await rows.NextResultAsync(cancellationToken);
        await rows.ReadAsync(cancellationToken);
        var (position, timeline) = (rows.GetString(0), rows.GetString(1));
        return _timeline is null || _timeline == timeline
            ? new Sight(changes, open, seen, Math.Max(last, _last), position, timeline)
            : new Sight([ChangeBatch.Everything], open, seen, last, position, timeline);
    }

    private static async Task<List<PlannedRelease>> ReadPlansAsync(NpgsqlConnection connection, DateTime now, CancellationToken cancellationToken)
    {
        await using var plans = new NpgsqlCommand(Plans, connection) { Parameters = { new("now", now) } };
        await using var rows = await plans.ExecuteReaderAsync(cancellationToken);
        var releases = new List<PlannedRelease>();
        while (await rows.ReadAsync(cancellationToken))
        {
            releases.Add(new PlannedRelease(rows.GetString(0), rows.GetFieldValue<DateOnly>(1), rows.GetDateTime(2)));
        }

        return releases;
    }

    /// <summary>What one look has seen.</summary>
    /// <param name="Changes">That are new.</param>
    /// <param name="Open">The oldest transaction that was not over.</param>
    /// <param name="Seen">The rows that the next look sees too.</param>
    /// <param name="Last">The greatest number of a row.</param>
    /// <param name="Position">Behind all of them in the write-ahead log.</param>
    /// <param name="Timeline">Of the primary.</param>
    private sealed record Sight(List<ChangedPlace> Changes, string Open, HashSet<long> Seen, long Last, string Position, string Timeline);
}
