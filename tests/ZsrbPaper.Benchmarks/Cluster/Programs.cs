using System.Diagnostics;

namespace ZsrbPaper.Benchmarks.Cluster;

/// <summary>Programs that run to their end.</summary>
internal static class Programs
{
    public static async Task<(int Exit, string Said)> RunAsync(string program, IEnumerable<string> arguments, string input, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken) + await error;
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, said);
    }
}
