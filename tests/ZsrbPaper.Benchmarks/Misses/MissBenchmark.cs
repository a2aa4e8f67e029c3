using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZsrbPaper.Benchmarks.Delivery;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Benchmarks.Measuring;
using ZsrbPaper.Core.Data;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Benchmarks.Misses;

/// <summary>
/// What an article's page costs that is not kept: the processor's time for a request, against the same page with its data in memory. Once with nothing
/// kept at all, and once as a crawler comes, that asks for one article of an edition after the other. One core for the server, one for the load, in turn.
/// PostgreSQL's own work is done in its processes and not counted; SQLite's is.
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

            `miss` of {DateTime.UtcNow:yyyy-MM-dd} on {Machine.Describe()}: the processor's time for an article's page that is made anew ({_plan}), against the page of the longest article of
            the newest first page with its data in memory. That page over and over with nothing kept; or all articles, edition after edition, of which a megabyte of answers is kept, too little for any to be
            there when its turn comes again. Server on one core, wrk on another, {Connections} connections, {rounds} rounds of {seconds} seconds for each in turn. Asked: at most {MostCommands} commands to the
            database, and less than {Target} times the processor's time. PostgreSQL's own processes are not counted, SQLite is.

            | | commands | times the page in memory: median | min–max | µs a request: median | in memory |
            | --- | ---: | ---: | ---: | ---: | ---: |
            """));
        foreach (var (engine, name, connectionString) in databases)
        {
            var (path, commands) = await FindArticleAsync(engine, connectionString, cancellationToken);
            var script = await WriteScriptAsync(engine, connectionString, Path.Combine(folder, "articles.lua"), cancellationToken);
            await using var memory = await StartAsync(engine, connectionString, ["--in-memory"], path, null, cancellationToken);
            await using var nothing = await StartAsync(engine, connectionString, [], path, null, cancellationToken);
            await using var crawled = await StartAsync(engine, connectionString, ["--keeps"], path, script, cancellationToken);
            foreach (var portal in new[] { memory, nothing, crawled })
            {
                await portal.WarmUpAsync(cancellationToken);
            }

            var times = new Dictionary<Portal, List<double>> { [memory] = [], [nothing] = [], [crawled] = [] };
            for (var round = 0; round < rounds; round++)
            {
                foreach (var (portal, measured) in times)
                {
                    measured.Add(await portal.MeasureAsync(seconds, cancellationToken));
                }
            }

            foreach (var (portal, words) in new[] { (nothing, $"{name}, nothing kept | {commands}{(commands > MostCommands ? " **too many**" : "")}"), (crawled, $"{name}, all articles in turn | 1 to {MostCommands}") })
            {
                List<double> ratios = [.. times[portal].Zip(times[memory], (own, other) => own / other)];
                await output.WriteLineAsync(Text(
                    $"| {words} | {Median(ratios):0.00}{(Median(ratios) >= Target ? " **above the target**" : "")} | {ratios.Min():0.00}–{ratios.Max():0.00} | {Median(times[portal]):0} | {Median(times[memory]):0} |"));
            }
        }
    }

    /// <summary>Has all articles asked for, edition after edition, in the order of reading.</summary>
    /// <returns>The script.</returns>
    private static async Task<string> WriteScriptAsync(TestEngine engine, string connectionString, string file, CancellationToken cancellationToken)
    {
        await using var application = PaperApplication.On(TestDatabase.OnKept(engine, connectionString)).With("Search:BackfillAtStart", "false").With(TimeProvider.System);
        await using var scope = application.Services.CreateAsyncScope();
        var articles = await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Articles
            .OrderBy(article => article.Page.Edition.Date).ThenBy(article => article.Page.Position).ThenBy(article => article.Position)
            .Select(article => new { article.Page.Edition.Date, article.Page.Label, article.Number }).ToListAsync(cancellationToken);
        var paths = articles.Select(article => Text($"\"/{ArchivePlan.Newspaper}/{article.Date:yyyy-MM-dd}/{article.Label}/{article.Number}\""));
        await File.WriteAllTextAsync(
            file,
            $$"""
            local paths = { {{string.Join(", ", paths)}} }
            local turn = 0
            function request()
              turn = turn % #paths + 1
              return wrk.format("GET", paths[turn])
            end
            """,
            cancellationToken);
        return file;
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

    private async Task<Portal> StartAsync(TestEngine engine, string connectionString, string[] how, string path, string? script, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            "taskset",
            [
                "-c", ServerCore.ToString(CultureInfo.InvariantCulture), Environment.ProcessPath!, "miss-portal", "--engine", engine.ToString(), "--connection", connectionString,
                "--media", server.Media, .. how,
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
                return new Portal(process, new Uri(address, path), script);
            }
        }

        throw new InvalidOperationException("The portal ended before it was ready.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <param name="script">Says what is asked for; null: the address.</param>
    private sealed class Portal(Process process, Uri address, string? script) : IAsyncDisposable
    {
        public async Task WarmUpAsync(CancellationToken cancellationToken)
        {
            for (var asked = 0.0; asked < WarmUp;)
            {
                const int Seconds = 5;
                asked += Seconds * (await AskAsync(Seconds, cancellationToken)).PerSecond;
            }
        }

        /// <summary>Microseconds of the processor's time for a request.</summary>
        public async Task<double> MeasureAsync(int seconds, CancellationToken cancellationToken)
        {
            process.Refresh();
            var before = process.TotalProcessorTime;
            var load = await AskAsync(seconds, cancellationToken);
            process.Refresh();
            return (process.TotalProcessorTime - before).TotalMicroseconds / (load.PerSecond * seconds);
        }

        public async ValueTask DisposeAsync()
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        private Task<Wrk> AskAsync(int seconds, CancellationToken cancellationToken) =>
            Wrk.RunAsync(LoadCore, address, Connections, seconds, ["Accept-Encoding: gzip"], script, cancellationToken);
    }
}
