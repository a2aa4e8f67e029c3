using System.Globalization;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Text;
using ZsrbPaper.Web.Exports;
using ZsrbPaper.Web.Iiif;
using ZsrbPaper.Web.Pages;

namespace ZsrbPaper.Web.Crawlers;

/// <summary>Puts together what search engines and social networks are told of a page.</summary>
public sealed class PageMetaFactory(IOptions<SiteOptions> site)
{
    /// <summary>The address as the world writes it.</summary>
    public string Absolute(string path) => site.Value.Absolute(path);

    /// <summary>An article's page; its description is the opening of its text, or of its first caption.</summary>
    public PageMeta Of(EditionView edition, PageView page, ArticleView article)
    {
        var headline = article.Headline;
        var address = Addresses.Article(edition, headline);
        var (before, after) = (edition.ArticleBefore(headline), edition.ArticleAfter(headline));
        var description = Describe(article);
        var images = CardsOf(edition, page, article);
        var facts = new ArticleFacts(edition, page, article);
        return new PageMeta(
            $"{headline.Title} - {edition.Newspaper.Name} {ChineseDates.Full(edition.Date)} {page.Label}版",
            description,
            address,
            before is null ? null : Addresses.Article(edition, before),
            after is null ? null : Addresses.Article(edition, after))
        {
            ShareTitle = headline.Title,
            Images = images,
            Article = facts,
            Things =
            [
                new NewsArticle
                {
                    Id = Absolute(address),
                    Headline = headline.Title,
                    AlternativeHeadline = headline.Subtitle ?? headline.Kicker,
                    Url = Absolute(address),
                    MainEntityOfPage = Absolute(address),
                    Description = description,
                    Image = images.Count == 0 ? null : [.. images.Select(image => Absolute(image.Address))],
                    DatePublished = edition.PublishedAt,
                    DateModified = facts.ModifiedAt,
                    Author = article.Authors.Count > 0 ? [.. article.Authors.Select(name => new Person(name))] : [new Organization(article.Source ?? edition.Newspaper.Name)],
                    Publisher = Publisher(edition.Newspaper),
                    InLanguage = edition.Newspaper.Language,
                    Dateline = ArticleSummary.Dateline(article.BodyHtml),
                    PrintPage = page.Label.Value,
                    PrintSection = page.Section.Length == 0 ? null : page.Section,
                    PrintEdition = Addresses.Iso(edition.Date),
                    ArticleSection = facts.Section,
                    IsPartOf = [new Reference(Absolute(Addresses.Edition(edition)) + "#issue"), SeriesReference(edition.Newspaper)],
                    Correction = article.Correction,
                },
                Issue(edition),
                Series(edition.Newspaper),
                Crumbs(
                    (edition.Newspaper.Name, Addresses.Newspaper(edition.Newspaper)),
                    (ChineseDates.Full(edition.Date), Addresses.Edition(edition)),
                    (page.Name(), Addresses.Page(edition, page.Label)),
                    (headline.Title, address)),
            ],
        };
    }

    /// <summary>A page of an edition.</summary>
    public PageMeta Of(EditionView edition, PageView page) => new(
        $"{page.Name()} {ChineseDates.Full(edition.Date)} {edition.Newspaper.Name}",
        $"{edition.Newspaper.Name}{ChineseDates.Full(edition.Date)}{page.Name()}。{string.Join(" ", page.Articles.Take(5).Select(article => article.Title))}",
        Addresses.Page(edition, page.Label),
        edition.PageBefore(page) is { } before ? Addresses.Page(edition, before.Label) : null,
        edition.PageAfter(page) is { } after ? Addresses.Page(edition, after.Label) : null)
    {
        Images = PictureOf(edition, page),
        Things =
        [
            Issue(edition),
            Series(edition.Newspaper),
            Publisher(edition.Newspaper),
            Crumbs(
                (edition.Newspaper.Name, Addresses.Newspaper(edition.Newspaper)),
                (ChineseDates.Full(edition.Date), Addresses.Edition(edition)),
                (page.Name(), Addresses.Page(edition, page.Label))),
        ],
    };

    /// <summary>The overview of an edition.</summary>
    public PageMeta Of(EditionView edition)
    {
        var paper = edition.Newspaper;
        return new PageMeta(
            $"{paper.Name} {ChineseDates.Full(edition.Date)} 版面概览",
            $"{paper.Name}{ChineseDates.Full(edition.Date)} {ChineseDates.Weekday(edition.Date)},共{edition.Pages.Count}版。{string.Join(" ", edition.Articles.Take(3).Select(article => article.Title))}",
            Addresses.Edition(edition),
            edition.PreviousDate is { } previous ? Addresses.Edition(paper.Code, previous) : null,
            edition.NextDate is { } next ? Addresses.Edition(paper.Code, next) : null)
        {
            Images = edition.Pages is [var first, ..] ? PictureOf(edition, first) : [],
            Alternates =
            [
                new AlternateForm($"application/ld+json;profile=\"{PresentationFactory.Context}\"", Addresses.IiifManifest(paper.Code, edition.Date)),
                new AlternateForm("application/epub+zip", Addresses.EditionEpub(edition)),
                new AlternateForm("application/zip", Addresses.EditionZip(edition)),
                new AlternateForm(MetsFactory.MediaType, Addresses.Mets(edition)),
            ],
            Things =
            [
                Issue(edition), Series(paper), Publisher(paper),
                Crumbs((paper.Name, Addresses.Newspaper(paper)), (ChineseDates.Full(edition.Date), Addresses.Edition(edition))),
            ],
        };
    }

