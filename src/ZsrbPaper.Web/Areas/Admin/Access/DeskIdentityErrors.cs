using System.Globalization;
using Microsoft.AspNetCore.Identity;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>What Identity refuses, in the desk's language.</summary>
internal sealed class DeskIdentityErrors : IdentityErrorDescriber
{
    public override IdentityError DefaultError() => Error(nameof(DefaultError), "没有成功，请再试一次。");

    public override IdentityError ConcurrencyFailure() => Error(nameof(ConcurrencyFailure), "刚才另有人改动了这个账户。请重新打开页面，再做一次。");

    public override IdentityError PasswordMismatch() => Error(nameof(PasswordMismatch), "原来的密码不对。");

    public override IdentityError InvalidToken() => Error(nameof(InvalidToken), "链接或验证码已失效。");

    public override IdentityError DuplicateUserName(string userName) => Error(nameof(DuplicateUserName), $"已有名为“{userName}”的用户。");

    public override IdentityError InvalidUserName(string? userName) => Error(nameof(InvalidUserName), "这个用户名不能用。");

    public override IdentityError PasswordTooShort(int length) =>
        Error(nameof(PasswordTooShort), string.Create(CultureInfo.InvariantCulture, $"密码至少 {length} 个字符。"));

    private static IdentityError Error(string code, string description) => new() { Code = code, Description = description };
}
