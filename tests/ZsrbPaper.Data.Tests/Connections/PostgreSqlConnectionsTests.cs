using Npgsql;
using Xunit;
using ZsrbPaper.Data.PostgreSql;

namespace ZsrbPaper.Data.Tests.Connections;

public sealed class PostgreSqlConnectionsTests
{
    [Fact]
    public void Commands_are_prepared_and_sessions_are_left_as_they_are()
    {
        var completed = new NpgsqlConnectionStringBuilder(PostgreSqlConnections.ForWriting("Host=10.0.0.1;Database=paper"));

        Assert.True(completed.MaxAutoPrepare > 0);
        Assert.True(completed.NoResetOnClose);
        Assert.Null(completed.TargetSessionAttributes);
        Assert.Equal(15, completed.Timeout);
    }

    [Fact]
    public void Of_several_servers_the_new_primary_is_found_soon()
    {
        var writing = new NpgsqlConnectionStringBuilder(PostgreSqlConnections.ForWriting("Host=10.0.0.1,10.0.0.2;Database=paper"));
        var reading = new NpgsqlConnectionStringBuilder(PostgreSqlConnections.ForReading("Host=10.0.0.1,10.0.0.2;Database=paper"));

        Assert.Equal(("primary", 1, 3, false), (writing.TargetSessionAttributes, writing.HostRecheckSeconds, writing.Timeout, writing.LoadBalanceHosts));
        Assert.Equal(("prefer-standby", 1, 3, true), (reading.TargetSessionAttributes, reading.HostRecheckSeconds, reading.Timeout, reading.LoadBalanceHosts));
    }

    [Fact]
    public void What_is_given_stays_however_it_is_spelt()
    {
        const string Given = "Host=10.0.0.1,10.0.0.2;MaxAutoPrepare=0;No Reset On Close=false;Timeout=15;HostRecheckSeconds=10;Load Balance Hosts=false;Target Session Attributes=any";

        var completed = new NpgsqlConnectionStringBuilder(PostgreSqlConnections.ForReading(Given));

        Assert.Equal((0, false, 15, 10, false, "any"), (
            completed.MaxAutoPrepare, completed.NoResetOnClose, completed.Timeout, completed.HostRecheckSeconds, completed.LoadBalanceHosts, completed.TargetSessionAttributes));
    }
}
