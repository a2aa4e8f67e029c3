using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Areas.Admin.Pages;

/// <summary>Search over the articles of every state, in the newspapers that the user works for.</summary>
[RequireRight]
public sealed class SearchModel(PaperDbContext db, DeskSearch search) : PageModel
{
    internal DeskSearchAddress Address { get; private set; } = null!;

    /// <summary>Code and name of those that the user works for.</summary>
    public IReadOnlyList<(string Code, string Name)> Newspapers { get; private set; } = [];

    /// <summary>Null when there is nothing to look for.</summary>
    public DeskSearchResult? Result { get; private set; }

    /// <summary>Where the list goes on; null at its end.</summary>
    internal DeskSearchAddress? Next => Result?.Found.Next is { } next ? Address with { Search = Address.Search with { After = next } } : null;

    /// <summary>Whether anything but the words limits the search.</summary>
    public bool IsFiltered => Address.Stage is not null || Address.Author is not null || Address.Search.Filter != new SearchFilter();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Address = DeskSearchAddress.Read(Request.QueryString);
        var all = await db.Newspapers.AsNoTracking().OrderBy(newspaper => newspaper.Code)
            .Select(newspaper => new { newspaper.Code, newspaper.Name }).ToListAsync(cancellationToken);
        Newspapers = [.. all.Where(newspaper => User.RightsFor(newspaper.Code) != DeskRights.None).Select(newspaper => (newspaper.Code, newspaper.Name))];
        if (Address.Search.Filter.Newspaper is { } asked && Newspapers.All(newspaper => newspaper.Code != asked))
        {
            return NotFound();
        }

        if (!Address.IsEmpty)
        {
            var codes = Newspapers.Count == all.Count ? null : Newspapers.Select(newspaper => newspaper.Code).ToList();
            Result = await search.FindAsync(Address.ToRequest(), codes, Address.Stage, cancellationToken);
        }

        return Page();
    }
}