    /// <summary>A newspaper, which shows its latest edition.</summary>
    public PageMeta Latest(EditionView edition)
    {
        var paper = edition.Newspaper;
        return new PageMeta(
            $"{paper.Name}数字报",
            $"{paper.Name}最新一期:{ChineseDates.Full(edition.Date)} {ChineseDates.Weekday(edition.Date)},共{edition.Pages.Count}版。",
            Addresses.Newspaper(paper),
            Previous: edition.PreviousDate is { } date ? Addresses.Edition(paper.Code, date) : null)
        {
            Images = edition.Pages is [var first, ..] ? PictureOf(edition, first) : [],
            Things =
            [
                new WebSite(paper.Name, Absolute(Addresses.Newspaper(paper)))
                {
                    InLanguage = paper.Language,
                    Publisher = PublisherReference(paper),
                    PotentialAction = new SearchAction(new EntryPoint($"{Absolute(Addresses.Search)}?q={{words}}&newspaper={paper.Code}")),
                },
                Series(paper), Publisher(paper),
            ],
        };
    }

    /// <summary>The opening of an article's text, or of its first caption.</summary>
    internal static string Describe(ArticleView article)
    {
        var summary = ArticleSummary.Of(article.BodyHtml);
        return summary.Length > 0 ? summary : article.Photos.Select(photo => photo.Caption).FirstOrDefault(caption => caption is not null) ?? article.Headline.Subtitle ?? article.Headline.Title;
    }

    private static List<PageImage> CardsOf(EditionView edition, PageView page, ArticleView article)
    {
        if (ArticleCard.Of(page, article) is not { } card)
        {
            return [];
        }

        var alt = article.Photos is [var photo, ..] ? photo.Alt ?? photo.Caption ?? article.Headline.Title : $"{page.Name()} {article.Headline.Title}";
        return [.. CardShape.All.Select(shape => (shape, size: card.SizeOf(shape)))
            .Select(each => new PageImage(Addresses.Card(edition, article.Headline, card.Version, each.shape.Name), each.size.Width, each.size.Height, alt))];
    }

    private static List<PageImage> PictureOf(EditionView edition, PageView page)
    {
        if (page.Facsimile is not { } picture)
        {
            return [];
        }

        var width = Math.Min(900, picture.Width);
        return [new PageImage(Addresses.Facsimile(edition, page, "page-900.jpg"), width, width * picture.Height / picture.Width, page.Name())];
    }

    private BreadcrumbList Crumbs(params ReadOnlySpan<(string Name, string Address)> crumbs)
    {
        var list = new List<Crumb>(crumbs.Length);
        foreach (var (name, address) in crumbs)
        {
            list.Add(new Crumb(list.Count + 1, name, Absolute(address)));
        }

        return new BreadcrumbList(list);
    }

    private PublicationIssue Issue(EditionView edition) => new($"{edition.Newspaper.Name} {ChineseDates.Full(edition.Date)}", Absolute(Addresses.Edition(edition)))
    {
        Id = Absolute(Addresses.Edition(edition)) + "#issue",
        IssueNumber = edition.Number?.ToString(CultureInfo.InvariantCulture),
        DatePublished = edition.PublishedAt,
        IsPartOf = SeriesReference(edition.Newspaper),
        Pagination = edition.Pages.Count,
    };

    private NewspaperSeries Series(Masthead paper) => new(paper.Name, Absolute(Addresses.Newspaper(paper)))
    {
        Id = SeriesReference(paper).Id,
        Identifier = paper.IssueNumber,
        InLanguage = paper.Language,
        Publisher = PublisherReference(paper),
    };

    private NewsMediaOrganization Publisher(Masthead paper) => new(paper.Name, Absolute(Addresses.Newspaper(paper)))
    {
        Id = PublisherReference(paper).Id,
        Logo = paper.Logo is { } logo ? LogoOf(logo) : null,
        Email = paper.Email,
        Telephone = paper.Hotline,
        ParentOrganization = paper.Publisher is { } house ? new Organization(house) : null,
        SameAs = paper.Social.Select(link => link.Url).OfType<string>().ToList() is { Count: > 0 } links ? links : null,
    };

    private ImageObject LogoOf(Logo logo)
    {
        var rendition = PhotoRenditions.For(logo.Width) is { Count: > 1 } sizes ? sizes[1] : PhotoRenditions.For(logo.Width)[0];
        return new ImageObject(Absolute(Addresses.Photo(logo.Hash, rendition.Name, "jpg")), rendition.Width, rendition.HeightFor(logo.Width, logo.Height));
    }

    private Reference SeriesReference(Masthead paper) => new(Absolute(Addresses.Newspaper(paper)) + "#newspaper");

    private Reference PublisherReference(Masthead paper) => new(Absolute(Addresses.Newspaper(paper)) + "#publisher");
}

/// <summary>A picture of what a page shows, for search engines and social networks; size in pixels.</summary>
/// <param name="Address">Root-relative.</param>
public sealed record PageImage(string Address, int Width, int Height, string Alt);

/// <summary>The facts of an article that reference managers and libraries read in its head.</summary>
public sealed record ArticleFacts(EditionView Edition, PageView Page, ArticleView Article)
{
    /// <summary>栏目, else 版名; null without either.</summary>
    public string? Section => Article.Headline.Column ?? (Page.Section.Length == 0 ? null : Page.Section);

    /// <summary>Never before the release: what was edited earlier was first to be read then.</summary>
    public DateTimeOffset ModifiedAt => Article.ModifiedAt > Edition.PublishedAt ? Article.ModifiedAt : Edition.PublishedAt;
}
