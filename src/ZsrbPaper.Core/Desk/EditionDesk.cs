using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Desk;

/// <summary>
/// What the desk sets of an edition itself before readers see it: its issue number (总第…期), and the release time that is planned. That the person has
/// the right is for the caller to see to.
/// </summary>
public sealed class EditionDesk(PaperDbContext db, DeskChanges changes, TimeProvider clock)
{
    public const int MaxNumber = 9_999_999;

    /// <summary>Sets the issue number. It is printed on the paper, so a sign-off is taken back and the release held, as by every change.</summary>
    /// <param name="code">The newspaper.</param>
    /// <param name="date">The edition.</param>
    /// <param name="number">1 to <see cref="MaxNumber"/>; null when it is unknown.</param>
    /// <param name="by">User name.</param>
    /// <param name="cancellationToken">Given up with the request.</param>
    public Task<SignOffOutcome> SetNumberAsync(string code, DateOnly date, int? number, string by, CancellationToken cancellationToken) =>
        ChangeAsync(code, date, async edition =>
        {
            if (edition.Number == number)
            {
                return SignOffOutcome.Unchanged;
            }

            var detail = $"总第 {Word(edition.Number)} → {Word(number)}";
            edition.Number = number;
            changes.EditionChanged(edition, by, Acts.EditionChanged, detail);
            await db.SaveChangesAsync(cancellationToken);
            return SignOffOutcome.Done;
        }, cancellationToken);

    /// <summary>Plans the release of an edition that is not signed off: the sign-off offers this time, and a held release that is approved anew keeps it.</summary>
    /// <inheritdoc cref="SetNumberAsync" path="/param"/>
    /// <param name="releaseAt">Local time such as <c>2024-03-01T06:00</c>; empty for no plan.</param>
    public Task<SignOffOutcome> PlanAsync(string code, DateOnly date, string? releaseAt, string by, CancellationToken cancellationToken) =>
        ChangeAsync(code, date, async edition =>
        {
            if (edition.SignedOffAt is not null)
            {
                return SignOffOutcome.SignedOff;
            }

            if (!SignOffDesk.TryReadTime(edition, releaseAt, out var time, out var wrong))
            {
                return wrong;
            }

            if (edition.PlannedRelease == time)
            {
                return SignOffOutcome.Unchanged;
            }

            edition.PlannedRelease = time;
            changes.EditionChanged(edition, by, Acts.EditionChanged, $"计划发布 {time?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "—"}");
            await db.SaveChangesAsync(cancellationToken);
            return SignOffOutcome.Done;
        }, cancellationToken);

    private static string Word(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "—";

    private Task<SignOffOutcome> ChangeAsync(string code, DateOnly date, Func<Edition, Task<SignOffOutcome>> change, CancellationToken cancellationToken) =>
        db.InTurnAsync(
            code,
            date,
            async () =>
            {
                var edition = await db.Editions.Include(edition => edition.Newspaper)
                    .FirstOrDefaultAsync(edition => edition.Newspaper.Code == code && edition.Date == date, cancellationToken);
                return edition is null ? SignOffOutcome.NotFound
                    : edition.IsReleased(clock.GetUtcNow().UtcDateTime) ? SignOffOutcome.Released
                    : await change(edition);
            },
            cancellationToken);
}
