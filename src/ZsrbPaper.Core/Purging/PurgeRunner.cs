using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Core.Purging;

/// <summary>
/// Has the caches beyond the portal forget what changed, by saves and by the clock: once for the portal, however many nodes it has, in the order in which
/// it happened, and until they have done it. One node is at it, under a lease in the database; how far it is stands there too, so that another goes on when
/// it was killed. What it had told but not yet written down is then told again, which does no harm.
/// </summary>
/// <remarks>
/// Each change is told twice. First when every node of the portal has learnt of it, as a cache that asked an earlier one would get the old answer again; and
/// once more when answers that were under way then have arrived.
/// </remarks>
public sealed partial class PurgeRunner(IChangeLog changes, IPurger purger, IServiceScopeFactory scopes, TimeProvider clock, ILogger<PurgeRunner> logger)
{
    /// <summary>When every node knows of a change: twice as long as it may take one to learn of it.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>When no answer is under way any more that was begun before the change was known.</summary>
    public static readonly TimeSpan Arriving = TimeSpan.FromSeconds(30);

    /// <summary>For how long a node that was killed is waited for.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>The longest wait after failures, each of which doubles the wait from a second on.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>With more tags than these, everything is purged.</summary>
    private const int MostTags = 300;

    private readonly string _holder = RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <summary>What is not yet told twice, in the order in which it happened.</summary>
    private readonly List<Noticed> _noticed = [];

    /// <summary>What the database says while this node is at it; null while it is not.</summary>
    private PurgeProgress? _held;

    private ChangeFollower _follower = new(changes);
    private DateTime _readAt;
    private DateTime _nextAttemptAt;
    private int _failures;
    private volatile bool _isTrusted;

