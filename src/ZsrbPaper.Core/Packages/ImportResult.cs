namespace ZsrbPaper.Core.Packages;

/// <summary>How an import is to be done.</summary>
public sealed record ImportOptions
{
    /// <summary>Signs the edition off for its planned release, or for now when none is given. Done again, it moves nothing.</summary>
    public bool Release { get; init; }

    /// <summary>Checks and compares everything, and stores nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Lets the package win where both it and the desk changed the same thing.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The edition is one of the program's own samples, which give way to the first real edition.</summary>
    public bool IsSample { get; init; }

    /// <summary>The code of the only newspaper whose edition may come in; null for any.</summary>
    public string? OnlyFor { get; init; }

    /// <summary>Refuses an edition of a date that has one already, samples aside.</summary>
    public bool OnlyNew { get; init; }

    /// <summary>How messages call the package; its path if null.</summary>
    public string? Name { get; init; }

    /// <summary>Who is named in the history beside what was overwritten.</summary>
    public string By { get; init; } = "import";
}

public enum ImportOutcome
{
    /// <summary>A new edition came in.</summary>
    Imported,

    /// <summary>An edition that was there was changed, or signed off.</summary>
    Updated,

    /// <summary>Nothing in the package is new; nothing was changed.</summary>
    AlreadyImported,

    /// <summary>The problems say why; nothing was stored.</summary>
    Rejected,
}

/// <summary>What an import did, or would do in a dry run.</summary>
public sealed record ImportResult(ImportOutcome Outcome, IReadOnlyList<PackageProblem> Problems)
{
    /// <summary>Code of the newspaper; null when the package could not be read so far.</summary>
    public string? Newspaper { get; init; }

    public DateOnly? Date { get; init; }

    public ImportCounts Counts { get; init; } = new();

    /// <summary>Whether this import signed the edition off.</summary>
    public bool SignedOff { get; init; }

    /// <summary>From when on readers see the edition, in the newspaper's time zone; null for a draft.</summary>
    public DateTimeOffset? ReleaseAt { get; init; }

    /// <summary>Sample editions that gave way to this real one.</summary>
    public int SampleRemoved { get; init; }

    public bool DryRun { get; init; }
}

/// <summary>What of an edition an import added, changed, left to the desk, took out.</summary>
public sealed record ImportCounts
{
    public int Pages { get; init; }

    public int Articles { get; init; }

    public int Photos { get; init; }

    public int PagesAdded { get; init; }

    public int PagesUpdated { get; init; }

    public int PagesRemoved { get; init; }

    public int ArticlesAdded { get; init; }

    public int ArticlesUpdated { get; init; }

    public int ArticlesRemoved { get; init; }

    /// <summary>Articles that the desk changed and the package did not: the desk's text stays.</summary>
    public int ArticlesLeftToDesk { get; init; }
}
