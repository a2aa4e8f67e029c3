using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Purging;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Caching;

/// <summary>
/// What caches beyond the portal's own nodes are told: for how long they may keep an answer, and by which tags they are told to forget it. Only where they
/// are told (<see cref="PurgeOptions"/>): without, tags would be bytes that nobody reads.
/// </summary>
internal sealed class SharedCaching(AnswerFreshness freshness, PurgeRunner purges, TimeProvider clock, IOptions<CacheOptions> options)
{
    private readonly ConcurrentDictionary<string, SharedSpan> _spans = new(StringComparer.Ordinal);
    private readonly bool _hasTagsOfCommas = options.Value.Purge.Format == PurgeFormat.CacheTag;

    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>False while a change might reach this node, or those caches, later than it should: they may then keep nothing that it gives.</summary>
    public bool IsReliable => freshness.IsKnown && purges.IsTrusted;

    public IReadOnlyList<PlannedRelease> Planned => freshness.Planned;

    public int LongestSeconds => options.Value.SharedSeconds;

    public SharedSpan SpanOf(AnswerSubject subject) =>
        _spans.GetOrAdd(subject.Newspaper ?? "", static (newspaper, sharing) => new SharedSpan(sharing, newspaper.Length == 0 ? null : newspaper), this);

    /// <summary>Sets the headers for an answer that is sent for the first time.</summary>
    public void Describe(KeptAnswer answer, IHeaderDictionary headers)
    {
        if (answer.Shared is { } shared)
        {
            headers.CacheControl = shared.CacheControl;
            headers[_hasTagsOfCommas ? "Cache-Tag" : "Surrogate-Key"] = string.Join(_hasTagsOfCommas ? ',' : ' ', answer.Subject.Tags);
        }
    }
}

/// <summary>
/// For how long answers about one newspaper, or about all, may be kept beyond the portal: until the next planned release, and never longer than is set.
/// </summary>
/// <remarks>
/// Kept bytes are old, what is said of them is not: a node gives them only when it knows that they are what it would make now, as if it had made them now. So
/// the span is counted from the moment of sending, and there is no <c>Age</c> to take from it. It is the same for all answers in a second, so a hit costs a
/// look at the clock.
/// </remarks>
internal sealed class SharedSpan(SharedCaching sharing, string? newspaper)
{
    private static readonly StringValues _askAgain = CommonHeaders.AskAgain;

    private Said? _said;

    /// <summary>The header's value, now.</summary>
    public StringValues CacheControl
    {
        get
        {
            if (!sharing.IsReliable)
            {
                return _askAgain;
            }

            var (second, planned, said) = (sharing.Now.Ticks / TimeSpan.TicksPerSecond, sharing.Planned, Volatile.Read(ref _said));
            if (said is null || said.Second != second || said.Planned != planned)
            {
                said = new Said(second, planned, Say(second, planned));
                Volatile.Write(ref _said, said);
            }

            return said.Value;
        }
    }

    private StringValues Say(long second, IReadOnlyList<PlannedRelease> planned)
    {
        // From the end of this second on, so that no answer of it outlasts the release.
        var end = new DateTime((second + 1) * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        var seconds = planned.Where(release => newspaper is null || release.Newspaper == newspaper)
            .Select(release => Math.Max(0, (long)(release.At - end).TotalSeconds)).Append(sharing.LongestSeconds).Min();
        return seconds == 0 ? _askAgain : string.Create(CultureInfo.InvariantCulture, $"public, max-age=0, s-maxage={seconds}, must-revalidate");
    }

    private sealed record Said(long Second, IReadOnlyList<PlannedRelease> Planned, StringValues Value);
}
