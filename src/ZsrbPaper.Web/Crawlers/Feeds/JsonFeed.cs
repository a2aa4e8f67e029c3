using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZsrbPaper.Web.Crawlers.Feeds;

/// <summary>A feed as <see href="https://www.jsonfeed.org/version/1.1/">JSON Feed 1.1</see>; what is null is left out.</summary>
internal sealed record JsonFeed(
    string Title, string HomePageUrl, string FeedUrl, string Description, string Language, IReadOnlyList<JsonFeedAuthor> Authors,
    IReadOnlyList<JsonFeedHub>? Hubs, IReadOnlyList<JsonFeedItem> Items)
{
    /// <summary>Chinese as itself: the answer is never part of an HTML page.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    [JsonPropertyOrder(-1)]
    public string Version { get; } = "https://jsonfeed.org/version/1.1";

    public static JsonFeed Of(FeedDocument feed) => new(
        feed.Title,
        feed.Home,
        feed.Address,
        feed.Description,
        feed.Language,
        [new JsonFeedAuthor(feed.Publisher)],
        feed.Hub is null ? null : [new JsonFeedHub("WebSub", feed.Hub)],
        [.. feed.Items.Select(item => new JsonFeedItem(
            item.Address,
            item.Address,
            item.Title,
            item.Html,
            item.Html is null ? item.Summary : null,
            item.Summary,
            item.Picture?.Address,
            item.PublishedAt,
            item.ModifiedAt,
            [.. item.Authors.Select(author => new JsonFeedAuthor(author))],
            [.. item.Sections, item.Label.Value]))]);
}

internal sealed record JsonFeedAuthor(string Name);

internal sealed record JsonFeedHub(string Type, string Url);

internal sealed record JsonFeedItem(
    string Id, string Url, string Title, string? ContentHtml, string? ContentText, string Summary, string? Image, DateTimeOffset DatePublished,
    DateTimeOffset DateModified, IReadOnlyList<JsonFeedAuthor> Authors, IReadOnlyList<string> Tags);
