using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Sqlite.Storage.Internal;
using Microsoft.EntityFrameworkCore.Storage;

namespace ZsrbPaper.Data.Sqlite;

#pragma warning disable EF1001 // EF Core offers no other way to its connection; what is overridden here is public in the class beneath.

/// <summary>
/// A context's connection, which stays open until the context itself is gone. Else EF Core opens and closes it for every command, and each opening tells SQLite
/// again of all functions, its own and those of <see cref="SearchFunctions"/>, which takes as long as a short query. An open connection holds no lock.
/// </summary>
internal sealed class OpenConnection(
    RelationalConnectionDependencies dependencies, IRawSqlCommandBuilder commands, IDiagnosticsLogger<DbLoggerCategory.Infrastructure> logger)
    : SqliteRelationalConnection(dependencies, commands, logger)
{
    public static DbContextOptionsBuilder Use(DbContextOptionsBuilder options) => options.ReplaceService<ISqliteRelationalConnection, OpenConnection>();

    protected override void CloseDbConnection()
    {
    }

    protected override Task CloseDbConnectionAsync() => Task.CompletedTask;
}
