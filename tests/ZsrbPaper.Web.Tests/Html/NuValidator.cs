using System.Diagnostics;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Web.Tests.Html;

/// <summary>
/// The Nu HTML checker: npm's package <c>vnu-jar</c>, fetched once into the user's cache, in Java. Tests skip where either is
/// missing.
/// </summary>
internal static class NuValidator
{
    private const string Version = "26.9.27";

    /// <summary>What is wrong with the files of a folder, a line each; empty when nothing is.</summary>
    public static async Task<IReadOnlyList<string>> FindErrorsAsync(string folder, CancellationToken cancellationToken)
    {
        var java = Missing.FindProgram("java");
        if (java is null)
        {
            Missing.Skip("The Nu HTML checker needs Java, and PATH has no java.");
        }

        var jar = await FetchAsync(cancellationToken);

        // One process for all files: starting Java costs more than checking.
        var (exitCode, output) = await RunAsync(java, ["-Xmx512m", "-jar", jar, "--errors-only", "--format", "gnu", folder], cancellationToken);
        var errors = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return exitCode == 0 || errors.Length > 0 ? errors : throw new InvalidOperationException($"The checker ended with {exitCode} and said nothing.");
    }

    private static async Task<string> FetchAsync(CancellationToken cancellationToken)
    {
        var cache = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } own ? own : Path.GetTempPath(),
            "zsrbpaper-tests");
        var jar = Path.Combine(cache, $"vnu-{Version}.jar");
        if (File.Exists(jar))
        {
            return jar;
        }

        var npm = Missing.FindProgram("npm");
        if (npm is null)
        {
            Missing.Skip("The Nu HTML checker is fetched with npm, and PATH has none.");
        }

        using var folder = new TemporaryFolder();
        var (exitCode, output) = await RunAsync(
            npm, ["install", "--prefix", folder.Path, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", $"vnu-jar@{Version}"], cancellationToken);
        if (exitCode != 0)
        {
            Missing.Skip($"The Nu HTML checker could not be fetched: {output}");
        }

        // Whole or not at all, for whoever else looks for it.
        Directory.CreateDirectory(cache);
        var fetched = Path.Combine(cache, Path.GetRandomFileName());
        File.Copy(folder["node_modules", "vnu-jar", "build", "dist", "vnu.jar"], fetched);
        File.Move(fetched, jar, overwrite: true);
        return jar;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
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
