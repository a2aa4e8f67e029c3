using System.Globalization;
using System.Text.RegularExpressions;

namespace ZsrbPaper.Core.Packages;

/// <summary>
/// A moment as a package writes it: the newspaper's local time, such as <c>2024-03-01T06:00</c>. An offset
/// (<c>+08:00</c> or <c>Z</c>) may be given, and is needed only for the hour that a clock set back has twice.
/// </summary>
public sealed partial record LocalMoment(DateTime Local, TimeSpan? Offset)
{
    public static bool TryParse(string text, out LocalMoment? moment)
    {
        moment = null;
        var match = Form().Match(text);
        if (!match.Success)
        {
            return false;
        }

        // Fractions beyond a microsecond are left out, which is as fine as PostgreSQL stores.
        var written = match.Groups["date"].Value + "T" + match.Groups["time"].Value;
        var format = match.Groups["time"].Length == 5 ? "yyyy-MM-dd'T'HH:mm" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFF";
        if (!DateTime.TryParseExact(written, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || local.Year is < PackageReader.FirstYear or > PackageReader.LastYear)
        {
            return false;
        }

        TimeSpan? offset = null;
        var zone = match.Groups["zone"].Value;
        if (zone is "Z")
        {
            offset = TimeSpan.Zero;
        }
        else if (zone.Length > 0)
        {
            if (!TimeSpan.TryParseExact(zone[1..], "hh\\:mm", CultureInfo.InvariantCulture, out var span) || span > TimeSpan.FromHours(14))
            {
                return false;
            }

            offset = zone[0] == '-' ? -span : span;
        }

        moment = new LocalMoment(local, offset);
        return true;
    }

    /// <summary>
    /// The moment in UTC; null when the zone's clock skips this time. Of an hour that comes twice, the first is meant.
    /// </summary>
    public DateTime? ToUtc(TimeZoneInfo zone)
    {
        if (Offset is { } offset)
        {
            return DateTime.SpecifyKind(Local - offset, DateTimeKind.Utc);
        }

        if (zone.IsInvalidTime(Local))
        {
            return null;
        }

        var usual = zone.IsAmbiguousTime(Local) ? zone.GetAmbiguousTimeOffsets(Local).Max() : zone.GetUtcOffset(Local);
        return DateTime.SpecifyKind(Local - usual, DateTimeKind.Utc);
    }

    /// <summary>The moment as <see cref="ToUtc"/> reads it back: with an offset only where the local time alone says less.</summary>
    public static LocalMoment FromUtc(DateTime utc, TimeZoneInfo zone)
    {
        var local = new LocalMoment(DateTime.SpecifyKind(TimeZoneInfo.ConvertTimeFromUtc(utc, zone), DateTimeKind.Unspecified), null);
        return local.ToUtc(zone) == utc ? local : local with { Offset = local.Local - DateTime.SpecifyKind(utc, DateTimeKind.Unspecified) };
    }

    public override string ToString()
    {
        var format = Local.Ticks % TimeSpan.TicksPerSecond != 0 ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFF"
            : Local.Second != 0 ? "yyyy-MM-dd'T'HH:mm:ss"
            : "yyyy-MM-dd'T'HH:mm";
        var text = Local.ToString(format, CultureInfo.InvariantCulture);
        return Offset is not { } offset ? text
            : text + (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hh\\:mm", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(?<date>\d{4}-\d{2}-\d{2})[T ](?<time>\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)(?<zone>Z|[+-]\d{2}:\d{2})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
