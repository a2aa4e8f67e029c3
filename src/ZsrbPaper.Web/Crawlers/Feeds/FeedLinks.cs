using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Pages;

namespace ZsrbPaper.Web.Crawlers.Feeds;

/// <summary>The feeds that a page's head offers, as browsers' and feed readers' subscribe buttons find them.</summary>
public sealed record FeedLink(string Title, string Address)
{
    /// <summary>
    /// On the pages of editions the newspaper's feed; on a page of the latest edition also that of its label and of its section, which an
    /// older page may have left behind.
    /// </summary>
    public static IEnumerable<FeedLink> Of(PageFrame frame)
    {
        if (frame is not { Newspaper: { } paper, Edition: { } edition, Meta: { Canonical: not null, Robots: null } })
        {
            yield break;
        }

        yield return Of(new FeedTopic(paper.Code), paper);
        if (frame.Page is { } page && edition.NextDate is null && page.Articles.Any(article => article.Kind != ArticleKind.Advertisement))
        {
            yield return Of(new FeedTopic(paper.Code, Label: page.Label), paper);
            if (page.Section.Length > 0)
            {
                yield return Of(new FeedTopic(paper.Code, Section: page.Section), paper);
            }
        }
    }

    private static FeedLink Of(FeedTopic topic, Masthead paper) => new(FeedDocuments.TitleOf(topic, paper), Addresses.Feed(topic, FeedEndpoints.Atom));
}
