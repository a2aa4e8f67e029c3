using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Core.Desk;

/// <summary>What came of signing an edition off (签发).</summary>
public enum SignOffOutcome
{
    Done,

    /// <summary>It was so already.</summary>
    Unchanged,

    /// <summary>Something stands against it, see <see cref="SignOffResult.Blockers"/>.</summary>
    Blocked,

    /// <summary>The time cannot be read.</summary>
    TimeIsWrong,

    /// <summary>The clocks go forward over that time.</summary>
    TimeDoesNotExist,

    /// <summary>Readers see the edition; nothing can be taken back.</summary>
    Released,

    /// <summary>Nothing holds the release, so there is nothing to re-approve.</summary>
    NotHeld,

    /// <summary>There is no sign-off to take back or move.</summary>
    NotSignedOff,

    /// <summary>The edition is signed off: its time is moved, not planned.</summary>
    SignedOff,

    NotFound,
}

/// <param name="ReleaseAt">From when on readers see the edition, UTC; null when it is not signed off.</param>
public sealed record SignOffResult(SignOffOutcome Outcome, IReadOnlyList<Blocker> Blockers, DateTime? ReleaseAt = null)
{
    public static SignOffResult Of(SignOffOutcome outcome) => new(outcome, []);
}

/// <summary>
/// Sign-off (签发), its time, and the one step that brings a held release back. That the person has the right is for the caller to see to.
/// </summary>
public sealed class SignOffDesk(PaperDbContext db, EditionStatusReader reader, TimeProvider clock)
{
    /// <summary>Signs the edition off for a local time in its newspaper's time zone, or for now when <paramref name="releaseAt"/> is empty.</summary>
    /// <param name="code">The newspaper.</param>
    /// <param name="date">The edition.</param>
    /// <param name="releaseAt">Such as <c>2024-03-01T06:00</c>; a time that has passed releases at once and stands as the time of publication.</param>
    /// <param name="by">User name of who signs.</param>
    /// <param name="cancellationToken">Stops it; nothing is changed then.</param>
    public Task<SignOffResult> SignOffAsync(string code, DateOnly date, string? releaseAt, string by, CancellationToken cancellationToken) =>
        ChangeAsync(code, date, async (edition, now) =>
        {
            if (edition.SignedOffAt is not null)
            {
                return new SignOffResult(SignOffOutcome.Unchanged, [], edition.ReleaseAt);
            }

            if (!TryReadTime(edition, releaseAt, out var time, out var wrong))
            {
                return SignOffResult.Of(wrong);
            }

            var status = (await reader.FindAsync(code, date, cancellationToken))!;
            if (status.Blockers is { Count: > 0 } blockers)
            {
                return new SignOffResult(SignOffOutcome.Blocked, blockers);
            }

            if (time is not null || edition.PlannedRelease > now)
            {
                edition.PlannedRelease = time ?? now;
            }

            return await SignAsync(edition, now, time ?? now, by, Acts.SignedOff, cancellationToken);
        }, cancellationToken);

    /// <summary>
    /// Brings a held release back in one step: the reviews that the late changes voided are given anew by the chief on duty, and the edition is
    /// signed off for the time that was planned, or for now when that has passed. What the chief changed themselves needs another.
    /// </summary>
    public Task<SignOffResult> ReapproveAsync(string code, DateOnly date, string by, CancellationToken cancellationToken) =>
        ChangeAsync(code, date, async (edition, now) =>
        {
            if (edition.HeldSince is not { } heldSince)
            {
                return SignOffResult.Of(edition.SignedOffAt is null ? SignOffOutcome.NotHeld : SignOffOutcome.Unchanged);
            }

            var status = (await reader.FindAsync(code, date, cancellationToken))!;
            var approved = Reapprovable(status, heldSince, by).ToList();
            var blockers = status.Blockers.Where(blocker => !approved.Contains((blocker.Page?.Value, blocker.Number)) || blocker.Kind != BlockerKind.ReviewMissing).ToList();
            if (blockers.Count > 0)
            {
                return new SignOffResult(SignOffOutcome.Blocked, blockers);
            }

            foreach (var (label, number) in approved)
            {
                var page = edition.Pages.Single(page => page.Label.Value == label);
                var article = number is null ? null : page.Articles.Single(article => article.Number == number);
                db.Reviews.Add(new Review(page, article, Math.Max(1, status.RequiredReviews), by, now) { IsReapproval = true });
                db.Audit(now, by, Acts.Reviewed, article is null ? AuditSubjects.Of(page) : AuditSubjects.Of(article), "重新签发");
            }

            var time = edition.PlannedRelease is { } planned && planned > now ? planned : now;
            return await SignAsync(edition, now, time, by, Acts.Reapproved, cancellationToken);
        }, cancellationToken);

