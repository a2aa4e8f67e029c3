using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Submissions;

namespace ZsrbPaper.Web.Crawlers.Submissions;

/// <summary>
/// Baidu's link submission (普通收录, API 提交): addresses as lines of text, answered by JSON with what is left of the day's quota. It knows no other
/// message than an address; what went is told like what came, and Baidu finds 410.
/// </summary>
internal sealed class Baidu(HttpClient http, IOptions<SubmissionOptions> options, IOptions<SiteOptions> site) : ISearchEngine
{
    public const string EngineName = "Baidu";

    private static readonly TimeSpan _china = TimeSpan.FromHours(8);

    public string Name => EngineName;

    public int BatchSize => 2_000;

    /// <summary>Quotas are for a day in China.</summary>
    public DateTime NextQuota(DateTime now) => (now + _china).Date.AddDays(1) - _china;

    public async Task<SubmissionAnswer> SubmitAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var settings = options.Value.Baidu;
        var address = $"{settings.Endpoint}?site={Uri.EscapeDataString(settings.Site ?? site.Value.BaseUrl.GetLeftPart(UriPartial.Authority))}&token={Uri.EscapeDataString(settings.Token!)}";
        using var lines = new StringContent(string.Join('\n', paths.Select(site.Value.Absolute)), Encoding.UTF8, "text/plain");
        using var answer = await http.PostAsync(new Uri(address), lines, cancellationToken);
        var said = await ReadAsync(answer, cancellationToken);
        return (answer.StatusCode, said) switch
        {
            (HttpStatusCode.OK, { } taken) => new(SubmissionOutcome.Taken, Unusable(taken), Quota: taken.Remain),
            ({ } status, { Message: { } message }) when message.Contains("over quota", StringComparison.OrdinalIgnoreCase) => new(SubmissionOutcome.OverQuota, $"the quota of the day is used up ({(int)status})"),
            (HttpStatusCode.Unauthorized, _) => new(SubmissionOutcome.Refused, "the token is not valid; see Submissions:Baidu:Token"),
            (HttpStatusCode.BadRequest, { Message: var message }) => new(SubmissionOutcome.Refused, $"it answered: {message}; is the site registered as Submissions:Baidu:Site says?"),
            var (status, _) => new(SubmissionOutcome.TryLater, $"it answered {(int)status}"),
        };
    }

    private static async Task<Said?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<Said>(cancellationToken);
        }
        catch (JsonException)
        {
            // A page of some proxy in between, perhaps.
            return null;
        }
    }

    private static string? Unusable(Said said) =>
        said.NotSameSite is { Count: > 0 } other ? $"not of this site, it says: {string.Join(", ", other.Take(5))}"
        : said.NotValid is { Count: > 0 } wrong ? $"not valid, it says: {string.Join(", ", wrong.Take(5))}"
        : null;

    private sealed record Said(
        int? Remain,
        string? Message,
        [property: JsonPropertyName("not_same_site")] IReadOnlyList<string>? NotSameSite,
        [property: JsonPropertyName("not_valid")] IReadOnlyList<string>? NotValid);
}
