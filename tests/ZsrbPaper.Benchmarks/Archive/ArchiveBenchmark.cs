using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Benchmarks.Measuring;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Benchmarks.Archive;

/// <summary>
/// Whether a century costs more than a year: the same questions to two portals, one on a small and one on a large archive, in turn, so that
/// whatever else the machine does hits both. Then whether a large table of old addresses costs readers anything.
/// </summary>
/// <param name="server">Where the archives are.</param>
/// <param name="rounds">How often every place is asked about, on each side.</param>
/// <param name="output">Gets the report, as Markdown.</param>
internal sealed partial class ArchiveBenchmark(BenchmarkServer server, int rounds, TextWriter output)
{
    /// <summary>What is aimed at for 95 of 100 answers: the large archive's time over the small one's.</summary>
    private const double Target = 1.3;

    /// <summary>How many places of an archive each scenario asks about.</summary>
    private const int Places = 20;

    private const int OldAddresses = 1_000_000;

    /// <summary>No scenario is measured longer than this.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public async Task RunAsync(ArchivePlan large, ArchivePlan small, string? only, CancellationToken cancellationToken)
    {
        var largeDatabase = await server.PrepareAsync(BenchmarkServer.NameOf(large), large, 0, cancellationToken);
        var smallDatabase = await server.PrepareAsync(BenchmarkServer.NameOf(small), small, 0, cancellationToken);
        var oldDatabase = await server.PrepareAsync(BenchmarkServer.NameOf(small) + "_old", small, OldAddresses, cancellationToken);
        await WriteHeadAsync(large, small, largeDatabase, cancellationToken);

        var plans = new StringBuilder();
        var memory = new StringBuilder();
        await using (var a = await ArchivePortal.StartAsync(TestDatabase.OnKept(TestEngine.PostgreSql, smallDatabase), server.Media, small))
        {
            await using (var b = await ArchivePortal.StartAsync(TestDatabase.OnKept(TestEngine.PostgreSql, largeDatabase), server.Media, large))
            {
                await CompareAsync(a, b, Chosen(ArchiveScenario.All, only), plans, memory, cancellationToken);
                await output.WriteLineAsync("\n## Memory\n\nHeap above what was needed before, at its highest during one answer; and what the answer allocated in all.\n");
                await output.WriteLineAsync("| | highest, small | highest, large | allocated, small | allocated, large |\n| --- | ---: | ---: | ---: | ---: |");
                await output.WriteAsync(memory.ToString());
                using var process = Process.GetCurrentProcess();
                await output.WriteLineAsync(Text($"\nThe process (both portals and what asks them) had {process.PeakWorkingSet64 / 1e6:0} MB at most."));
            }

            await output.WriteLineAsync(Text($"\n## Old addresses\n\nThe small archive without old addresses (small) and with {OldAddresses:N0} of them (large).\n"));
            await using (var c = await ArchivePortal.StartAsync(TestDatabase.OnKept(TestEngine.PostgreSql, oldDatabase), server.Media, small))
            {
                await CompareAsync(a, c, Chosen(ArchiveScenario.OfOldAddresses, only), plans, memory, cancellationToken);
            }
        }

        await output.WriteLineAsync("\n## Query plans\n\nOf the large archive's queries: pages of 8 KB looked at, then each scan with the rows that it gave (`of` those that it read).\n");
        await output.WriteAsync(plans.ToString());
    }

    private static IEnumerable<ArchiveScenario> Chosen(IEnumerable<ArchiveScenario> scenarios, string? only) =>
        scenarios.Where(scenario => only is null || scenario.Name.Contains(only, StringComparison.OrdinalIgnoreCase));

