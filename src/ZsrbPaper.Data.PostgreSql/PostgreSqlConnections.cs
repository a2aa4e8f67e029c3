using Npgsql;

namespace ZsrbPaper.Data.PostgreSql;

/// <summary>
/// Connection strings of the portal: what they leave open is set so that the server plans what it is asked often once and not each time, and where they
/// name several servers, as <c>Host=10.0.0.1,10.0.0.2</c>, so that the portal finds the new primary by itself, soon after there is one.
/// </summary>
public static class PostgreSqlConnections
{
    /// <summary>How many commands of a connection are kept prepared, those that were used longest ago going first: about as many as readers' pages have.</summary>
    private const int PreparedCommands = 50;

    /// <summary>For what writes, and for what must be of this moment: the primary, whichever that is.</summary>
    public static string ForWriting(string connectionString) => Complete(connectionString, "primary");

    /// <summary>For what may be read from copies: standbys, in turn; the primary while none answers.</summary>
    public static string ForReading(string connectionString) => Complete(connectionString, "prefer-standby");

    private static string Complete(string connectionString, string target)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.MaxAutoPrepare = IsGiven(builder, "Max Auto Prepare") ? builder.MaxAutoPrepare : PreparedCommands;

        // Nothing of a session is ever changed, so there is nothing to take back before its next user.
        builder.NoResetOnClose = !IsGiven(builder, "No Reset On Close") || builder.NoResetOnClose;
        if (builder.Host?.Contains(',', StringComparison.Ordinal) != true)
        {
            return builder.ConnectionString;
        }

        builder.TargetSessionAttributes ??= target;
        builder.LoadBalanceHosts |= target == "prefer-standby" && !IsGiven(builder, "Load Balance Hosts");

        // Which server is the primary is believed for this long, and so is that one is away; Npgsql's ten seconds are ten seconds without a desk.
        builder.HostRecheckSeconds = IsGiven(builder, "Host Recheck Seconds") ? builder.HostRecheckSeconds : 1;

        // A machine that was switched off does not even refuse a connection.
        builder.Timeout = IsGiven(builder, "Timeout") ? builder.Timeout : 3;
        return builder.ConnectionString;
    }

    /// <summary>Whether the connection string says it; the builder's own <c>ContainsKey</c> is true of all that could be said.</summary>
    private static bool IsGiven(NpgsqlConnectionStringBuilder builder, string keyword) => builder.ShouldSerialize(keyword);
}
