using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Caching;

namespace ZsrbPaper.Web.Media;

/// <summary>A file that readers ask for.</summary>
/// <param name="Newspaper">Empty for a photo.</param>
/// <param name="Page">Null for a photo, and for a file of the whole edition.</param>
/// <param name="File">Which of the page's or edition's files; a photo's hash.</param>
internal readonly record struct GateKey(string Newspaper, DateOnly Date, PageLabel? Page, string File)
{
    public static GateKey OfPhoto(string hash) => new("", default, null, hash);
}

/// <summary>
/// What the gate (<see cref="MediaGate"/>) said of files that readers may have, or had, until something changes there. Of what never was there
/// nothing is kept: anybody could ask for it without end. Bounded in number: what nobody asked for while as many others were goes first.
/// </summary>
internal sealed class GateStore(IOptions<CacheOptions> options)
{
    /// <summary>How many are kept for sure; the most is twice that, some ten megabytes.</summary>
    public const int Room = 16_384;

    private readonly bool _isEnabled = options.Value.Megabytes > 0;
    private readonly Lock _writing = new();
    private volatile ConcurrentDictionary<GateKey, GatedFile> _young = new();

    /// <summary>What was asked for before <see cref="_young"/> was begun, and not since.</summary>
    private volatile ConcurrentDictionary<GateKey, GatedFile> _old = new();

    private int _added;
    private long _lastChange;

    /// <summary>The number of the last change: who asks the gate from now on is told of it.</summary>
    public long LastChange => Volatile.Read(ref _lastChange);

    public int Count => _young.Count + _old.Count;

    public GatedFile? Find(GateKey key)
    {
        var since = LastChange;
        if (_young.TryGetValue(key, out var found))
        {
            return found;
        }

        if (!_old.TryGetValue(key, out found))
        {
            return null;
        }

        Keep(key, found, since);
        return found;
    }

    /// <summary>Keeps what the gate said, unless something has changed since it was asked.</summary>
    /// <param name="since"><see cref="LastChange"/> before it was asked.</param>
    public void Keep(GateKey key, GatedFile file, long since)
    {
        lock (_writing)
        {
            if (!_isEnabled || file.Access == MediaAccess.None || since != _lastChange)
            {
                return;
            }

            if (_added >= Room)
            {
                (_old, _young, _added) = (_young, new ConcurrentDictionary<GateKey, GatedFile>(), 0);
            }

            if (_young.TryAdd(key, file))
            {
                _added++;
            }
        }
    }

    /// <summary>Forgets what may be otherwise after these changes.</summary>
    public void Forget(IReadOnlyCollection<ChangedPlace> changes)
    {
        lock (_writing)
        {
            _lastChange++;
            foreach (var kept in new[] { _young, _old })
            {
                foreach (var (key, file) in kept)
                {
                    if (changes.Any(AnswerSubject.Of(file.Place).IsTouchedBy))
                    {
                        kept.TryRemove(key, out _);
                    }
                }
            }
        }
    }
}
