namespace ZsrbPaper.Web.Pages.Archive;

/// <summary>A month laid out in weeks from Monday to Sunday.</summary>
/// <param name="Dates">The days that have a visible edition.</param>
public sealed record CalendarMonth(int Year, int Month, IReadOnlySet<DateOnly> Dates)
{
    public DateOnly First => new(Year, Month, 1);

    public DateOnly Last => new(Year, Month, DateTime.DaysInMonth(Year, Month));

    /// <summary>Seven days each, null where the month has not begun or is over.</summary>
    public IEnumerable<DateOnly?[]> Weeks
    {
        get
        {
            var blanks = ((int)First.DayOfWeek + 6) % 7;
            return Enumerable.Repeat<DateOnly?>(null, blanks)
                .Concat(Enumerable.Range(0, Last.Day).Select(day => (DateOnly?)First.AddDays(day)))
                .Chunk(7)
                .Select(week => week.Length == 7 ? week : [.. week, .. new DateOnly?[7 - week.Length]]);
        }
    }
}
