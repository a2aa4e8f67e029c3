namespace ZsrbPaper.Core.Desk;

/// <summary>What a user may do for a newspaper. Whoever has any of them sees the newspaper's desk.</summary>
[Flags]
public enum DeskRights
{
    None = 0,

    /// <summary>编辑: editions, pages, areas, articles, photos.</summary>
    Write = 1,

    /// <summary>一审.</summary>
    Review1 = 2,

    /// <summary>二审.</summary>
    Review2 = 4,

    /// <summary>三审. Who gives it may sign off too.</summary>
    Review3 = 8,

    /// <summary>校对: proof rounds.</summary>
    Proofread = 16,

    /// <summary>签发.</summary>
    SignOff = 32,

    /// <summary>撤稿.</summary>
    Withdraw = 64,

    /// <summary>Users, settings, the audit log.</summary>
    Administer = 128,
}

/// <summary>The roles: bundles of rights.</summary>
public static class DeskRoles
{
    public const string Editor = "editor";
    public const string Reviewer = "reviewer";
    public const string Chief = "chief";
    public const string Administrator = "administrator";

    public static IReadOnlyDictionary<string, DeskRights> All { get; } = new Dictionary<string, DeskRights>(StringComparer.Ordinal)
    {
        [Editor] = DeskRights.Write | DeskRights.Proofread,
        [Reviewer] = DeskRights.Write | DeskRights.Proofread | DeskRights.Review1 | DeskRights.Review2,
        [Chief] = DeskRights.Write | DeskRights.Proofread | DeskRights.Review1 | DeskRights.Review2 | DeskRights.Review3 | DeskRights.SignOff | DeskRights.Withdraw,
        [Administrator] = DeskRights.Administer,
    };

    /// <summary>The right that a review needs.</summary>
    /// <param name="round">1 to 3.</param>
    public static DeskRights ForReview(int round) => round switch
    {
        1 => DeskRights.Review1,
        2 => DeskRights.Review2,
        3 => DeskRights.Review3,
        _ => throw new ArgumentOutOfRangeException(nameof(round)),
    };
}
