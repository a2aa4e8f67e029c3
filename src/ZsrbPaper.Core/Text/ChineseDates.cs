using System.Globalization;

namespace ZsrbPaper.Core.Text;

/// <summary>Dates as a Chinese newspaper prints them.</summary>
public static class ChineseDates
{
    private const string Stems = "甲乙丙丁戊己庚辛壬癸";
    private const string Branches = "子丑寅卯辰巳午未申酉戌亥";
    private static readonly ChineseLunisolarCalendar _calendar = new();
    private static readonly string[] _months = ["正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    private static readonly string[] _digits = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

    /// <summary>星期五.</summary>
    public static string Weekday(DateOnly date) => "星期" + "日一二三四五六"[(int)date.DayOfWeek];

    /// <summary>2024年03月01日.</summary>
    public static string Full(DateOnly date) => date.ToString("yyyy年MM月dd日", CultureInfo.InvariantCulture);

    /// <summary>2024年3月.</summary>
    public static string Month(DateOnly date) => date.ToString("yyyy年M月", CultureInfo.InvariantCulture);

    /// <summary>
    /// The lunar date, 甲辰年正月廿一; a leap month is 闰. Null outside 1901-02-19..2101-01-28, which .NET's calendar covers.
    /// </summary>
    public static string? Lunar(DateOnly date) => Find(date) is { } lunar
        ? $"{Stems[(lunar.Year - 4) % 10]}{Branches[(lunar.Year - 4) % 12]}年{MonthName(lunar)}{DayName(lunar.Day)}"
        : null;

    /// <summary>What a calendar writes under a day: the lunar day, on the first of a lunar month the month's name. Null outside the range of <see cref="Lunar"/>.</summary>
    public static string? LunarDay(DateOnly date) => Find(date) is { } lunar
        ? lunar.Day == 1 ? MonthName(lunar) : DayName(lunar.Day)
        : null;

    private static LunarDate? Find(DateOnly date)
    {
        var moment = date.ToDateTime(TimeOnly.MinValue);
        if (moment < _calendar.MinSupportedDateTime || moment > _calendar.MaxSupportedDateTime)
        {
            return null;
        }

        // The calendar numbers months 1..13 through a leap month; GetLeapMonth is that month's own number, 0 without one.
        var year = _calendar.GetYear(moment);
        var month = _calendar.GetMonth(moment);
        var leap = _calendar.GetLeapMonth(year);
        var isLeap = leap > 0 && month == leap;
        return new LunarDate(year, leap > 0 && month >= leap ? month - 1 : month, isLeap, _calendar.GetDayOfMonth(moment));
    }

    private static string MonthName(LunarDate lunar) => $"{(lunar.IsLeapMonth ? "闰" : "")}{_months[lunar.Month - 1]}月";

    private static string DayName(int day) => day switch
    {
        <= 10 => "初" + _digits[day - 1],
        < 20 => "十" + _digits[day - 11],
        20 => "二十",
        < 30 => "廿" + _digits[day - 21],
        _ => "三十",
    };

    private readonly record struct LunarDate(int Year, int Month, bool IsLeapMonth, int Day);
}
