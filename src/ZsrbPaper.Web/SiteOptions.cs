namespace ZsrbPaper.Web;

/// <summary><c>Site:</c> what the world knows the portal by.</summary>
public sealed class SiteOptions
{
    /// <summary>
    /// Where absolute addresses start. <c>Site:BaseUrl</c>, such as <c>https://epaper.example.com</c>; unset, the first listening
    /// address (with a warning at start: search engines would be told a wrong one).
    /// </summary>
    public Uri BaseUrl { get; set; } = new("http://localhost:5080");

    /// <summary><c>Site:BaseUrl</c> as written; null when unset.</summary>
    public string? ConfiguredBaseUrl { get; set; }

    /// <summary>
    /// <c>Site:OldHosts</c>: host names, without port, under which the archive was known before, such as <c>epaper.zsnews.cn</c>. What is
    /// asked for there leads to <see cref="BaseUrl"/> for good.
    /// </summary>
    public string[] OldHosts { get; set; } = [];

    /// <summary>
    /// <c>Site:Rights</c>: what readers may do with the editions, as a licence of Creative Commons or a statement of RightsStatements.org, such
    /// as <c>http://rightsstatements.org/vocab/InC/1.0/</c>. Unset, nothing is said of it.
    /// </summary>
    public string? Rights { get; set; }

    /// <summary>The absolute form of a root-relative address.</summary>
    public string Absolute(string path) => new Uri(BaseUrl, path).AbsoluteUri;
}
