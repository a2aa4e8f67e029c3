using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Web.Hosting;
using ZsrbPaper.Web.Media;

namespace ZsrbPaper.Web.Caching;

/// <summary>
/// Whether kept answers are still what readers would get anew. Four times a second the log of changes is read, and what changed is forgotten; what was
/// read holds for a second, so that a node which stood still or was cut off reads the log before its next answer. Planned releases are changes that
/// come by the clock. While the database is away, what is kept is served as it is (<see cref="CacheOptions.OutageHours"/>).
/// </summary>
internal sealed class AnswerFreshness(
    IChangeLog changes, AnswerStore store, EditionMemory editions, GateStore gate, StandbyPosition standbys, TimeProvider clock, IOptions<CacheOptions> options, ILogger<AnswerFreshness> log)
    : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _holds = TimeSpan.FromSeconds(1);

    /// <summary>How long nobody asks a database that is away: longer than a try to reach it takes.</summary>
    private static readonly TimeSpan _away = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _pruning = TimeSpan.FromHours(1);

    private readonly ChangeFollower _follower = new(changes);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _asking = new();
    private List<TaskCompletionSource> _waiting = [];
    private DateTime? _readAt;
    private DateTime _prunedAt = clock.GetUtcNow().UtcDateTime;
    private bool _isCutOff;
    private volatile bool _isKnown;
    private bool _isOver;
    private long _doubts;
    private long _freshUntil;

    /// <summary>Whether kept answers may be given without asking.</summary>
    public bool IsFresh => clock.GetUtcNow().Ticks < Volatile.Read(ref _freshUntil);

    /// <summary>Whether the last look at the log went well; else what is given may have changed.</summary>
    public bool IsKnown => _isKnown;

    /// <summary>The releases to come.</summary>
    public IReadOnlyList<PlannedRelease> Planned => _follower.Planned;

    /// <summary>Something was written here: the log is read before the next kept answer.</summary>
    public void Doubt()
    {
        Interlocked.Increment(ref _doubts);
        Volatile.Write(ref _freshUntil, 0);
    }

    /// <summary>Returns when the log was read, or could not be, after this call.</summary>
    /// <returns>Whether kept answers may be given.</returns>
    public async Task<bool> ConfirmAsync(CancellationToken cancellationToken)
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_asking)
        {
            if (_isOver)
            {
                return false;
            }

            _waiting.Add(read);
        }

        Wake();
        await read.Task.WaitAsync(cancellationToken);
        return IsFresh;
    }

    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while ((store.IsEnabled || standbys.IsUsed) && !stoppingToken.IsCancellationRequested)
            {
                var waiting = TakeWaiting();
                try
                {
                    await ReadAsync(stoppingToken);
                }
                finally
                {
                    waiting.ForEach(reader => reader.TrySetResult());
                }

                await _wake.WaitAsync(_interval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            lock (_asking)
            {
                _isOver = true;
            }

            TakeWaiting().ForEach(reader => reader.TrySetResult());
            await changes.DisposeAsync();
        }
    }

    private List<TaskCompletionSource> TakeWaiting()
    {
        lock (_asking)
        {
            var waiting = _waiting;
            _waiting = [];
            return waiting;
        }
    }

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        var (now, doubts) = (clock.GetUtcNow().UtcDateTime, Interlocked.Read(ref _doubts));
        try
        {
            var changed = await _follower.ReadAsync(now, stoppingToken);
            if (_follower.CopyPosition is { } position)
            {
                standbys.Require(position);
            }

            if (changed.Count > 0)
            {
                // First what answers are made of: who begins one after its change is forgotten must not take it from there.
                gate.Forget(changed);
                editions.Forget(changed);
                store.Forget(changed);
            }

            if (_isCutOff)
            {
                _isCutOff = false;
                log.LogInformation("The database answers again; what changed meanwhile is known");
            }

            _isKnown = true;
            _readAt = now;
            var end = _follower.Planned.Select(release => release.At).Append(now + _holds).Min();
            if (Interlocked.Read(ref _doubts) == doubts)
            {
                Volatile.Write(ref _freshUntil, end.Ticks);
            }

            if (now - _prunedAt > _pruning)
            {
                _prunedAt = now;
                await changes.PruneAsync(stoppingToken);
            }
        }
        catch (Exception exception) when (exception is DbException or SocketException or IOException or TimeoutException or InvalidOperationException)
        {
            _isKnown = false;
            if (!_isCutOff)
            {
                _isCutOff = true;
                log.LogWarning(exception, "The database does not answer; readers get what is kept, for up to {Hours} hours", options.Value.OutageHours);
            }

            // What was written here since the try began is asked for again at once.
            var isServed = _readAt is { } at && now - at < TimeSpan.FromHours(options.Value.OutageHours) && Interlocked.Read(ref _doubts) == doubts;
            Volatile.Write(ref _freshUntil, isServed ? (now + _away).Ticks : 0);
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake, and looks once more.
        }
    }
}
