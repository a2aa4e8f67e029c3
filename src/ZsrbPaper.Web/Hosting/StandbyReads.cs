using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Data.PostgreSql;

namespace ZsrbPaper.Web.Hosting;

/// <summary>How far a standby must have come to be read from: <see cref="ChangeBatch.Position"/> of the last change that this node was told of.</summary>
internal sealed class StandbyPosition(IOptions<DatabaseOptions> options)
{
    private string? _required;

    /// <summary>Whether there are standbys to read from.</summary>
    public bool IsUsed { get; } = options.Value.ReaderConnectionString is { Length: > 0 };

    /// <summary>Null until the node has read the log of changes.</summary>
    public string? Required => Volatile.Read(ref _required);

    /// <summary>To be called before what is kept is looked through: who begins to make an answer after that needs the change in it.</summary>
    public void Require(string position) => Volatile.Write(ref _required, position);
}

/// <summary>
/// Lets the requests of readers read from streaming standbys (<c>ConnectionStrings:PaperReaders</c>); the desk, commands and the work in the background
/// are on the primary. One for each request.
/// </summary>
/// <remarks>
/// A standby is behind, and each is as far as it is. What keeps a page from being made of yesterday's rows, and kept as if it were today's:
/// <list type="bullet">
/// <item>The log of changes is read from the primary, four times a second, and tells with every change a position of the primary's write-ahead log that is
/// behind it. The node notes that position before it forgets what the change concerns.</item>
/// <item>EF Core opens a connection for each query, and Npgsql chooses a server for each. So on every connection, before anything else is asked on it, the server
/// says whether it has replayed that position (a commit that is replayed is seen by every later query there). One that has not is not asked: the primary is.
/// Therefore an answer that is begun after the node knows a change has that change in it, from whichever servers its parts come; an answer begun before is
/// not kept when the change comes, as with a single server.</item>
/// <item>Positions are compared on the server that was asked, not remembered for it: a standby that starts again may be further back than it was.</item>
/// <item>When neither a standby that is up to date nor the primary can be had, readers get what the standby has, and it is not kept anywhere
/// (<see cref="IsBehind"/>). Changes that only the dead primary had are lost with it: see <see cref="PostgreSqlChangeLog"/>.</item>
/// </list>
/// The same keeps editors from their own past: a save on this node makes it read the log before its next kept answer, and other nodes learn of it within a quarter
/// of a second. The price is a round trip to the standby for each query; kept answers ask nothing.
/// A connection that was lost while it lay idle, because its server went away, shows in that first question too, and another one is taken.
/// </remarks>
internal sealed class StandbyReads(IOptions<DatabaseOptions> options, StandbyPosition position) : DbConnectionInterceptor
{
    private const int Attempts = 3;

    private bool _isForReader;
    private bool _isOnPrimary;

    /// <summary>Whether something was read that may lack changes of which the node knows.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>What is asked in this scope is for a reader. Before the scope's database is first used.</summary>
    public void Begin() => _isForReader = position.IsUsed;

    public DbContextOptionsBuilder Configure(DbContextOptionsBuilder context)
    {
        var settings = options.Value;
        return _isForReader
            ? PostgreSqlPaperDbContext.Use(context, PostgreSqlConnections.ForReading(settings.ReaderConnectionString!)).AddInterceptors(this)
            : PostgreSqlPaperDbContext.Use(context, PostgreSqlConnections.ForWriting(settings.ConnectionString!));
    }

    public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        // Nothing of the portal reads in this way; what came to do so would be right, on the primary.
        TurnToPrimary(connection);
        return result;
    }

    public override async ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (_isOnPrimary)
        {
            return result;
        }

        if (!await TryOpenStandbyAsync(connection, cancellationToken))
        {
            await OpenPrimaryAsync(connection, cancellationToken);
        }

        return InterceptionResult.Suppress();
    }

    /// <summary>Opens a connection to a server that has all that this node knows of; else leaves it closed.</summary>
    private async Task<bool> TryOpenStandbyAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (position.Required is not { } required)
        {
            return false;
        }

        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                await connection.OpenAsync(cancellationToken);
                if (IsBehind || await HasReplayedAsync(connection, required, cancellationToken))
                {
                    return true;
                }
            }
            catch (DbException exception) when (Portal.IsDatabaseAway(exception))
            {
                // Lost while it lay idle, or just now; the next is another one.
            }

            await connection.CloseAsync();
        }

        return false;
    }

    private async Task OpenPrimaryAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            TurnToPrimary(connection);
            await connection.OpenAsync(cancellationToken);
        }
        catch (DbException exception) when (Portal.IsDatabaseAway(exception))
        {
            connection.ConnectionString = PostgreSqlConnections.ForReading(options.Value.ReaderConnectionString!);
            (_isOnPrimary, IsBehind) = (false, true);
            await connection.OpenAsync(cancellationToken);
        }
    }

    private void TurnToPrimary(DbConnection connection)
    {
        connection.ConnectionString = PostgreSqlConnections.ForWriting(options.Value.ConnectionString!);
        _isOnPrimary = true;
    }

    private static async Task<bool> HasReplayedAsync(DbConnection connection, string position, CancellationToken cancellationToken)
    {
        // A server that is not in recovery is the primary itself.
        await using var ask = new NpgsqlCommand("SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= $1::text::pg_lsn", (NpgsqlConnection)connection)
        {
            Parameters = { new() { Value = position } },
        };
        return await ask.ExecuteScalarAsync(cancellationToken) is true;
    }
}
