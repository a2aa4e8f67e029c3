namespace ZsrbPaper.Core.Media;

/// <summary>
/// A store that is far away, with the files that are asked for on a disk of this machine, up to so many bytes: when there is no room, those
/// go first that were not asked for the longest time. A name stands for its content for good, so nothing here is ever out of date.
/// Where this machine's disk fails, files come from the store itself.
/// </summary>
public sealed class CachedMediaStore : IMediaStore
{
    /// <summary>A file may take this part of the room at most.</summary>
    private const int LargestPart = 16;

    private readonly IMediaStore _store;
    private readonly FolderMediaStore _disk;
    private readonly long _room;
    private readonly WorkPerName _work = new();
    private readonly Lock _counting = new();
    private readonly Dictionary<string, LinkedListNode<(string Name, long Size)>> _places = new(StringComparer.Ordinal);

    /// <summary>The one that goes first is first.</summary>
    private readonly LinkedList<(string Name, long Size)> _turn = [];

    private long _size;

    /// <param name="store">What has the files.</param>
    /// <param name="folder">Of this cache alone; what is in it from earlier is used again.</param>
    /// <param name="room">In bytes.</param>
    public CachedMediaStore(IMediaStore store, string folder, long room)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _disk = new FolderMediaStore(folder);
        _room = room;
        foreach (var file in FilesOf(folder).OrderBy(file => file.LastWriteTimeUtc))
        {
            var name = Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (MediaNames.IsName(name))
            {
                Count(name, file.Length);
            }
        }

        _ = MakeRoomAsync(CancellationToken.None);
    }

    /// <summary>Bytes taken.</summary>
    public long Size
    {
        get
        {
            lock (_counting)
            {
                return _size;
            }
        }
    }

    public async Task<Stream?> OpenAsync(string name, CancellationToken ct)
    {
        MediaNames.Check(name);
        if (await OpenHereAsync(name, ct).ConfigureAwait(false) is { } here)
        {
            return here;
        }

        // However many ask for it, it is fetched once.
        using var turn = await _work.TakeAsync(name, ct).ConfigureAwait(false);
        if (await OpenHereAsync(name, ct).ConfigureAwait(false) is { } fetched)
        {
            return fetched;
        }

        var stored = await _store.OpenAsync(name, ct).ConfigureAwait(false);
        if (stored is null || stored.Length > _room / LargestPart)
        {
            return stored;
        }

        try
        {
            await _disk.PutAsync(name, stored, ct).ConfigureAwait(false);
            Count(name, stored.Length);
            await MakeRoomAsync(ct).ConfigureAwait(false);
            if (await OpenHereAsync(name, ct).ConfigureAwait(false) is { } copy)
            {
                await stored.DisposeAsync().ConfigureAwait(false);
                return copy;
            }
        }
        catch (Exception e) when (e is not MediaStoreAwayException && e is IOException or UnauthorizedAccessException)
        {
            // This machine's disk is full or broken.
        }
        catch
        {
            await stored.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        stored.Position = 0;
        return stored;
    }

    public Task PutAsync(string name, Stream content, CancellationToken ct) => _store.PutAsync(name, content, ct);

    public Task<bool> ExistsAsync(string name, CancellationToken ct) => _store.ExistsAsync(name, ct);

    public async Task DeleteAsync(string name, CancellationToken ct)
    {
        await _store.DeleteAsync(name, ct).ConfigureAwait(false);
        Uncount(name);
        await DeleteHereAsync(name, ct).ConfigureAwait(false);
    }

    public IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct) => _store.ListAsync(ct);

    private static FileInfo[] FilesOf(string folder)
    {
        try
        {
            // What was being written when the process ended is of no use.
            var incoming = Path.Combine(folder, MediaNames.IncomingFolder);
            if (Directory.Exists(incoming))
            {
                Directory.Delete(incoming, recursive: true);
            }

            return Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles("*", SearchOption.AllDirectories) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>From this machine's disk; null when it is not there.</summary>
    private async Task<Stream?> OpenHereAsync(string name, CancellationToken ct)
    {
        lock (_counting)
        {
            if (!_places.TryGetValue(name, out var place))
            {
                return null;
            }

            _turn.Remove(place);
            _turn.AddLast(place);
        }

        try
        {
            if (await _disk.OpenAsync(name, ct).ConfigureAwait(false) is { } here)
            {
                return here;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The store has it.
        }

        Uncount(name);
        return null;
    }

    private void Count(string name, long size)
    {
        lock (_counting)
        {
            if (_places.TryAdd(name, new LinkedListNode<(string Name, long Size)>((name, size))))
            {
                _turn.AddLast(_places[name]);
                _size += size;
            }
        }
    }

    private bool Uncount(string name)
    {
        lock (_counting)
        {
            if (!_places.Remove(name, out var place))
            {
                return false;
            }

            _turn.Remove(place);
            _size -= place.Value.Size;
            return true;
        }
    }

    private async Task MakeRoomAsync(CancellationToken ct)
    {
        while (true)
        {
            string name;
            lock (_counting)
            {
                if (_size <= _room || _turn.First is not { } first)
                {
                    return;
                }

                name = first.Value.Name;
                Uncount(name);
            }

            await DeleteHereAsync(name, ct).ConfigureAwait(false);
        }
    }

    private async Task DeleteHereAsync(string name, CancellationToken ct)
    {
        try
        {
            await _disk.DeleteAsync(name, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It takes room that is not counted until the next start.
        }
    }
}
