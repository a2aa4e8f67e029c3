namespace ZsrbPaper.Core.Changes;

/// <summary>What changes for readers, by saves and by the clock: a planned release is a change that comes by itself. Not for several callers at once.</summary>
public sealed class ChangeFollower(IChangeLog log)
{
    private volatile IReadOnlyList<PlannedRelease> _planned = [];
    private DateTime? _since;

    /// <summary>The releases to come, as of the last look. May be asked for by anyone, at any time.</summary>
    public IReadOnlyList<PlannedRelease> Planned => _planned;

    /// <summary><see cref="ChangeBatch.Position"/> of the last change that was told; null before the first look, or where there are no copies.</summary>
    public string? CopyPosition { get; private set; }

    /// <summary>Goes on where another one was, which may have been in another process.</summary>
    /// <param name="position"><see cref="IChangeLog.Position"/> at its last look.</param>
    /// <param name="at">UTC, when that was.</param>
    public void GoOnFrom(string position, DateTime at)
    {
        log.GoOnFrom(position);
        _since = at;
    }

    /// <summary>What has changed since the last look; at the first one nothing, unless it goes on from another.</summary>
    /// <param name="now">UTC.</param>
    /// <exception cref="System.Data.Common.DbException">The database does not answer. What has changed is then told at a later time.</exception>
    public async Task<IReadOnlyList<ChangedPlace>> ReadAsync(DateTime now, CancellationToken cancellationToken)
    {
        var batch = await log.ReadAsync(_since ?? now, cancellationToken);
        _since = null;
        CopyPosition = batch.Position ?? CopyPosition;

        // What was due and not yet told is told, though the database no longer counts it among what is planned.
        IReadOnlyList<PlannedRelease> planned = batch.Releases is { } releases ? [.. releases.UnionBy(_planned.Where(release => release.At <= now), release => release)] : _planned;
        var due = planned.Where(release => release.At <= now).ToList();
        _planned = due.Count > 0 ? [.. planned.Except(due)] : planned;
        return due.Count > 0 ? [.. batch.Changes, .. due.Select(release => new ChangedPlace(release.Newspaper, release.Date))] : batch.Changes;
    }
}
