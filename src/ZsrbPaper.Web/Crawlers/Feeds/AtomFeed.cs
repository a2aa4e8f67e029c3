using System.Globalization;
using System.Xml.Linq;

namespace ZsrbPaper.Web.Crawlers.Feeds;

/// <summary>A feed as Atom (RFC 4287).</summary>
internal static class AtomFeed
{
    public static XNamespace Namespace { get; } = "http://www.w3.org/2005/Atom";

    public static XDocument Of(FeedDocument feed) => new(new XElement(
        Namespace + "feed",
        new XAttribute(XNamespace.Xml + "lang", feed.Language),
        new XElement(Namespace + "id", feed.Address),
        new XElement(Namespace + "title", feed.Title),
        new XElement(Namespace + "subtitle", feed.Description),
        new XElement(Namespace + "updated", Moment(feed.ModifiedAt)),
        Author(feed.Publisher),
        Links(feed, "application/atom+xml"),
        Link("alternate", feed.Home, "text/html"),
        feed.Items.Select(Entry)));

    /// <summary>The feed's own address and its hub, which RSS takes from Atom too.</summary>
    public static IEnumerable<XElement> Links(FeedDocument feed, string type)
    {
        yield return Link("self", feed.Address, type);
        if (feed.Hub is not null)
        {
            yield return Link("hub", feed.Hub);
        }
    }

    public static string Moment(DateTimeOffset moment) => moment.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static XElement Entry(FeedItem item) => new(
        Namespace + "entry",
        new XElement(Namespace + "id", item.Address),
        new XElement(Namespace + "title", item.Title),
        new XElement(Namespace + "published", Moment(item.PublishedAt)),
        new XElement(Namespace + "updated", Moment(item.ModifiedAt)),
        item.Authors.Select(Author),
        Link("alternate", item.Address, "text/html"),
        item.Picture is { } picture ? Link("enclosure", picture.Address, "image/jpeg") : null,
        item.Sections.Select(section => new XElement(Namespace + "category", new XAttribute("term", section))),
        new XElement(
            Namespace + "category", new XAttribute("term", item.Label), new XAttribute("scheme", $"{item.Newspaper}/pages"), new XAttribute("label", $"{item.Label}版")),
        new XElement(Namespace + "summary", item.Summary),
        item.Html is null ? null : new XElement(Namespace + "content", new XAttribute("type", "html"), item.Html));

    private static XElement Author(string name) => new(Namespace + "author", new XElement(Namespace + "name", name));

    private static XElement Link(string relation, string address, string? type = null) => new(
        Namespace + "link",
        new XAttribute("rel", relation),
        type is null ? null : new XAttribute("type", type),
        new XAttribute("href", address));
}
