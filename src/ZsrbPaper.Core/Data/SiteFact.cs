namespace ZsrbPaper.Core.Data;

/// <summary>A fact about this installation that must outlive a restart, by name.</summary>
public sealed class SiteFact(string name, string value)
{
    /// <summary>Set once the sample was removed, so that an emptied database does not get it again.</summary>
    public const string SampleRemoved = "sample-removed";

    public string Name { get; private set; } = name;

    public string Value { get; set; } = value;
}
