using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Account;

/// <summary>A one-time link was opened: it makes the first user, or sets a user's password. Looking at it does not use it up.</summary>
[AllowAnonymous]
[EnableRateLimiting(SignInLimit.Policy)]
public sealed class SetupModel(SetupLinks links, DeskUserManager users, PaperDbContext db, IStringLocalizer<DeskTexts> texts) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public bool IsAlive { get; private set; }

    /// <summary>Whose password is set; null when the first user is made.</summary>
    public string? UserName { get; private set; }

    public async Task<IActionResult> OnGetAsync(string token, CancellationToken cancellationToken)
    {
        await FindAsync(token, cancellationToken);
        return ShowPage();
    }

    public async Task<IActionResult> OnPostAsync(string token, CancellationToken cancellationToken)
    {
        var user = await FindAsync(token, cancellationToken);
        if (!IsAlive || !ModelState.IsValid)
        {
            return ShowPage();
        }

        if (Input.Password != Input.Again)
        {
            ModelState.AddModelError("Input.Again", texts["两次写的密码不一样。"]);
            return ShowPage();
        }

        var result = user is not null
            ? await users.SetPasswordAsync(user, token, Input.Password!)
            : await AddFirstAsync(token, cancellationToken);
        if (result.Succeeded)
        {
            TempData["Status"] = texts["密码已设好，请登录。"].Value;
            return LocalRedirect(DeskAddresses.SignIn);
        }

        foreach (var error in result.Errors)
        {
            ModelState.AddModelError("", texts[error.Description]);
        }

        return ShowPage();
    }

    private async Task<IdentityResult> AddFirstAsync(string token, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await links.UseFirstAsync(token, cancellationToken))
        {
            return IdentityResult.Failed(users.ErrorDescriber.InvalidToken());
        }

        var user = new DeskUser { UserName = Input.UserName ?? "", DisplayName = string.IsNullOrWhiteSpace(Input.DisplayName) ? null : Input.DisplayName.Trim() };
        user.Grant(null, DeskRoles.All[DeskRoles.Administrator] | DeskRoles.All[DeskRoles.Chief]);
        var result = await users.AddAsync(user, Input.Password, "system", "first user, by the set-up link");
        if (result.Succeeded)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return result;
    }

    private async Task<DeskUser?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var user = await links.FindUserAsync(token, users);
        UserName = user?.UserName;
        IsAlive = user is not null || await links.IsFirstAsync(token, cancellationToken);
        return user;
    }

    private PageResult ShowPage()
    {
        if (!IsAlive)
        {
            Response.StatusCode = StatusCodes.Status410Gone;
        }

        return Page();
    }

    public sealed class InputModel
    {
        [StringLength(DeskUser.NameMaxLength, ErrorMessage = "用户名不超过 50 个字。")]
        public string? UserName { get; set; }

        [StringLength(DeskUser.NameMaxLength, ErrorMessage = "姓名不超过 50 个字。")]
        public string? DisplayName { get; set; }

        [Required(ErrorMessage = "请填写密码。")]
        [DataType(DataType.Password)]
        public string? Password { get; set; }

        [Required(ErrorMessage = "请把密码再写一次。")]
        [DataType(DataType.Password)]
        public string? Again { get; set; }
    }
}
