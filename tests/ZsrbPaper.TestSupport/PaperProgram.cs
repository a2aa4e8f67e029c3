using System.Diagnostics;
using System.Globalization;
using Xunit;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.TestSupport;

/// <summary>The program as an administrator starts it: a process of its own, with a folder and a database that outlive it.</summary>
public sealed class PaperProgram(string folder, TestEngine engine, string connectionString)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Variables that the process has besides this one's.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Runs a command to its end.</summary>
    /// <param name="input">What is typed or piped in.</param>
    /// <param name="arguments">The command.</param>
    public async Task<(int Exit, string Output, string Error)> RunAsync(string? input, params string[] arguments)
    {
        using var process = Start([.. arguments, "--Site:BaseUrl=https://paper.example.com"]);
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Starts the portal on a free port of this machine, and waits until it is ready.</summary>
    public async Task<ServedPortal> ServeAsync(params string[] settings)
    {
        var process = Start(["--urls=http://127.0.0.1:0", "--Sample:Seed=false", .. settings]);
        process.StandardInput.Close();
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => Fail();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.HasExited)
        {
            Fail();
        }

        return new ServedPortal(process, await ready.Task.WaitAsync(TimeSpan.FromMinutes(2), Cancellation), Said);

        void Read(string? line)
        {
            const string Ready = "Ready: ";
            lock (said)
            {
                said.Add(line ?? "");
            }

            if (line?.IndexOf(Ready, StringComparison.Ordinal) is >= 0 and var at)
            {
                ready.TrySetResult(line[(at + Ready.Length)..].Trim());
            }
        }

        void Fail() => ready.TrySetException(new InvalidOperationException($"The portal ended before it was ready.\n{Said()}"));

        string Said()
        {
            lock (said)
            {
                return string.Join('\n', said);
            }
        }
    }

    private Process Start(IEnumerable<string> arguments)
    {
        var program = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in Variables)
        {
            program.Environment[name] = value;
        }

        program.ArgumentList.Add(typeof(Program).Assembly.Location);
        foreach (var argument in arguments)
        {
            program.ArgumentList.Add(argument);
        }

        program.ArgumentList.Add($"--Data:Root={Path.Combine(folder, "data")}");
        program.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"--Database:Engine={engine}"));
        program.ArgumentList.Add($"--ConnectionStrings:Paper={connectionString}");
        return Process.Start(program)!;
    }
}

/// <summary>A portal that runs in a process of its own.</summary>
/// <param name="process">The portal.</param>
/// <param name="address">Where it listens.</param>
/// <param name="said">What it has written so far.</param>
public sealed class ServedPortal(Process process, string address, Func<string> said) : IDisposable
{
    public Uri Address { get; } = new(address);

    /// <summary>What the portal has written to its log so far, for a test that failed.</summary>
    public string Said => said();

    /// <summary>Ends it as a power cut would (SIGKILL): nothing in it is asked or told.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Tells it to stop, as a service manager does (SIGTERM).</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Its exit code, once it has ended.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
