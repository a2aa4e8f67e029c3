namespace ZsrbPaper.Core.Changes;

/// <summary>
/// That something readers see, or will see once a planned release has come, was changed. Written by every save that does so, in its transaction
/// (<see cref="ReaderChanges"/>): from these rows the caches of all nodes learn what to forget.
/// </summary>
public sealed class ReaderChange
{
    /// <summary>How many of the newest are kept. A node that is further behind forgets everything.</summary>
    public const int Kept = 10_000;

    public ReaderChange(string? newspaper, DateOnly? date)
    {
        Newspaper = newspaper;
        Date = date;
    }

    private ReaderChange()
    {
    }

    /// <summary>Greater in what came later, but on PostgreSQL a transaction that ends later may have a lesser one.</summary>
    public long Id { get; private set; }

    /// <summary>Code of the newspaper; null when all may look different.</summary>
    public string? Newspaper { get; private set; }

    /// <summary>Date of the edition; null when the whole newspaper may look different.</summary>
    public DateOnly? Date { get; private set; }
}
