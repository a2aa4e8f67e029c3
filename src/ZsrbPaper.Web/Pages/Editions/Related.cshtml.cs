using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Core.Text;
using ZsrbPaper.Web.Searching;

namespace ZsrbPaper.Web.Pages.Editions;

/// <summary>
/// Articles on the same matter as one (相关报道): a page for readers without script, of which the article's own page shows the list at its foot. It
/// answers 404 and 410 as the article does.
/// </summary>
internal sealed class RelatedModel(EditionReader reader, ArticleSearch search, SearchGate gate) : PageModel
{
    /// <summary>Most articles that are listed.</summary>
    private const int Count = 5;

    public PageFrame Frame { get; private set; } = null!;

    public EditionView Edition { get; private set; } = null!;

    /// <summary>The article whose like is listed.</summary>
    public Headline Article { get; private set; } = null!;

    public IReadOnlyList<FoundArticle> Related { get; private set; } = [];

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
            return RedirectPermanent(Addresses.Related(edition, page.Label, wanted));
        }

        if (headline is null)
        {
            return StatusCode(StatusCodes.Status410Gone);
        }

        if (await gate.RunAsync(HttpContext, ct => search.FindSimilarAsync(newspaper, day, asked, wanted, Count, ct)) is not { } related)
        {
            return StatusCode(Response.StatusCode);
        }

        Edition = edition;
        Article = headline;
        Related = related;
        Frame = new PageFrame(
            new PageMeta($"相关报道：{headline.Title} - {edition.Newspaper.Name} {ChineseDates.Full(day)}", Canonical: Addresses.Related(edition, asked, wanted), Robots: "noindex, follow"),
            "related", edition.Newspaper, edition, page);
        return Page();
    }
}
