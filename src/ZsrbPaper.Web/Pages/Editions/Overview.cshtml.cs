using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Web.Pages.Editions;

/// <summary>An edition at a glance (版面概览).</summary>
public sealed class OverviewModel(EditionReader reader) : PageModel
{
    public PageFrame Frame { get; private set; } = null!;

    public EditionView Edition { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string newspaper, string date, CancellationToken cancellationToken)
    {
        if (!ReaderAddress.TryReadDate(date, out var day) || await reader.FindEditionAsync(newspaper, day, cancellationToken) is not { } edition)
        {
            return NotFound();
        }

        var paper = edition.Newspaper;
        Edition = edition;
        Frame = new PageFrame(
            new PageMeta(
                $"{paper.Name} {ChineseDates.Full(day)} 版面概览",
                $"{paper.Name}{ChineseDates.Full(day)} {ChineseDates.Weekday(day)},共{edition.Pages.Count}版。{string.Join(" ", edition.Articles.Take(3).Select(article => article.Title))}",
                Addresses.Edition(edition),
                edition.PreviousDate is { } previous ? Addresses.Edition(paper.Code, previous) : null,
                edition.NextDate is { } next ? Addresses.Edition(paper.Code, next) : null),
            "overview", paper, edition);
        return Page();
    }
}
