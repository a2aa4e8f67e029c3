using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Web.Crawlers;
using ZsrbPaper.Web.Crawlers.Citations;
using ZsrbPaper.Web.Pages;

namespace ZsrbPaper.Web.Api;

/// <summary>Makes the API's answers from what readers' pages are made of; every address in them is absolute.</summary>
public sealed class ApiAnswers(PageMetaFactory metas, IOptions<SiteOptions> site)
{
    /// <summary>The widths in pixels of a facsimile's files, which are less where the facsimile itself is smaller.</summary>
    private static readonly (string File, int Width)[] _facsimileFiles = [("thumbnail.jpg", 400), ("page-900.jpg", 900), ("page-1600.jpg", 1600)];

    public NewspaperList Newspapers(IEnumerable<Masthead> newspapers) => new() { Newspapers = [.. newspapers.Select(Reference)] };

    public NewspaperAnswer Newspaper(ArchiveRange archive)
    {
        var paper = archive.Newspaper;
        return new NewspaperAnswer
        {
            Code = paper.Code,
            Name = paper.Name,
            Url = Absolute(Addresses.Newspaper(paper)),
            Api = Absolute(Addresses.ApiNewspaper(paper.Code)),
            Publisher = paper.Publisher,
            IssueNumber = paper.IssueNumber,
            PostalCode = paper.PostalCode,
            Hotline = paper.Hotline,
            Email = paper.Email,
            Language = paper.Language,
            TimeZone = paper.TimeZone,
            Logo = paper.Logo is { } logo ? Picture(logo) : null,
            Icp = paper.Icp,
            PoliceRecord = paper.PoliceRecord,
            NewsLicence = paper.NewsLicence,
            ReportPhone = paper.ReportPhone,
            Editions = Absolute(Addresses.ApiEditions(paper.Code)),
            FirstDate = archive.First,
            Latest = archive.Last is { } last ? Reference(paper, last) : null,
        };
    }

    public EditionList Editions(Masthead paper, IEnumerable<ListedEdition> editions, string? next) => new()
    {
        Newspaper = Reference(paper),
        Editions =
        [
            .. editions.Select(edition => new EditionSummary
            {
                Date = edition.Date,
                Url = Absolute(Addresses.Edition(paper.Code, edition.Date)),
                Api = Absolute(Addresses.ApiEdition(paper.Code, edition.Date)),
                Number = edition.Number,
                PublishedAt = edition.PublishedAt,
                ModifiedAt = Later(edition.ModifiedAt, edition.PublishedAt),
                PageCount = edition.PageCount,
                Cover = edition is { FirstPage: { } first, Cover: { } cover } ? Pictures(paper.Code, edition.Date, first, cover)[0] : null,
            }),
        ],
        Next = next is null ? null : Absolute(next),
    };

    public EditionAnswer Edition(EditionView edition) => new()
    {
        Date = edition.Date,
        Url = Absolute(Addresses.Edition(edition)),
        Api = Absolute(Addresses.ApiEdition(edition.Newspaper.Code, edition.Date)),
        Newspaper = Reference(edition.Newspaper),
        Number = edition.Number,
        PublishedAt = edition.PublishedAt,
        ModifiedAt = Later(edition.ModifiedAt, edition.PublishedAt),
        Pdf = edition.HasPdf ? Absolute(Addresses.EditionPdf(edition)) : null,
        Previous = edition.PreviousDate is { } previous ? Reference(edition.Newspaper, previous) : null,
        Next = edition.NextDate is { } next ? Reference(edition.Newspaper, next) : null,
        Pages = [.. edition.Pages.Select(page => Page(edition, page))],
    };

    public SinglePageAnswer SinglePage(EditionView edition, PageView page) => new()
    {
        Page = Page(edition, page),
        Newspaper = Reference(edition.Newspaper),
        Edition = Reference(edition.Newspaper, edition.Date),
        Previous = edition.PageBefore(page) is { } before ? Reference(edition, before) : null,
        Next = edition.PageAfter(page) is { } after ? Reference(edition, after) : null,
    };

