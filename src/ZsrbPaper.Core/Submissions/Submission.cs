namespace ZsrbPaper.Core.Submissions;

/// <summary>An address that waits to be told to a search engine.</summary>
public sealed class Submission(string engine, string path, DateTime queuedAt)
{
    public const int EngineMaxLength = 20;

    public const int PathMaxLength = 100;

    public int Id { get; private set; }

    /// <summary>See <see cref="ISearchEngine.Name"/>.</summary>
    public string Engine { get; private set; } = engine;

    /// <summary>Root-relative; it waits once, however often what stands there changes meanwhile.</summary>
    public string Path { get; private set; } = path;

    /// <summary>UTC.</summary>
    public DateTime QueuedAt { get; private set; } = queuedAt;
}

/// <summary>How far telling one search engine is. Moments are UTC.</summary>
public sealed class SubmissionState(string engine, DateTime collectedUntil)
{
    /// <summary>See <see cref="ISearchEngine.Name"/>.</summary>
    public string Engine { get; private set; } = engine;

    /// <summary>What changed for readers up to then has been queued.</summary>
    public DateTime CollectedUntil { get; set; } = collectedUntil;

    /// <summary>Until then one node works on it, and the others do not.</summary>
    public DateTime LeaseUntil { get; set; }

    /// <summary>Nothing is sent before.</summary>
    public DateTime NextAttemptAt { get; set; }

    /// <summary>How often sending has failed since it last went well.</summary>
    public int Failures { get; set; }

    /// <summary>How many addresses the engine still takes until <see cref="QuotaUntil"/>; null when it did not say.</summary>
    public int? Quota { get; set; }

    public DateTime QuotaUntil { get; set; }
}
