using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Text;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Crawlers;
using ZsrbPaper.Web.Crawlers.Citations;

namespace ZsrbPaper.Web.Pages.Editions;

/// <summary>An article. A withdrawn one is a short notice with status 410.</summary>
[ShowsOneEdition]
public sealed class ArticleModel(EditionReader reader, PageMetaFactory metas) : PageModel
{
    public PageFrame Frame { get; private set; } = null!;

    public EditionView Edition { get; private set; } = null!;

    public PageView PrintPage { get; private set; } = null!;

    /// <summary>Null when it was withdrawn.</summary>
    public ArticleView? Article { get; private set; }

    /// <summary>Read before this one, across pages.</summary>
    public Headline? Before { get; private set; }

    public Headline? After { get; private set; }

    /// <summary>The source line that copies and prints carry: 《中山日报》2024年03月01日 A03版 and the address.</summary>
    public string SourceLine => $"《{Edition.Newspaper.Name}》{ChineseDates.Full(Edition.Date)} {PrintPage.Label}版 {Link}";

    /// <summary>Reference to the article as GB/T 7714 writes it.</summary>
    public string Citation => new Citation(Edition, PrintPage, Article!, Link).ToGbt7714();

    private string Link => metas.Absolute(Addresses.Article(Edition, Article!.Headline));

    public async Task<IActionResult> OnGetAsync(string newspaper, string date, string label, string number, CancellationToken cancellationToken)
    {
        if (!ReaderAddress.TryReadDate(date, out var day)
            || !PageLabel.TryParse(label, out var asked)
            || !ReaderAddress.TryReadNumber(number, out var wanted)
            || await reader.FindPlaceAsync(newspaper, day, asked, wanted, cancellationToken) is not var (edition, page, _, headline))
        {
            return NotFound();
        }

        if (page.Label != asked)
        {
            return RedirectPermanent(Addresses.Article(edition, page.Label, wanted));
        }

        Edition = edition;
        PrintPage = page;
        if (headline is null)
        {
            return Withdrawn();
        }

        if (await reader.FindArticleAsync(edition, headline, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        Article = found;
        Before = edition.ArticleBefore(headline);
        After = edition.ArticleAfter(headline);
        Frame = new PageFrame(metas.Of(edition, page, found), "article", edition.Newspaper, edition, page);
        return Page();
    }

    private PageResult Withdrawn()
    {
        Response.StatusCode = StatusCodes.Status410Gone;
        Frame = new PageFrame(
            new PageMeta($"本文已撤 - {Edition.Newspaper.Name} {ChineseDates.Full(Edition.Date)} {PrintPage.Label}版", Robots: "noindex"),
            "withdrawn", Edition.Newspaper, Edition, PrintPage);
        return Page();
    }
}
