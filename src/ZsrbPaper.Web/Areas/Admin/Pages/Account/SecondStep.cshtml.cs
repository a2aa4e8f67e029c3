using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Account;

/// <summary>After the password: a code of the authenticator, or one of the codes kept for the day it is lost.</summary>
[AllowAnonymous]
[EnableRateLimiting(SignInLimit.Policy)]
public sealed class SecondStepModel(DeskSignInManager signIn, IStringLocalizer<DeskTexts> texts) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <inheritdoc cref="SignInModel.Return"/>
    [BindProperty(SupportsGet = true, Name = "return")]
    public string? Return { get; set; }

    public async Task<IActionResult> OnGetAsync() => await signIn.GetTwoFactorAuthenticationUserAsync() is null ? LocalRedirect(DeskAddresses.SignIn) : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } user)
        {
            return LocalRedirect(DeskAddresses.SignIn);
        }

        if (ModelState.IsValid)
        {
            if (await signIn.TakeSecondStepAsync(user, Input.Code!))
            {
                return LocalRedirect(ReturnAddress.Of(Return));
            }

            ModelState.AddModelError("", texts["这个码不对，或已经用过。连续失败五次，账户会锁定一刻钟。"]);
        }

        return Page();
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "请填写验证码。")]
        [StringLength(40, ErrorMessage = "验证码没有这么长。")]
        public string? Code { get; set; }
    }
}
