using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web.Pages.Archive;

/// <summary>All years and months that have editions.</summary>
public sealed class YearsModel(EditionReader reader) : PageModel
{
    public PageFrame Frame { get; private set; } = null!;

    public ArchiveRange Archive { get; private set; } = null!;

    public IReadOnlyDictionary<(int Year, int Month), int> Editions { get; private set; } = null!;

    /// <summary>From the latest to the first, gaps included.</summary>
    public IEnumerable<int> Years => Archive is { First: { } first, Last: { } last }
        ? Enumerable.Range(first.Year, last.Year - first.Year + 1).Reverse()
        : [];

    public async Task<IActionResult> OnGetAsync(string newspaper, CancellationToken cancellationToken)
    {
        if (await reader.FindArchiveAsync(newspaper, cancellationToken) is not { } archive)
        {
            return NotFound();
        }

        Archive = archive;
        Editions = (await reader.ListMonthsAsync(newspaper, cancellationToken)).ToDictionary(month => (month.Year, month.Month), month => month.Editions);
        Frame = new PageFrame(
            new PageMeta($"{archive.Newspaper.Name} 往期报纸", $"{archive.Newspaper.Name}数字报往期,按年月日查阅。", Addresses.Archive(newspaper)),
            "archive", archive.Newspaper);
        return Page();
    }
}
