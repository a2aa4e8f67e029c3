using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Crawlers;

namespace ZsrbPaper.Web.Pages.Editions;

/// <summary>The newspaper: its latest edition under an address that stays.</summary>
[ShowsOneEdition]
public sealed class LatestModel(EditionReader reader, PageMetaFactory metas) : PageModel
{
    public PageFrame Frame { get; private set; } = null!;

    /// <summary>Null when the newspaper has no edition that readers may see yet.</summary>
    public EditionView? Edition { get; private set; }

    public async Task<IActionResult> OnGetAsync(string newspaper, CancellationToken cancellationToken)
    {
        Edition = await reader.FindLatestEditionAsync(newspaper, cancellationToken);
        if (Edition is { } edition)
        {
            Frame = new PageFrame(metas.Latest(edition), "overview", edition.Newspaper, edition);
            return Page();
        }

        if (await reader.FindArchiveAsync(newspaper, cancellationToken) is not { } archive)
        {
            return NotFound();
        }

        Frame = new PageFrame(new PageMeta($"{archive.Newspaper.Name}数字报", Canonical: Addresses.Newspaper(archive.Newspaper)), "empty", archive.Newspaper);
        return Page();
    }
}
