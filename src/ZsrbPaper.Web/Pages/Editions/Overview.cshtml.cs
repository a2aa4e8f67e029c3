using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Crawlers;

namespace ZsrbPaper.Web.Pages.Editions;

/// <summary>An edition at a glance (版面概览).</summary>
[ShowsOneEdition]
public sealed class OverviewModel(EditionReader reader, PageMetaFactory metas) : PageModel
{
    public PageFrame Frame { get; private set; } = null!;

    public EditionView Edition { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string newspaper, string date, CancellationToken cancellationToken)
    {
        if (!ReaderAddress.TryReadDate(date, out var day) || await reader.FindEditionAsync(newspaper, day, cancellationToken) is not { } edition)
        {
            return NotFound();
        }

        Edition = edition;
        Frame = new PageFrame(metas.Of(edition), "overview", edition.Newspaper, edition);
        return Page();
    }
}
