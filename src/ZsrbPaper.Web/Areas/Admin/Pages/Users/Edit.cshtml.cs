using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Users;

/// <summary>One user: name, rights, and everything that can be done to their way in. Each act is in the audit log.</summary>
[RequireRight(DeskRights.Administer)]
public sealed class EditModel(PaperDbContext db, DeskUserManager users, SetupLinks links, IStringLocalizer<DeskTexts> texts) : PageModel
{
    private DeskUser _user = null!;

    [BindProperty]
    public InputModel Input { get; set; } = new();

    internal IReadOnlyList<NewspaperChoice> Newspapers { get; private set; } = [];

    public string UserName => _user.UserName!;

    public string? DisplayName => _user.DisplayName;

    public bool IsDisabled => _user.IsDisabled;

    public bool HasSecondFactor { get; private set; }

    /// <summary>Whether this is the last one who can administer: they cannot be disabled, nor lose that right.</summary>
    public bool IsLastAdministrator { get; private set; }

    /// <summary>The rights now, by newspaper code; <c>*</c> for every newspaper.</summary>
    internal Dictionary<string, DeskRights> Rights { get; private set; } = [];

    [NonHandler]
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var cancellationToken = HttpContext.RequestAborted;
        if (!User.Has(DeskClaims.EveryNewspaper, DeskRights.Administer))
        {
            context.Result = Forbid();
            return;
        }

        var name = users.NormalizeName(RouteData.Values["user"] as string);
        if (await db.Users.Include(user => user.Memberships).FirstOrDefaultAsync(user => user.NormalizedUserName == name, cancellationToken) is not { } user)
        {
            context.Result = NotFound();
            return;
        }

