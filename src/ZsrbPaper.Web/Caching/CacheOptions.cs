using System.ComponentModel.DataAnnotations;

namespace ZsrbPaper.Web.Caching;

/// <summary><c>Cache:</c> what is kept of the answers to readers.</summary>
public sealed class CacheOptions
{
    /// <summary>How much memory kept answers may take, all their encodings together. 0: nothing is kept.</summary>
    [Range(0, 1_000_000)]
    public int Megabytes { get; set; } = 64;

    /// <summary>For how long a portal without its database serves what it has kept.</summary>
    [Range(0, 24 * 365)]
    public int OutageHours { get; set; } = 24;
}
