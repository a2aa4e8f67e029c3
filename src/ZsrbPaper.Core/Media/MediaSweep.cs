namespace ZsrbPaper.Core.Media;

/// <summary>What of the media store is referred to: by rows of the database, drafts and history included.</summary>
/// <param name="Hashes">Of photos, page pictures, page PDFs and edition PDFs.</param>
/// <param name="Facsimiles">The current facsimile version of each page, with the hash of its source.</param>
public sealed record MediaInUse(IReadOnlySet<string> Hashes, IReadOnlySet<(string SourceHash, string Version)> Facsimiles);

/// <summary>What a sweep looked at and deleted.</summary>
public sealed record SweepResult(int Files, int Deleted);

/// <summary>
/// Deletes what nothing refers to any more: files of unknown hashes, superseded facsimile versions, and left-overs of interrupted
/// writes. Nothing goes before it has lain untouched for 24 hours, since files are stored before the rows that refer to them; a hash
/// or version is as young as its youngest file. Files that are not named as <see cref="MediaNames"/> names them are left alone.
/// </summary>
public sealed class MediaSweep(IMediaStore store, TimeProvider time, Func<CancellationToken, Task<MediaInUse>> findInUse)
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    public async Task<SweepResult> RunAsync(CancellationToken ct)
    {
        var inUse = await findInUse(ct).ConfigureAwait(false);
        var oldest = time.GetUtcNow().UtcDateTime - Grace;
        var live = inUse.Facsimiles.Select(facsimile => facsimile.SourceHash).Concat(inUse.Hashes).ToHashSet(StringComparer.Ordinal);
        int files = 0, deleted = 0;
        var together = new List<(StoredFile File, string? Version)>();
        var current = "";

        // The store lists the files of one folder together, so one hash at a time is enough, however many there are.
        await foreach (var file in store.ListAsync(ct).ConfigureAwait(false))
        {
            files++;
            if (file.Name.StartsWith(MediaNames.IncomingFolder + "/", StringComparison.Ordinal))
            {
                if (file.LastWriteUtc < oldest)
                {
                    await store.DeleteAsync(file.Name, ct).ConfigureAwait(false);
                    deleted++;
                }
            }
            else if (MediaNames.TryParse(file.Name, out var hash, out var version))
            {
                if (hash != current)
                {
                    deleted += await SweepAsync(current, together, live.Contains(current), inUse, oldest, ct).ConfigureAwait(false);
                    together.Clear();
                    current = hash;
                }

                together.Add((file, version));
            }
        }

        deleted += await SweepAsync(current, together, live.Contains(current), inUse, oldest, ct).ConfigureAwait(false);
        return new SweepResult(files, deleted);
    }

    private async Task<int> SweepAsync(
        string hash, List<(StoredFile File, string? Version)> files, bool isLive, MediaInUse inUse, DateTime oldest, CancellationToken ct)
    {
        IEnumerable<IGrouping<string?, (StoredFile File, string? Version)>> groups = isLive
            ? files.GroupBy(each => each.Version).Where(group => group.Key is not null && !inUse.Facsimiles.Contains((hash, group.Key)))
            : files.GroupBy(_ => (string?)null);
        var deleted = 0;
        foreach (var group in groups.Where(group => group.All(each => each.File.LastWriteUtc < oldest)))
        {
            foreach (var (file, _) in group)
            {
                await store.DeleteAsync(file.Name, ct).ConfigureAwait(false);
                deleted++;
            }
        }

        return deleted;
    }
}
