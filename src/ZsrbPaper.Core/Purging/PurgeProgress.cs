using System.Globalization;

namespace ZsrbPaper.Core.Purging;

/// <summary>
/// How far purging is, and which node is at it: the text of one <see cref="Data.SiteFact"/>. A node changes it only if it still says what it said when that node
/// last saw it, so that of two nodes one succeeds. Moments are UTC.
/// </summary>
/// <param name="Holder">The node that purges.</param>
/// <param name="LeaseUntil">Until then no other does.</param>
/// <param name="Position">Up to there the changes are purged (<see cref="Changes.IChangeLog.Position"/>); null before the first look at them.</param>
/// <param name="At">When that was: releases up to then are purged too.</param>
/// <param name="Version">See <see cref="IPurger.Version"/>.</param>
/// <param name="IsFailing">Whether the last try went wrong.</param>
internal sealed record PurgeProgress(string Holder, DateTime LeaseUntil, string? Position, DateTime At, string Version, bool IsFailing)
{
    public const string FactName = "purged";

    public static PurgeProgress Parse(string text) => text.Split(' ') is [var holder, var lease, var position, var at, var version, var state]
        ? new PurgeProgress(holder, Moment(lease), position == "-" ? null : position, Moment(at), version, state == "failing")
        : throw new InvalidOperationException($"The fact '{FactName}' of the database cannot be read: {text}");

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Holder} {LeaseUntil:O} {Position ?? "-"} {At:O} {Version} {(IsFailing ? "failing" : "well")}");

    private static DateTime Moment(string text) => DateTime.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
