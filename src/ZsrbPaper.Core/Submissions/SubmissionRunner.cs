using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Core.Submissions;

/// <summary>
/// Tells search engines what appeared, changed or went. What that is comes from the editions themselves, so it makes no difference whether the
/// clock released something, the desk corrected or withdrew it, or a command imported it; and from a queue in the database, so nothing is
/// forgotten when the portal stops. Telling begins when an engine is first configured: what was there before is in the sitemaps.
/// </summary>
public sealed partial class SubmissionRunner(PaperDbContext db, TimeProvider clock, ILogger<SubmissionRunner> log)
{
    /// <summary>How long a change may take from its time stamp to its commit; what is younger waits for the next look.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait after failures, each of which doubles the wait from a minute on.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(5);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Queues what changed since the last look, and sends what is queued, as far as the engine takes it. Does nothing while another node is at it.</summary>
    public async Task RunAsync(ISearchEngine engine, CancellationToken cancellationToken)
    {
        if (await TakeAsync(engine.Name, cancellationToken) is not { } state)
        {
            return;
        }

        try
        {
            await CollectAsync(state, cancellationToken);
            while (await SendAsync(engine, state, cancellationToken))
            {
                state.LeaseUntil = Now + _lease;
                await db.SaveChangesAsync(cancellationToken);
            }
        }
        finally
        {
            await db.SubmissionStates.Where(row => row.Engine == engine.Name).ExecuteUpdateAsync(row => row.SetProperty(one => one.LeaseUntil, Now), CancellationToken.None);
        }
    }

    /// <summary>The engine's state, for this node alone until the lease ends; null when another has it.</summary>
    private async Task<SubmissionState?> TakeAsync(string engine, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        var now = Now;
        if (!await db.SubmissionStates.AnyAsync(state => state.Engine == engine, cancellationToken))
        {
            db.Add(new SubmissionState(engine, now) { LeaseUntil = now, NextAttemptAt = now, QuotaUntil = now });
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException exception) when (db.IsUniqueViolation(exception))
            {
                db.ChangeTracker.Clear();
            }
        }

        var until = now + _lease;
        var taken = await db.SubmissionStates.Where(state => state.Engine == engine && state.LeaseUntil <= now)
            .ExecuteUpdateAsync(state => state.SetProperty(row => row.LeaseUntil, until), cancellationToken);
        db.ChangeTracker.Clear();
        return taken == 0 ? null : await db.SubmissionStates.SingleAsync(state => state.Engine == engine, cancellationToken);
    }

    private async Task CollectAsync(SubmissionState state, CancellationToken cancellationToken)
    {
        var (from, until) = (state.CollectedUntil, Now - Settling);
        if (until <= from)
        {
            return;
        }

        var editions = await db.Editions.AsNoTracking().VisibleToReaders(until)
            .Where(edition => !edition.IsSample && (edition.ModifiedAt > from || edition.ReleaseAt > from || edition.SignedOffAt > from))
            .OrderBy(edition => edition.Date)
            .Select(edition => new { edition.Id, edition.Newspaper.Code, edition.Date, IsNew = edition.ReleaseAt > from || edition.SignedOffAt > from })
            .ToListAsync(cancellationToken);
        foreach (var edition in editions)
        {
            var pages = await db.PrintPages.AsNoTracking().Where(page => page.EditionId == edition.Id)
                .OrderBy(page => page.Position)
                .Select(page => new
                {
                    page.Label,
                    Numbers = page.Articles
                        .Where(article => article.Kind != ArticleKind.Advertisement
                            && (edition.IsNew ? article.Withdrawal == null : article.ModifiedAt > from && article.ModifiedAt <= until))
                        .OrderBy(article => article.Position).Select(article => article.Number).ToList(),
                })
                .ToListAsync(cancellationToken);
            List<string> changed = [new FinalAddress(edition.Code, edition.Date, null, null).Path];
            foreach (var page in pages.Where(page => edition.IsNew || page.Numbers.Count > 0))
            {
                changed.Add(new FinalAddress(edition.Code, edition.Date, page.Label, null).Path);
                changed.AddRange(page.Numbers.Select(number => new FinalAddress(edition.Code, edition.Date, page.Label, number).Path));
            }

            await QueueAsync(state.Engine, changed, cancellationToken);
        }

        state.CollectedUntil = until;
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task QueueAsync(string engine, List<string> paths, CancellationToken cancellationToken)
    {
        var waiting = await db.Submissions.AsNoTracking().Where(one => one.Engine == engine && paths.Contains(one.Path)).Select(one => one.Path).ToListAsync(cancellationToken);
        var added = paths.Except(waiting).Select(path => new Submission(engine, path, Now)).ToList();
        db.AddRange(added);
        await db.SaveChangesAsync(cancellationToken);
        added.ForEach(one => db.Entry(one).State = EntityState.Detached);
    }

    /// <summary>Sends one batch; false when there is nothing to send now.</summary>
    private async Task<bool> SendAsync(ISearchEngine engine, SubmissionState state, CancellationToken cancellationToken)
    {
        if (state.NextAttemptAt > Now)
        {
            return false;
        }

        if (state.QuotaUntil <= Now)
        {
            state.Quota = null;
        }

        var batch = await db.Submissions.AsNoTracking().Where(one => one.Engine == engine.Name).OrderBy(one => one.Id)
            .Take(Math.Min(engine.BatchSize, state.Quota ?? engine.BatchSize)).ToListAsync(cancellationToken);
        if (batch.Count == 0)
        {
            return false;
        }

        var answer = await AskAsync(engine, [.. batch.Select(one => one.Path)], cancellationToken);
        if (answer.Outcome == SubmissionOutcome.Taken)
        {
            var last = batch[^1].Id;
            await db.Submissions.Where(one => one.Engine == engine.Name && one.Id <= last).ExecuteDeleteAsync(cancellationToken);
            LogTaken(engine.Name, batch.Count);
        }

        state.Failures = answer.Outcome == SubmissionOutcome.Taken ? 0 : state.Failures + 1;
        (state.Quota, state.QuotaUntil) = (answer.Quota, engine.NextQuota(Now));
        state.NextAttemptAt = answer switch
        {
            { Outcome: SubmissionOutcome.OverQuota } or { Quota: <= 0 } => state.QuotaUntil,
            { Outcome: SubmissionOutcome.Taken } => Now,
            { Outcome: SubmissionOutcome.Refused } => Now + LongestWait,
            _ => Now + Longer(answer.RetryAfter ?? TimeSpan.Zero, WaitAfter(state.Failures)),
        };
        if (answer.Problem is { } problem)
        {
            LogProblem(engine.Name, problem, state.NextAttemptAt);
        }

        await db.SaveChangesAsync(cancellationToken);
        return answer.Outcome == SubmissionOutcome.Taken;
    }

    private static async Task<SubmissionAnswer> AskAsync(ISearchEngine engine, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.SubmitAsync(paths, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            return new SubmissionAnswer(SubmissionOutcome.TryLater, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SubmissionAnswer(SubmissionOutcome.TryLater, "it did not answer in time");
        }
    }

    private static TimeSpan WaitAfter(int failures) => TimeSpan.FromMinutes(Math.Min(LongestWait.TotalMinutes, Math.Pow(2, failures - 1)));

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    [LoggerMessage(LogLevel.Information, "{Engine} took {Count} addresses")]
    private partial void LogTaken(string engine, int count);

    [LoggerMessage(LogLevel.Warning, "{Engine}: {Problem}; the next addresses are sent after {Next:u}")]
    private partial void LogProblem(string engine, string problem, DateTime next);
}
