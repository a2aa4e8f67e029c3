using System.Diagnostics;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Web.Tests;

/// <summary>A program from the npm registry, fetched once into the user's cache. Tests skip where it cannot be had.</summary>
internal static class NpmTool
{
    /// <summary>The folder of the package's files.</summary>
    public static async Task<string> FetchAsync(string package, string version, CancellationToken cancellationToken)
    {
        var cache = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } own ? own : Path.GetTempPath(),
            "zsrbpaper-tests");
        var kept = Path.Combine(cache, $"{package.Replace('/', '-')}-{version}");
        var files = Path.Combine(kept, "node_modules", Path.Combine(package.Split('/')));
        if (Directory.Exists(kept))
        {
            return files;
        }

        var npm = Missing.FindProgram("npm");
        if (npm is null)
        {
            Missing.Skip($"{package} is fetched with npm, and PATH has none.");
        }

        Directory.CreateDirectory(cache);
        var fetched = Directory.CreateDirectory(Path.Combine(cache, Path.GetRandomFileName())).FullName;
        try
        {
            var (exitCode, output) = await RunAsync(
                npm, ["install", "--prefix", fetched, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", $"{package}@{version}"], cancellationToken);
            if (exitCode != 0)
            {
                Missing.Skip($"{package} could not be fetched: {output}");
            }

            // Whole or not at all, for whoever else looks for it.
            Directory.Move(fetched, kept);
        }
        catch (IOException) when (Directory.Exists(kept))
        {
            Directory.Delete(fetched, recursive: true);
        }

        return files;
    }

    /// <summary>Runs a program to its end; what it writes to either stream is its output.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["REDOCLY_TELEMETRY"] = "off" },
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
