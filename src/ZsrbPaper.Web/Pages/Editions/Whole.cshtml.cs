using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Text;
using ZsrbPaper.Web.Caching;

namespace ZsrbPaper.Web.Pages.Editions;

/// <summary>The whole edition on one page, for reading and printing.</summary>
[ShowsOneEdition]
public sealed class WholeModel(EditionReader reader) : PageModel
{
    public PageFrame Frame { get; private set; } = null!;

    public EditionView Edition { get; private set; } = null!;

    public ILookup<string, ArticleView> ArticlesByPage { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string newspaper, string date, CancellationToken cancellationToken)
    {
        if (!ReaderAddress.TryReadDate(date, out var day) || await reader.FindEditionAsync(newspaper, day, cancellationToken) is not { } edition)
        {
            return NotFound();
        }

        Edition = edition;
        ArticlesByPage = (await reader.ListArticlesAsync(edition, cancellationToken)).ToLookup(article => article.Headline.Page.Value);
        Frame = new PageFrame(
            new PageMeta(
                $"{edition.Newspaper.Name} {ChineseDates.Full(day)} 全期",
                Canonical: Addresses.WholeEdition(edition),
                Previous: edition.PreviousDate is { } previous ? Addresses.Edition(newspaper, previous) : null,
                Next: edition.NextDate is { } next ? Addresses.Edition(newspaper, next) : null,
                Robots: "noindex, follow"),
            "whole", edition.Newspaper, edition);
        return Page();
    }
}
