using System.Globalization;
using System.Text.RegularExpressions;

namespace ZsrbPaper.Benchmarks.Delivery;

/// <summary>A load of one kind of request, over and over.</summary>
/// <param name="PerSecond">Requests that were answered in a second.</param>
/// <param name="P99">Milliseconds in which 99 of 100 were.</param>
internal sealed partial record Wrk(double PerSecond, double P99)
{
    /// <exception cref="InvalidOperationException">Some were answered with another status than 2xx or 3xx, or not at all.</exception>
    /// <param name="script">A file in Lua that says what is asked for; null: the address, over and over.</param>
    public static async Task<Wrk> RunAsync(
        int core, Uri address, int connections, int seconds, IEnumerable<string> headers, string? script, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "-t1", $"-c{connections}", $"-d{seconds}s", "--latency", "--timeout", "30s", .. headers.SelectMany(header => new[] { "-H", header }), .. script is null ? [] : new[] { "-s", script },
            address.AbsoluteUri,
        ];
        await using var wrk = PinnedProcess.Start(core, "wrk", arguments);
        var said = await wrk.FinishAsync(cancellationToken);

        // An article that was withdrawn is answered 410, a few in a thousand.
        return (script is null && said.Contains("Non-2xx", StringComparison.Ordinal)) || said.Contains("Socket errors", StringComparison.Ordinal)
            ? throw new InvalidOperationException(said)
            : new Wrk(double.Parse(Rate().Match(said).Groups[1].ValueSpan, CultureInfo.InvariantCulture), Milliseconds(Slowest().Match(said)));
    }

    private static double Milliseconds(Match match) => double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * match.Groups[2].Value switch
    {
        "us" => 0.001,
        "ms" => 1,
        _ => 1000,
    };

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"99%\s+([0-9.]+)(us|ms|s)")]
    private static partial Regex Slowest();
}
