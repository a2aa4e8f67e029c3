using System.Data.Common;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Desk;

/// <summary>Does the work of one <see cref="DeskJob"/> at a time.</summary>
public interface IJobRunner
{
    /// <summary>Does the next job; false when there is none to do now.</summary>
    Task<bool> RunNextAsync(CancellationToken cancellationToken);
}

/// <summary>
/// What all background work has in common: a job is taken under a lease, its progress is shown as it goes, and it ends done or failed, or is
/// taken up again. Several runners may work at once, on several machines; a job whose runner was killed is taken up when its lease has run out.
/// </summary>
public abstract class JobRunner<TJob>(PaperDbContext db, IServiceScopeFactory scopes, TimeProvider clock) : IJobRunner
    where TJob : DeskJob
{
    /// <summary>How often a job starts over by itself, because it was killed or the desk changed the same thing meanwhile.</summary>
    private const int Attempts = 5;

    protected PaperDbContext Db => db;

    protected DateTime Now => clock.GetUtcNow().UtcDateTime;

    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        db.Discard();
        var now = Now;
        var job = await Ready(db.Set<TJob>().Where(job => job.State == JobState.Waiting || (job.State == JobState.Running && job.LeaseUntil < now)))
            .OrderBy(job => job.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (job is null)
        {
            return false;
        }

        job.Start(now);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another runner has it, or the desk has just changed or removed it.
            return true;
        }

        var id = job.Id;
        if (job.Attempts > Attempts)
        {
            await EndAsync(id, failed => failed.Fail($"多次没有做完，可能是文件本身的问题；请重试，或换一个文件。", Now), cancellationToken);
            return true;
        }

        try
        {
            Sentence? problem;
            await using (var progress = new Progress(job, scopes, clock))
            {
                problem = await DoAsync(job, progress, cancellationToken);
            }

            await EndAsync(id, ended => End(ended, problem), cancellationToken);
        }
        catch (MediaException exception)
        {
            await EndAsync(id, failed => failed.Fail(exception.Problem, Now), cancellationToken);
        }
        catch (MediaStoreAwayException)
        {
            // Nothing is wrong with the file.
            await EndAsync(id, again => again.Wait(), CancellationToken.None);
            throw;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await EndAsync(id, failed => failed.Fail(FileReceiver.DiskProblem(exception), Now), cancellationToken);
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || db.IsUniqueViolation(exception))
        {
            // The desk changed the edition meanwhile. What was published is found again at once.
            await EndAsync(id, again => again.Wait(), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(id, again => again.Wait(), CancellationToken.None);
            throw;
        }

        return true;
    }

    /// <summary>Those that can be worked on.</summary>
    protected virtual IQueryable<TJob> Ready(IQueryable<TJob> jobs) => jobs;

    /// <summary>
    /// Does the work. It must bear being done twice: whoever is killed between its last save and the job's end has it done again.
    /// </summary>
    /// <returns>What stands against it; null when it is done.</returns>
    protected abstract Task<Sentence?> DoAsync(TJob job, IProgress<WorkProgress> progress, CancellationToken cancellationToken);

    private void End(TJob job, Sentence? problem)
    {
        if (problem is null)
        {
            job.Complete(Now);
        }
        else
        {
            job.Fail(problem, Now);
        }
    }

    private async Task EndAsync(int id, Action<TJob> end, CancellationToken cancellationToken)
    {
        // Work may have ended the job in the same save as its own changes, or the edition with its jobs is gone.
        db.Discard();
        if (await db.Set<TJob>().SingleOrDefaultAsync(job => job.Id == id && job.State == JobState.Running, cancellationToken) is { } job)
        {
            end(job);
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Writes how far a job is beside its work, on a connection of its own, and keeps its lease alive for as long as the work takes. Where the
    /// work is quicker than the database, only the latest step is written.
    /// </summary>
    private sealed class Progress : IProgress<WorkProgress>, IAsyncDisposable
    {
        private readonly Channel<WorkProgress> _latest =
            Channel.CreateBounded<WorkProgress>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

        private readonly PeriodicTimer _renewal;
        private readonly Task _writing;
        private readonly Task _renewing;

        public Progress(TJob job, IServiceScopeFactory scopes, TimeProvider clock)
        {
            _renewal = new PeriodicTimer(DeskJob.Lease / 3, clock);
            _writing = WriteAsync(job.Id, job.Attempts, scopes, clock);
            _renewing = RenewAsync(job.Id, job.Attempts, scopes, clock);
        }

        public void Report(WorkProgress value) => _latest.Writer.TryWrite(value);

        public async ValueTask DisposeAsync()
        {
            _latest.Writer.Complete();
            _renewal.Dispose();
            await Task.WhenAll(_writing, _renewing);
        }

        private async Task RenewAsync(int id, int attempt, IServiceScopeFactory scopes, TimeProvider clock)
        {
            while (await _renewal.WaitForNextTickAsync())
            {
                await UpdateAsync(id, attempt, scopes, set => set.SetProperty(job => job.LeaseUntil, clock.GetUtcNow().UtcDateTime + DeskJob.Lease));
            }
        }

        private async Task WriteAsync(int id, int attempt, IServiceScopeFactory scopes, TimeProvider clock)
        {
            await foreach (var progress in _latest.Reader.ReadAllAsync())
            {
                await UpdateAsync(id, attempt, scopes, set => set
                    .SetProperty(job => job.Stage, progress.Stage)
                    .SetProperty(job => job.StageDone, progress.Done)
                    .SetProperty(job => job.StageTotal, progress.Total)
                    .SetProperty(job => job.LeaseUntil, clock.GetUtcNow().UtcDateTime + DeskJob.Lease));
            }
        }

        private static async Task UpdateAsync(int id, int attempt, IServiceScopeFactory scopes, Action<UpdateSettersBuilder<TJob>> set)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Set<TJob>()
                    .Where(job => job.Id == id && job.State == JobState.Running && job.Attempts == attempt)
                    .ExecuteUpdateAsync(set);
            }
            catch (DbException)
            {
                // It only shows; the work itself finds out when the database is gone.
            }
        }
    }
}
