using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web.Pages;

/// <summary>Home: leads to the one newspaper, or lists several; in an empty installation it says what to do.</summary>
public sealed class IndexModel(EditionReader reader) : PageModel
{
    public PageFrame Frame { get; } = new(new PageMeta("数字报", Canonical: Addresses.Home), "home");

    public IReadOnlyList<Masthead> Newspapers { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Newspapers = await reader.ListNewspapersAsync(cancellationToken);
        return Newspapers is [var only] ? Redirect(Addresses.Newspaper(only)) : Page();
    }
}
