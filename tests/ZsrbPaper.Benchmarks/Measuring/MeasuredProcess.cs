using System.Diagnostics;
using System.Globalization;

namespace ZsrbPaper.Benchmarks.Measuring;

/// <summary>What a program took, from its start to its end.</summary>
/// <param name="Time">By the clock.</param>
/// <param name="Processor">Seconds of processors, with the programs that it started.</param>
/// <param name="Peak">Highest resident memory of it and the programs that it started together, in megabytes. Pages that they share are counted in each.</param>
/// <param name="OwnPeak">Highest resident memory of it alone, in megabytes, as the system keeps it.</param>
/// <param name="Lines">What it wrote, with the time since the start.</param>
internal sealed record MeasuredProcess(TimeSpan Time, double Processor, double Peak, double OwnPeak, IReadOnlyList<(TimeSpan At, string Text)> Lines)
{
    /// <summary>How often memory is looked at. What lives for less may be missed in <see cref="Peak"/>, not in <see cref="OwnPeak"/>, but for its last moment.</summary>
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(25);

    private const double TicksPerSecond = 100;

    /// <summary>Runs a program to its end. No other child of this process may end meanwhile.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<MeasuredProcess> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var before = ProcessorOfChildren();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var lines = ReadAsync(process.StandardOutput, watch, cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        double peak = 0, own = 0;
        var end = process.WaitForExitAsync(cancellationToken);
        try
        {
            while (!end.IsCompleted)
            {
                peak = Math.Max(peak, ResidentOf(process.Id));
                own = Math.Max(own, StatusOf(process.Id, "VmHWM:"));
                await Task.WhenAny(end, Task.Delay(_interval, cancellationToken));
            }

            await end;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        var time = watch.Elapsed;
        return process.ExitCode == 0
            ? new MeasuredProcess(time, ProcessorOfChildren() - before, Math.Max(peak, own), own, await lines)
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
    }

    private static async Task<List<(TimeSpan At, string Text)>> ReadAsync(StreamReader output, Stopwatch watch, CancellationToken cancellationToken)
    {
        var lines = new List<(TimeSpan, string)>();
        while (await output.ReadLineAsync(cancellationToken) is { } line)
        {
            lines.Add((watch.Elapsed, line));
        }

        return lines;
    }

    /// <summary>Seconds of processors that children of this process took which have ended, and theirs.</summary>
    private static double ProcessorOfChildren()
    {
        // The name, in brackets, may hold spaces; behind it the fields begin with the third.
        var fields = File.ReadAllText("/proc/self/stat").Split(") ")[^1].Split(' ');
        return (long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Megabytes of a process and all below it.</summary>
    private static double ResidentOf(int process) => StatusOf(process, "VmRSS:") + ChildrenOf(process).Sum(ResidentOf);

    private static List<int> ChildrenOf(int process)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{process}/task")
                .SelectMany(task => TextOf(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            // It has ended.
            return [];
        }
    }

    private static double StatusOf(int process, string field)
    {
        var line = TextOf($"/proc/{process}/status").Split('\n').FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1_000_000;
    }

    /// <summary>Empty when it has ended.</summary>
    private static string TextOf(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
