using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Testcontainers.PostgreSql;
using ZsrbPaper.Data.PostgreSql;

namespace ZsrbPaper.TestSupport.Databases;

/// <summary>
/// A real PostgreSQL for the tests of this process, found when first asked for: the server of the connection string in
/// <c>ZSRBPAPER_TEST_POSTGRES</c>; else a server of this machine's <c>initdb</c>, on a free loopback port in a temporary
/// folder; else a container where Docker runs. Without any of them the test that asked skips and says so.
/// </summary>
public static class PostgreSqlServer
{
    public const string ConnectionStringVariable = "ZSRBPAPER_TEST_POSTGRES";
    private static readonly Lazy<Task<Found>> _found = new(FindAsync);
    private static int _lastDatabase;

    /// <summary>A fresh database, migrated by the real migrations.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateDatabaseAsync()
    {
        var found = await _found.Value;
        if (found.Server is not { } server)
        {
            Missing.Skip(found.Missing!);
            return null;
        }

        // Servers given by a connection string are shared with other processes, so names carry this one's.
        var name = $"{found.Template}_{Interlocked.Increment(ref _lastDatabase)}";
        await ExecuteAsync(server, $"CREATE DATABASE {name} TEMPLATE {found.Template}");
        return ForDatabase(server, name);
    }

