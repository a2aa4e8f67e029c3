namespace ZsrbPaper.Core.Changes;

/// <summary>
/// The changes that readers may notice (<see cref="ReaderChange"/>), one after the other as one node of the portal learns of them. Asked several
/// times a second, so it has a connection of its own and asks for as little as can be.
/// </summary>
/// <remarks>
/// Asked, not told: PostgreSQL's <c>LISTEN</c> does not work on standbys nor behind poolers, and a node could not know that a line is dead. Not for
/// several callers at once.
/// </remarks>
public interface IChangeLog : IAsyncDisposable
{
    /// <summary>What has changed since the last time; at first nothing, but the planned releases.</summary>
    /// <param name="now">UTC; releases after it are planned.</param>
    /// <exception cref="System.Data.Common.DbException">The database does not answer. What has changed is then told at a later time.</exception>
    Task<ChangeBatch> ReadAsync(DateTime now, CancellationToken cancellationToken);

    /// <summary>How far the looks have come, for <see cref="GoOnFrom"/> of another log on the same database; null before the first.</summary>
    string? Position { get; }

    /// <summary>Lets the next look tell what has changed since the one that another log came to, and perhaps some of what changed shortly before.</summary>
    void GoOnFrom(string position);

    /// <summary>Takes out the rows that are no longer kept.</summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer.</exception>
    Task PruneAsync(CancellationToken cancellationToken);
}

/// <summary>What changed, or will look different: all newspapers, one, or an edition of one.</summary>
public readonly record struct ChangedPlace(string? Newspaper, DateOnly? Date);

/// <summary>A release to come.</summary>
/// <param name="At">UTC.</param>
public readonly record struct PlannedRelease(string Newspaper, DateOnly Date, DateTime At);

/// <param name="Changes">In no order.</param>
/// <param name="Releases">All that are planned; null when they are as they were.</param>
/// <param name="Position">
/// How far a copy of the database must have come to have all that was told up to now, in the words of the engine; null when that is as it was, or there are no copies.
/// </param>
public sealed record ChangeBatch(IReadOnlyList<ChangedPlace> Changes, IReadOnlyList<PlannedRelease>? Releases, string? Position = null)
{
    public static ChangeBatch Nothing { get; } = new([], null);

    /// <summary>Everything may have changed: what happened is no longer known.</summary>
    public static ChangedPlace Everything { get; }
}
