using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Account;

/// <summary>One's own account: password, second factor, passkeys, and signing out everywhere.</summary>
[RequireRight]
[EnableRateLimiting(SignInLimit.Policy)]
public sealed class IndexModel(DeskUserManager users, DeskSignInManager signIn, IStringLocalizer<DeskTexts> texts) : PageModel
{
    private const int RecoveryCodes = 10;
    private const string WrongPassword = "现在的密码不对。";
    private DeskUser _user = null!;

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public bool HasAuthenticator => _user.TwoFactorEnabled;

    public bool HasPassword => _user.PasswordHash is not null;

    public int RecoveryCodesLeft { get; private set; }

    public IReadOnlyList<UserPasskeyInfo> Passkeys { get; private set; } = [];

    /// <summary>Whether the desk is closed to this user until there is an authenticator or a passkey.</summary>
    public bool IsSecondFactorDue => User.HasClaim(claim => claim.Type == SecondFactor.DueClaim);

    [NonHandler]
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await users.GetUserAsync(User) is not { IsDisabled: false } user)
        {
            context.Result = Challenge();
            return;
        }

        _user = user;
        Passkeys = [.. await users.GetPasskeysAsync(user)];
        RecoveryCodesLeft = user.TwoFactorEnabled ? await users.CountRecoveryCodesAsync(user) : 0;
        await next();
    }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostPasswordAsync()
    {
        if (Input.Password is null || Input.Password != Input.Again)
        {
            ModelState.AddModelError("", texts["两次写的密码不一样。"]);
            return Page();
        }

        if (!await CheckPasswordAsync())
        {
            return Page();
        }

        return await AnswerAsync(
            await users.DoAsync(User.UserName(), _user, Acts.CredentialsChanged, "password changed", () => users.ChangePasswordAsync(_user, Input.Current!, Input.Password)),
            texts["密码已改，其他设备一分钟内退出。"]);
    }

    /// <summary>Begins with a new key; nothing is required yet until a code of it was shown.</summary>
    public async Task<IActionResult> OnPostStartAuthenticatorAsync()
    {
        if (_user.TwoFactorEnabled)
        {
            return LocalRedirect(DeskAddresses.Account);
        }

        var result = await users.ResetAuthenticatorKeyAsync(_user);
        return await AnswerAsync(result, null, DeskAddresses.Authenticator);
    }

    public async Task<IActionResult> OnPostRemoveAuthenticatorAsync()
    {
        if (!await CheckPasswordAsync())
        {
            return Page();
        }

        _user.TwoFactorEnabled = false;
        return await AnswerAsync(
            await users.DoAsync(User.UserName(), _user, Acts.CredentialsChanged, "authenticator removed", () => users.ResetAuthenticatorKeyAsync(_user)), texts["验证器已停用，其他设备一分钟内退出。"]);
    }

    public async Task<IActionResult> OnPostRecoveryCodesAsync()
    {
        if (!_user.TwoFactorEnabled || !await CheckPasswordAsync())
        {
            return Page();
        }

        IEnumerable<string>? codes = null;
        var result = await users.DoAsync(User.UserName(), _user, Acts.CredentialsChanged, "new recovery codes", async () =>
        {
            codes = await users.GenerateNewTwoFactorRecoveryCodesAsync(_user, RecoveryCodes);
            return codes is null ? IdentityResult.Failed(users.ErrorDescriber.ConcurrencyFailure()) : IdentityResult.Success;
        });
        TempData["RecoveryCodes"] = codes?.ToArray();
        return await AnswerAsync(result, texts["新的恢复码已生成，以前的已失效。"]);
    }

    /// <summary>What the browser's passkey is to be made of, as JSON; without it no passkey can be added, so the password is asked for here.</summary>
    public async Task<IActionResult> OnPostPasskeyOptionsAsync()
    {
        if (!await CheckPasswordAsync())
        {
            return new ContentResult { StatusCode = StatusCodes.Status422UnprocessableEntity, Content = texts[WrongPassword], ContentType = "text/plain; charset=utf-8" };
        }

        var options = await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity
        {
            Id = await users.GetUserIdAsync(_user),
            Name = _user.UserName!,
            DisplayName = _user.DisplayName ?? _user.UserName!,
        });
        return Content(options, "application/json");
    }

    public async Task<IActionResult> OnPostAddPasskeyAsync(string? credential)
    {
        PasskeyAttestationResult attestation;
        try
        {
            attestation = credential is { Length: > 0 and <= 20_000 }
                ? await signIn.PerformPasskeyAttestationAsync(credential)
                : PasskeyAttestationResult.Fail(new PasskeyException("No credential was sent."));
        }
        catch (InvalidOperationException)
        {
            attestation = PasskeyAttestationResult.Fail(new PasskeyException("No attestation is under way."));
        }

        if (!attestation.Succeeded)
        {
            ModelState.AddModelError("", texts["这个通行密钥没有加上，请再试一次。"]);
            return Page();
        }

        var name = Input.PasskeyName?.Trim();
        attestation.Passkey.Name = string.IsNullOrEmpty(name) ? texts["通行密钥"] : name;
        return await AnswerAsync(
            await users.DoAsync(User.UserName(), _user, Acts.CredentialsChanged, $"passkey added: {attestation.Passkey.Name}", () => users.AddOrUpdatePasskeyAsync(_user, attestation.Passkey)),
            texts["通行密钥已加。"]);
    }

    public async Task<IActionResult> OnPostRenamePasskeyAsync(string? id)
    {
        if (Find(id) is not { } passkey)
        {
            return NotFound();
        }

        if (string.IsNullOrWhiteSpace(Input.PasskeyName) || !ModelState.IsValid)
        {
            ModelState.AddModelError("", texts["请写通行密钥的名字，不超过 50 个字。"]);
            return Page();
        }

        passkey.Name = Input.PasskeyName.Trim();
        return await AnswerAsync(
            await users.DoAsync(User.UserName(), _user, Acts.CredentialsChanged, $"passkey renamed: {passkey.Name}", () => users.AddOrUpdatePasskeyAsync(_user, passkey)), texts["已改名。"]);
    }

    public async Task<IActionResult> OnPostRemovePasskeyAsync(string? id)
    {
        if (Find(id) is not { } passkey)
        {
            return NotFound();
        }

        if (!await CheckPasswordAsync())
        {
            return Page();
        }

        return await AnswerAsync(
            await users.DoAsync(User.UserName(), _user, Acts.CredentialsChanged, $"passkey removed: {passkey.Name}", () => users.RemovePasskeyAsync(_user, passkey.CredentialId)), texts["已删除，其他设备一分钟内退出。"]);
    }

    /// <summary>Every device, this one too.</summary>
    public async Task<IActionResult> OnPostSignOutEverywhereAsync()
    {
        await users.DoAsync(User.UserName(), _user, Acts.SignedOut, "everywhere", () => users.UpdateSecurityStampAsync(_user));
        await signIn.SignOutAsync();
        return LocalRedirect(DeskAddresses.SignIn);
    }

    /// <summary>The address part by which a passkey is named in forms.</summary>
    public static string IdOf(UserPasskeyInfo passkey) => Base64Url.EncodeToString(passkey.CredentialId);

    private UserPasskeyInfo? Find(string? id) => Passkeys.FirstOrDefault(passkey => IdOf(passkey) == id);

    /// <summary>Whoever finds the desk open must not be able to take the account over; a wrong guess counts as a failure to sign in.</summary>
    private async Task<bool> CheckPasswordAsync()
    {
        if (Input.Current is { Length: > 0 and <= DeskSignInManager.PasswordMaxLength } && !await users.IsLockedOutAsync(_user) && await users.CheckPasswordAsync(_user, Input.Current))
        {
            return true;
        }

        await signIn.RecordFailureAsync(_user, "password asked for by the account page");
        ModelState.AddModelError("", texts[WrongPassword]);
        return false;
    }

    private async Task<IActionResult> AnswerAsync(IdentityResult result, string? done, string address = DeskAddresses.Account)
    {
        if (!result.Succeeded)
        {
            foreach (var error in result.Errors)
            {
                ModelState.AddModelError("", texts[error.Description]);
            }

            return Page();
        }

        // The stamp changed, which ends every other visit; this one goes on, with claims read anew.
        await signIn.RefreshSignInAsync(_user);
        TempData["Status"] = done;
        return LocalRedirect(address);
    }

    public sealed class InputModel
    {
        [DataType(DataType.Password)]
        public string? Current { get; set; }

        [DataType(DataType.Password)]
        public string? Password { get; set; }

        [DataType(DataType.Password)]
        public string? Again { get; set; }

        [StringLength(50, ErrorMessage = "名字不超过 50 个字。")]
        public string? PasskeyName { get; set; }
    }
}
