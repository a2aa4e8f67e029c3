using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Caching;

/// <summary>Which requests may be answered with what is kept.</summary>
internal sealed class KeptAddresses(IOptions<SiteOptions> site)
{
    /// <summary>The desk's, those that keep what they find themselves, and those whose answer changes with the hour or with who asks.</summary>
    private static readonly PathString[] _never =
        ["/admin", "/media", "/search", "/search.atom", "/healthz", "/readyz", "/error", "/oembed", "/api/v1/search", "/iiif", "/sitemap-news.xml"];

    /// <summary>Files: they go out as they are read.</summary>
    private static readonly string[] _files = [".pdf", ".epub", ".zip", ".jpg", "/mets.xml", "/alto.xml"];

    private readonly string[] _oldHosts = site.Value.OldHosts;

    /// <summary>The address under which an answer to this request is kept; null when none can be.</summary>
    public string? Find(IFeatureCollection features)
    {
        var request = features.Get<IHttpRequestFeature>()!;
        return (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !IsOldHost(request.Headers.Host) ? AddressOf(request) : null;
    }

    /// <summary>As it was sent; servers without a network, as in tests, tell only what it means.</summary>
    private static string? AddressOf(IHttpRequestFeature request) => request.RawTarget switch
    {
        ['/', ..] target => target,
        "" => new PathString(request.Path).ToUriComponent() + request.QueryString,
        _ => null,
    };

    private bool IsOldHost(StringValues host) =>
        _oldHosts.Length > 0 && _oldHosts.Contains(new HostString(host.ToString()).Host, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether the answer may be kept at all: only readers' addresses have a single spelling, under any other the same thing could fill the room
    /// many times.
    /// </summary>
    public static bool MayBeKept(PathString path) =>
        !Array.Exists(_never, other => path.StartsWithSegments(other, StringComparison.OrdinalIgnoreCase))
        && !Array.Exists(_files, file => path.Value!.EndsWith(file, StringComparison.OrdinalIgnoreCase))
        && !path.Value!.Contains("/facsimile/", StringComparison.OrdinalIgnoreCase)
        && CanonicalAddresses.Find(path.Value!).Kind != AddressKind.NotOurs;
}
