using System.Diagnostics;
using System.Globalization;
using System.Net;
using ZsrbPaper.Benchmarks.Delivery;
using ZsrbPaper.Benchmarks.Measuring;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Benchmarks.Cluster;

/// <summary>What readers and editors of a portal on several machines notice when one of them ends: a table of what is asked of it and what was seen.</summary>
internal sealed class ClusterBenchmark(string folder, TextWriter output)
{
    private const int RequestsPerSecond = 100;
    private const int Writers = 3;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var stage = await ClusterStage.SetUpAsync(Path.Combine(folder, "cluster"), [], cancellationToken);
        await output.WriteLineAsync(Text(
            $"""
            # Several machines

            `cluster` of {DateTime.UtcNow:yyyy-MM-dd} on {Machine.Describe()}, everything on this one machine: nginx as the balancer (what reads is tried on the
            other node when one fails), two nodes of the portal, a PostgreSQL primary whose commits wait for its streaming standby, readers' pages read from the standby, media in
            OpenStack Swift by its S3 interface. Readers ask {RequestsPerSecond} times a second throughout, seven of ten requests for pages that are soon kept, the others for a search or an
            oEmbed that is read from the database each time, or a picture that is read from the S3 service each time; {Writers} editors save an article each, without a pause longer than 0.1 s.

            | asked | seen |
            | --- | --- |
            """));
        await WarmUpAsync(stage, cancellationToken);
        await ReleaseAsync(stage, cancellationToken);
        await RestartInTurnAsync(stage, cancellationToken);
        await KillNodeAsync(stage, cancellationToken);
        await CommitCostAsync(stage, cancellationToken);
        await KillPrimaryAsync(stage, cancellationToken);
    }

    private static async Task WarmUpAsync(ClusterStage stage, CancellationToken cancellationToken)
    {
        await using var load = new SteadyLoad(stage.Address, RequestsPerSecond, stage.AddressOf);
        await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken);
    }

    /// <summary>(d) Editions are released; both nodes have kept that there is nothing, and are asked until there is something.</summary>
    private async Task ReleaseAsync(ClusterStage stage, CancellationToken cancellationToken)
    {
        const int Releases = 5;
        await using var load = new SteadyLoad(stage.Address, RequestsPerSecond, stage.AddressOf);
        using var desk = new DeskSession(stage.Address);
        await desk.SignInAsync(ClusterStage.Editor, cancellationToken);
        var (seen, answered) = (new List<double>(), new List<double>());
        for (var release = 1; release <= Releases; release++)
        {
            var day = ClusterStage.Tomorrow.AddDays(release);
            var path = string.Create(CultureInfo.InvariantCulture, $"/{Paper.Code}/{day:yyyy-MM-dd}");
            await stage.AddDraftAsync(day, cancellationToken);
            foreach (var node in stage.Nodes)
            {
                using var nothing = await node.Client.GetAsync(path, cancellationToken);
                Require(nothing.StatusCode == HttpStatusCode.NotFound, "An edition was there before its release.");
            }

            var clock = Stopwatch.StartNew();
            using var answer = await desk.PostAsync($"/admin{path}", "ReleaseNow", cancellationToken);
            Require(answer.StatusCode == HttpStatusCode.Redirect, $"The release was answered {answer.StatusCode}.");
            answered.Add(clock.Elapsed.TotalMilliseconds);
            clock.Restart();
            seen.AddRange(await Task.WhenAll(stage.Nodes.Select(node => SeenAsync(node, path, clock, cancellationToken))));
        }

        await RowAsync("(d) A release is seen on both nodes within a second", Text(
            $"{Releases} releases: on both nodes {seen.Max():0} ms at the latest after the desk's answer, which took {answered.Max():0} ms at most; readers meanwhile: {await load.FinishAsync()}"));
    }

    private static async Task<double> SeenAsync(PortalNode node, string path, Stopwatch clock, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var answer = await node.Client.GetAsync(path, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return clock.Elapsed.TotalMilliseconds;
            }

            Require(clock.Elapsed < TimeSpan.FromSeconds(30), "A release is not seen.");
        }
    }

    /// <summary>(a) As for an update: one node after the other is stopped and started, twice.</summary>
    private async Task RestartInTurnAsync(ClusterStage stage, CancellationToken cancellationToken)
    {
        const int Rounds = 2;
        await using var load = new SteadyLoad(stage.Address, RequestsPerSecond, stage.AddressOf);
        var writers = await StartWritersAsync(stage, Stopwatch.StartNew(), cancellationToken);
        var (stops, starts) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var node in stage.Nodes)
            {
                stops.Add(await node.EndAsync("TERM", cancellationToken));
                starts.Add(await node.StartAsync(cancellationToken));

                // nginx takes a node that failed back after its fail_timeout.
                await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
            }
        }

        await RowAsync("(a) Nodes restarted one after the other: no failed request", Text(
            $"{stops.Count} restarts, each down for {(stops.Max() + starts.Max()).TotalSeconds:0.0} s at most (stopping {stops.Max().TotalSeconds:0.0} s, 1 s of it draining); {await load.FinishAsync()}; {await FinishAsync(writers, cancellationToken)}"));
    }

    /// <summary>(b) A node is killed, twice.</summary>
    private async Task KillNodeAsync(ClusterStage stage, CancellationToken cancellationToken)
    {
        await using var load = new SteadyLoad(stage.Address, RequestsPerSecond, stage.AddressOf);
        var writers = await StartWritersAsync(stage, Stopwatch.StartNew(), cancellationToken);
        foreach (var node in stage.Nodes)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
            await node.EndAsync("KILL", cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
            await node.StartAsync(cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        }

        await RowAsync("(b) A node killed (SIGKILL): at most what was under way on it is lost", Text(
            $"2 kills, 3 s down each; {await load.FinishAsync()}; {await FinishAsync(writers, cancellationToken)}"));
    }

    /// <summary>(c) The primary is killed; after a while without one, its standby is promoted.</summary>
    private async Task KillPrimaryAsync(ClusterStage stage, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(5);
        await using var load = new SteadyLoad(stage.Address, RequestsPerSecond, stage.AddressOf);
        var clock = Stopwatch.StartNew();
        var writers = await StartWritersAsync(stage, clock, cancellationToken);
        await Task.Delay(pause, cancellationToken);
        var killed = clock.Elapsed;
        await stage.Primary.KillAsync();
        await Task.Delay(pause, cancellationToken);
        var promoted = clock.Elapsed;
        await stage.PromoteAsync(cancellationToken);
        var limit = Stopwatch.StartNew();
        while (!writers.TrueForAll(writer => writer.Saves.Any(save => save > promoted)))
        {
            Require(limit.Elapsed < TimeSpan.FromSeconds(60), "The desk does not write again.");
            await Task.Delay(20, cancellationToken);
        }

        await Task.Delay(pause, cancellationToken);
        var again = writers.Max(writer => writer.Saves.Where(save => save > promoted).Min()) - promoted;
        var refusal = writers.Min(writer => writer.Refusals.Select(refusal => refusal.At).DefaultIfEmpty(clock.Elapsed).Min()) - killed;
        await RowAsync("(c) The primary killed: readers notice nothing", await load.FinishAsync());
        await RowAsync("(c) The desk says that it cannot store, and stores again after the promotion, by itself; nothing acknowledged is lost", Text(
            $"first refusal {Math.Max(0, refusal.TotalSeconds):0.0} s after the kill; every editor's saves acknowledged again {again.TotalSeconds:0.0} s after `pg_promote`; {await FinishAsync(writers, cancellationToken)}"));
    }

    /// <summary>What waiting for the standby costs an editor's save, from one connection, with nothing else going on but the readers.</summary>
    private async Task CommitCostAsync(ClusterStage stage, CancellationToken cancellationToken)
    {
        var seen = new List<string>();
        foreach (var commit in new[] { "off", "on", "remote_apply" })
        {
            await stage.WaitForStandbyAsync(commit, cancellationToken);
            var times = await stage.TimeCommitsAsync(300, cancellationToken);
            seen.Add(Text($"{(commit == "off" ? "no standby waited for" : $"`synchronous_commit = {commit}`")}: median {times[times.Count / 2]:0.00} ms, 95% {times[times.Count * 95 / 100]:0.00} ms"));
        }

        await stage.WaitForStandbyAsync("on", cancellationToken);
        await RowAsync("What a commit costs: 300 small ones, one after the other", string.Join("; ", seen));
    }

    private static async Task<List<DeskWriter>> StartWritersAsync(ClusterStage stage, Stopwatch clock, CancellationToken cancellationToken)
    {
        var writers = new List<DeskWriter>();
        for (var article = 1; article <= Writers; article++)
        {
            var page = string.Create(CultureInfo.InvariantCulture, $"/admin/{Paper.Code}/{ClusterStage.Tomorrow:yyyy-MM-dd}/A01/{article}");
            writers.Add(await DeskWriter.StartAsync(stage.Address, ClusterStage.Editor, page, clock, cancellationToken));
        }

        return writers;
    }

    private static async Task<string> FinishAsync(List<DeskWriter> writers, CancellationToken cancellationToken)
    {
        var (acknowledged, lost) = (0, 0);
        var refusals = new List<string>();
        foreach (var writer in writers)
        {
            await writer.FinishAsync();
            acknowledged += writer.Saves.Count;
            lost += Math.Max(0, writer.Acknowledged - await writer.FoundAsync(cancellationToken));
            refusals.AddRange(writer.Refusals.Select(refusal => refusal.Said));
            await writer.DisposeAsync();
        }

        var refused = refusals.GroupBy(refusal => refusal).Select(group => Text($"{group.Key} ×{group.Count()}")).ToList();
        return Text($"editors: {acknowledged} saves acknowledged, {lost} of them lost, {refusals.Count} not stored{(refused.Count > 0 ? $" ({string.Join(", ", refused)})" : "")}");
    }

    private Task RowAsync(string asked, string seen) => output.WriteLineAsync($"| {asked} | {seen} |");

    private static void Require(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
