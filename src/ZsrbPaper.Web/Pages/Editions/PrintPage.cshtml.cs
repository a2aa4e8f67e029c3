using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Crawlers;

namespace ZsrbPaper.Web.Pages.Editions;

/// <summary>A page as printed, with its hot areas and its list of articles.</summary>
[ShowsOneEdition]
public sealed class PrintPageModel(EditionReader reader, PageMetaFactory metas) : PageModel
{
    public PageFrame Frame { get; private set; } = null!;

    public EditionView Edition { get; private set; } = null!;

    public PageView PrintPage { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string newspaper, string date, string label, CancellationToken cancellationToken)
    {
        if (!ReaderAddress.TryReadDate(date, out var day)
            || !PageLabel.TryParse(label, out var asked)
            || await reader.FindEditionAsync(newspaper, day, cancellationToken) is not { } edition)
        {
            return NotFound();
        }

        if (edition.FindPage(asked) is not { } page)
        {
            return edition.Pages.FirstOrDefault(other => other.Label.IsMeantBy(asked)) is { } meant
                ? RedirectPermanent(Addresses.Page(edition, meant.Label))
                : NotFound();
        }

        Edition = edition;
        PrintPage = page;
        Frame = new PageFrame(metas.Of(edition, page), "print", edition.Newspaper, edition, page);
        return Page();
    }
}
