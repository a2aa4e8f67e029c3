using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Web.Crawlers;
using ZsrbPaper.Web.Crawlers.Feeds;

namespace ZsrbPaper.Web.Searching;

/// <summary>What programs ask of search: suggestions, a search as a feed, and the description by which browsers add the search to theirs.</summary>
internal static class SearchEndpoints
{
    /// <summary>Entries of a search's feed.</summary>
    private const int FeedSize = 50;

    private static readonly string[] _methods = [HttpMethods.Get, HttpMethods.Head];
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Addresses.Suggestions, _methods, SuggestAsync);
        routes.MapMethods(Addresses.SearchFeed, _methods, GetFeedAsync);
        routes.MapMethods(Addresses.OpenSearch, _methods, DescribeAsync);
    }

    /// <summary>
    /// What may be about to be typed, as OpenSearch has it: <c>["徐", ["作者:徐钧钻"], ["作者"]]</c>, queries and beside them what each is.
    /// </summary>
    private static async Task<IResult> SuggestAsync(string? q, string? newspaper, HttpContext context, ArticleSearch search, SearchGate gate)
    {
        var typed = (q ?? "").Trim();
        typed = typed.Length > SearchQuery.MaxTyped ? typed[..SearchQuery.MaxTyped] : typed;
        var found = typed.Length == 0 ? [] : await gate.RunAsync(context, ct => search.SuggestAsync(typed, newspaper, ct));
        if (found is null)
        {
            return Results.StatusCode(context.Response.StatusCode);
        }

        context.Response.Headers.CacheControl = "public, max-age=60";
        object[] answer = [typed, found.Select(QueryOf), found.Select(suggestion => WordOf(suggestion.Kind))];
        return Results.Json(answer, _json, "application/x-suggestions+json; charset=utf-8");
    }

    private static string QueryOf(Suggestion suggestion) => suggestion.Kind == SuggestionKind.Author ? AuthorQuery(suggestion.Text) : suggestion.Text;

    /// <summary>The query for what somebody wrote; in quotation marks where a mark or a space would part the name.</summary>
    public static string AuthorQuery(string author) => $"作者:{(author.All(char.IsLetter) ? author : $"\"{author}\"")}";

    private static string WordOf(SuggestionKind kind) => kind switch
    {
        SuggestionKind.Author => "作者",
        SuggestionKind.Section => "版名",
        _ => "标题",
    };

    private static async Task<IResult> GetFeedAsync(HttpContext context, ArticleSearch search, FeedReader feeds, EditionReader reader, SearchGate gate, IOptions<SiteOptions> site)
    {
        var address = SearchAddress.Read(context.Request.QueryString);
        if (address.IsTooLong)
        {
            return Results.StatusCode(StatusCodes.Status414UriTooLong);
        }

        if (SearchQuery.Parse(address.Query, address.Field).IsEmpty)
        {
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }

        var newspapers = await reader.ListNewspapersAsync(context.RequestAborted);
        var paper = address.Filter.Newspaper is { } code ? newspapers.FirstOrDefault(paper => paper.Code == code) : newspapers is [var only] ? only : null;
        if (paper is null && address.Filter.Newspaper is not null)
        {
            return Results.NotFound();
        }

        var newest = address with { Order = SearchOrder.Newest, After = null };
        if (await gate.RunAsync(context, ct => search.FindAsync(newest.ToRequest(FeedSize), ct)) is not { } result)
        {
            return Results.StatusCode(context.Response.StatusCode);
        }

        // What comes near is no news of what was asked for.
        var articles = result.IsNearest ? [] : result.Articles;
        var moments = await feeds.ListMomentsAsync([.. articles.Select(found => new ArticleKey(found.Newspaper, found.Date, found.Page, found.Number))], context.RequestAborted);
        var name = paper?.Name ?? "数字报";
        var feed = new FeedDocument(
            XmlText.Clean($"{result.Query.Typed} 搜索 - {name}"),
            XmlText.Clean($"{name}里搜索“{result.Query.Typed}”所得，新的在前"),
            site.Value.Absolute(Addresses.SearchFeed + address.ToFeedQuery()),
            site.Value.Absolute((address with { Order = SearchOrder.Best, After = null }).ToString()),
            null,
            XmlText.Clean(name),
            paper?.Language ?? "zh-CN",
            moments.Count > 0 ? moments.Values.Max(moment => moment.ModifiedAt) : DateTimeOffset.UnixEpoch,
            [.. articles.SelectMany(found => ItemOf(found, moments, site.Value))]);
        var xml = AtomFeed.Of(feed).ToString(SaveOptions.DisableFormatting);
        return context.IsUnchanged(xml) ? Results.StatusCode(StatusCodes.Status304NotModified) : Xml(xml, "application/atom+xml; charset=utf-8");
    }

    /// <summary>An entry; none for what was withdrawn since it was found.</summary>
    private static IEnumerable<FeedItem> ItemOf(FoundArticle found, IReadOnlyDictionary<ArticleKey, ArticleMoments> moments, SiteOptions site)
    {
        if (moments.TryGetValue(new ArticleKey(found.Newspaper, found.Date, found.Page, found.Number), out var moment))
        {
            yield return new FeedItem(
                site.Absolute(Addresses.Article(found.Newspaper, found.Date, found.Page, found.Number)),
                XmlText.Clean(found.Title.ToString()),
                [.. (found.Authors.Count > 0 ? found.Authors : [found.NewspaperName]).Select(XmlText.Clean)],
                moment.PublishedAt,
                moment.ModifiedAt,
                XmlText.Clean(found.Snippet.ToString()),
                null,
                found.Section.Length > 0 ? [XmlText.Clean(found.Section)] : [],
                found.Page,
                site.Absolute(Addresses.Newspaper(found.Newspaper)),
                found.Photo is { } photo ? FeedDocuments.PictureOf(photo, site) : null);
        }
    }

    private static async Task<IResult> DescribeAsync(EditionReader reader, IOptions<SiteOptions> site, CancellationToken cancellationToken)
    {
        XNamespace search = "http://a9.com/-/spec/opensearch/1.1/";
        var name = await reader.ListNewspapersAsync(cancellationToken) is [var only] ? only.Name : "数字报";
        var template = site.Value.Absolute(Addresses.Search);
        return Xml(
            new XElement(
                search + "OpenSearchDescription",
                new XElement(search + "ShortName", XmlText.Clean(name.Length > 16 ? name[..16] : name)),
                new XElement(search + "Description", XmlText.Clean($"搜索{name}")),
                new XElement(search + "InputEncoding", "UTF-8"),
                new XElement(search + "Image", new XAttribute("type", "image/svg+xml"), site.Value.Absolute(ClientAssets.Address("favicon.svg"))),
                Url("text/html", template + "?q={searchTerms}"),
                Url("application/atom+xml", site.Value.Absolute(Addresses.SearchFeed) + "?q={searchTerms}"),
                Url("application/x-suggestions+json", site.Value.Absolute(Addresses.Suggestions) + "?q={searchTerms}")).ToString(),
            "application/opensearchdescription+xml; charset=utf-8");

        XElement Url(string type, string address) => new(search + "Url", new XAttribute("type", type), new XAttribute("template", address));
    }

    private static IResult Xml(string document, string type) => Results.Text("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + document, type, Encoding.UTF8);
}