    public ArticleAnswer Article(EditionView edition, PageView page, ArticleView article)
    {
        var meta = metas.Of(edition, page, article);
        var headline = article.Headline;
        return new ArticleAnswer
        {
            Page = headline.Page.Value,
            Number = headline.Number,
            Title = headline.Title,
            Url = Absolute(Addresses.Article(edition, headline)),
            Api = Absolute(Addresses.ApiArticle(edition.Newspaper.Code, edition.Date, headline.Page, headline.Number)),
            Kind = headline.Kind,
            Column = headline.Column,
            Kicker = headline.Kicker,
            Subtitle = headline.Subtitle,
            ContinuesOn = [.. headline.ContinuesOn.Select(label => label.Value)],
            Newspaper = Reference(edition.Newspaper),
            Edition = Reference(edition.Newspaper, edition.Date),
            Section = page.Section.Length > 0 ? page.Section : null,
            PublishedAt = edition.PublishedAt,
            ModifiedAt = Later(article.ModifiedAt, edition.PublishedAt),
            Reporters = article.Reporters,
            Correspondents = article.Correspondents,
            Photographers = article.Photographers,
            Byline = !article.BodyOpensWithByline && article.Byline() is { Length: > 0 } byline ? byline : null,
            Source = article.Source,
            Correction = article.Correction,
            Summary = meta.Description,
            Markdown = article.BodyMarkdown,
            Html = article.BodyHtml,
            Photos = [.. article.Photos.Select(Photo)],
            Image = [.. meta.Images.Select(image => new PictureAnswer { Url = Absolute(image.Address), Width = image.Width, Height = image.Height })],
            Citation = new CitationAnswer
            {
                Text = new Citation(edition, page, article, site.Value.Absolute(Addresses.Article(edition, headline))).ToGbt7714(),
                Authors = article.Authors,
                Title = headline.Title,
                Newspaper = edition.Newspaper.Name,
                Date = edition.Date,
                Page = page.Label.Value,
                Url = Absolute(Addresses.Article(edition, headline)),
            },
            Previous = edition.ArticleBefore(headline) is { } before ? Reference(edition, before) : null,
            Next = edition.ArticleAfter(headline) is { } after ? Reference(edition, after) : null,
        };
    }

    /// <param name="next">Root-relative; null at the end.</param>
    public SearchAnswer Search(SearchResult result, string? next) => new()
    {
        Count = result.Count,
        IsCountExact = result.IsCountExact,
        IsNearest = result.IsNearest,
        RankedSince = result.RankedSince,
        SearchedSince = result.SearchedSince,
        Articles = [.. result.Articles.Select(Found)],
        Facets = result.Facets is { } facets
            ? new FacetsAnswer { Years = [.. facets.Years.Select(Facet)], Sections = [.. facets.Sections.Select(Facet)], Authors = [.. facets.Authors.Select(Facet)] }
            : null,
        Next = next is null ? null : Absolute(next),
    };

    private FoundAnswer Found(FoundArticle found) => new()
    {
        Page = found.Page.Value,
        Number = found.Number,
        Title = found.Title.ToString(),
        Url = Absolute(Addresses.Article(found.Newspaper, found.Date, found.Page, found.Number)),
        Api = Absolute(Addresses.ApiArticle(found.Newspaper, found.Date, found.Page, found.Number)),
        Kind = found.Kind,
        Kicker = found.Kicker?.ToString(),
        Subtitle = found.Subtitle?.ToString(),
        Newspaper = new NewspaperReference
        {
            Code = found.Newspaper,
            Name = found.NewspaperName,
            Url = Absolute(Addresses.Newspaper(found.Newspaper)),
            Api = Absolute(Addresses.ApiNewspaper(found.Newspaper)),
        },
        Edition = new EditionReference
        {
            Date = found.Date,
            Url = Absolute(Addresses.Edition(found.Newspaper, found.Date)),
            Api = Absolute(Addresses.ApiEdition(found.Newspaper, found.Date)),
        },
        Section = found.Section.Length > 0 ? found.Section : null,
        Authors = found.Authors,
        Snippet = found.Snippet.ToString(),
        Words =
        [
            .. new[] { found.Kicker, found.Title, found.Subtitle, found.Snippet }.OfType<MarkedText>()
                .SelectMany(text => text.Parts).Where(part => part.IsMarked).Select(part => part.Text).Distinct(StringComparer.Ordinal),
        ],
        Photo = found.Photo is { } photo ? Photo(photo) : null,
    };

    private static FacetAnswer Facet(FacetValue facet) => new() { Value = facet.Value, Count = facet.Count };

    private PageAnswer Page(EditionView edition, PageView page) => new()
    {
        Label = page.Label.Value,
        Url = Absolute(Addresses.Page(edition, page.Label)),
        Api = Absolute(Addresses.ApiPage(edition.Newspaper.Code, edition.Date, page.Label)),
        Section = page.Section.Length > 0 ? page.Section : null,
        Editors = page.Editors,
        Designers = page.Designers,
        Proofreaders = page.Proofreaders,
        Pdf = page.HasPdf ? Absolute(Addresses.PagePdf(edition, page.Label)) : null,
        Facsimile = page.Facsimile is { } facsimile ? Pictures(edition.Newspaper.Code, edition.Date, page.Label, facsimile) : [],
        Articles = [.. page.Articles.Select(article => Headline(edition, article))],
        Continuations = [.. page.Continuations.Select(article => Reference(edition, article))],
        Areas =
        [
            .. page.Areas.Select(area => new AreaAnswer
            {
                Points = [.. area.Shape.Points.Select(point => new PointAnswer { X = point.X, Y = point.Y })],
                Article = area.Article is { } article ? Reference(edition, article) : null,
            }),
        ],
    };