    /// <summary>Whether the caches do what they are told, as far as this node knows. While they do not, they should keep nothing.</summary>
    public bool IsTrusted => _isTrusted;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Tells what is to be told now, if this node is the one. To be called about once a second, by one caller.</summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        if (await HoldAsync(now, cancellationToken) && now >= _nextAttemptAt)
        {
            await ReadAsync(now, cancellationToken);
            await SendAsync(now, cancellationToken);
        }
    }

    /// <summary>Lets another node go on at once.</summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer.</exception>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (_held is { } held)
        {
            _held = null;
            await ReplaceAsync(held, held with { LeaseUntil = Now }, cancellationToken);
        }
    }

    /// <summary>Whether this node is the one that purges.</summary>
    private async Task<bool> HoldAsync(DateTime now, CancellationToken cancellationToken)
    {
        if (_held is { } held)
        {
            // Where nothing waits to be told, what was read meanwhile need not be read again by who comes after.
            return held.LeaseUntil - now > Lease / 2
                || await WriteAsync(_noticed.Count == 0 && changes.Position is { } position ? Done(held, position, _readAt) : held, cancellationToken);
        }

        var found = await FindAsync(cancellationToken);
        _isTrusted = found is { IsFailing: false, Position: not null };
        if (found is not null && found.LeaseUntil > now && found.Holder != _holder)
        {
            return false;
        }

        var taken = new PurgeProgress(_holder, now + Lease, found?.Position, found?.At ?? now, found?.Version ?? purger.Version, found?.IsFailing ?? false);
        if (!await (found is null ? AddAsync(taken, cancellationToken) : ReplaceAsync(found, taken, cancellationToken)))
        {
            return false;
        }

        _failures = 0;
        _nextAttemptAt = now;
        Begin(taken, now);
        return true;
    }

    /// <summary>Goes on from what the database says.</summary>
    private void Begin(PurgeProgress taken, DateTime now)
    {
        _held = taken;
        _noticed.Clear();
        _follower = new ChangeFollower(changes);
        if (taken.Position is { } position)
        {
            _follower.GoOnFrom(position, taken.At);
            if (taken.Version != purger.Version)
            {
                _noticed.Add(new Noticed(position, taken.At, now, new HashSet<string> { CacheTags.All }));
            }
        }
    }

    private async Task ReadAsync(DateTime now, CancellationToken cancellationToken)
    {
        var held = _held!;
        try
        {
            var changed = await _follower.ReadAsync(now, cancellationToken);
            if (changed.Count > 0)
            {
                await using var scope = scopes.CreateAsyncScope();
                var tags = await CacheTags.ConcernedAsync(scope.ServiceProvider.GetRequiredService<PaperDbContext>(), changed, now, cancellationToken);
                _noticed.Add(new Noticed(changes.Position!, now, now, tags));
            }

            _readAt = now;
        }
        catch
        {
            // What was read may not have been noted: it is read again.
            Begin(held, now);
            throw;
        }

        // From now on nothing is lost.
        if (held.Position is null)
        {
            await WriteAsync(held with { Position = changes.Position, At = now }, cancellationToken);
        }
    }

    private async Task SendAsync(DateTime now, CancellationToken cancellationToken)
    {
        List<Noticed> due =
        [
            .. _noticed.Where(noticed => noticed.Told == 0 && now - noticed.ReadAt >= Settling),
            .. _noticed.Where(noticed => noticed.Told == 1 && now - noticed.ReadAt >= Arriving),
        ];
        if (_held is not { } held)
        {
            return;
        }

        if (due.Count == 0)
        {
            _isTrusted = !held.IsFailing;
            return;
        }

        var tags = due.SelectMany(noticed => noticed.Tags).ToHashSet();
        if (await TellAsync(tags.Contains(CacheTags.All) || tags.Count > MostTags ? [CacheTags.All] : tags, now, cancellationToken))
        {
            due.ForEach(noticed => noticed.Told++);
            var done = _noticed.TakeWhile(noticed => noticed.Told > 1).ToList();
            _noticed.RemoveRange(0, done.Count);
            if (done.Count > 0 || held.IsFailing)
            {
                await WriteAsync((done is [.., var last] ? Done(held, last.Position, last.At) : held) with { IsFailing = false }, cancellationToken);
            }
        }
        else if (!held.IsFailing)
        {
            await WriteAsync(held with { IsFailing = true }, cancellationToken);
        }
    }

    /// <returns>Whether the caches have done it.</returns>
    private async Task<bool> TellAsync(HashSet<string> tags, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var batch in tags.Order(StringComparer.Ordinal).Chunk(purger.BatchSize))
        {
            var answer = await AskAsync(batch, cancellationToken);
            if (answer.Problem is { } problem)
            {
                _isTrusted = false;
                _failures++;
                _nextAttemptAt = now + Longer(answer.RetryAfter ?? TimeSpan.Zero, WaitAfter(_failures));
                LogFailed(tags.Count, batch[0], problem, _nextAttemptAt);
                return false;
            }
        }

        LogTold(tags.Count, string.Join(' ', tags.Order(StringComparer.Ordinal)));
        if (_failures > 0)
        {
            LogWell(_failures);
        }

        (_isTrusted, _failures) = (true, 0);
        return true;
    }

    private async Task<PurgeAnswer> AskAsync(IReadOnlyCollection<string> tags, CancellationToken cancellationToken)
    {
        try
        {
            return await purger.PurgeAsync(tags, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            return new PurgeAnswer(exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PurgeAnswer("it did not answer in time");
        }
    }

    private PurgeProgress Done(PurgeProgress held, string position, DateTime at) => held with { Position = position, At = at, Version = purger.Version };

    private async Task<PurgeProgress?> FindAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var text = await scope.ServiceProvider.GetRequiredService<PaperDbContext>().SiteFacts.AsNoTracking()
            .Where(fact => fact.Name == PurgeProgress.FactName).Select(fact => fact.Value).SingleOrDefaultAsync(cancellationToken);
        return text is null ? null : PurgeProgress.Parse(text);
    }

    private async Task<bool> AddAsync(PurgeProgress first, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        try
        {
            db.SiteFacts.Add(new SiteFact(PurgeProgress.FactName, first.ToString()));
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (db.IsUniqueViolation(exception))
        {
            return false;
        }
    }

    /// <summary>Writes how far this node is, and renews its lease.</summary>
    /// <returns>False when another node is at it by now.</returns>
    private async Task<bool> WriteAsync(PurgeProgress progress, CancellationToken cancellationToken)
    {
        var after = progress with { LeaseUntil = Now + Lease };
        _held = await ReplaceAsync(_held!, after, cancellationToken) ? after : null;
        return _held is not null;
    }

    private async Task<bool> ReplaceAsync(PurgeProgress before, PurgeProgress after, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (old, text) = (before.ToString(), after.ToString());
        return await scope.ServiceProvider.GetRequiredService<PaperDbContext>().SiteFacts
            .Where(fact => fact.Name == PurgeProgress.FactName && fact.Value == old)
            .ExecuteUpdateAsync(fact => fact.SetProperty(row => row.Value, text), cancellationToken) > 0;
    }

    private static TimeSpan WaitAfter(int failures) => TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, failures - 1)));

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    [LoggerMessage(LogLevel.Information, "Purged from the caches beyond the portal: {Count} tags, {Tags}")]
    private partial void LogTold(int count, string tags);

    [LoggerMessage(LogLevel.Warning, "The caches beyond the portal did not purge {Count} tags ({First}, …): {Problem}. They are told again at {Next:u}, and may keep nothing until then")]
    private partial void LogFailed(int count, string first, string problem, DateTime next);

    [LoggerMessage(LogLevel.Information, "The caches beyond the portal purge again, after {Failures} failures; nothing was left out")]
    private partial void LogWell(int failures);

    /// <summary>What changed by one look, and the tags that it concerns.</summary>
    /// <param name="Position">Where the log was after it.</param>
    /// <param name="At">Releases up to then are in it.</param>
    private sealed record Noticed(string Position, DateTime At, DateTime ReadAt, IReadOnlySet<string> Tags)
    {
        /// <summary>How often the caches were told.</summary>
        public int Told { get; set; }
    }
}
