using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Users;

/// <summary>Everybody who works at the desk, and a form for one more.</summary>
[RequireRight(DeskRights.Administer)]
public sealed class IndexModel(PaperDbContext db, DeskUserManager users, SetupLinks links, TimeProvider clock, IStringLocalizer<DeskTexts> texts) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    internal IReadOnlyList<Row> Users { get; private set; } = [];

    internal IReadOnlyList<NewspaperChoice> Newspapers { get; private set; } = [];

    /// <summary>Users concern every newspaper; who administers only one cannot give rights for others.</summary>
    private bool MayAdminister => User.Has(DeskClaims.EveryNewspaper, DeskRights.Administer);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!MayAdminister)
        {
            return Forbid();
        }

        await LoadAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!MayAdminister)
        {
            return Forbid();
        }

        await LoadAsync(cancellationToken);
        var rights = Input.Roles.Aggregate(DeskRights.None, (all, role) => all | DeskRoles.All.GetValueOrDefault(role));
        var newspaper = Newspapers.FirstOrDefault(choice => choice.Code == Input.Newspaper);
        if (rights == DeskRights.None)
        {
            ModelState.AddModelError("Input.Roles", texts["请至少选一个角色。"]);
        }

        if (!string.IsNullOrEmpty(Input.Newspaper) && newspaper is null)
        {
            ModelState.AddModelError("Input.Newspaper", texts["没有这份报纸。"]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var user = new DeskUser { UserName = Input.UserName, DisplayName = string.IsNullOrWhiteSpace(Input.DisplayName) ? null : Input.DisplayName.Trim() };
        user.Grant(newspaper?.Id, rights);
        var result = await users.AddAsync(user, null, User.UserName(), $"{string.Join(", ", Input.Roles.Distinct())} for {newspaper?.Code ?? "every newspaper"}");
        if (!result.Succeeded)
        {
            foreach (var error in result.Errors)
            {
                ModelState.AddModelError("", texts[error.Description]);
            }

            return Page();
        }

        TempData["Link"] = await links.CreateAsync(users, user);
        TempData["Status"] = texts["已加用户“{0}”。", user.UserName!].Value;
        return LocalRedirect(DeskAddresses.User(user.UserName!));
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Newspapers = await NewspaperChoice.LoadAsync(db, cancellationToken);
        var rows = await db.Users.AsNoTracking().OrderBy(user => user.IsDisabled).ThenBy(user => user.UserName)
            .Select(user => new
            {
                user.UserName,
                user.DisplayName,
                user.IsDisabled,
                user.LockoutEnd,
                HasPassword = user.PasswordHash != null,
                user.TwoFactorEnabled,
                Passkeys = db.UserPasskeys.Count(passkey => passkey.UserId == user.Id),
                Memberships = user.Memberships.Select(membership => new { membership.NewspaperId, membership.Rights }).ToList(),
            })
            .ToListAsync(cancellationToken);
        var codes = Newspapers.ToDictionary(choice => choice.Id, choice => choice.Name);
        var now = clock.GetUtcNow();
        Users = rows.ConvertAll(row => new Row(
            row.UserName!,
            row.DisplayName,
            row.IsDisabled ? texts["已停用"] : row.LockoutEnd > now ? texts["暂时锁定"] : row.HasPassword || row.Passkeys > 0 ? "" : texts["尚未设密码"],
            string.Join('；', row.Memberships.OrderBy(membership => membership.NewspaperId)
                .Select(membership => $"{(membership.NewspaperId is { } id ? codes.GetValueOrDefault(id) : texts["各报"].Value)}：{DeskRightNames.Describe(membership.Rights)}")),
            string.Join('、', new[] { row.TwoFactorEnabled ? texts["验证器"].Value : null, row.Passkeys > 0 ? texts["通行密钥"].Value : null }.OfType<string>())));
    }

    internal sealed record Row(string UserName, string? DisplayName, string State, string Rights, string SecondFactor);

    public sealed class InputModel
    {
        [Required(ErrorMessage = "请填写用户名。")]
        [StringLength(DeskUser.NameMaxLength, ErrorMessage = "用户名不超过 50 个字。")]
        public string? UserName { get; set; }

        [StringLength(DeskUser.NameMaxLength, ErrorMessage = "姓名不超过 50 个字。")]
        public string? DisplayName { get; set; }

        public string[] Roles { get; set; } = [];

        /// <summary>Code of the newspaper; empty for every one.</summary>
        public string? Newspaper { get; set; }
    }
}

/// <summary>A newspaper to give rights for.</summary>
internal sealed record NewspaperChoice(int Id, string Code, string Name)
{
    public static Task<List<NewspaperChoice>> LoadAsync(PaperDbContext db, CancellationToken cancellationToken) => db.Newspapers.AsNoTracking()
        .OrderBy(newspaper => newspaper.Code).Select(newspaper => new NewspaperChoice(newspaper.Id, newspaper.Code, newspaper.Name)).ToListAsync(cancellationToken);
}
