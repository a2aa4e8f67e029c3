namespace ZsrbPaper.Core.Purging;

/// <summary>The caches beyond the portal's own nodes, as the administrator has set them up.</summary>
public interface IPurger
{
    /// <summary>How many tags they take at once.</summary>
    int BatchSize { get; }

    /// <summary>Of the program that makes the answers: those of another version may be others altogether.</summary>
    string Version { get; }

    /// <summary>Has them forget every answer that has one of these tags.</summary>
    /// <param name="tags">See <see cref="CacheTags"/>; at most <see cref="BatchSize"/>.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <exception cref="HttpRequestException">They cannot be reached.</exception>
    Task<PurgeAnswer> PurgeAsync(IReadOnlyCollection<string> tags, CancellationToken cancellationToken);
}

/// <summary>What the caches answered.</summary>
/// <param name="Problem">For the log: why they have not done it, and what they said; null when they have.</param>
/// <param name="RetryAfter">How long they ask to be left alone.</param>
public sealed record PurgeAnswer(string? Problem = null, TimeSpan? RetryAfter = null);