    private async Task CompareAsync(
        ArchivePortal small, ArchivePortal large, IEnumerable<ArchiveScenario> scenarios, StringBuilder plans, StringBuilder memory, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(
            "| | commands | KB | small: median | p95 | min–max | large: median | p95 | min–max | ratio: median | p95 | |\n"
            + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        foreach (var scenario in scenarios)
        {
            var (a, b) = (new Samples(), new Samples());
            var (pathsA, pathsB) = (PathsOf(scenario, small), PathsOf(scenario, large));
            await WarmUpAsync(scenario, small, pathsA, cancellationToken);
            var (bytes, commands) = await WarmUpAsync(scenario, large, pathsB, cancellationToken);
            var watch = Stopwatch.StartNew();
            for (var round = 0; round < rounds && watch.Elapsed < _patience; round++)
            {
                for (var place = 0; place < Places; place++)
                {
                    a.Add((await small.AskAsync(scenario, pathsA[place], cancellationToken)).Duration);
                    b.Add((await large.AskAsync(scenario, pathsB[place], cancellationToken)).Duration);
                }
            }

            var verdict = scenario.ListsArchive ? "lists the archive" : b.P95 <= Target * a.P95 ? "" : "**above the target**";
            await output.WriteLineAsync(Text(
                $"| {scenario.Name} | {commands} | {bytes / 1e3:0} | {a.Median:0.0} | {a.P95:0.0} | {a.Min:0.0}–{a.Max:0.0} | {b.Median:0.0} | {b.P95:0.0} | {b.Min:0.0}–{b.Max:0.0} | {b.Median / a.Median:0.00} | {b.P95 / a.P95:0.00} | {verdict} |"));
            await output.FlushAsync(cancellationToken);
            await DescribePlansAsync(scenario, large, pathsB[0], plans, cancellationToken);
            if (scenario.MeasuresMemory)
            {
                var (peakA, allocatedA) = await HeapPeak.MeasureAsync(() => small.AskAsync(scenario, pathsA[0], cancellationToken));
                var (peakB, allocatedB) = await HeapPeak.MeasureAsync(() => large.AskAsync(scenario, pathsB[0], cancellationToken));
                memory.AppendLine(Text($"| {scenario.Name} | {peakA / 1e6:0.0} MB | {peakB / 1e6:0.0} MB | {allocatedA / 1e6:0.0} MB | {allocatedB / 1e6:0.0} MB |"));
            }
        }
    }

    private static List<string> PathsOf(ArchiveScenario scenario, ArchivePortal portal)
    {
        var dice = new Dice(7);
        var paths = new List<string>(Places);
        while (paths.Count < Places)
        {
            paths.Add(scenario.Path(ArchivePlace.Choose(portal.Plan, portal.Facsimile, ref dice)));
        }

        return paths;
    }

    /// <returns>Size of an answer in bytes, and the database commands that it took.</returns>
    private static async Task<(long Bytes, int Commands)> WarmUpAsync(ArchiveScenario scenario, ArchivePortal portal, List<string> paths, CancellationToken cancellationToken)
    {
        // Twice: what is compiled on the way is compiled better once it is known to be used often.
        var (bytes, commands) = (0L, 0);
        var watch = Stopwatch.StartNew();
        foreach (var path in paths.Concat(paths))
        {
            (_, bytes, commands) = await portal.AskAsync(scenario, path, cancellationToken);
            if (watch.Elapsed > _patience)
            {
                break;
            }
        }

        return (bytes, commands);
    }

    private static async Task DescribePlansAsync(ArchiveScenario scenario, ArchivePortal portal, string path, StringBuilder plans, CancellationToken cancellationToken)
    {
        portal.Plans.IsOn = true;
        await portal.AskAsync(scenario, path, cancellationToken);
        portal.Plans.IsOn = false;
        plans.AppendLine(Text($"### {scenario.Name}\n"));
        foreach (var plan in await portal.Plans.ExplainAsync(cancellationToken))
        {
            var from = From().Match(plan.Sql);
            plans.AppendLine(Text($"- from {(from.Success ? from.Groups[1].Value : "nothing")}: {plan.Milliseconds:0.0} ms, {plan.Buffers} pages{(plan.ReadsWholeTable ? " **reads a whole table**" : "")}"));
            foreach (var scan in plan.Scans.Take(12))
            {
                plans.AppendLine(Text($"  - {scan}"));
            }
        }

        plans.AppendLine();
    }

    private async Task WriteHeadAsync(ArchivePlan large, ArchivePlan small, string database, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellationToken);
        await output.WriteLineAsync(Text(
            $"""
            # A century of a daily

            `archive` of {DateTime.UtcNow:yyyy-MM-dd} on {Machine.Describe()}; PostgreSQL {connection.PostgreSqlVersion} on the same machine with
            `{string.Join("`, `", BenchmarkServer.Settings)}`.

            Large: {large}. Small: {small}. Each portal is Kestrel on loopback in one process with what asks it, one question at a time, to both in turn;
            nothing is cached but by the database and the operating system, answers are not compressed. Milliseconds until the last byte,
            {Places} places of the archive, each up to {rounds} times. Aimed at: 95 of 100 answers take at most {Target} times as long on the large archive.

            """));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("FROM \\(*\\s*(?:SELECT[^\"]*\"[^\"]*\".*?FROM )?\"([A-Za-z]+)\"", RegexOptions.Singleline)]
    private static partial Regex From();
}
