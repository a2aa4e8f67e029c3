using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Core.Desk;

/// <summary>An edition package on its way to a new draft.</summary>
public sealed class PackageJob : DeskJob
{
    public PackageJob(Newspaper newspaper, ReceivedFile file, string createdBy, DateTime createdAt)
        : base(file, createdBy, createdAt) => Newspaper = newspaper;

    private PackageJob() => Newspaper = null!;

    public int NewspaperId { get; private set; }

    public Newspaper Newspaper { get; private set; }

    /// <summary>The date of the edition, once the package was read.</summary>
    public DateOnly? Date { get; set; }

    /// <summary>What is wrong with the package, or worth knowing of it.</summary>
    public IReadOnlyList<PackageProblem> Problems { get; set; } = [];
}
