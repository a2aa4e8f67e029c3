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

            | kept answers may take | at first | median under load | highest | requests/s |
            | --- | ---: | ---: | ---: | ---: |
            """));
        foreach (var megabytes in new[] { 64, 16 })
        {
            var port = PinnedProcess.FreePort();
            await using var portal = PinnedProcess.Start(
                0, program, $"--urls=http://127.0.0.1:{port}", $"--Data:Root={folder}", "--Database:Engine=PostgreSql", $"--ConnectionStrings:Paper={database}", $"--Media:Root={server.Media}",
                "--Site:BaseUrl=https://paper.example.com", "--Search:BackfillAtStart=false", $"--Cache:Megabytes={megabytes}");
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await PublishedPortal.FirstAnswerAsync(client, $"/{ArchivePlan.Newspaper}", cancellationToken);
            var first = await ResidentAsync(portal.Id, cancellationToken);
            var load = Wrk.RunAsync(1, client.BaseAddress, Connections, seconds, ["Accept-Encoding: gzip"], script, cancellationToken);
            var samples = new List<double>();
            while (!load.IsCompleted)
            {
                samples.Add(await ResidentAsync(portal.Id, cancellationToken));
                await Task.Delay(100, cancellationToken);
            }

            var median = samples.Order().ElementAt(samples.Count / 2);
            await output.WriteLineAsync(Text(
                $"| {megabytes} MB | {first:0} MB | {median:0} MB | {samples.Max():0} MB{(samples.Max() > Target ? " **above the target**" : "")} | {(await load).PerSecond:0} |"));
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

    /// <summary>Megabytes that are in memory.</summary>
    private static async Task<double> ResidentAsync(int process, CancellationToken cancellationToken)
    {
        var status = await File.ReadAllLinesAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"), cancellationToken);
        var line = status.First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1000;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
