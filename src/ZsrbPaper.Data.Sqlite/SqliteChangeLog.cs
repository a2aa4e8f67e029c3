using System.Globalization;
using Microsoft.Data.Sqlite;
using ZsrbPaper.Core.Changes;

namespace ZsrbPaper.Data.Sqlite;

/// <summary>The log of changes on SQLite, where one transaction writes at a time and numbers are in order.</summary>
public sealed class SqliteChangeLog(string connectionString) : IChangeLog
{
    private readonly string _connectionString = new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
    private SqliteConnection? _connection;

    /// <summary>What <c>PRAGMA data_version</c> said at the last look: it costs next to nothing, and changes whenever another connection has written.</summary>
    private long? _version;

    /// <summary>The newest row seen; null before the first look.</summary>
    private long? _last;

    public Task<ChangeBatch> ReadAsync(DateTime now, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(Read(Open(), now));
        }
        catch
        {
            Close();
            throw;
        }
    }

    public string? Position => _last?.ToString(CultureInfo.InvariantCulture);

    public void GoOnFrom(string position) => (_version, _last) = (null, long.Parse(position, CultureInfo.InvariantCulture));

    public Task PruneAsync(CancellationToken cancellationToken)
    {
        using var prune = Open().CreateCommand();
        prune.CommandText = $"""DELETE FROM "ReaderChanges" WHERE "Id" <= (SELECT max("Id") FROM "ReaderChanges") - {ReaderChange.Kept}""";
        prune.ExecuteNonQuery();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private SqliteConnection Open()
    {
        if (_connection is null)
        {
            _connection = new SqliteConnection(_connectionString);
            _connection.Open();
        }

        return _connection;
    }

    private void Close()
    {
        _connection?.Dispose();
        (_connection, _version) = (null, null);
    }

    private ChangeBatch Read(SqliteConnection connection, DateTime now)
    {
        using var version = connection.CreateCommand();
        version.CommandText = "PRAGMA data_version";
        var current = (long)version.ExecuteScalar()!;
        if (current == _version)
        {
            return ChangeBatch.Nothing;
        }

        var (changes, last) = ReadChanges(connection);
        var batch = _version is null || changes.Count > 0 ? new ChangeBatch(changes, ReadPlans(connection, now)) : ChangeBatch.Nothing;
        (_version, _last) = (current, last);
        return batch;
    }

    private (List<ChangedPlace> Changes, long Last) ReadChanges(SqliteConnection connection)
    {
        using var look = connection.CreateCommand();
        look.CommandText = """SELECT "Id", "Newspaper", "Date", (SELECT min("Id") FROM "ReaderChanges") FROM "ReaderChanges" WHERE "Id" > $last ORDER BY "Id" """;
        look.Parameters.AddWithValue("$last", _last ?? 0);
        using var rows = look.ExecuteReader();
        var changes = new List<ChangedPlace>();
        var last = _last ?? 0;
        while (rows.Read())
        {
            if (changes.Count == 0 && rows.GetInt64(3) > last + 1)
            {
                changes.Add(ChangeBatch.Everything);
            }

            last = rows.GetInt64(0);
            changes.Add(new ChangedPlace(rows.IsDBNull(1) ? null : rows.GetString(1), rows.IsDBNull(2) ? null : DateOnly.Parse(rows.GetString(2), CultureInfo.InvariantCulture)));
        }

        return (_last is null ? [] : changes, last);
    }

    private static List<PlannedRelease> ReadPlans(SqliteConnection connection, DateTime now)
    {
        using var plans = connection.CreateCommand();
        plans.CommandText = """
            SELECT "Code", "Date", "ReleaseAt" FROM "Editions" JOIN "Newspapers" ON "Newspapers"."Id" = "NewspaperId"
            WHERE "SignedOffAt" IS NOT NULL AND "ReleaseAt" > $now
            """;
        plans.Parameters.AddWithValue("$now", now);
        using var rows = plans.ExecuteReader();
        var releases = new List<PlannedRelease>();
        while (rows.Read())
        {
            releases.Add(new PlannedRelease(rows.GetString(0), DateOnly.Parse(rows.GetString(1), CultureInfo.InvariantCulture), DateTime.SpecifyKind(rows.GetDateTime(2), DateTimeKind.Utc)));
        }

        return releases;
    }
}
