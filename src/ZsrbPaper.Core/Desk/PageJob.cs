using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Desk;

public enum PageJobState
{
    Waiting,
    Running,
    Done,

    /// <summary>Can be tried again.</summary>
    Failed,
}

/// <summary>
/// The heavy work on one file of the night: inspect, rasterise, cut tiles, put it on its page. The file is in the media store
/// before the row is, so the work survives a restart; who works on it holds a lease, and a dead one's lease runs out.
/// </summary>
public sealed class PageJob : IVersioned
{
    public const int ProblemMaxLength = 1000;

    public PageJob(Edition edition, string fileName, string hash, string extension, string createdBy, DateTime createdAt)
    {
        Edition = edition;
        FileName = fileName;
        Hash = hash;
        Extension = extension;
        CreatedBy = createdBy;
        CreatedAt = createdAt;
    }

    private PageJob()
    {
        Edition = null!;
        FileName = null!;
        Hash = null!;
        Extension = null!;
        CreatedBy = null!;
    }

    public int Id { get; private set; }

    public int EditionId { get; private set; }

    public Edition Edition { get; private set; }

    /// <summary>Name of the file as it was dropped.</summary>
    public string FileName { get; private set; }

    /// <summary>SHA-256 of the file, which is in the media store as an original.</summary>
    public string Hash { get; private set; }

    /// <summary>Extension by content, without the dot.</summary>
    public string Extension { get; private set; }

    /// <summary>The page it goes to: guessed, or as corrected; null when nobody knows yet, and the job then waits for an answer.</summary>
    public PageLabel? Label { get; set; }

    public PageJobState State { get; set; }

    /// <summary>What went wrong, in words for the desk; null when nothing did.</summary>
    public string? Problem { get; set; }

    public int Attempts { get; set; }

    /// <summary>Until when the worker that runs it is believed alive, UTC.</summary>
    public DateTime? LeaseUntil { get; set; }

    public string CreatedBy { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime? FinishedAt { get; set; }

    public int Version { get; private set; }
}
