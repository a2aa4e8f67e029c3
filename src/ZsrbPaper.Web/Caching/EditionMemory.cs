using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web.Caching;

/// <summary>
/// The editions of which pages were made of late, until something changes there: whoever reads one article reads the next, and crawlers read all. Bounded
/// in number; the one that was not asked for longest makes room.
/// </summary>
internal sealed class EditionMemory(IOptions<CacheOptions> options)
{
    /// <summary>How many are kept: some hundred kilobytes each.</summary>
    public const int Room = 32;

    private readonly bool _isEnabled = options.Value.Megabytes > 0;
    private readonly Lock _using = new();

    /// <summary>In the order in which they were asked for, the last one at the end.</summary>
    private readonly List<EditionView> _editions = [];

    private long _lastChange;

    /// <summary>The number of the last change: what is read from now on knows it.</summary>
    public long LastChange => Volatile.Read(ref _lastChange);

    public EditionView? Find(string newspaper, DateOnly date)
    {
        lock (_using)
        {
            var at = _editions.FindLastIndex(edition => edition.Date == date && edition.Newspaper.Code == newspaper);
            if (at < 0)
            {
                return null;
            }

            var found = _editions[at];
            _editions.RemoveAt(at);
            _editions.Add(found);
            return found;
        }
    }

    /// <summary>Keeps an edition, unless something has changed since it was begun to be read.</summary>
    /// <param name="edition">Null: nothing.</param>
    /// <param name="since"><see cref="LastChange"/> before it was read.</param>
    public void Keep(EditionView? edition, long since)
    {
        lock (_using)
        {
            if (edition is null || !_isEnabled || since != _lastChange)
            {
                return;
            }

            _editions.RemoveAll(other => other.Date == edition.Date && other.Newspaper.Code == edition.Newspaper.Code);
            if (_editions.Count == Room)
            {
                _editions.RemoveAt(0);
            }

            _editions.Add(edition);
        }
    }

    /// <summary>Forgets what may be otherwise after these changes.</summary>
    public void Forget(IReadOnlyCollection<ChangedPlace> changes)
    {
        lock (_using)
        {
            _lastChange++;
            _editions.RemoveAll(edition => changes.Any(SubjectOf(edition).IsTouchedBy));
        }
    }

    /// <summary>With its neighbours: it leads to them.</summary>
    private static AnswerSubject SubjectOf(EditionView edition) =>
        new(edition.Newspaper.Code, edition.PreviousDate ?? DateOnly.MinValue, edition.NextDate ?? DateOnly.MaxValue);
}
