using System.Globalization;
using System.Xml.Linq;

namespace ZsrbPaper.Web.Crawlers.Feeds;

/// <summary>
/// A feed as RSS 2.0. Authors are Dublin Core's, because those of RSS are e-mail addresses; pictures are Media RSS, because an enclosure
/// has to tell its size in bytes.
/// </summary>
internal static class RssFeed
{
    private static readonly XNamespace _content = "http://purl.org/rss/1.0/modules/content/";
    private static readonly XNamespace _dublinCore = "http://purl.org/dc/elements/1.1/";
    private static readonly XNamespace _media = "http://search.yahoo.com/mrss/";

    public static XDocument Of(FeedDocument feed) => new(new XElement(
        "rss",
        new XAttribute("version", "2.0"),
        new XAttribute(XNamespace.Xmlns + "atom", AtomFeed.Namespace),
        new XAttribute(XNamespace.Xmlns + "content", _content),
        new XAttribute(XNamespace.Xmlns + "dc", _dublinCore),
        new XAttribute(XNamespace.Xmlns + "media", _media),
        new XElement(
            "channel",
            new XElement("title", feed.Title),
            new XElement("link", feed.Home),
            new XElement("description", feed.Description),
            new XElement("language", feed.Language),
            new XElement("lastBuildDate", Moment(feed.ModifiedAt)),
            AtomFeed.Links(feed, "application/rss+xml"),
            feed.Items.Select(Item))));

    private static XElement Item(FeedItem item) => new(
        "item",
        new XElement("title", item.Title),
        new XElement("link", item.Address),
        new XElement("guid", new XAttribute("isPermaLink", "true"), item.Address),
        new XElement("pubDate", Moment(item.PublishedAt)),
        new XElement(AtomFeed.Namespace + "updated", AtomFeed.Moment(item.ModifiedAt)),
        item.Authors.Select(author => new XElement(_dublinCore + "creator", author)),
        item.Sections.Select(section => new XElement("category", section)),
        new XElement("category", new XAttribute("domain", $"{item.Newspaper}/pages"), item.Label),
        new XElement("description", item.Summary),
        item.Html is null ? null : new XElement(_content + "encoded", item.Html),
        item.Picture is { } picture ? Picture(picture) : null);

    private static XElement Picture(FeedPicture picture) => new(
        _media + "content",
        new XAttribute("url", picture.Address),
        new XAttribute("type", "image/jpeg"),
        new XAttribute("medium", "image"),
        new XAttribute("width", picture.Width),
        new XAttribute("height", picture.Height),
        picture.Caption is null ? null : new XElement(_media + "description", new XAttribute("type", "plain"), picture.Caption));

    private static string Moment(DateTimeOffset moment) => moment.ToString("r", CultureInfo.InvariantCulture);
}
