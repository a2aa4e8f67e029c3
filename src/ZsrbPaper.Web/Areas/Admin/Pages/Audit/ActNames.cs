using ZsrbPaper.Core.Auditing;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Audit;

/// <summary>The acts of the audit log in words.</summary>
internal static class ActNames
{
    private static readonly Dictionary<string, string> _names = new(StringComparer.Ordinal)
    {
        [Acts.SignedIn] = "登录",
        [Acts.SignInFailed] = "登录失败",
        [Acts.SignedOut] = "退出",
        [Acts.UserAdded] = "添加用户",
        [Acts.UserChanged] = "修改用户",
        [Acts.CredentialsChanged] = "修改登录凭据",
        [Acts.SettingsChanged] = "修改设置",
        [Acts.OldAddressesChanged] = "修改旧地址",
        [Acts.EditionOpened] = "新建一期",
        [Acts.EditionChanged] = "修改本期",
        [Acts.EditionImported] = "导入一期",
        [Acts.PageAdded] = "添加版面",
        [Acts.PageChanged] = "修改版面",
        [Acts.PageRemoved] = "删除版面",
        [Acts.PageReplaced] = "换版",
        [Acts.ArticleAdded] = "添加稿件",
        [Acts.ArticleChanged] = "修改稿件",
        [Acts.ArticleRemoved] = "删除稿件",
        [Acts.ArticleRestored] = "恢复旧版本",
        [Acts.Reviewed] = "审核通过",
        [Acts.ReviewsVoided] = "审核作废",
        [Acts.Proofed] = "校次",
        [Acts.SignedOff] = "签发",
        [Acts.SignOffRevoked] = "撤销签发",
        [Acts.ReleaseHeld] = "暂停发布",
        [Acts.Reapproved] = "重新签发",
        [Acts.CorrectionProposed] = "提交更正",
        [Acts.Corrected] = "更正",
        [Acts.Withdrawn] = "撤稿",
        [Acts.ChangeRejected] = "退回更改",
        [Acts.WithdrawalReviewed] = "撤稿复核",
    };

    /// <summary>The Chinese name, which is the key of its translation; the act itself when it has none.</summary>
    public static string Of(string act) => _names.GetValueOrDefault(act, act);
}
