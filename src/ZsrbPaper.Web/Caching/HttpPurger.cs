using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Purging;

namespace ZsrbPaper.Web.Caching;

/// <summary>Tells caches by one HTTP request for some tags: a header of the request as Fastly and Varnish's xkey take it, or a JSON body as Cloudflare does.</summary>
internal sealed class HttpPurger(IHttpClientFactory clients, IOptions<CacheOptions> options, TimeProvider clock) : IPurger
{
    public const string ClientName = "purge";

    /// <summary>Of an answer, for the log.</summary>
    private const int MostSaid = 300;

    private readonly PurgeOptions _options = options.Value.Purge;

    /// <summary>Cloudflare's limit on its smallest plan; Fastly takes 256.</summary>
    public int BatchSize => 30;

    public string Version { get; } = typeof(HttpPurger).Module.ModuleVersionId.ToString("N");

    public async Task<PurgeAnswer> PurgeAsync(IReadOnlyCollection<string> tags, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(_options.Method), _options.Url);
        foreach (var (name, value) in _options.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (_options.Format == PurgeFormat.CacheTag)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new Told(tags), JsonSerializerOptions.Web)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }
        else
        {
            request.Headers.TryAddWithoutValidation("Surrogate-Key", string.Join(' ', tags));
        }

        using var client = clients.CreateClient(ClientName);
        using var answer = await client.SendAsync(request, cancellationToken);
        var said = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode && !IsRefusal(said)
            ? new PurgeAnswer()
            : new PurgeAnswer($"it answered {(int)answer.StatusCode} {(said.Length > MostSaid ? said[..MostSaid] : said).ReplaceLineEndings(" ")}".TrimEnd(), WaitAsked(answer));
    }

    /// <summary>Cloudflare says in the body whether it went well.</summary>
    private bool IsRefusal(string said)
    {
        if (_options.Format != PurgeFormat.CacheTag)
        {
            return false;
        }

        try
        {
            return JsonSerializer.Deserialize<Said>(said, JsonSerializerOptions.Web) is { Success: false };
        }
        catch (JsonException)
        {
            // Another receiver, which says it by its status alone.
            return false;
        }
    }

    private TimeSpan? WaitAsked(HttpResponseMessage answer) => answer.Headers.RetryAfter is { } asked ? asked.Delta ?? (asked.Date - clock.GetUtcNow()) : null;

    private sealed record Told(IReadOnlyCollection<string> Tags);

    private sealed record Said(bool? Success);
}
