namespace ZsrbPaper.Core.Packages;

/// <summary>How large a package may be. The defaults are those of the format; tests use smaller ones.</summary>
public sealed record PackageLimits
{
    /// <summary>Files and folders, those that nothing refers to included.</summary>
    public int Entries { get; init; } = 10_000;

    /// <summary>Bytes of all files together, as they really unpack.</summary>
    public long UnpackedBytes { get; init; } = 2L << 30;

    /// <summary>How many times larger than its compressed form content may be, once past <see cref="RatioFromBytes"/>.</summary>
    public int Ratio { get; init; } = 200;

    public long RatioFromBytes { get; init; } = 50L << 20;

    /// <summary>Folders within folders.</summary>
    public int Depth { get; init; } = 8;

    /// <summary>Longest path of an entry within the package, in characters.</summary>
    public int PathLength { get; init; } = 500;

    /// <summary>Bytes of one YAML or Markdown file.</summary>
    public int TextBytes { get; init; } = 4 << 20;

    public int Pages { get; init; } = 500;

    public int ArticlesOnPage { get; init; } = 500;

    /// <summary>Numbers under <c>retired:</c>.</summary>
    public int Retired { get; init; } = 10_000;

    /// <summary>Photos of an article, and its areas.</summary>
    public int PhotosOrAreas { get; init; } = 200;

    /// <summary>Names in one list of people, and each name's characters.</summary>
    public int Names { get; init; } = 100;

    public int NameLength { get; init; } = 100;
}