    /// <summary>Whether re-approval by this person would leave nothing in the way: what the page offers, before it is tried.</summary>
    public static IReadOnlyList<Blocker> AgainstReapproval(EditionStatus status, string by)
    {
        if (status.HeldSince is not { } heldSince)
        {
            return [];
        }

        var approved = Reapprovable(status, heldSince, by).ToHashSet();
        return [.. status.Blockers.Where(blocker => blocker.Kind != BlockerKind.ReviewMissing || !approved.Contains((blocker.Page?.Value, blocker.Number)))];
    }

    /// <summary>Takes the sign-off back before release.</summary>
    public Task<SignOffResult> RevokeAsync(string code, DateOnly date, string by, CancellationToken cancellationToken) =>
        ChangeAsync(code, date, async (edition, now) =>
        {
            if (edition.SignedOffAt is null)
            {
                return SignOffResult.Of(SignOffOutcome.Unchanged);
            }

            if (!edition.RevokeSignOff(now))
            {
                return SignOffResult.Of(SignOffOutcome.Released);
            }

            db.Audit(now, by, Acts.SignOffRevoked, AuditSubjects.Of(edition));
            await db.SaveChangesAsync(cancellationToken);
            return SignOffResult.Of(SignOffOutcome.Done);
        }, cancellationToken);

    /// <summary>Moves the release of a signed-off edition to another time, or to now when <paramref name="releaseAt"/> is empty.</summary>
    public Task<SignOffResult> MoveAsync(string code, DateOnly date, string? releaseAt, string by, CancellationToken cancellationToken) =>
        ChangeAsync(code, date, async (edition, now) =>
        {
            if (edition.SignedOffAt is null)
            {
                return SignOffResult.Of(SignOffOutcome.NotSignedOff);
            }

            if (!TryReadTime(edition, releaseAt, out var time, out var wrong))
            {
                return SignOffResult.Of(wrong);
            }

            if (time == edition.ReleaseAt)
            {
                return new SignOffResult(SignOffOutcome.Unchanged, [], edition.ReleaseAt);
            }

            if (!edition.RevokeSignOff(now))
            {
                return SignOffResult.Of(SignOffOutcome.Released);
            }

            edition.PlannedRelease = time ?? now;
            return await SignAsync(edition, now, time ?? now, by, Acts.SignedOff, cancellationToken);
        }, cancellationToken);

    private async Task<SignOffResult> SignAsync(Edition edition, DateTime now, DateTime releaseAt, string by, string act, CancellationToken cancellationToken)
    {
        edition.SignOff(now, releaseAt, by);
        db.Audit(now, by, act, AuditSubjects.Of(edition), releaseAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        await db.SaveChangesAsync(cancellationToken);
        return new SignOffResult(SignOffOutcome.Done, [], releaseAt);
    }

    private static IEnumerable<(string? Label, int? Number)> Reapprovable(EditionStatus status, DateTime heldSince, string by)
    {
        bool May(ReviewedThing thing) => thing.NextRound(status.RequiredReviews) is not null && !ReviewRules.IsSame(thing.ChangedBy, by)
            && thing.Reviews.Any(review => review.VoidedAt >= heldSince);

        foreach (var page in status.Pages)
        {
            if (May(page))
            {
                yield return (page.Label.Value, null);
            }

            foreach (var article in page.Articles.Where(May))
            {
                yield return (page.Label.Value, article.Number);
            }
        }
    }

    internal static bool TryReadTime(Edition edition, string? text, out DateTime? time, out SignOffOutcome wrong)
    {
        (time, wrong) = (null, SignOffOutcome.TimeIsWrong);
        if (string.IsNullOrWhiteSpace(text))
        {
            return true;
        }

        if (!LocalMoment.TryParse(text.Trim(), out var moment))
        {
            return false;
        }

        wrong = SignOffOutcome.TimeDoesNotExist;
        time = moment!.ToUtc(edition.Newspaper.GetTimeZone());
        return time is not null;
    }

    private Task<SignOffResult> ChangeAsync(
        string code, DateOnly date, Func<Edition, DateTime, Task<SignOffResult>> change, CancellationToken cancellationToken) => db.InTurnAsync(
            code,
            date,
            async () =>
            {
                // A release at once fixes the ordinals of old addresses, for which everything must be there.
                var edition = await db.Editions
                    .Include(edition => edition.Newspaper)
                    .Include(edition => edition.Pages).ThenInclude(page => page.Articles)
                    .AsSplitQuery()
                    .FirstOrDefaultAsync(edition => edition.Newspaper.Code == code && edition.Date == date, cancellationToken);
                return edition is null ? SignOffResult.Of(SignOffOutcome.NotFound) : await change(edition, clock.GetUtcNow().UtcDateTime);
            },
            cancellationToken);
}
