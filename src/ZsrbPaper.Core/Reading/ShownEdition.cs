namespace ZsrbPaper.Core.Reading;

/// <summary>The edition that was read for an answer, and between which others it lies: how far what is shown reaches.</summary>
public sealed class ShownEdition
{
    private (string Newspaper, DateOnly Date)? _noted;
    private bool _areSeveral;

    /// <summary>Code of the newspaper; null when none was read, or several.</summary>
    public string? Newspaper { get; private set; }

    public DateOnly Date { get; private set; }

    /// <summary>The edition before, or the first day there is.</summary>
    public DateOnly First { get; private set; }

    /// <summary>The edition after, or the last day there is.</summary>
    public DateOnly Last { get; private set; }

    internal void Note(EditionView edition)
    {
        var isOther = _noted is { } noted && noted != (edition.Newspaper.Code, edition.Date);
        _noted = (edition.Newspaper.Code, edition.Date);
        _areSeveral |= isOther;
        Newspaper = _areSeveral ? null : edition.Newspaper.Code;
        Date = edition.Date;
        (First, Last) = (edition.PreviousDate ?? DateOnly.MinValue, edition.NextDate ?? DateOnly.MaxValue);
    }
}
