using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Changes;

namespace ZsrbPaper.Web.Caching;

/// <summary>
/// The answers that are kept, by address. Bounded in bytes: when there is no room, those go first that nobody asked for again since they were last
/// looked at (the clock algorithm). What anybody could ask for without end, addresses where nothing is and those with a query, has a small part of
/// its own, and never takes the place of the newspaper's pages. So have files.
/// </summary>
internal sealed class AnswerStore(IOptions<CacheOptions> options)
{
    /// <summary>How many changes are remembered for answers that are under way.</summary>
    private const int Remembered = 256;

    /// <summary>An answer may take this part of the room at most.</summary>
    private const int LargestPart = 16;

    private readonly ConcurrentDictionary<string, KeptAnswer> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<KeptAnswer?>> _underWay = new(StringComparer.Ordinal);
    private readonly Queue<(long Number, ChangedPlace Change)> _changes = new();
    private readonly Lock _writing = new();
    private readonly Dictionary<string, LinkedListNode<KeptAnswer>> _places = new(StringComparer.Ordinal);
    private readonly Shelf _pages = new(options.Value.Megabytes * 7L * 1024 * 1024 / 8);
    private readonly Shelf _others = new(options.Value.Megabytes * 1L * 1024 * 1024 / 8);
    private readonly Shelf _files = new(options.Value.FileMegabytes * 1024L * 1024);
    private long _lastChange;

    public bool IsEnabled { get; } = options.Value.Megabytes > 0;

    public int Count => _answers.Count;

    /// <summary>Bytes taken.</summary>
    public long Size => _pages.Size + _others.Size + _files.Size;

    /// <summary>How many made room for others so far.</summary>
    public long Evicted { get; private set; }

    /// <summary>How many were forgotten for changes so far.</summary>
    public long Forgotten { get; private set; }

    public KeptAnswer? Find(string address) => _answers.GetValueOrDefault(address);

    /// <summary>Lets one caller make an answer, while all others who want it wait for that one.</summary>
    /// <param name="making">To be completed by who makes it, with null if it is not to be shared.</param>
    /// <returns>Whether the caller makes it.</returns>
    public bool TryMake(string address, out TaskCompletionSource<KeptAnswer?> making)
    {
        var own = new TaskCompletionSource<KeptAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        making = _underWay.GetOrAdd(address, own);
        return making == own;
    }

    /// <summary>Tells those who wait.</summary>
    public void Made(string address, TaskCompletionSource<KeptAnswer?> making, KeptAnswer? answer)
    {
        _underWay.TryRemove(KeyValuePair.Create(address, making));
        making.TrySetResult(answer);
    }

    /// <summary>Lets one of those who wait make the answer, unless it was made.</summary>
    public void Abandon(string address, TaskCompletionSource<KeptAnswer?> making)
    {
        if (!making.Task.IsCompleted)
        {
            _underWay.TryRemove(KeyValuePair.Create(address, making));
            making.TrySetCanceled();
        }
    }

    /// <summary>The number of the last change: what is made from now on knows it.</summary>
    public long LastChange => Volatile.Read(ref _lastChange);

    /// <summary>Keeps an answer, unless something that it tells of has changed since it was begun.</summary>
    /// <param name="since"><see cref="LastChange"/> when it was begun.</param>
    public void Keep(KeptAnswer answer, long since)
    {
        lock (_writing)
        {
            if (IsEnabled && !HasChanged(answer.Subject, since))
            {
                Put(answer);
            }
        }
    }

    /// <summary>Puts an answer with more encodings in the place of the same without; nothing if that is gone.</summary>
    public void Replace(KeptAnswer answer, KeptAnswer better)
    {
        lock (_writing)
        {
            if (_answers.GetValueOrDefault(answer.Address) == answer)
            {
                Put(better);
            }
        }
    }

    /// <summary>Forgets every answer that may be another after these changes.</summary>
    public void Forget(IReadOnlyCollection<ChangedPlace> changes)
    {
        lock (_writing)
        {
            foreach (var change in changes)
            {
                _changes.Enqueue((++_lastChange, change));
                if (_changes.Count > Remembered)
                {
                    _changes.Dequeue();
                }
            }

            foreach (var answer in _answers.Values)
            {
                if (changes.Any(answer.Subject.IsTouchedBy))
                {
                    Remove(answer.Address);
                    Forgotten++;
                }
            }

            // What is under way may be of before: who comes now has it made anew.
            _underWay.Clear();
        }
    }

    private bool HasChanged(AnswerSubject subject, long since) =>
        _lastChange - since > Remembered || _changes.Any(known => known.Number > since && subject.IsTouchedBy(known.Change));

    private Shelf ShelfOf(KeptAnswer answer) =>
        answer.IsFile ? _files : answer.Status >= 400 || answer.Address.Contains('?', StringComparison.Ordinal) ? _others : _pages;

    private void Put(KeptAnswer answer)
    {
        var shelf = ShelfOf(answer);
        if (answer.Size > shelf.Room / LargestPart)
        {
            return;
        }

        Remove(answer.Address);
        while (shelf.Size + answer.Size > shelf.Room)
        {
            MakeRoom(shelf);
        }

        _answers[answer.Address] = answer;
        _places[answer.Address] = shelf.Turn.AddLast(answer);
        shelf.Size += answer.Size;
    }

    private void MakeRoom(Shelf shelf)
    {
        var next = shelf.Turn.First!;
        if (next.Value.WasAsked)
        {
            next.Value.Forgive();
            shelf.Turn.Remove(next);
            shelf.Turn.AddLast(next);
        }
        else
        {
            Remove(next.Value.Address);
            Evicted++;
        }
    }

    private void Remove(string address)
    {
        if (_places.Remove(address, out var place))
        {
            var shelf = ShelfOf(place.Value);
            shelf.Turn.Remove(place);
            shelf.Size -= place.Value.Size;
            _answers.TryRemove(address, out _);
        }
    }

    private sealed class Shelf(long room)
    {
        public long Room => room;

        public long Size { get; set; }

        /// <summary>In the order in which they are looked at for room.</summary>
        public LinkedList<KeptAnswer> Turn { get; } = [];
    }
}
