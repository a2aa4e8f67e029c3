using System.Globalization;
using ZsrbPaper.Benchmarks.Archive;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Benchmarks.Measuring;

namespace ZsrbPaper.Benchmarks.Delivery;

/// <summary>
/// What memory the portal takes with a large archive behind it, while readers ask for articles from everywhere in it: more than can be kept, so that
/// most are made, and what is kept changes all the time.
/// </summary>
internal sealed class MemoryBenchmark(BenchmarkServer server, int seconds, TextWriter output)
{
    private const int Target = 200;
    private const int Connections = 64;

    /// <summary>Addresses that are asked for, evenly.</summary>
    private const int Addresses = 50_000;

    public async Task RunAsync(ArchivePlan plan, CancellationToken cancellationToken)
    {
        var database = await server.PrepareAsync(BenchmarkServer.NameOf(plan), plan, 0, cancellationToken);
        var folder = Path.Combine(server.Folder, "delivery");
        var program = await PublishedPortal.PublishAsync(Path.Combine(folder, "portal"), cancellationToken);
        var script = Path.Combine(folder, "articles.lua");
        await File.WriteAllTextAsync(script, ScriptOf(plan), cancellationToken);
        await output.WriteLineAsync(Text(
            $"""
            # Memory

            `memory` of {DateTime.UtcNow:yyyy-MM-dd} on {Machine.Describe()}: {plan} on PostgreSQL, {Connections} connections that ask for {Addresses:N0} articles from all years at
            random for {seconds} s, the portal published with ReadyToRun and with its usual settings. Resident memory as the operating system tells it; aimed at: {Target} MB.
            Of it, the program's and the framework's own files are read again from the disk where memory is short, and are there once for all processes that use them.

            | kept answers may take | at first | median under load | highest | of it files | requests/s |
            | --- | ---: | ---: | ---: | ---: | ---: |
            """));
        foreach (var megabytes in new[] { 64, 16 })
        {
            var port = PinnedProcess.FreePort();
            await using var portal = PinnedProcess.Start(
                0, program, $"--urls=http://127.0.0.1:{port}", $"--Data:Root={folder}", "--Database:Engine=PostgreSql", $"--ConnectionStrings:Paper={database}", $"--Media:Root={server.Media}",
                "--Site:BaseUrl=https://paper.example.com", "--Search:BackfillAtStart=false", $"--Cache:Megabytes={megabytes}");
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await PublishedPortal.FirstAnswerAsync(client, $"/{ArchivePlan.Newspaper}", cancellationToken);
            var first = await ReadAsync(portal.Id, "VmRSS", cancellationToken);
            var load = Wrk.RunAsync(1, client.BaseAddress, Connections, seconds, ["Accept-Encoding: gzip"], script, cancellationToken);
            var samples = new List<(double Resident, double Files)>();
            while (!load.IsCompleted)
            {
                samples.Add((await ReadAsync(portal.Id, "VmRSS", cancellationToken), await ReadAsync(portal.Id, "RssFile", cancellationToken)));
                await Task.Delay(100, cancellationToken);
            }

            var median = samples.Select(sample => sample.Resident).Order().ElementAt(samples.Count / 2);
            var (highest, files) = samples.Max();
            await output.WriteLineAsync(Text(
                $"| {megabytes} MB | {first:0} MB | {median:0} MB | {highest:0} MB{(highest > Target ? " **above the target**" : "")} | {files:0} MB | {(await load).PerSecond:0} |"));
        }
    }

    private static string ScriptOf(ArchivePlan plan)
    {
        var dice = Dice.For(19, 0);
        var paths = new List<string>();
        for (var i = 0; i < Addresses; i++)
        {
            var place = ArchivePlace.Choose(plan, "", ref dice);
            paths.Add($"/{ArchivePlan.Newspaper}/{place.Day}/{place.Label}/{place.Number}");
        }

        return $$"""
            local paths = { {{string.Join(", ", paths.Select(path => $"\"{path}\""))}} }
            function request() return wrk.format("GET", paths[math.random(#paths)]) end
            """;
    }

    /// <summary>Megabytes that are in memory: of all, or of files.</summary>
    /// <param name="which">As <c>/proc</c> names it, see proc(5).</param>
    private static async Task<double> ReadAsync(int process, string which, CancellationToken cancellationToken)
    {
        var status = await File.ReadAllLinesAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"), cancellationToken);
        var line = status.First(line => line.StartsWith(which + ":", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1000;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
