using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ZsrbPaper.Benchmarks.Archive;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Benchmarks.Measuring;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Benchmarks.Searching;

/// <summary>Whether those who search slow down those who read: a hundred at once, and one who sends the worst query over and over.</summary>
internal sealed class SearchCrowd(BenchmarkServer server, TextWriter output)
{
    private const int Searchers = 100;

    /// <summary>Connections of the one who sends the worst query.</summary>
    private const int Connections = 8;

    private const int Readers = 2;
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(15);

    /// <summary>As the portal's setting is when nobody sets it.</summary>
    private const int SearchSecondsPerMinute = 20;

    public async Task RunAsync(ArchivePlan plan, string database, CancellationToken cancellationToken)
    {
        SearchMix mix;
        await using (var unlimited = await ArchivePortal.StartAsync(TestDatabase.OnKept(TestEngine.PostgreSql, database), server.Media, plan))
        {
            mix = new SearchMix(plan, await SearchBenchmark.TextsAsync(unlimited, cancellationToken));
            await SearchBenchmark.WarmUpAsync(unlimited, mix, cancellationToken);
        }

        await using var portal = await ArchivePortal.StartAsync(TestDatabase.OnKept(TestEngine.PostgreSql, database), server.Media, plan, SearchSecondsPerMinute);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"""

            ## Many at once

            {Readers} readers open one article after the other without a pause for {_duration.TotalSeconds} s, alone and while others search on the same two cores: {Searchers} who each search from an
            address of their own, read what they found for 2 to 6 s and search again; or one who sends the worst query over and over on {Connections} connections. Kestrel,
            readers and searchers share the cores with PostgreSQL. Refused: the share of searches that were told to wait (429, 503).

            | | articles/s | article: median | p95 | max | searches/s | refused | search: median | p95 |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """));
        await RunAsync("readers alone", portal, [], cancellationToken);
        await RunAsync("readers alone", portal, [], cancellationToken);
        await RunAsync($"{Searchers} search", portal, [.. Enumerable.Range(0, Searchers).Select(number => new Searcher(portal.Address, AddressOf(number), (ref dice) => ExampleOf(mix, ref dice), Pauses: true, (ulong)number))], cancellationToken);
        await RunAsync(
            "one sends the worst query", portal,
            [.. Enumerable.Range(0, Connections).Select(number => new Searcher(portal.Address, AddressOf(Searchers), (ref dice) => Worst(ref dice), Pauses: false, (ulong)number))],
            cancellationToken);
    }

    private static string ExampleOf(SearchMix mix, ref Dice dice) => dice.Choose(SearchMix.Kinds).Example(mix, ref dice).ToString();

    /// <summary>Very common parts, and no article has them all: every text would have to be looked at. Never twice the same.</summary>
    private static string Worst(ref Dice dice) =>
        "/search?q=" + Uri.EscapeDataString($"{dice.Choose(PlantedPhrases.VeryCommon).Text} 发 的 市 年 -企业 -{dice.Next(1_000_000)} 在南朗举办的{(char)('一' + dice.Next(20_000))}");

    private static IPAddress AddressOf(int number) => new([127, 0, 1, (byte)(1 + number)]);

    private async Task RunAsync(string name, ArchivePortal portal, IReadOnlyList<Searcher> searchers, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(_duration);
        var articles = new ConcurrentQueue<TimeSpan>();
        var searches = new ConcurrentQueue<(TimeSpan Duration, bool IsRefused)>();
        await Task.WhenAll(
            [.. Enumerable.Range(0, Readers).Select(number => ReadAsync(portal, number, articles, end.Token)), .. searchers.Select(searcher => searcher.SearchAsync(searches, end.Token))]);
        var (read, searched) = (new Samples(), new Samples());
        foreach (var duration in articles)
        {
            read.Add(duration);
        }

        foreach (var (duration, _) in searches.Where(search => !search.IsRefused))
        {
            searched.Add(duration);
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {read.Count / _duration.TotalSeconds:0} | {read.Median:0.0} | {read.P95:0.0} | {read.Max:0.0} | ")
            + (searches.IsEmpty ? "| | | |" : string.Create(
                CultureInfo.InvariantCulture,
                $"{searched.Count / _duration.TotalSeconds:0.0} | {1 - ((double)searched.Count / searches.Count):0 %} | {(searched.Count == 0 ? 0 : searched.Median):0.0} | {(searched.Count == 0 ? 0 : searched.P95):0.0} |")));
    }

    private static async Task ReadAsync(ArchivePortal portal, int reader, ConcurrentQueue<TimeSpan> articles, CancellationToken end)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = portal.Address };
        var scenario = ArchiveScenario.All.First(scenario => scenario.Name == "article");
        var dice = Dice.For(19, reader);
        try
        {
            while (true)
            {
                var path = scenario.Path(ArchivePlace.Choose(portal.Plan, portal.Facsimile, ref dice));
                var watch = Stopwatch.StartNew();
                using var answer = await client.GetAsync(path, end);
                articles.Enqueue(watch.Elapsed);
                if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Gone))
                {
                    throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}.");
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Somebody at an address of this machine's own who searches.</summary>
    private sealed record Searcher(Uri Portal, IPAddress From, SearcherQuery Next, bool Pauses, ulong Seed)
    {
        public async Task SearchAsync(ConcurrentQueue<(TimeSpan, bool)> searches, CancellationToken end)
        {
            var dice = Dice.For(23, (long)Seed);
            using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = Portal };
            try
            {
                while (true)
                {
                    if (Pauses)
                    {
                        await Task.Delay(2_000 + dice.Next(4_000), end);
                    }

                    var path = Next(ref dice);
                    var watch = Stopwatch.StartNew();
                    using var answer = await client.GetAsync(path, end);
                    var isRefused = answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
                    searches.Enqueue((watch.Elapsed, isRefused));
                    if (!isRefused && answer.StatusCode != HttpStatusCode.OK)
                    {
                        throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}.");
                    }
                }
            }
            catch (OperationCanceledException)
            {
            }
        }

        private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.Bind(new IPEndPoint(From, 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    private delegate string SearcherQuery(ref Dice dice);
}
