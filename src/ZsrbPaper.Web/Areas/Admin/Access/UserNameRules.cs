using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>
/// User names stand in history and audit log for good: short, without what cannot be seen, and never like the other actors there
/// (<c>system</c>, <c>cli:…</c>). That they are unique is Identity's own rule.
/// </summary>
internal sealed partial class UserNameRules : IUserValidator<DeskUser>
{
    public const string Problem = "UserNameRefused";

    public static bool AreMet(string? name) =>
        name is { Length: > 0 and <= DeskUser.NameMaxLength }
        && name.Trim() == name
        && name.IsNormalized()
        && !name.Equals("system", StringComparison.OrdinalIgnoreCase)
        && !Forbidden().IsMatch(name)
        && name.Any(char.IsLetterOrDigit);

    public Task<IdentityResult> ValidateAsync(UserManager<DeskUser> manager, DeskUser user) => Task.FromResult(AreMet(user.UserName)
        ? IdentityResult.Success
        : IdentityResult.Failed(new IdentityError
        {
            Code = Problem,
            Description = string.Create(CultureInfo.InvariantCulture, $"用户名为 1 至 {DeskUser.NameMaxLength} 个字，不含冒号、斜杠、首尾空格和不可见的字符。"),
        }));

    [GeneratedRegex("""[\p{C}\p{Zl}\p{Zp}:/\\?#%<>"]""")]
    private static partial Regex Forbidden();
}
