using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Desk;

public enum JobState
{
    Waiting,
    Running,
    Done,

    /// <summary>Can be tried again.</summary>
    Failed,
}

/// <summary>
/// Heavy work on a file that was uploaded, done in the background. The file is in the media store before the row is, so the work
/// survives a restart; who works on it holds a lease, and a dead one's lease runs out.
/// </summary>
public abstract class DeskJob : IVersioned
{
    /// <summary>How long a worker that is no longer heard of is believed alive; a live one renews it long before.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    protected DeskJob(ReceivedFile file, string createdBy, DateTime createdAt)
    {
        FileName = file.Name;
        Hash = file.Hash;
        Extension = file.Extension;
        CreatedBy = createdBy;
        CreatedAt = createdAt;
    }

    protected DeskJob()
    {
        FileName = null!;
        Hash = null!;
        Extension = null!;
        CreatedBy = null!;
    }

    public int Id { get; private set; }

    /// <summary>Name of the file as it was uploaded.</summary>
    public string FileName { get; private set; }

    /// <summary>SHA-256 of the file, which is in the media store as an original.</summary>
    public string Hash { get; private set; }

    /// <summary>Extension by content, without the dot.</summary>
    public string Extension { get; private set; }

    public JobState State { get; private set; }

    /// <summary>What the work is at; null before its first step, and of no meaning unless it runs.</summary>
    public WorkStage? Stage { get; private set; }

    /// <summary>How much of the step is done, of <see cref="StageTotal"/>.</summary>
    public int StageDone { get; private set; }

    /// <summary>0 when there is nothing to count.</summary>
    public int StageTotal { get; private set; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public Sentence? Problem { get; private set; }

    /// <summary>How often the work was begun since someone last asked for it.</summary>
    public int Attempts { get; private set; }

    /// <summary>Until when the worker that runs it is believed alive, UTC.</summary>
    public DateTime? LeaseUntil { get; private set; }

    /// <summary>User name of who asked for it last.</summary>
    public string CreatedBy { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime? FinishedAt { get; private set; }

    public int Version { get; private set; }

    /// <summary>A worker takes it.</summary>
    public void Start(DateTime now)
    {
        (State, LeaseUntil, Stage, StageDone, StageTotal) = (JobState.Running, now + Lease, null, 0, 0);
        Attempts++;
    }

    public void Complete(DateTime now) => End(JobState.Done, null, now);

    public void Fail(Sentence problem, DateTime now) => End(JobState.Failed, problem, now);

    /// <summary>The work was interrupted through no fault of the file and begins again by itself.</summary>
    public void Wait() => End(JobState.Waiting, null, null);

    /// <summary>Someone asks for it again.</summary>
    public void Restart(string by, DateTime now)
    {
        End(JobState.Waiting, null, null);
        (Attempts, CreatedBy, CreatedAt) = (0, by, now);
    }

    private void End(JobState state, Sentence? problem, DateTime? finishedAt) =>
        (State, Problem, FinishedAt, LeaseUntil) = (state, problem, finishedAt, null);
}
