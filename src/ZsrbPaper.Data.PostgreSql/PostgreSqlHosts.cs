using Npgsql;

namespace ZsrbPaper.Data.PostgreSql;

/// <summary>
/// Connection strings that name several servers, as <c>Host=10.0.0.1,10.0.0.2</c>: what they leave open is set so that the portal finds the new primary
/// by itself, soon after there is one. Connection strings with one server stay as they are.
/// </summary>
public static class PostgreSqlHosts
{
    /// <summary>For what writes, and for what must be of this moment: the primary, whichever that is.</summary>
    public static string ForWriting(string connectionString) => Complete(connectionString, "primary");

    /// <summary>For what may be read from copies: standbys, in turn; the primary while none answers.</summary>
    public static string ForReading(string connectionString) => Complete(connectionString, "prefer-standby");

    private static string Complete(string connectionString, string target)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (builder.Host?.Contains(',', StringComparison.Ordinal) != true)
        {
            return connectionString;
        }

        builder.TargetSessionAttributes ??= target;
        builder.LoadBalanceHosts |= target == "prefer-standby" && !builder.ContainsKey("Load Balance Hosts");

        // Which server is the primary is believed for this long, and so is that one is away; Npgsql's ten seconds are ten seconds without a desk.
        builder.HostRecheckSeconds = builder.ContainsKey("Host Recheck Seconds") ? builder.HostRecheckSeconds : 1;

        // A machine that was switched off does not even refuse a connection.
        builder.Timeout = builder.ContainsKey("Timeout") ? builder.Timeout : 3;
        return builder.ConnectionString;
    }
}
