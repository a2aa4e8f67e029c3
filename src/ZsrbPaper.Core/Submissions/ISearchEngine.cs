namespace ZsrbPaper.Core.Submissions;

/// <summary>A search engine that takes addresses.</summary>
public interface ISearchEngine
{
    string Name { get; }

    /// <summary>How many addresses it takes at once.</summary>
    int BatchSize { get; }

    /// <summary>When its quota of the day begins anew, UTC.</summary>
    /// <param name="now">UTC.</param>
    DateTime NextQuota(DateTime now);

    /// <summary>Tells it that something appeared, changed or went at these addresses.</summary>
    /// <param name="paths">Root-relative, at most <see cref="BatchSize"/>.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    Task<SubmissionAnswer> SubmitAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken);
}

public enum SubmissionOutcome
{
    /// <summary>It has them.</summary>
    Taken,

    /// <summary>It cannot now; the same may go well later.</summary>
    TryLater,

    /// <summary>It takes no more today.</summary>
    OverQuota,

    /// <summary>It will not before the settings, or the site's registration there, are mended.</summary>
    Refused,
}

/// <summary>What a search engine answered.</summary>
/// <param name="Problem">For the log: what it said, and what to do; null when there was none. Of taken addresses, which ones it cannot use.</param>
/// <param name="RetryAfter">How long it asks to be left alone.</param>
/// <param name="Quota">How many more it takes today; null when it does not say.</param>
public sealed record SubmissionAnswer(SubmissionOutcome Outcome, string? Problem = null, TimeSpan? RetryAfter = null, int? Quota = null);
