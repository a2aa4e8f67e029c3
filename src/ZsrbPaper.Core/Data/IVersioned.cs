namespace ZsrbPaper.Core.Data;

/// <summary>
/// An entity that two people must not overwrite for each other: its version is a concurrency token that
/// <see cref="PaperDbContext"/> raises with every change (neither engine raises one for us in the same way).
/// </summary>
public interface IVersioned
{
    int Version { get; }
}
