using System.ComponentModel.DataAnnotations;

namespace ZsrbPaper.Web.Caching;

/// <summary><c>Cache:</c> what is kept of the answers to readers.</summary>
public sealed class CacheOptions
{
    /// <summary>How much memory kept answers may take, all their encodings together. 0: nothing is kept.</summary>
    [Range(0, 1_000_000)]
    public int Megabytes { get; set; } = 64;

    /// <summary>How much more memory small files may take, such as tiles and the pictures that pages show. 0: none is kept.</summary>
    [Range(0, 1_000_000)]
    public int FileMegabytes { get; set; } = 16;

    /// <summary>For how long a portal without its database serves what it has kept.</summary>
    [Range(0, 24 * 365)]
    public int OutageHours { get; set; } = 24;

    /// <summary>
    /// For how long caches beyond the portal's own nodes (CDNs, Varnish) may keep answers without asking (<c>s-maxage</c>), once <see cref="PurgeOptions.Url"/>
    /// is set; without it they may not at all.
    /// </summary>
    [Range(0, 365 * 24 * 3600)]
    public int SharedSeconds { get; set; } = 24 * 3600;

    public PurgeOptions Purge { get; set; } = new();
}

/// <summary><c>Cache:Purge:</c> how caches beyond the portal are told what to forget.</summary>
public sealed class PurgeOptions
{
    /// <summary>Is asked whenever something changes for readers. Unset: nobody is told, and such caches may keep nothing.</summary>
    public Uri? Url { get; set; }

    /// <summary>Such as <c>POST</c> or <c>PURGE</c>.</summary>
    public string Method { get; set; } = "POST";

    /// <summary>Sent with each request, such as <c>Cache:Purge:Headers:Authorization</c> = <c>Bearer …</c>.</summary>
    public Dictionary<string, string> Headers { get; set; } = [];

    /// <summary>See <see cref="PurgeFormat"/>.</summary>
    public PurgeFormat Format { get; set; }
}

/// <summary>How tags are written, on answers and to purge them.</summary>
public enum PurgeFormat
{
    /// <summary>Header <c>Surrogate-Key</c> with spaces between, on answers and on the request: Fastly, Varnish with xkey.</summary>
    SurrogateKey,

    /// <summary>Header <c>Cache-Tag</c> with commas between on answers; the request has a body, <c>{"tags":["…"]}</c>: Cloudflare.</summary>
    CacheTag,
}
