using System.Text.RegularExpressions;

namespace ZsrbPaper.Core.Newspapers;

/// <summary>
/// The code of a newspaper, the first segment of all its addresses: <c>[a-z][a-z0-9]{1,15}</c> and none of the
/// segments that the portal itself answers.
/// </summary>
public static partial class NewspaperCode
{
    /// <summary>Longest code in characters.</summary>
    public const int MaxLength = 16;

    /// <summary>
    /// First segments that belong to the portal, and those that stand beside newspapers under <c>/admin</c>. A test holds this list against every route of the application.
    /// </summary>
    public static IReadOnlySet<string> Reserved { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "account", "admin", "api", "assets", "audit", "client", "css", "dist", "epaper", "error", "favicon", "forbidden", "healthz", "iiif", "images", "js", "lib",
        "manifest", "media", "metrics", "newspapers", "oembed", "openapi", "preview", "readyz",
        "robots", "search", "setup", "sitemap", "static", "users",
    };

    /// <summary>Whether the text may name a newspaper: right form and not reserved.</summary>
    public static bool IsValid(string? code) => IsWellFormed(code) && !Reserved.Contains(code!);

    /// <summary>Whether the text has the form of a code, reserved or not.</summary>
    public static bool IsWellFormed(string? code) => code is not null && Form().IsMatch(code);

    [GeneratedRegex("^[a-z][a-z0-9]{1,15}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
