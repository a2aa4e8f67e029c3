using System.Diagnostics;
using System.Globalization;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Benchmarks.Measuring;

namespace ZsrbPaper.Benchmarks.Delivery;

/// <summary>
/// From the start of the program to its first good answer: the portal's latest edition, against an application of the framework that has nothing in it and
/// one of Razor Pages with EF Core on SQLite that lists an empty table. In turn; the portal's database is there already.
/// </summary>
internal sealed class StartBenchmark(BenchmarkServer server, int rounds, TextWriter output)
{
    private const int Core = 0;
    private const double Target = 1.5;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(server.Folder, "delivery");
        Directory.CreateDirectory(folder);
        var plan = new ArchivePlan(Seed: 1, Editions: 4, PagesPerEdition: 16, Articles: 120);
        var database = await server.PrepareEmbeddedAsync(Path.Combine(folder, "paper.db"), plan, 0, cancellationToken);
        var portal = await PublishedPortal.PublishAsync(Path.Combine(folder, "portal"), cancellationToken);
        var kestrel = await ReferenceApplication.Kestrel.PublishAsync(folder, likeThePortal: false, cancellationToken);
        var razor = await ReferenceApplication.RazorPages.PublishAsync(folder, likeThePortal: false, cancellationToken);
        var together = await ReferenceApplication.RazorPages.PublishAsync(folder, likeThePortal: true, cancellationToken);
        (string Name, string Program, string Path, string[] Arguments)[] all =
        [
            ("Kestrel, empty", kestrel, "/", []),
            ("Razor Pages and EF Core, empty", razor, "/", []),
            ("the same, published like the portal", together, "/", []),
            ("the portal", portal, $"/{ArchivePlan.Newspaper}",
                [$"--Data:Root={folder}", $"--ConnectionStrings:Paper={database}", $"--Media:Root={server.Media}", "--Sample:Seed=false", "--Site:BaseUrl=https://paper.example.com"]),
        ];
        var times = all.ToDictionary(each => each.Name, _ => new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (name, program, path, arguments) in all)
            {
                var milliseconds = await MeasureAsync(program, path, arguments, cancellationToken);

                // The first round reads the programs from the disk.
                if (round > 0)
                {
                    times[name].Add(milliseconds);
                }
            }
        }

        var reference = Median(times[all[1].Name]);
        await output.WriteLineAsync(Text(
            $"""
            # Start

            `start` of {DateTime.UtcNow:yyyy-MM-dd} on {Machine.Describe()}: from the start of the program to its first good answer, on one core, {rounds} rounds in turn. Published
            with ReadyToRun; the portal by its profile, with the runtime and all compiled together. Aimed at: {Target} times Razor Pages and EF Core.

            | | times Razor Pages and EF Core | median, ms | min–max |
            | --- | ---: | ---: | ---: |
            """));
        foreach (var (name, of) in times)
        {
            await output.WriteLineAsync(Text($"| {name} | {Median(of) / reference:0.00} | {Median(of):0} | {of.Min():0}–{of.Max():0} |"));
        }
    }

    private static async Task<double> MeasureAsync(string program, string path, string[] arguments, CancellationToken cancellationToken)
    {
        var address = $"http://127.0.0.1:{PinnedProcess.FreePort()}";
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        var watch = Stopwatch.StartNew();
        await using var process = PinnedProcess.Start(Core, program, [program.EndsWith("Web", StringComparison.Ordinal) ? $"--urls={address}" : address, .. arguments]);
        await PublishedPortal.FirstAnswerAsync(client, path, cancellationToken);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
