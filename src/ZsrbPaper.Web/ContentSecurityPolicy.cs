using System.Security.Cryptography;
using System.Text;

namespace ZsrbPaper.Web;

/// <summary>
/// What browsers may load and run on the portal's pages: its own files, and one inline script that is known by its hash.
/// The same for every answer, so that pages stay the same bytes for everyone.
/// </summary>
public static class ContentSecurityPolicy
{
    /// <summary>
    /// Applies the reader's column width and text size before the first paint, and tells the style sheet that scripts run.
    /// Rendered as it stands here; one byte more and browsers refuse it. The values are those of <c>comfort.ts</c>.
    /// </summary>
    public const string HeadScript =
        "(function(){var d=document.documentElement;d.classList.add('js');try{['measure','size'].forEach(function(k){"
        + "var v=localStorage.getItem('reading-'+k);if(/^(\\d|[123]\\d)$/.test(v))d.setAttribute('data-'+k,v)})}catch(e){}})()";

    /// <summary>Value of the <c>Content-Security-Policy</c> header.</summary>
    public static string HeaderValue { get; } = string.Join("; ",
        "default-src 'none'",
        $"script-src 'self' '{Hash(HeadScript)}'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'");

    private static string Hash(string script) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
}
