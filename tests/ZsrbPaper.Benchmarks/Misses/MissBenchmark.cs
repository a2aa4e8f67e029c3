using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Benchmarks.Delivery;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Benchmarks.Measuring;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Benchmarks.Misses;

/// <summary>
/// What an article's page costs that is not kept: the processor's time for a request, against the same page with its data in memory. One core for the
/// server, one for the load, in turn. PostgreSQL's own work is done in its processes and not counted; SQLite's is.
/// </summary>
internal sealed class MissBenchmark(BenchmarkServer server, int rounds, int seconds, TextWriter output)
{
    private const int ServerCore = 0;
    private const int LoadCore = 1;
    private const int Connections = 16;
    /// <summary>Until the compilers have done their work, which they do by how often something is called.</summary>
    private const int WarmUp = 12_000;

    private const int MostCommands = 3;
    private const double Target = 3;

    private static readonly ArchivePlan _plan = new(Seed: 1, Editions: 40, PagesPerEdition: 16, Articles: 1100);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(server.Folder, "miss");
        Directory.CreateDirectory(folder);
        (TestEngine Engine, string Name, string ConnectionString)[] databases =
        [
            (TestEngine.Sqlite, "SQLite", await server.PrepareEmbeddedAsync(Path.Combine(folder, "paper.db"), _plan, 0, cancellationToken)),
            (TestEngine.PostgreSql, "PostgreSQL", await server.PrepareAsync(BenchmarkServer.NameOf(_plan), _plan, 0, cancellationToken)),
        ];
        await output.WriteLineAsync(Text(
            $"""
            # Misses

            `miss` of {DateTime.UtcNow:yyyy-MM-dd} on {Machine.Describe()}: the processor's time for an article's page that is made anew ({_plan}, nothing kept), against the same page with
            its data in memory. Server on one core, wrk on another, {Connections} connections, {rounds} rounds of {seconds} seconds for each in turn. Asked: at most {MostCommands} commands to the
            database, and less than {Target} times the processor's time. PostgreSQL's own processes are not counted, SQLite is.

            | | commands | times the page in memory: median | min–max | µs a request: median | in memory |
            | --- | ---: | ---: | ---: | ---: | ---: |
            """));
        foreach (var (engine, name, connectionString) in databases)
        {
            var (path, commands) = await FindArticleAsync(engine, connectionString, cancellationToken);
            await using var miss = await StartAsync(engine, connectionString, isInMemory: false, cancellationToken);
            await using var memory = await StartAsync(engine, connectionString, isInMemory: true, cancellationToken);
            foreach (var portal in new[] { memory, miss })
            {
                await portal.WarmUpAsync(path, cancellationToken);
            }

            var (ratios, own, others) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                var other = await memory.MeasureAsync(path, seconds, cancellationToken);
                var it = await miss.MeasureAsync(path, seconds, cancellationToken);
                ratios.Add(it / other);
                own.Add(it);
                others.Add(other);
            }

            await output.WriteLineAsync(Text(
                $"| {name} | {commands}{(commands > MostCommands ? " **too many**" : "")} | {Median(ratios):0.00}{(Median(ratios) >= Target ? " **above the target**" : "")} | {ratios.Min():0.00}–{ratios.Max():0.00} | {Median(own):0} | {Median(others):0} |"));
        }
    }

    /// <summary>The longest article of the last edition's first page, and how many commands its page sends.</summary>
    private static async Task<(string Path, int Commands)> FindArticleAsync(TestEngine engine, string connectionString, CancellationToken cancellationToken)
    {
        var counter = new CommandCounter();
        await using var application = PaperApplication.On(TestDatabase.OnKept(engine, connectionString))
            .With("Cache:Megabytes", "0").With("Search:BackfillAtStart", "false").With(TimeProvider.System).With(counter);
        using var client = application.CreatePlainClient();
        var page = $"/{ArchivePlan.Newspaper}/{_plan.DateOf(_plan.Editions - 1):yyyy-MM-dd}/A01";
        var longest = (Path: "", Length: 0);
        for (var number = 1; number <= 3; number++)
        {
            using var answer = await client.GetAsync($"{page}/{number}", cancellationToken);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            longest = answer.IsSuccessStatusCode && body.Length > longest.Length ? ($"{page}/{number}", body.Length) : longest;
        }

        counter.Reset();
        await client.GetStringAsync(longest.Path, cancellationToken);
        return (longest.Path, counter.Commands.Count);
    }

    private async Task<Portal> StartAsync(TestEngine engine, string connectionString, bool isInMemory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            "taskset",
            [
                "-c", ServerCore.ToString(CultureInfo.InvariantCulture), Environment.ProcessPath!, "miss-portal", "--engine", engine.ToString(), "--connection", connectionString,
                "--media", server.Media, .. isInMemory ? new[] { "--in-memory" } : [],
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (Uri.TryCreate(line, UriKind.Absolute, out var address) && address.Scheme == "http")
            {
                _ = process.StandardOutput.ReadToEndAsync(cancellationToken);
                return new Portal(process, address);
            }
        }

        throw new InvalidOperationException("The portal ended before it was ready.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Portal(Process process, Uri address) : IAsyncDisposable
    {
        public async Task WarmUpAsync(string path, CancellationToken cancellationToken)
        {
            for (var asked = 0.0; asked < WarmUp;)
            {
                const int Seconds = 5;
                asked += Seconds * (await Wrk.RunAsync(LoadCore, new Uri(address, path), Connections, Seconds, ["Accept-Encoding: gzip"], null, cancellationToken)).PerSecond;
            }
        }

        /// <summary>Microseconds of the processor's time for a request.</summary>
        public async Task<double> MeasureAsync(string path, int seconds, CancellationToken cancellationToken)
        {
            process.Refresh();
            var before = process.TotalProcessorTime;
            var load = await Wrk.RunAsync(LoadCore, new Uri(address, path), Connections, seconds, ["Accept-Encoding: gzip"], null, cancellationToken);
            process.Refresh();
            return (process.TotalProcessorTime - before).TotalMicroseconds / (load.PerSecond * seconds);
        }

        public async ValueTask DisposeAsync()
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
