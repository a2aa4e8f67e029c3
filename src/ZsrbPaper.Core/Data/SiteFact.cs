namespace ZsrbPaper.Core.Data;

/// <summary>A fact about this installation that must outlive a restart, by name.</summary>
public sealed class SiteFact(string name, string value)
{
    /// <summary>Whether the sample editions were <see cref="Loaded"/> or <see cref="Removed"/>; once set, they never come by themselves again.</summary>
    public const string Sample = "sample";

    public const string Loaded = "loaded";

    public const string Removed = "removed";

    public string Name { get; private set; } = name;

    public string Value { get; set; } = value;
}
