namespace ZsrbPaper.Core.Reading;

/// <summary>
/// Editions that were read before, for one request. There are none unless whoever answers it knows that nothing has changed since: readers come to one
/// article of an edition after the other, and the edition need be read but once.
/// </summary>
public sealed class KnownEditions
{
    private Func<string, DateOnly, EditionView?>? _find;

    /// <summary>The edition that was read from the database last; null when none was.</summary>
    public EditionView? Read { get; private set; }

    /// <summary>From now on the request may have what is known.</summary>
    /// <param name="find">By newspaper and date; null where it is not known.</param>
    public void Open(Func<string, DateOnly, EditionView?> find) => _find = find;

    /// <summary>From now on the request reads the database: there it is otherwise by now.</summary>
    /// <returns>Whether the request could have had what was known.</returns>
    internal bool Close()
    {
        var wasOpen = _find is not null;
        _find = null;
        return wasOpen;
    }

    internal EditionView? Find(string newspaper, DateOnly date) => _find?.Invoke(newspaper, date);

    internal void Note(EditionView edition) => Read = edition;
}
