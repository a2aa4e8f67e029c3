using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ZsrbPaper.Web.Telemetry;

/// <summary>
/// Takes down the commands that EF Core sends, the same on both engines. (Npgsql's own traces would also have the look at the log of changes, four times a
/// second.)
/// </summary>
internal sealed class CommandTelemetry(PaperMetrics metrics) : DbCommandInterceptor
{
    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        Note(command, eventData, null);
        return result;
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData, null);
        return ValueTask.FromResult(result);
    }

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        Note(command, eventData, null);
        return result;
    }

    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData, null);
        return ValueTask.FromResult(result);
    }

    public override object? ScalarExecuted(DbCommand command, CommandExecutedEventData eventData, object? result)
    {
        Note(command, eventData, null);
        return result;
    }

    public override ValueTask<object?> ScalarExecutedAsync(DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData, null);
        return ValueTask.FromResult(result);
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Note(command, eventData, eventData.Exception);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Note(command, eventData, eventData.Exception);
        return Task.CompletedTask;
    }

    private void Note(DbCommand command, CommandEndEventData ended, Exception? exception)
    {
        var system = command is Npgsql.NpgsqlCommand ? "postgresql" : "sqlite";
        metrics.Command(system, ended.Duration, exception is not null);

        // Only as part of something: else every look of a background service would be a trace of its own.
        if (Activity.Current is null || PaperMetrics.Source.StartActivity($"{system} command", ActivityKind.Client, default(ActivityContext), startTime: ended.StartTime) is not { } activity)
        {
            return;
        }

        using (activity)
        {
            activity.SetTag("db.system.name", system).SetTag("db.query.text", command.CommandText);
            activity.SetStatus(exception is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error, exception?.Message);
            activity.SetEndTime((ended.StartTime + ended.Duration).UtcDateTime);
        }
    }
}
