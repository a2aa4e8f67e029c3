using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Media;

/// <summary>
/// Poppler's programs, each run in a process of its own with bounds on time, memory and output, so that nothing that a crafted PDF
/// does to its reader reaches this program. (A library in this process is no substitute: a PDF of six lines, in which two numbers
/// refer to each other, overflows PdfPig's stack, and .NET ends the process on that.)
/// </summary>
public sealed class PdfTools(PdfToolOptions? options = null)
{
    internal const string Info = "pdfinfo";
    internal const string ToCairo = "pdftocairo";
    internal const string Unite = "pdfunite";
    internal const string ToText = "pdftotext";

    /// <summary>What programs print is messages and a few facts; more is dropped.</summary>
    private const int MaximumOutput = 64 * 1024;

    private const string Shell = "/bin/sh";

    // A limit that a system does not know is left out rather than a reason to fail. "$@" keeps every argument as it is.
    private const string LimitedRun = "ulimit -v \"$1\" 2>/dev/null; ulimit -f \"$2\" 2>/dev/null; ulimit -t \"$3\" 2>/dev/null; ulimit -c 0 2>/dev/null; shift 3; exec \"$@\"";

    private readonly PdfToolOptions _options = options ?? new PdfToolOptions();

    /// <summary>Whether the programs are there.</summary>
    public bool IsAvailable => Find(Info) is not null && Find(ToCairo) is not null && Find(Unite) is not null;

    /// <summary>Runs one of the programs to its end. Paths among the arguments must be absolute, so that none is taken for an option.</summary>
    /// <exception cref="MediaException">The program is missing, or took longer than it may.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the program is ended.</exception>
    internal async Task<ToolResult> RunAsync(string tool, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var program = Find(tool) ?? throw Missing(tool);
        ct.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = StartInfo(program, arguments) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new MediaException($"The program {program} cannot be started: {e.Message}", toolMissing: true, e);
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(_options.TimeLimit);
        try
        {
            process.StandardInput.Close();
            var output = ReadBoundedAsync(process.StandardOutput.BaseStream, timeout.Token);
            var errors = ReadBoundedAsync(process.StandardError.BaseStream, timeout.Token);
            await Task.WhenAll(output, errors).ConfigureAwait(false);
            await process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
            return new ToolResult(process.ExitCode, await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new MediaException($"{tool} did not finish within {_options.TimeLimit.TotalSeconds:0} seconds");
        }
        finally
        {
            await EndAsync(process).ConfigureAwait(false);
        }
    }

    private static MediaException Missing(string tool)
    {
        var install = OperatingSystem.IsWindows()
            ? (Sentence)$"install poppler for Windows (for example: winget install oschwartz10612.Poppler) and put its bin folder on the PATH"
            : OperatingSystem.IsMacOS()
                ? (Sentence)$"install it with: brew install poppler"
                : $"install it with: apt-get install poppler-utils (Debian, Ubuntu), dnf install poppler-utils (Fedora), apk add poppler-utils (Alpine)";
        return new MediaException($"PDFs need the program {tool} of poppler, which is not there; {install}.", toolMissing: true);
    }

    private static async Task EndAsync(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (InvalidOperationException)
        {
            // It ended by itself between the two calls.
        }
    }

    private static async Task<string> ReadBoundedAsync(Stream stream, CancellationToken ct)
    {
        var kept = new MemoryStream();
        var buffer = new byte[8192];
        int got;
        while ((got = await stream.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
        {
            kept.Write(buffer, 0, (int)Math.Min(got, MaximumOutput - kept.Length));
        }

        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }

    private ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        if (!OperatingSystem.IsWindows() && File.Exists(Shell))
        {
            start.FileName = Shell;
            foreach (var argument in (string[])["-c", LimitedRun, "sh", .. Limits(), program])
            {
                start.ArgumentList.Add(argument);
            }
        }
        else
        {
            start.FileName = program;
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>Kibibytes of memory, blocks of 512 bytes of a file, seconds of processor time.</summary>
    private string[] Limits() =>
    [
        ((long)_options.MemoryLimitMiB * 1024).ToString(CultureInfo.InvariantCulture),
        ((long)_options.OutputLimitMiB * 2048).ToString(CultureInfo.InvariantCulture),
        ((long)Math.Ceiling(_options.TimeLimit.TotalSeconds) + 1).ToString(CultureInfo.InvariantCulture),
    ];

    private string? Find(string tool)
    {
        var file = OperatingSystem.IsWindows() ? tool + ".exe" : tool;
        var folders = _options.Folder is { Length: > 0 } folder
            ? [folder]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        // A relative entry of the PATH would mean whatever folder the program was started in.
        return folders.Select(Path.GetFullPath).Zip(folders)
            .Where(each => _options.Folder is { Length: > 0 } || Path.IsPathFullyQualified(each.Second))
            .Select(each => Path.Combine(each.First, file))
            .FirstOrDefault(File.Exists);
    }
}

/// <summary>How a program ended and what it printed, cut to a bounded length.</summary>
internal readonly record struct ToolResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The first error that the program printed, or how it ended.</summary>
    public string Reason => Errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()
        ?? (ExitCode > 128 || ExitCode < 0
            ? "reading it breaks the PDF reader or goes beyond its limits"
            : string.Create(CultureInfo.InvariantCulture, $"the PDF reader ended with code {ExitCode}"));
}