        _user = user;
        Newspapers = await NewspaperChoice.LoadAsync(db, cancellationToken);
        HasSecondFactor = user.TwoFactorEnabled || await db.UserPasskeys.AnyAsync(passkey => passkey.UserId == user.Id, cancellationToken);
        IsLastAdministrator = await users.IsLastAdministratorAsync(user);
        Rights = user.Memberships.ToDictionary(
            membership => membership.NewspaperId is { } id ? Newspapers.First(choice => choice.Id == id).Code : DeskClaims.EveryNewspaper, membership => membership.Rights);
        await next();
    }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync()
    {
        List<(int? Id, string Code, DeskRights Rights)> wanted = [(null, DeskClaims.EveryNewspaper, Wanted(DeskClaims.EveryNewspaper))];
        wanted.AddRange(Newspapers.Select(choice => ((int?)choice.Id, choice.Code, Wanted(choice.Code))));
        await using var transaction = await db.Database.BeginTransactionAsync(HttpContext.RequestAborted);
        if (!wanted[0].Rights.HasFlag(DeskRights.Administer) && await IsLastAdministratorNowAsync())
        {
            ModelState.AddModelError("", texts["这是最后一个管理员，不能去掉“各报”的管理权。"]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        _user.DisplayName = string.IsNullOrWhiteSpace(Input.DisplayName) ? null : Input.DisplayName.Trim();
        foreach (var (id, code, rights) in wanted.Where(entry => entry.Rights != Rights.GetValueOrDefault(entry.Code)))
        {
            // One row for each newspaper: the old one goes before the new one comes.
            _user.Grant(id, DeskRights.None);
        }

        // Nobody has to sign in again for it: cookies, and the rights in them, are read anew every half minute.
        var detail = $"{_user.DisplayName}; " + string.Join("; ", wanted.Where(entry => entry.Rights != DeskRights.None).Select(entry => $"{entry.Code}: {entry.Rights}"));
        var result = await users.DoAsync(User.UserName(), _user, Acts.UserChanged, detail, () => users.UpdateAsync(_user));
        if (result.Succeeded)
        {
            foreach (var (id, code, rights) in wanted.Where(entry => entry.Rights != Rights.GetValueOrDefault(entry.Code)))
            {
                _user.Grant(id, rights);
            }

            await db.SaveChangesAsync(HttpContext.RequestAborted);
            await transaction.CommitAsync(HttpContext.RequestAborted);
        }

        return Answer(result, texts["已保存。权限半分钟内生效。"]);
    }

    public async Task<IActionResult> OnPostDisableAsync()
    {
        await using var transaction = await db.Database.BeginTransactionAsync(HttpContext.RequestAborted);
        if (await IsLastAdministratorNowAsync())
        {
            return Answer(IdentityResult.Failed(new IdentityError { Description = "这是最后一个管理员，不能停用。" }), "");
        }

        _user.IsDisabled = true;
        var result = await users.DoAsync(User.UserName(), _user, Acts.UserChanged, "disabled", () => users.UpdateSecurityStampAsync(_user));
        if (result.Succeeded)
        {
            await transaction.CommitAsync(HttpContext.RequestAborted);
        }

        return Answer(result, texts["已停用，一分钟内退出所有设备。"]);
    }

    public async Task<IActionResult> OnPostEnableAsync()
    {
        _user.IsDisabled = false;
        return Answer(await users.DoAsync(User.UserName(), _user, Acts.UserChanged, "enabled", () => users.UpdateSecurityStampAsync(_user)), texts["已恢复。"]);
    }

    /// <summary>A new one-time link; older links die.</summary>
    public async Task<IActionResult> OnPostLinkAsync()
    {
        if (_user.IsDisabled)
        {
            return Answer(IdentityResult.Failed(new IdentityError { Description = "已停用的用户不能登录，请先恢复。" }), "");
        }

        var result = await users.DoAsync(User.UserName(), _user, Acts.CredentialsChanged, "new one-time link", () => users.UpdateSecurityStampAsync(_user));
        if (result.Succeeded)
        {
            await users.UnlockAsync(_user);
            TempData["Link"] = await links.CreateAsync(users, _user);
        }

        return Answer(result, texts["新的一次性链接已生成，以前的已失效。"]);
    }

    /// <summary>For a lost telephone: authenticator and passkeys go, the password stays.</summary>
    public async Task<IActionResult> OnPostForgetSecondFactorAsync()
    {
        await using var transaction = await db.Database.BeginTransactionAsync(HttpContext.RequestAborted);
        await db.UserPasskeys.Where(passkey => passkey.UserId == _user.Id).ExecuteDeleteAsync(HttpContext.RequestAborted);
        _user.TwoFactorEnabled = false;
        var result = await users.DoAsync(User.UserName(), _user, Acts.CredentialsChanged, "authenticator and passkeys removed", () => users.ResetAuthenticatorKeyAsync(_user));
        if (result.Succeeded)
        {
            await transaction.CommitAsync(HttpContext.RequestAborted);
        }

        return Answer(result, texts["验证器和通行密钥已清除。"]);
    }

    public async Task<IActionResult> OnPostSignOutEverywhereAsync() =>
        Answer(await users.DoAsync(User.UserName(), _user, Acts.SignedOut, "everywhere", () => users.UpdateSecurityStampAsync(_user)), texts["一分钟内退出所有设备。"]);

    /// <summary>Asked within the transaction that takes the right away: of two administrators who remove each other, one stays.</summary>
    private async Task<bool> IsLastAdministratorNowAsync()
    {
        await users.LockAdministratorsAsync();
        return await users.IsLastAdministratorAsync(_user);
    }

    /// <summary>The rights that were ticked for a newspaper.</summary>
    private DeskRights Wanted(string code) => Input.Rights.Where(entry => entry.StartsWith(code + ":", StringComparison.Ordinal))
        .Aggregate(DeskRights.None, (all, entry) => all | Parse(entry[(code.Length + 1)..]));

    private static DeskRights Parse(string text) => Enum.TryParse<DeskRights>(text, out var right) && Enum.IsDefined(right) ? right : DeskRights.None;

    private IActionResult Answer(IdentityResult result, string done)
    {
        if (result.Succeeded)
        {
            TempData["Status"] = done;
            return LocalRedirect(DeskAddresses.User(UserName));
        }

        foreach (var error in result.Errors)
        {
            ModelState.AddModelError("", texts[error.Description]);
        }

        return Page();
    }

    public sealed class InputModel
    {
        [StringLength(DeskUser.NameMaxLength, ErrorMessage = "姓名不超过 50 个字。")]
        public string? DisplayName { get; set; }

        /// <summary>As <c>zsrb:Review1</c>, with <c>*</c> for every newspaper.</summary>
        public string[] Rights { get; set; } = [];
    }
}
