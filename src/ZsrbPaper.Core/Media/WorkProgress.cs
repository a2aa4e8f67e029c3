namespace ZsrbPaper.Core.Media;

/// <summary>The steps of heavy work, in the order in which they come; no work has all of them.</summary>
public enum WorkStage
{
    /// <summary>A package is opened and its texts are read.</summary>
    Reading,

    /// <summary>Pictures and PDFs are looked at.</summary>
    Checking,

    /// <summary>A page's picture is loaded, or drawn from its PDF.</summary>
    Drawing,

    /// <summary>Tiles for deep zoom are cut.</summary>
    Tiling,

    /// <summary>The smaller pictures of a page are made.</summary>
    Scaling,

    /// <summary>Pictures and pages of a package are published.</summary>
    Publishing,

    /// <summary>The edition's PDF is joined from those of its pages.</summary>
    Joining,

    Saving,
}

/// <summary>How far heavy work is; <paramref name="Total"/> is 0 when there is nothing to count.</summary>
public sealed record WorkProgress(WorkStage Stage, int Done = 0, int Total = 0);
