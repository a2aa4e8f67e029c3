using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Web.Pages.Editions;

/// <summary>The newspaper: its latest edition under an address that stays.</summary>
public sealed class LatestModel(EditionReader reader) : PageModel
{
    public PageFrame Frame { get; private set; } = null!;

    /// <summary>Null when the newspaper has no edition that readers may see yet.</summary>
    public EditionView? Edition { get; private set; }

    public async Task<IActionResult> OnGetAsync(string newspaper, CancellationToken cancellationToken)
    {
        Edition = await reader.FindLatestEditionAsync(newspaper, cancellationToken);
        if (Edition is { } edition)
        {
            var paper = edition.Newspaper;
            Frame = new PageFrame(
                new PageMeta(
                    $"{paper.Name}数字报",
                    $"{paper.Name}最新一期:{ChineseDates.Full(edition.Date)} {ChineseDates.Weekday(edition.Date)},共{edition.Pages.Count}版。",
                    Addresses.Newspaper(paper),
                    Previous: edition.PreviousDate is { } date ? Addresses.Edition(paper.Code, date) : null),
                "overview", paper, edition);
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
