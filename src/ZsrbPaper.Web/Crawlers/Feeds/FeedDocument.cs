using System.Text.RegularExpressions;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web.Crawlers.Feeds;

/// <summary>What every format of a feed says; addresses are absolute, texts hold nothing that XML forbids.</summary>
/// <param name="Address">Of the feed in this format.</param>
/// <param name="Home">The page that the feed tells of.</param>
/// <param name="Hub">WebSub hub; null without one.</param>
internal sealed record FeedDocument(
    string Title, string Description, string Address, string Home, string? Hub, string Publisher, string Language, DateTimeOffset ModifiedAt, IReadOnlyList<FeedItem> Items);

/// <summary>An article of a feed.</summary>
/// <param name="Address">Permanent: it is the article's id too.</param>
/// <param name="Authors">Who wrote it, else where it came from; never empty.</param>
/// <param name="Summary">Plain text.</param>
/// <param name="Html">The text; null where feeds have none.</param>
/// <param name="Sections">Section and column (版名, 栏目), as far as there are any.</param>
/// <param name="Newspaper">Absolute address of its newspaper.</param>
/// <param name="Picture">The first photo; null without one.</param>
internal sealed record FeedItem(
    string Address, string Title, IReadOnlyList<string> Authors, DateTimeOffset PublishedAt, DateTimeOffset ModifiedAt, string Summary, string? Html,
    IReadOnlyList<string> Sections, PageLabel Label, string Newspaper, FeedPicture? Picture);

/// <summary>A JPEG; size in pixels.</summary>
internal sealed record FeedPicture(string Address, int Width, int Height, string? Caption);

/// <summary>Makes the <see cref="FeedDocument"/> of a feed.</summary>
internal static partial class FeedDocuments
{
    /// <summary>Widest picture in pixels.</summary>
    private const int PictureWidth = 1600;

    public static FeedDocument Of(FeedView feed, IReadOnlyList<FeedEntry> entries, string file, SiteOptions site, FeedOptions options)
    {
        var paper = feed.Newspaper;
        return new FeedDocument(
            XmlText.Clean(TitleOf(feed.Topic, paper)),
            XmlText.Clean($"{TitleOf(feed.Topic, paper)}最新报道"),
            site.Absolute(Addresses.Feed(feed.Topic, file)),
            site.Absolute(Addresses.Newspaper(paper)),
            options.Hub,
            XmlText.Clean(paper.Name),
            paper.Language,
            new DateTimeOffset(feed.ModifiedAt, TimeSpan.Zero),
            [.. entries.Select(entry => Of(paper, entry, site, options.FullText))]);
    }

    /// <summary>中山日报, 中山日报 新闻 or 中山日报 A01版.</summary>
    public static string TitleOf(FeedTopic topic, Masthead paper) =>
        string.Join(' ', new[] { paper.Name, topic.Section, topic.Label is { } label ? $"{label}版" : null }.OfType<string>());

    private static FeedItem Of(Masthead paper, FeedEntry entry, SiteOptions site, bool fullText)
    {
        var article = entry.Article;
        var headline = article.Headline;
        var address = site.Absolute(Addresses.Article(paper.Code, entry.Date, headline.Page, headline.Number));
        return new FeedItem(
            address,
            XmlText.Clean(headline.Title),
            [.. (article.Authors.Count > 0 ? article.Authors : [article.Source ?? paper.Name]).Select(XmlText.Clean)],
            entry.PublishedAt,
            entry.ModifiedAt,
            XmlText.Clean(PageMetaFactory.Describe(article)),
            fullText ? XmlText.Clean(HtmlOf(article, new Uri(address))) : null,
            [.. new[] { entry.Section, headline.Column }.OfType<string>().Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Select(XmlText.Clean)],
            headline.Page,
            site.Absolute(Addresses.Newspaper(paper)),
            article.Photos is [var photo, ..] ? PictureOf(photo, site) : null);
    }

    public static FeedPicture PictureOf(PhotoView photo, SiteOptions site)
    {
        var rendition = PhotoRenditions.For(Math.Min(photo.Width, PictureWidth))[^1];
        return new FeedPicture(
            site.Absolute(Addresses.Photo(photo.Hash, rendition.Name, PictureEncoding.Jpeg.Extension())),
            rendition.Width, rendition.HeightFor(photo.Width, photo.Height), (photo.Caption ?? photo.Alt) is { } caption ? XmlText.Clean(caption) : null);
    }

    /// <summary>The text with what was put right above it, as on the article's page; links within the portal made absolute.</summary>
    private static string HtmlOf(ArticleView article, Uri address)
    {
        var body = LinkAddress().Replace(article.BodyHtml, match => Uri.TryCreate(address, System.Net.WebUtility.HtmlDecode(match.Value), out var target)
            ? System.Net.WebUtility.HtmlEncode(target.AbsoluteUri)
            : match.Value);
        return article.Correction is { } correction ? $"<p><strong>更正</strong> {System.Net.WebUtility.HtmlEncode(correction)}</p>\n{body}" : body;
    }

    [GeneratedRegex("(?<=<a [^<]*?href=\")[^\"]*")]
    private static partial Regex LinkAddress();
}
