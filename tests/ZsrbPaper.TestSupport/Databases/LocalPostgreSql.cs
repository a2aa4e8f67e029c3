using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace ZsrbPaper.TestSupport.Databases;

/// <summary>How starting a server of this machine went: its connection string, or why there is none. It ends when it is disposed of, or with this process.</summary>
/// <remarks>One that was started again ends with this process only.</remarks>
public sealed record LocalServer(string? Server, string? Missing) : IAsyncDisposable
{
    /// <summary>Holds the server: it ends when the input of this process does.</summary>
    internal Process? Shell { get; init; }

    internal string? Folder { get; init; }

    /// <summary>Ends the server as a power cut would (SIGKILL), whatever it is at.</summary>
    public async Task KillAsync()
    {
        var server = int.Parse((await File.ReadAllTextAsync($"{Folder}/data/postmaster.pid")).Split('\n')[0], CultureInfo.InvariantCulture);
        var children = (await File.ReadAllTextAsync($"/proc/{server}/task/{server}/children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await LocalPostgreSql.RunAsync(["kill", "-KILL", server.ToString(CultureInfo.InvariantCulture)]);

        // Some may have ended meanwhile, having lost their parent.
        await LocalPostgreSql.TryRunAsync(["kill", "-KILL", .. children]);
    }

    /// <summary>Starts it again at its address, after it was killed; its connection string stays.</summary>
    public Task RestartAsync() => Restart!();

    internal Func<Task>? Restart { get; init; }

    public async ValueTask DisposeAsync()
    {
        if (Shell is { } shell)
        {
            shell.StandardInput.Close();
            await shell.WaitForExitAsync();
        }
    }
}

/// <summary>
/// A PostgreSQL server made by this machine's <c>initdb</c> and run by its <c>postgres</c> on a free loopback port, as an unprivileged user
/// where this process is root's. It ends with this process, however that ends.
/// </summary>
public static class LocalPostgreSql
{
    /// <summary>Starts a server; its role <c>paper</c> may do everything.</summary>
    /// <param name="folder">Absolute. Of the server alone.</param>
    /// <param name="isKept">Whether the folder outlives the server, which goes on with what is in it; else it is new, and deleted in the end.</param>
    /// <param name="settings">Of <c>postgresql.conf</c>, as <c>name=value</c>.</param>
    /// <param name="primary">Connection string of a server started here; the new one, whose folder must be new, is its streaming standby.</param>
    public static async Task<LocalServer> StartAsync(string folder, bool isKept, IReadOnlyList<string> settings, string? primary = null)
    {
        if (OperatingSystem.IsWindows())
        {
            return new LocalServer(null, "Servers of this machine are started on Unix only.");
        }

        if (FindPrograms() is not { } programs)
        {
            return new LocalServer(null, "Neither PATH nor /usr/lib/postgresql/*/bin has initdb and postgres.");
        }

        if (await FindUnprivilegedUserAsync() is not { } user)
        {
            return new LocalServer(null, "PostgreSQL refuses to run as root, and neither setpriv nor runuser is there to change the user.");
        }

        await RunAsync(["mkdir", "-p", "-m", "700", folder]);
        if (user.Name is not null)
        {
            await RunAsync(["chown", user.Name, folder]);
        }

        try
        {
            var (found, password) = await TryRunAsync([.. user.Command, "cat", $"{folder}/password"]);
            if (found != 0 || (await TryRunAsync([.. user.Command, "test", "-e", $"{folder}/data/PG_VERSION"])).ExitCode != 0)
            {
                var original = primary is null ? null : new NpgsqlConnectionStringBuilder(primary);
                password = original?.Password ?? RandomNumberGenerator.GetHexString(24, lowercase: true);
                await RunAsync([.. user.Command, "sh", "-c", $"cat > '{folder}/password'"], password);
                await (original is null ? InitialiseAsync(programs, user, folder) : CopyAsync(programs, user, folder, original));
            }

            var (server, shell) = await StartAsync(programs, user, folder, isKept, settings, password, null);
            return new LocalServer(server, null)
            {
                Shell = shell,
                Folder = folder,
                Restart = () => StartAsync(programs, user, folder, isKept: true, settings, password, new NpgsqlConnectionStringBuilder(server).Port),
            };
        }
        catch when (!isKept)
        {
            await RunAsync([.. user.Command, "rm", "-rf", folder]);
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

    /// <summary>A user without root's rights; null when there is no way to become one.</summary>
    private static async Task<ServerUser?> FindUnprivilegedUserAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ServerUser(null, []);
        }

        foreach (var name in new[] { "postgres", "nobody" })
        {
            IReadOnlyList<string>[] ways =
            [
                ["setpriv", $"--reuid={name}", $"--regid={(await TryRunAsync(["id", "-g", name])).Output.Trim()}", "--clear-groups", "--"],
                ["runuser", "-u", name, "--"],
            ];
            foreach (var way in ways)
            {
                if ((await TryRunAsync([.. way, "true"])).ExitCode == 0)
                {
                    return new ServerUser(name, way);
                }
            }
        }

        return null;
    }

    private static async Task InitialiseAsync(string programs, ServerUser user, string folder)
    {
        string[] command =
        [
            .. user.Command, Path.Combine(programs, "initdb"), "-D", $"{folder}/data", "-U", "paper", "--auth=scram-sha-256",
            $"--pwfile={folder}/password", "-E", "UTF8", "--locale=C", "--no-sync",
        ];

        // A linguistic collation, as production servers have one, brings orders to light that only bytes would give.
        if ((await TryRunAsync([.. command, "--locale-provider=icu", "--icu-locale=zh-CN"])).ExitCode != 0)
        {
            await RunAsync([.. user.Command, "rm", "-rf", $"{folder}/data"]);
            await RunAsync(command);
        }
    }

    /// <summary>Makes a standby: all that the primary has, and where to get what comes.</summary>
    private static Task CopyAsync(string programs, ServerUser user, string folder, NpgsqlConnectionStringBuilder primary) => RunAsync(
    [
        .. user.Command, Path.Combine(programs, "pg_basebackup"), "-D", $"{folder}/data", "--write-recovery-conf", "--checkpoint=fast", "--no-sync", "-d",
        string.Create(CultureInfo.InvariantCulture, $"host={primary.Host} port={primary.Port} user={primary.Username} password={primary.Password}"),
    ]);

    private static async Task<(string Server, Process Shell)> StartAsync(
        string programs, ServerUser user, string folder, bool isKept, IReadOnlyList<string> settings, string password, int? givenPort)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = givenPort ?? FreePort();

            // The shell waits for the end of its input, which comes with the end of this process, however that ends; then it stops
            // the server and deletes the folder unless that is kept.
            var script = $$"""
                trap : INT TERM HUP
                '{{programs}}/postgres' -D '{{folder}}/data' -k '' -h 127.0.0.1 -p {{port}} -F \
                  {{string.Join(' ', settings.Select(setting => $"-c {setting}"))}} >'{{folder}}/log' 2>&1 </dev/null &
                server=$!
                cat >/dev/null
                kill -{{(isKept ? "INT" : "QUIT")}} $server 2>/dev/null
                wait $server
                {{(isKept ? "" : $"rm -rf '{folder}'")}}
                """;
            string[] command = Missing.FindProgram("setsid") is null ? ["sh", "-c", script] : ["setsid", "sh", "-c", script];
            var shell = Start([.. user.Command, .. command]);
            AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            {
                shell.StandardInput.Close();
                shell.WaitForExit(TimeSpan.FromSeconds(isKept ? 120 : 20));
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
                return (server, shell);
            }

            var log = (await TryRunAsync([.. user.Command, "cat", $"{folder}/log"])).Output;
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
                await using var connection = new NpgsqlConnection(server);
                await connection.OpenAsync();
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static async Task RunAsync(IReadOnlyList<string> command, string input = "")
    {
        var (exitCode, output) = await TryRunAsync(command, input);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {exitCode}:\n{output}");
        }
    }

    internal static async Task<(int ExitCode, string Output)> TryRunAsync(IReadOnlyList<string> command, string input = "")
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

    /// <summary>Whose rights the server has.</summary>
    /// <param name="Name">Null for this process's own user.</param>
    /// <param name="Command">The head of a command line that runs the rest as that user.</param>
    private sealed record ServerUser(string? Name, IReadOnlyList<string> Command);
}
