using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Newspapers;

/// <summary>A link of the masthead: a channel of the bar across the top, or a social account. Without an address it is a plain word.</summary>
public sealed record NamedLink(string Name, string? Url);

/// <summary>A word that must not stand, what should stand instead, and why.</summary>
public sealed record WordRule(string Wrong, string Right, string? Reason);

/// <summary>A newspaper (报纸) with its masthead facts (报头).</summary>
public sealed class Newspaper : IVersioned
{
    public const int NameMaxLength = 100;
    public const int FactMaxLength = 200;

    /// <summary>一审, 二审, 三审.</summary>
    public const int MaxReviews = 3;

    public Newspaper(string code, string name)
    {
        if (!NewspaperCode.IsValid(code))
        {
            throw new ArgumentException($"'{code}' is no newspaper code.", nameof(code));
        }

        Code = code;
        Name = name;
    }

    public int Id { get; private set; }

    /// <summary>First segment of every address of the newspaper; never changes.</summary>
    public string Code { get; private set; }

    public string Name { get; set; }

    /// <summary>出版, such as 中山日报社.</summary>
    public string? Publisher { get; set; }

    /// <summary>国内统一刊号, such as CN44-0126.</summary>
    public string? IssueNumber { get; set; }

    /// <summary>邮发代号, such as 45-47.</summary>
    public string? PostalCode { get; set; }

    /// <summary>有奖新闻热线.</summary>
    public string? Hotline { get; set; }

    public string? Email { get; set; }

    /// <summary>BCP 47 tag of the newspaper's language.</summary>
    public string Language { get; set; } = "zh-CN";

    /// <summary>IANA name of the time zone in which editions are dated and released.</summary>
    public string TimeZone { get; set; } = "Asia/Shanghai";

    /// <summary>Hash of the logo in the media store; null without one.</summary>
    public string? LogoHash { get; set; }

    /// <summary>File extension of the logo's original, without the dot.</summary>
    public string? LogoExtension { get; set; }

    /// <summary>Size of the logo in pixels; 0 without one.</summary>
    public int LogoWidth { get; set; }

    public int LogoHeight { get; set; }

    /// <summary>ICP备案.</summary>
    public string? Icp { get; set; }

    /// <summary>公网安备.</summary>
    public string? PoliceRecord { get; set; }

    /// <summary>互联网新闻信息服务许可证.</summary>
    public string? NewsLicence { get; set; }

    /// <summary>举报电话.</summary>
    public string? ReportPhone { get; set; }

    public IReadOnlyList<NamedLink> Channels { get; set; } = [];

    public IReadOnlyList<NamedLink> Social { get; set; } = [];

    /// <summary>Whether the newspaper came with the sample and nobody has made it their own.</summary>
    public bool IsSample { get; set; }

    /// <summary>How many reviews (审) an article and a page need before sign-off, 0 to 3.</summary>
    public int RequiredReviews { get; set; } = MaxReviews;

    /// <summary>Kinds of finding of the checks (检查) that block sign-off; the others only warn. Names of <c>FindingKind</c>.</summary>
    public List<string> BlockingFindings { get; set; } = [];

    /// <summary>Words that the checks point out: wrong, right, and why.</summary>
    public IReadOnlyList<WordRule> WordList { get; set; } = [];

    public int Version { get; private set; }

    public ICollection<Edition> Editions { get; } = new List<Edition>();

    /// <summary>The time zone as .NET knows it.</summary>
    /// <exception cref="TimeZoneNotFoundException">The machine has no such zone (its tzdata is missing).</exception>
    public TimeZoneInfo GetTimeZone() => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
}
