namespace ZsrbPaper.Core.Editions;

/// <summary>An article number that was given once on a page of an edition and may never come back.</summary>
public sealed class RetiredNumber
{
    internal RetiredNumber(Edition edition, PageLabel label, int number)
    {
        Edition = edition;
        Label = label;
        Number = number;
    }

    private RetiredNumber()
    {
        Edition = null!;
        Label = null!;
    }

    public int Id { get; private set; }

    public int EditionId { get; private set; }

    public Edition Edition { get; private set; }

    /// <summary>The page's label; the page itself may be gone.</summary>
    public PageLabel Label { get; private set; }

    public int Number { get; private set; }
}
