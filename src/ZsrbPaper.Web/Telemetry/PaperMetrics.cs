using System.Diagnostics;
using System.Diagnostics.Metrics;
using ZsrbPaper.Web.Caching;

namespace ZsrbPaper.Web.Telemetry;

/// <summary>The portal's own figures. While nobody listens, taking one down costs a look whether somebody does.</summary>
/// <remarks>Requests, connections, database pools and the runtime are counted by the framework's and Npgsql's own meters.</remarks>
internal sealed class PaperMetrics
{
    /// <summary>Of the meter and of the source of traces.</summary>
    public const string Name = "ZsrbPaper";

    private readonly Counter<long> _answers;
    private readonly Histogram<double> _commands;
    private readonly Histogram<double> _jobs;
    private readonly Histogram<double> _searches;

    public PaperMetrics(IMeterFactory meters, AnswerStore store)
    {
        var meter = meters.Create(Name);
        _answers = meter.CreateCounter<long>("zsrbpaper.cache.answers", "{answer}", "Answers that may be kept: hits were there, misses were made.");
        _commands = meter.CreateHistogram<double>("zsrbpaper.db.command.duration", "s", "Commands to the database, until it began to answer.");
        _jobs = meter.CreateHistogram<double>("zsrbpaper.job.duration", "s", "Work in the background.");
        _searches = meter.CreateHistogram<double>("zsrbpaper.search.duration", "s", "Searches, without the wait for a place.");
        meter.CreateObservableUpDownCounter("zsrbpaper.cache.size", () => store.Size, "By", "Memory that kept answers take.");
        meter.CreateObservableUpDownCounter("zsrbpaper.cache.entries", () => store.Count, "{answer}", "Kept answers.");
        meter.CreateObservableCounter("zsrbpaper.cache.evictions", () => store.Evicted, "{answer}", "Kept answers that made room for others.");
        meter.CreateObservableCounter("zsrbpaper.cache.forgotten", () => store.Forgotten, "{answer}", "Kept answers that were no longer true.");
    }

    /// <summary>What takes long and is not a request.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>A kept answer was given.</summary>
    /// <param name="isInFront">Whether beneath the framework, whose own figures then do not know of the request.</param>
    public void Hit(bool isInFront) => _answers.Add(1, new KeyValuePair<string, object?>("result", isInFront ? "hit_in_front" : "hit"));

    public void Miss() => _answers.Add(1, new KeyValuePair<string, object?>("result", "miss"));

    public void Command(string system, TimeSpan duration, bool hasFailed) =>
        _commands.Record(duration.TotalSeconds, new("db.system.name", system), new("outcome", hasFailed ? "failed" : "done"));

    public void Job(string job, TimeSpan duration) => _jobs.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("job", job));

    public void Search(TimeSpan duration) => _searches.Record(duration.TotalSeconds);
}
