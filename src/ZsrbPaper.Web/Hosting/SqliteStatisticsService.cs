using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Web.Hosting;

/// <summary>
/// Has SQLite count what its tables hold, at the start and once an hour: by that it chooses the way to an answer, and without it some go through the
/// whole archive. What has not changed much is not counted again. PostgreSQL does it by itself.
/// </summary>
internal sealed class SqliteStatisticsService(
    IServiceScopeFactory scopes, IOptions<DatabaseOptions> options, FirstReaders readers, TimeProvider clock, ILogger<SqliteStatisticsService> log) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.ParsedEngine != DatabaseEngine.Sqlite)
        {
            return;
        }

        await readers.Served.WaitAsync(stoppingToken);
        await Task.Yield();
        using var timer = new PeriodicTimer(_interval, clock);
        do
        {
            try
            {
                await CountAsync(stoppingToken);
            }
            catch (SqliteException exception)
            {
                log.LogWarning(exception, "The tables of the database could not be counted; the next try is in an hour");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task CountAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var connection = new SqliteConnection(scope.ServiceProvider.GetRequiredService<PaperDbContext>().Database.GetConnectionString());
        await connection.OpenAsync(cancellationToken);
        await using var optimize = connection.CreateCommand();

        // 0x10000: tables that were never counted too. https://sqlite.org/pragma.html#pragma_optimize
        optimize.CommandText = "PRAGMA optimize = 0x10002";
        await optimize.ExecuteNonQueryAsync(cancellationToken);
    }
}