    private HeadlineAnswer Headline(EditionView edition, Headline article) => new()
    {
        Page = article.Page.Value,
        Number = article.Number,
        Title = article.Title,
        Url = Absolute(Addresses.Article(edition, article)),
        Api = Absolute(Addresses.ApiArticle(edition.Newspaper.Code, edition.Date, article.Page, article.Number)),
        Kind = article.Kind,
        Column = article.Column,
        Kicker = article.Kicker,
        Subtitle = article.Subtitle,
        ContinuesOn = [.. article.ContinuesOn.Select(label => label.Value)],
    };

    private NewspaperReference Reference(Masthead paper) => new()
    {
        Code = paper.Code,
        Name = paper.Name,
        Url = Absolute(Addresses.Newspaper(paper)),
        Api = Absolute(Addresses.ApiNewspaper(paper.Code)),
    };

    private EditionReference Reference(Masthead paper, DateOnly date) => new()
    {
        Date = date,
        Url = Absolute(Addresses.Edition(paper.Code, date)),
        Api = Absolute(Addresses.ApiEdition(paper.Code, date)),
    };

    private PageReference Reference(EditionView edition, PageView page) => new()
    {
        Label = page.Label.Value,
        Url = Absolute(Addresses.Page(edition, page.Label)),
        Api = Absolute(Addresses.ApiPage(edition.Newspaper.Code, edition.Date, page.Label)),
    };

    private ArticleReference Reference(EditionView edition, Headline article) => new()
    {
        Page = article.Page.Value,
        Number = article.Number,
        Title = article.Title,
        Url = Absolute(Addresses.Article(edition, article)),
        Api = Absolute(Addresses.ApiArticle(edition.Newspaper.Code, edition.Date, article.Page, article.Number)),
    };

    private PhotoAnswer Photo(PhotoView photo) => new()
    {
        Caption = photo.Caption,
        Credit = photo.Credit,
        Alt = photo.Alt,
        Focus = photo is { FocusX: { } x, FocusY: { } y } ? new PointAnswer { X = x, Y = y } : null,
        Renditions =
        [
            .. PhotoRenditions.For(photo.Width).Select(rendition => new RenditionAnswer
            {
                Width = rendition.Width,
                Height = rendition.HeightFor(photo.Width, photo.Height),
                Avif = Absolute(Addresses.Photo(photo.Hash, rendition.Name, PictureEncoding.Avif.Extension())),
                Webp = Absolute(Addresses.Photo(photo.Hash, rendition.Name, PictureEncoding.Webp.Extension())),
                Jpeg = Absolute(Addresses.Photo(photo.Hash, rendition.Name, PictureEncoding.Jpeg.Extension())),
            }),
        ],
    };

    private PictureAnswer Picture(Logo logo)
    {
        var largest = PhotoRenditions.For(logo.Width)[^1];
        return new PictureAnswer
        {
            Url = Absolute(Addresses.Photo(logo.Hash, largest.Name, "jpg")),
            Width = largest.Width,
            Height = largest.HeightFor(logo.Width, logo.Height),
        };
    }

    /// <summary>A facsimile's files, narrowest first, up to the first that is as wide as the facsimile itself.</summary>
    private List<PictureAnswer> Pictures(string code, DateOnly date, PageLabel label, Facsimile facsimile)
    {
        var pictures = new List<PictureAnswer>();
        foreach (var (file, most) in _facsimileFiles)
        {
            var width = Math.Min(most, facsimile.Width);
            pictures.Add(new PictureAnswer
            {
                Url = Absolute(Addresses.Facsimile(code, date, label, facsimile.Version, file)),
                Width = width,
                Height = width * facsimile.Height / facsimile.Width,
            });
            if (facsimile.Width <= most)
            {
                break;
            }
        }

        return pictures;
    }

    /// <summary>What was edited before the release was first to be read then. In whole seconds, as all moments that the portal tells.</summary>
    private static DateTimeOffset Later(DateTimeOffset modified, DateTimeOffset published) =>
        modified > published ? modified.AddTicks(-(modified.Ticks % TimeSpan.TicksPerSecond)) : published;

    private Uri Absolute(string path) => new(site.Value.Absolute(path));
}
