using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary><c>Desk:</c> how the desk is run.</summary>
public sealed class DeskOptions
{
    /// <summary>Whether chief editors and administrators must have an authenticator or a passkey. Off unless set.</summary>
    public bool RequireSecondFactor { get; set; }

    /// <summary>The largest file of a page that is taken in, in megabytes of 1,048,576 bytes.</summary>
    public int MaxFileMegabytes { get; set; } = 200;

    /// <summary>How many files one form may bring, and how many of an edition may wait to be put on their pages.</summary>
    public int MaxFilesPerUpload { get; set; } = 100;

    /// <summary>The largest edition package that is taken in, in megabytes of 1,048,576 bytes.</summary>
    public int MaxPackageMegabytes { get; set; } = 2048;

    internal IntakeLimits Limits => new((long)MaxFileMegabytes << 20, MaxFilesPerUpload, (long)MaxPackageMegabytes << 20);
}

/// <summary>Who must show more than a password.</summary>
internal static class SecondFactor
{
    /// <summary>The claim of a user who must set one up before anything else.</summary>
    public const string DueClaim = "desk-second-factor-due";

    /// <summary>Those who can release or withdraw, or give rights to others.</summary>
    public static bool IsRequiredOf(DeskRights rights) =>
        (rights & (DeskRights.Review3 | DeskRights.SignOff | DeskRights.Withdraw | DeskRights.Administer)) != DeskRights.None;
}
