using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Account;

/// <summary>Ends the visit of this browser.</summary>
[AllowAnonymous]
public sealed class SignOutModel(DeskSignInManager signIn) : PageModel
{
    /// <summary>An address typed or returned to changes nothing.</summary>
    public IActionResult OnGet() => LocalRedirect(DeskAddresses.Home);

    public async Task<IActionResult> OnPostAsync()
    {
        if (User.Identity?.IsAuthenticated == true)
        {
            await signIn.RecordSignOutAsync(User.UserName());
            await signIn.SignOutAsync();
        }

        return LocalRedirect(DeskAddresses.SignIn);
    }
}
