using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Account;

/// <summary>Where everybody comes in. It answers also before there is anybody.</summary>
[AllowAnonymous]
[EnableRateLimiting(SignInLimit.Policy)]
public sealed class SignInModel(DeskSignInManager signIn, DeskUserManager users, IOptions<SiteOptions> site, IStringLocalizer<DeskTexts> texts) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>Where to go afterwards; anything but an address of the desk is ignored.</summary>
    [BindProperty(SupportsGet = true, Name = "return")]
    public string? Return { get; set; }

    /// <summary>False over plain HTTP across a network: then there is nothing to fill in.</summary>
    public bool IsSecure => Request.IsSecure();

    public bool HasUsers { get; private set; } = true;

    /// <summary>The same page where it works, if that is known.</summary>
    public string? SecureAddress => site.Value is { ConfiguredBaseUrl: not null, BaseUrl.Scheme: "https" } ? site.Value.Absolute(DeskAddresses.SignIn) : null;

    public async Task<IActionResult> OnGetAsync()
    {
        if (!IsSecure)
        {
            return Page();
        }

        if (User.Identity?.IsAuthenticated == true)
        {
            return LocalRedirect(ReturnAddress.Of(Return));
        }

        HasUsers = await users.HasUsersAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (ModelState.IsValid)
        {
            switch (await signIn.SignInAsync(Input.UserName!, Input.Password!))
            {
                case PasswordSignIn.SignedIn:
                    return LocalRedirect(ReturnAddress.Of(Return));
                case PasswordSignIn.SecondStep:
                    return LocalRedirect(DeskAddresses.SecondStep + QueryString.Create("return", ReturnAddress.Of(Return)));
                case PasswordSignIn.PasskeyOnly:
                    ModelState.AddModelError("", texts["这个账户须用通行密钥登录。"]);
                    break;
                case PasswordSignIn.Refused:
                    ModelState.AddModelError("", texts["用户名或密码不对。连续失败五次，账户会锁定一刻钟。"]);
                    break;
            }
        }

        return await ShowAgainAsync();
    }

    /// <summary>What a passkey is asked to sign, as JSON for the browser.</summary>
    public async Task<IActionResult> OnPostPasskeyOptionsAsync() => Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync([Required] string? credential)
    {
        if (credential is { Length: > 0 and <= 20_000 } && await signIn.SignInWithPasskeyAsync(credential))
        {
            return LocalRedirect(ReturnAddress.Of(Return));
        }

        ModelState.Clear();
        ModelState.AddModelError("", texts["这个通行密钥没有通过。可以再试一次，或用密码登录。"]);
        return await ShowAgainAsync();
    }

    private async Task<IActionResult> ShowAgainAsync()
    {
        HasUsers = await users.HasUsersAsync();
        return Page();
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "请填写用户名。")]
        public string? UserName { get; set; }

        [Required(ErrorMessage = "请填写密码。")]
        [DataType(DataType.Password)]
        public string? Password { get; set; }
    }
}
