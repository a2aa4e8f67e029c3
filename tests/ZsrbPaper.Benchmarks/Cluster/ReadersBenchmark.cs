using System.Globalization;
using ZsrbPaper.Benchmarks.Delivery;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Benchmarks.Measuring;

namespace ZsrbPaper.Benchmarks.Cluster;

/// <summary>
/// What a cache before the portal takes off it: readers who ask by Zipf's law, the newest page most, through Varnish, which keeps an answer for a second
/// (the portal's promise without a way to tell Varnish of changes) or for an hour (with one).
/// </summary>
internal sealed class ReadersBenchmark(BenchmarkServer server, int seconds, int perSecond, TextWriter output)
{
    /// <summary>Of Zipf's law: the second is asked for half as often as the first.</summary>
    private const double Exponent = 1;

    public async Task RunAsync(ArchivePlan plan, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(server.Folder, "readers");
        Directory.CreateDirectory(folder);
        var database = await server.PrepareEmbeddedAsync(Path.Combine(folder, "paper.db"), plan, 0, cancellationToken);
        var program = await PublishedPortal.PublishAsync(Path.Combine(server.Folder, "cluster", "portal"), cancellationToken);
        var port = PinnedProcess.FreePort();
        await using var portal = PinnedProcess.Start(program,
        [
            string.Create(CultureInfo.InvariantCulture, $"--urls=http://127.0.0.1:{port}"), $"--Data:Root={folder}", $"--ConnectionStrings:Paper={database}", $"--Media:Root={server.Media}",
            "--Sample:Seed=false", "--Site:BaseUrl=https://paper.example.com",
        ]);
        using var client = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")) };
        var addresses = await FindAddressesAsync(client, plan, cancellationToken);
        var popularity = Popularity(addresses.Count);
        await output.WriteLineAsync(Text(
            $"""
            # Many readers

            `readers` of {DateTime.UtcNow:yyyy-MM-dd} on {Machine.Describe()}, everything on this machine: {addresses.Count:N0} addresses, the newest edition's first, asked for by Zipf's
            law with exponent {Exponent:0.0}, {perSecond} times a second for {seconds} s, through Varnish with 256 MB; begun with an empty cache.

            | Varnish keeps | readers | found in Varnish | to the portal | portal's processor time |
            | --- | --- | ---: | ---: | ---: |
            """));
        foreach (var (name, life) in new[] { ("an answer for 1 s", "1s"), ("an answer for 1 h", "1h") })
        {
            var (work, varnishPort) = (Path.Combine(folder, $"varnish-{life}"), PinnedProcess.FreePort());
            await using var varnish = StartVarnish(work, port, varnishPort, life);
            await varnish.ListeningAsync(varnishPort, cancellationToken);
            var before = ProcessorTime(portal.Id);
            await using var load = new SteadyLoad(
                new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{varnishPort}")), perSecond, number => addresses[Choose(popularity, number)]);
            await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
            var readers = await load.FinishAsync();
            var spent = ProcessorTime(portal.Id) - before;

            // Varnish's threads tell what they did once they have nothing to do.
            for (var looks = 0; looks < 50 && await CountAsync(work, "MAIN.client_req", cancellationToken) < load.Asked; looks++)
            {
                await Task.Delay(100, cancellationToken);
            }

            var (hits, fetched) = (await CountAsync(work, "MAIN.cache_hit", cancellationToken), await CountAsync(work, "MAIN.backend_req", cancellationToken));
            await output.WriteLineAsync(Text(
                $"| {name} | {readers} | {100.0 * hits / load.Asked:0.0} % | {(double)fetched / seconds:0.0}/s | {spent.TotalSeconds:0.0} s, {spent.TotalMilliseconds / Math.Max(1, fetched):0.00} ms each |"));
        }
    }

    /// <summary>Editions, pages and articles, the newest first; those that answer 200.</summary>
    private static async Task<List<string>> FindAddressesAsync(HttpClient client, ArchivePlan plan, CancellationToken cancellationToken)
    {
        await PublishedPortal.FirstAnswerAsync(client, $"/{ArchivePlan.Newspaper}", cancellationToken);
        var addresses = new List<string> { $"/{ArchivePlan.Newspaper}" };
        for (var edition = plan.Editions - 1; edition >= 0; edition--)
        {
            var day = string.Create(CultureInfo.InvariantCulture, $"/{ArchivePlan.Newspaper}/{plan.DateOf(edition):yyyy-MM-dd}");
            addresses.Add(day);
            var html = await client.GetStringAsync(day, cancellationToken);
            addresses.AddRange(System.Text.RegularExpressions.Regex.Matches(html, $"href=\"({day}/[A-Z0-9-]+(?:/[0-9]+)?)\"").Select(match => match.Groups[1].Value).Distinct());
        }

        return addresses;
    }

    /// <summary>For each address the share of requests that are for it or a more popular one.</summary>
    private static double[] Popularity(int count)
    {
        var shares = Enumerable.Range(1, count).Select(rank => 1 / Math.Pow(rank, Exponent)).ToArray();
        var all = shares.Sum();
        var sum = 0.0;
        return Array.ConvertAll(shares, share => sum += share / all);
    }

    private static int Choose(double[] popularity, int number)
    {
        var dice = Dice.For(23, number);
        var found = Array.BinarySearch(popularity, dice.NextDouble());
        return Math.Min(found < 0 ? ~found : found, popularity.Length - 1);
    }

    private static PinnedProcess StartVarnish(string folder, int portal, int port, string life)
    {
        Directory.CreateDirectory(folder);
        var configuration = Path.Combine(folder, "portal.vcl");
        File.WriteAllText(configuration,
            $$"""
            vcl 4.1;
            backend default { .host = "127.0.0.1"; .port = "{{portal}}"; }
            sub vcl_backend_response {
              if (beresp.status == 200 || beresp.status == 404 || beresp.status == 410) {
                set beresp.ttl = {{life}};
                set beresp.grace = 0s;
                return (deliver);
              }
            }
            """);
        return PinnedProcess.Start("varnishd",
        [
            "-F", "-j", "none", "-n", folder, "-f", configuration, "-s", "malloc,256m", "-a", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
        ]);
    }

    private static async Task<long> CountAsync(string folder, string counter, CancellationToken cancellationToken)
    {
        var (_, said) = await Programs.RunAsync("varnishstat", ["-1", "-n", folder, "-f", counter], "", cancellationToken);
        return said.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var count, ..] && long.TryParse(count, CultureInfo.InvariantCulture, out var counted)
            ? counted
            : throw new InvalidOperationException($"varnishstat does not tell {counter}: {said}");
    }

    private static TimeSpan ProcessorTime(int process)
    {
        using var known = System.Diagnostics.Process.GetProcessById(process);
        return known.TotalProcessorTime;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
