using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>How signing in with a password ended.</summary>
internal enum PasswordSignIn
{
    SignedIn,
    SecondStep,

    /// <summary>The password is right, but the account must use its passkey.</summary>
    PasskeyOnly,

    /// <summary>Wrong name, wrong password, locked or disabled: nobody is told which.</summary>
    Refused,
}

/// <summary>Who gets in: no disabled user, and every attempt is in the audit log.</summary>
public sealed class DeskSignInManager(
    DeskUserManager users,
    IHttpContextAccessor contextAccessor,
    IUserClaimsPrincipalFactory<DeskUser> claims,
    IOptions<IdentityOptions> options,
    ILogger<DeskSignInManager> log,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<DeskUser> confirmation,
    PaperDbContext db,
    TimeProvider clock,
    IOptions<DeskOptions> desk) : SignInManager<DeskUser>(users, contextAccessor, claims, options, log, schemes, confirmation)
{
    /// <summary>No password is longer; hashing more would only serve who wants to tire the server.</summary>
    public const int PasswordMaxLength = 256;

    public override async Task<bool> CanSignInAsync(DeskUser user) => !user.IsDisabled && await base.CanSignInAsync(user);

    internal async Task<PasswordSignIn> SignInAsync(string userName, string password)
    {
        var user = userName.Length <= DeskUser.NameMaxLength ? await users.FindByNameAsync(userName) : null;
        if (user is null || user.PasswordHash is null || user.IsDisabled || password.Length > PasswordMaxLength || await users.IsLockedOutAsync(user))
        {
            users.PretendToCheckPassword(password.Length > PasswordMaxLength ? "" : password);
            await RecordFailureAsync(user, user switch
            {
                null => "unknown user",
                { IsDisabled: true } => "disabled",
                { PasswordHash: null } => "no password",
                _ when await users.IsLockedOutAsync(user) => "locked",
                _ => "password",
            });
            return PasswordSignIn.Refused;
        }

        if (!await users.CheckPasswordAsync(user, password))
        {
            await RecordFailureAsync(user, "password");
            return PasswordSignIn.Refused;
        }

        if (!user.TwoFactorEnabled && desk.Value.RequireSecondFactor && SecondFactor.IsRequiredOf(await GetRightsAsync(user)) && (await users.GetPasskeysAsync(user)).Count > 0)
        {
            return PasswordSignIn.PasskeyOnly;
        }

        var result = await SignInOrTwoFactorAsync(user, isPersistent: false);
        if (result.RequiresTwoFactor)
        {
            return PasswordSignIn.SecondStep;
        }

        await RecordSignInAsync(user, "password");
        return PasswordSignIn.SignedIn;
    }

    /// <summary>
    /// Signs in whoever holds the passkey. A lock does not matter here: it guards the password, and keeps its owner out only as long as
    /// they have nothing better.
    /// </summary>
    internal async Task<bool> SignInWithPasskeyAsync(string credential)
    {
        PasskeyAssertionResult<DeskUser> result;
        try
        {
            result = await PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            // Nothing was asked for: the cookie with the challenge is gone.
            result = PasskeyAssertionResult.Fail<DeskUser>(new PasskeyException("No assertion is under way."));
        }

        if (!result.Succeeded || result.User.IsDisabled)
        {
            await RecordFailureAsync(null, "passkey");
            return false;
        }

        await users.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        await SignInWithClaimsAsync(result.User, isPersistent: false, [new Claim("amr", "hwk")]);
        await RecordSignInAsync(result.User, "passkey");
        return true;
    }

    /// <summary>The second step of the user whose password was right: a code of the authenticator, or a recovery code, which is then used up.</summary>
    internal async Task<bool> TakeSecondStepAsync(DeskUser user, string code)
    {
        if (user.IsDisabled || await users.IsLockedOutAsync(user))
        {
            await RecordFailureAsync(user, user.IsDisabled ? "disabled" : "locked");
            return false;
        }

        // Phones show six digits as two groups.
        var plain = code.Replace(" ", "", StringComparison.Ordinal).Trim();
        var isAuthenticator = await users.VerifyTwoFactorTokenAsync(user, AuthenticatorCodes.Provider, plain);
        if (!isAuthenticator && !(await users.RedeemTwoFactorRecoveryCodeAsync(user, plain)).Succeeded)
        {
            await RecordFailureAsync(user, "second step");
            return false;
        }

        await Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await SignInWithClaimsAsync(user, isPersistent: false, [new Claim("amr", "mfa")]);
        await RecordSignInAsync(user, isAuthenticator ? "password and authenticator" : "password and recovery code");
        return true;
    }

    internal Task RecordSignInAsync(DeskUser user, string how)
    {
        db.Audit(clock.GetUtcNow().UtcDateTime, user.UserName!, Acts.SignedIn, DeskUserManager.Subject(user), $"{how}{From()}");
        return db.SaveChangesAsync(Context.RequestAborted);
    }

    /// <summary>
    /// Records a failure. A name that is nobody's is not kept: it is often a password typed into the wrong field, and the audit log
    /// forgets nothing.
    /// </summary>
    internal Task RecordFailureAsync(DeskUser? user, string why)
    {
        if (user is not null)
        {
            return users.RecordFailureAsync(user, $"{why}{From()}");
        }

        db.Audit(clock.GetUtcNow().UtcDateTime, "system", Acts.SignInFailed, null, $"{why}{From()}");
        return db.SaveChangesAsync(Context.RequestAborted);
    }

    internal async Task RecordSignOutAsync(string userName)
    {
        db.Audit(clock.GetUtcNow().UtcDateTime, userName, Acts.SignedOut, $"user/{userName}", null);
        await db.SaveChangesAsync(Context.RequestAborted);
    }

    private async Task<DeskRights> GetRightsAsync(DeskUser user) => (await CreateUserPrincipalAsync(user)).RightsFor(null);

    private string From() => Context.Connection.RemoteIpAddress is { } address ? $", from {address}" : "";
}
