using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Account;

/// <summary>The key for the authenticator, as a picture and in letters; its first code turns the second step on.</summary>
[RequireRight]
[EnableRateLimiting(SignInLimit.Policy)]
public sealed class AuthenticatorModel(DeskUserManager users, DeskSignInManager signIn, IOptions<SiteOptions> site, IStringLocalizer<DeskTexts> texts) : PageModel
{
    private DeskUser _user = null!;

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public string Key { get; private set; } = "";

    /// <summary>The key in groups of four, for typing.</summary>
    public string SpacedKey => string.Join(' ', Key.Chunk(4).Select(group => new string(group)));

    /// <summary>The key as an <c>otpauth</c> address, for a device that is its own authenticator.</summary>
    public string Address { get; private set; } = "";

    /// <summary>What the authenticator's camera reads.</summary>
    public QrDrawing Qr { get; private set; } = null!;

    [NonHandler]
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await users.GetUserAsync(User) is not { IsDisabled: false } user)
        {
            context.Result = Challenge();
            return;
        }

        // Once it is in use, the key is shown to nobody.
        if (user.TwoFactorEnabled || await users.GetAuthenticatorKeyAsync(user) is not { Length: > 0 } key)
        {
            context.Result = LocalRedirect(DeskAddresses.Account);
            return;
        }

        _user = user;
        Key = key;
        Address = AuthenticatorCodes.Address(site.Value.BaseUrl.Host, user.UserName!, key);
        Qr = QrDrawing.Of(Address);
        await next();
    }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        if (!await users.VerifyTwoFactorTokenAsync(_user, AuthenticatorCodes.Provider, Input.Code!.Replace(" ", "", StringComparison.Ordinal)))
        {
            ModelState.AddModelError("", texts["这个码不对。请看手机和本机的时间是否准确，再输最新的码。"]);
            return Page();
        }

        var result = await users.DoAsync(User.UserName(), _user, Acts.CredentialsChanged, "authenticator set up", () => users.SetTwoFactorEnabledAsync(_user, true));
        if (!result.Succeeded)
        {
            foreach (var error in result.Errors)
            {
                ModelState.AddModelError("", texts[error.Description]);
            }

            return Page();
        }

        TempData["RecoveryCodes"] = (await users.GenerateNewTwoFactorRecoveryCodesAsync(_user, 10))?.ToArray();
        TempData["Status"] = texts["验证器已启用。"].Value;
        await signIn.RefreshSignInAsync(_user);
        return LocalRedirect(DeskAddresses.Account);
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "请填写验证码。")]
        [StringLength(20, ErrorMessage = "验证码没有这么长。")]
        public string? Code { get; set; }
    }
}
