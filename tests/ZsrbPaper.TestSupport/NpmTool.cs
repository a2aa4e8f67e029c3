using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace ZsrbPaper.TestSupport;

/// <summary>A program from the npm registry, fetched once into the user's cache. Tests skip where it cannot be had.</summary>
public static class NpmTool
{
    /// <summary>The folder of the package's files; what it depends on lies beside it.</summary>
    public static Task<string> FetchAsync(string package, string version, CancellationToken cancellationToken) => FetchAsync(
        package,
        version,
        (npm, folder) => RunAsync(npm, ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", $"{package}@{version}"], cancellationToken));

    /// <summary>The folder of a package that has all it needs in its own files.</summary>
    public static Task<string> FetchAloneAsync(string package, string version, CancellationToken cancellationToken) => FetchAsync(
        package,
        version,
        async (npm, folder) =>
        {
            var packed = await RunAsync(npm, ["pack", $"{package}@{version}", "--pack-destination", folder], cancellationToken);
            if (packed.ExitCode == 0)
            {
                await using var content = new GZipStream(File.OpenRead(Directory.GetFiles(folder, "*.tgz").Single()), CompressionMode.Decompress);
                await TarFile.ExtractToDirectoryAsync(content, folder, overwriteFiles: false, cancellationToken);
                Directory.CreateDirectory(Path.GetDirectoryName(FilesOf(folder, package))!);
                Directory.Move(Path.Combine(folder, "package"), FilesOf(folder, package));
            }

            return packed;
        });

    private static string FilesOf(string folder, string package) => Path.Combine(folder, "node_modules", Path.Combine(package.Split('/')));

    private static async Task<string> FetchAsync(
        string package, string version, Func<string, string, Task<(int ExitCode, string Output)>> fetchAsync)
    {
        var cache = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } own ? own : Path.GetTempPath(),
            "zsrbpaper-tests");
        var kept = Path.Combine(cache, $"{package.Replace('/', '-')}-{version}");
        if (Directory.Exists(kept))
        {
            return FilesOf(kept, package);
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
            var (exitCode, output) = await fetchAsync(npm, fetched);
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

        return FilesOf(kept, package);
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