    public static async Task DropDatabaseAsync(string connectionString)
    {
        NpgsqlConnection.ClearPool(new NpgsqlConnection(connectionString));
        await ExecuteAsync((await _found.Value).Server!, $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");
    }

    private static async Task<Found> FindAsync()
    {
        var missing = new List<string>();
        var server = Environment.GetEnvironmentVariable(ConnectionStringVariable) is { Length: > 0 } given ? given
            : await StartLocalAsync(missing) ?? await StartContainerAsync(missing);
        if (server is null)
        {
            return new Found(null, "", $"No PostgreSQL for tests. {ConnectionStringVariable} is not set. {string.Join(' ', missing)}");
        }

        var template = $"zsrbpaper_test_{Environment.ProcessId}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        await ExecuteAsync(server, $"CREATE DATABASE {template}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => DropLeftovers(server, template);
        var connectionString = ForDatabase(server, template);
        await using (var db = new PostgreSqlPaperDbContext(new DbContextOptionsBuilder<PostgreSqlPaperDbContext>().UseNpgsql(connectionString).Options))
        {
            await db.Database.MigrateAsync();
        }

        // A template may have no connections.
        NpgsqlConnection.ClearPool(new NpgsqlConnection(connectionString));
        return new Found(server, template, null);
    }

    private static async Task<string?> StartLocalAsync(List<string> missing)
    {
        if (OperatingSystem.IsWindows())
        {
            missing.Add("Servers of this machine are started on Unix only.");
            return null;
        }

        var programs = FindPrograms();
        if (programs is null)
        {
            missing.Add("Neither PATH nor /usr/lib/postgresql/*/bin has initdb and postgres.");
            return null;
        }

        var asOtherUser = await FindUnprivilegedUserAsync();
        if (asOtherUser is null)
        {
            missing.Add("PostgreSQL refuses to run as root, and neither setpriv nor runuser is there to change the user.");
            return null;
        }

        // The socket's path must be short (107 bytes), which /tmp is and a user's TMPDIR may not be.
        var folder = $"/tmp/zsrbpaper-pg-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        var password = RandomNumberGenerator.GetHexString(24, lowercase: true);
        await RunAsync([.. asOtherUser, "mkdir", "-m", "700", folder]);
        try
        {
            await RunAsync([.. asOtherUser, "sh", "-c", $"cat > {folder}/password"], password);
            await InitialiseAsync(programs, asOtherUser, folder);
            return await StartAsync(programs, asOtherUser, folder, password);
        }
        catch
        {
            await RunAsync([.. asOtherUser, "rm", "-rf", folder]);
            throw;
        }
    }

    private static string? FindPrograms() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, "initdb"))
        .Where(File.Exists)
        .Select(initdb => Path.GetDirectoryName(File.ResolveLinkTarget(initdb, returnFinalTarget: true)?.FullName ?? initdb)!)
        .Concat(Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(version => int.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Select(version => Path.Combine(version, "bin"))
            : [])
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));

    /// <summary>The head of a command line that drops root's rights; empty when there are none to drop, null when it cannot be done.</summary>
    private static async Task<IReadOnlyList<string>?> FindUnprivilegedUserAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return [];
        }

        foreach (var user in new[] { "postgres", "nobody" })
        {
            IReadOnlyList<string>[] ways =
            [
                ["setpriv", $"--reuid={user}", $"--regid={(await TryRunAsync(["id", "-g", user])).Output.Trim()}", "--clear-groups", "--"],
                ["runuser", "-u", user, "--"],
            ];
            foreach (var way in ways)
            {
                if ((await TryRunAsync([.. way, "true"])).ExitCode == 0)
                {
                    return way;
                }
            }
        }

        return null;
    }

    private static async Task InitialiseAsync(string programs, IReadOnlyList<string> asOtherUser, string folder)
    {
        string[] command =
        [
            .. asOtherUser, Path.Combine(programs, "initdb"), "-D", $"{folder}/data", "-U", "paper", "--auth=scram-sha-256",
            $"--pwfile={folder}/password", "-E", "UTF8", "--locale=C", "--no-sync",
        ];

        // A linguistic collation, as production servers have one, brings orders to light that only bytes would give.
        if ((await TryRunAsync([.. command, "--locale-provider=icu", "--icu-locale=zh-CN"])).ExitCode != 0)
        {
            await RunAsync([.. asOtherUser, "rm", "-rf", $"{folder}/data"]);
            await RunAsync(command);
        }
    }

    private static async Task<string> StartAsync(string programs, IReadOnlyList<string> asOtherUser, string folder, string password)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();

            // The shell waits for the end of its input, which comes with the end of this process, however that ends; then it stops
            // the server and deletes the folder.
            var script = $$"""
                trap : INT TERM HUP
                '{{programs}}/postgres' -D '{{folder}}/data' -k '{{folder}}' -h 127.0.0.1 -p {{port}} -F \
                  -c max_connections=200 -c full_page_writes=off -c synchronous_commit=off >'{{folder}}/log' 2>&1 </dev/null &
                server=$!
                cat >/dev/null
                kill -QUIT $server 2>/dev/null
                wait $server
                rm -rf '{{folder}}'
                """;
            string[] command = Missing.FindProgram("setsid") is null ? ["sh", "-c", script] : ["setsid", "sh", "-c", script];
            var shell = Start([.. asOtherUser, .. command]);
            AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            {
                shell.StandardInput.Close();
                shell.WaitForExit(TimeSpan.FromSeconds(20));
            };
            var server = new NpgsqlConnectionStringBuilder
            {
                Host = "127.0.0.1",
                Port = port,
                Username = "paper",
                Password = password,
                Database = "postgres",
            }.ConnectionString;
            if (await AnswersAsync(server, $"{folder}/data/postmaster.pid", shell))
            {
                return server;
            }

            var log = (await TryRunAsync([.. asOtherUser, "cat", $"{folder}/log"])).Output;
            if (attempt == 5 || !log.Contains("Address already in use", StringComparison.Ordinal))
            {
                shell.StandardInput.Close();
                throw new InvalidOperationException($"PostgreSQL did not start:\n{log}");
            }
        }
    }

    private static async Task<bool> AnswersAsync(string server, string lockFile, Process shell)
    {
        var patience = Stopwatch.StartNew();
        for (var wasUp = false; patience.Elapsed < TimeSpan.FromSeconds(60) && !shell.HasExited; await Task.Delay(50))
        {
            try
            {
                await ExecuteAsync(server, "SELECT 1");
                return true;
            }
            catch (NpgsqlException)
            {
                // Not yet up, or (its lock file gone again) never to be.
                var isUp = File.Exists(lockFile);
                if (wasUp && !isUp)
                {
                    return false;
                }

                wasUp = isUp;
            }
        }

        return false;
    }

    private static async Task<string?> StartContainerAsync(List<string> missing)
    {
        try
        {
            // Testcontainers' own reaper removes the container after this process, however it ends.
            var container = new PostgreSqlBuilder("postgres:17-alpine").WithCommand("-c", "fsync=off", "-c", "max_connections=200").Build();
            await container.StartAsync();
            return container.GetConnectionString();
        }
        catch (Exception exception)
        {
            // Docker is missing or does not run in many ways; each only means that this way is closed.
            missing.Add($"No container either: {exception.Message.Split('\n')[0]}");
            return null;
        }
    }

    private static void DropLeftovers(string server, string template)
    {
        try
        {
            NpgsqlConnection.ClearAllPools();
            using var connection = new NpgsqlConnection(server);
            connection.Open();
            var names = new List<string>();
            using (var command = new NpgsqlCommand("SELECT datname FROM pg_database WHERE datname LIKE $1", connection))
            {
                command.Parameters.Add(new NpgsqlParameter { Value = template + "%" });
                using var reader = command.ExecuteReader();
                while (reader.Read())
                {
                    names.Add(reader.GetString(0));
                }
            }

            foreach (var name in names)
            {
                using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", connection);
                drop.ExecuteNonQuery();
            }
        }
        catch (NpgsqlException)
        {
            // The server is gone already, and its databases with it.
        }
    }

    private static string ForDatabase(string server, string name) =>
        new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ConnectionString;

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(IReadOnlyList<string> command, string input = "")
    {
        var (exitCode, output) = await TryRunAsync(command, input);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {exitCode}:\n{output}");
        }
    }

    private static async Task<(int ExitCode, string Output)> TryRunAsync(IReadOnlyList<string> command, string input = "")
    {
        try
        {
            using var process = Start(command);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, await output + await error);
        }
        catch (Win32Exception exception)
        {
            return (127, exception.Message);
        }
    }

    private static Process Start(IReadOnlyList<string> command) => Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
    {
        WorkingDirectory = "/",
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private sealed record Found(string? Server, string Template, string? Missing);
}
