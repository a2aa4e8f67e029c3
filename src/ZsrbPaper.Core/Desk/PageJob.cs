using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Desk;

/// <summary>A page's picture or PDF on its way to the page: of tonight's files, or in place of one that the page has (换版).</summary>
public sealed class PageJob : DeskJob
{
    public PageJob(Edition edition, ReceivedFile file, string createdBy, DateTime createdAt)
        : base(file, createdBy, createdAt) => Edition = edition;

    private PageJob() => Edition = null!;

    public int EditionId { get; private set; }

    public Edition Edition { get; private set; }

    /// <summary>The page it goes to: guessed, or as corrected; null when nobody knows yet, and the job then waits for an answer.</summary>
    public PageLabel? Label { get; set; }

    /// <summary>Whether it replaces the page's file in every state of the edition, see <see cref="ReleasedChanges.ReplaceAsync"/>.</summary>
    public bool IsReplacement { get; set; }

    /// <summary>Why the page is replaced; null when nobody said.</summary>
    public string? Reason { get; set; }
}
