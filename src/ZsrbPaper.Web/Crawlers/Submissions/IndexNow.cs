using System.Net;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Submissions;

namespace ZsrbPaper.Web.Crawlers.Submissions;

/// <summary>The IndexNow protocol, see <see href="https://www.indexnow.org/documentation"/>. What went is told like what came: the engine looks, and finds 410.</summary>
internal sealed class IndexNow(HttpClient http, IOptions<SubmissionOptions> options, IOptions<SiteOptions> site, TimeProvider clock) : ISearchEngine
{
    public const string EngineName = "IndexNow";

    public string Name => EngineName;

    /// <summary>The protocol's limit is 10,000.</summary>
    public int BatchSize => 10_000;

    /// <summary>It has no quota of the day.</summary>
    public DateTime NextQuota(DateTime now) => now;

    public async Task<SubmissionAnswer> SubmitAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var key = options.Value.IndexNow.Key!;
        var told = new Told(site.Value.BaseUrl.Host, key, site.Value.Absolute($"/{key}.txt"), [.. paths.Select(site.Value.Absolute)]);
        using var answer = await http.PostAsJsonAsync(options.Value.IndexNow.Endpoint, told, cancellationToken);
        return answer.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.Accepted => new(SubmissionOutcome.Taken),
            HttpStatusCode.Forbidden => new(SubmissionOutcome.Refused, $"the key was not accepted; can the engine read {told.KeyLocation}?"),
            HttpStatusCode.UnprocessableEntity => new(SubmissionOutcome.Refused, $"the addresses do not belong to {told.Host}; is Site:BaseUrl right?"),
            HttpStatusCode.BadRequest => new(SubmissionOutcome.Refused, "it could not read the request (400)"),
            var status => new(SubmissionOutcome.TryLater, $"it answered {(int)status}", WaitAsked(answer)),
        };
    }

    private TimeSpan? WaitAsked(HttpResponseMessage answer) => answer.Headers.RetryAfter is { } asked ? asked.Delta ?? (asked.Date - clock.GetUtcNow()) : null;

    /// <summary>Body of a submission; the protocol writes the names like this.</summary>
    private sealed record Told(string Host, string Key, string KeyLocation, IReadOnlyList<string> UrlList);
}
