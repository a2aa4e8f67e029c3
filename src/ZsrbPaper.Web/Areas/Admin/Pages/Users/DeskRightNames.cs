using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Users;

/// <summary>Rights and roles as the desk calls them.</summary>
internal static class DeskRightNames
{
    public static IReadOnlyList<(DeskRights Right, string Name)> All { get; } =
    [
        (DeskRights.Write, "编辑"),
        (DeskRights.Proofread, "校对"),
        (DeskRights.Review1, "一审"),
        (DeskRights.Review2, "二审"),
        (DeskRights.Review3, "三审"),
        (DeskRights.SignOff, "签发"),
        (DeskRights.Withdraw, "撤稿"),
        (DeskRights.Administer, "管理"),
    ];

    public static IReadOnlyList<(string Role, string Name)> Roles { get; } =
    [
        (DeskRoles.Editor, "编辑"),
        (DeskRoles.Reviewer, "审稿"),
        (DeskRoles.Chief, "总编"),
        (DeskRoles.Administrator, "管理员"),
    ];

    /// <summary>The rights in words: 编辑、一审.</summary>
    public static string Describe(DeskRights rights) => string.Join('、', All.Where(entry => rights.HasFlag(entry.Right)).Select(entry => entry.Name));
}
