namespace ZsrbPaper.Core.Desk;

/// <summary>How far an article is: as far as its edition (<see cref="EditionState"/>), unless it was withdrawn.</summary>
public enum ArticleStage
{
    /// <summary>草稿.</summary>
    Draft,

    /// <summary>审稿中.</summary>
    InReview,

    /// <summary>已签发: waits for its release time.</summary>
    SignedOff,

    /// <summary>已发布: readers see it.</summary>
    Released,

    /// <summary>暂停发布.</summary>
    Held,

    /// <summary>已撤, before or after release.</summary>
    Withdrawn,
}
