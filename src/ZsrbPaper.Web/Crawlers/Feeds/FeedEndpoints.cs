using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web.Crawlers.Feeds;

/// <summary>Atom, RSS and JSON feeds of a newspaper, its sections and its pages.</summary>
internal static class FeedEndpoints
{
    public const string Atom = "atom.xml";
    public const string Rss = "rss.xml";
    public const string Json = "feed.json";

    /// <summary>The last segment of a feed's address, one for each format.</summary>
    public static IReadOnlyList<string> Files { get; } = [Atom, Rss, Json];

    private static readonly string[] _methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapFeeds(this IEndpointRouteBuilder routes)
    {
        foreach (var file in Files)
        {
            routes.MapMethods($"/{{newspaper}}/{file}", _methods,
                (string newspaper, HttpContext context, FeedReader reader, CancellationToken ct) => GetAsync(new FeedTopic(newspaper), file, context, reader, ct));
            routes.MapMethods($"/{{newspaper}}/sections/{{section}}/{file}", _methods,
                (string newspaper, string section, HttpContext context, FeedReader reader, CancellationToken ct) =>
                    GetAsync(new FeedTopic(newspaper, Section: Addresses.ReadSection(section)), file, context, reader, ct));
            routes.MapMethods($"/{{newspaper}}/pages/{{label}}/{file}", _methods,
                (string newspaper, string label, HttpContext context, FeedReader reader, CancellationToken ct) =>
                    GetAsync(PageLabel.TryParse(label, out var page) ? new FeedTopic(newspaper, Label: page) : null, file, context, reader, ct));
        }
    }

    private static async Task GetAsync(FeedTopic? topic, string file, HttpContext context, FeedReader reader, CancellationToken cancellationToken)
    {
        if (topic is null || await reader.FindAsync(topic, cancellationToken) is not { } feed)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var options = context.RequestServices.GetRequiredService<IOptions<FeedOptions>>().Value;
        if (context.IsUnchanged($"{options.FullText}|{options.Hub}|{feed.Newspaper.Name}|{string.Join('\n', feed.Editions)}", feed.ModifiedAt))
        {
            return;
        }

        var site = context.RequestServices.GetRequiredService<IOptions<SiteOptions>>().Value;
        if (options.Hub is { } hub)
        {
            context.Response.Headers.Link = $"<{hub}>; rel=\"hub\", <{site.Absolute(Addresses.Feed(topic, file))}>; rel=\"self\"";
        }

        context.Response.ContentType = file switch { Atom => "application/atom+xml; charset=utf-8", Rss => "application/rss+xml; charset=utf-8", _ => "application/feed+json; charset=utf-8" };
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        var document = FeedDocuments.Of(feed, await reader.ListAsync(feed, cancellationToken), file, site, options);
        await (file switch
        {
            Atom => WriteAsync(context.Response, AtomFeed.Of(document), cancellationToken),
            Rss => WriteAsync(context.Response, RssFeed.Of(document), cancellationToken),
            _ => JsonSerializer.SerializeAsync(context.Response.Body, JsonFeed.Of(document), JsonFeed.Json, cancellationToken),
        });
    }

    private static async Task WriteAsync(HttpResponse response, XDocument document, CancellationToken cancellationToken)
    {
        await using var xml = XmlWriter.Create(response.Body, new XmlWriterSettings { Async = true, Encoding = new UTF8Encoding(false) });
        await document.WriteToAsync(xml, cancellationToken);
    }
}
