using System.Globalization;
using Xunit;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Tests.Text;

public sealed class ChineseDatesTests
{
    // From the almanac of the Hong Kong Observatory, https://www.hko.gov.hk/tc/gts/time/conversion.htm
    [Theory]
    [InlineData("2024-03-01", "甲辰年正月廿一", "星期五")]
    [InlineData("2019-01-22", "戊戌年十二月十七", "星期二")]
    [InlineData("2023-09-09", "癸卯年七月廿五", "星期六")]
    [InlineData("2023-03-21", "癸卯年二月三十", "星期二")]
    [InlineData("2023-03-22", "癸卯年闰二月初一", "星期三")]
    [InlineData("2023-04-19", "癸卯年闰二月廿九", "星期三")]
    [InlineData("2023-04-20", "癸卯年三月初一", "星期四")]
    [InlineData("2024-02-09", "癸卯年十二月三十", "星期五")]
    [InlineData("2024-02-10", "甲辰年正月初一", "星期六")]
    [InlineData("2025-07-25", "乙巳年闰六月初一", "星期五")]
    [InlineData("2020-05-23", "庚子年闰四月初一", "星期六")]
    [InlineData("2033-12-22", "癸丑年闰十一月初一", "星期四")]
    [InlineData("2000-02-29", "庚辰年正月廿五", "星期二")]
    [InlineData("1949-10-01", "己丑年八月初十", "星期六")]
    [InlineData("1984-02-02", "甲子年正月初一", "星期四")]
    [InlineData("1983-02-12", "壬戌年十二月三十", "星期六")]
    public void Date_is_given_its_lunar_date_and_weekday(string date, string lunar, string weekday)
    {
        var day = DateOnly.Parse(date, CultureInfo.InvariantCulture);

        Assert.Equal(lunar, ChineseDates.Lunar(day));
        Assert.Equal(weekday, ChineseDates.Weekday(day));
    }

    [Theory]
    [InlineData("1901-02-18")]
    [InlineData("2101-01-29")]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    public void Date_outside_the_calendar_has_no_lunar_date(string date)
    {
        var day = DateOnly.Parse(date, CultureInfo.InvariantCulture);

        Assert.Null(ChineseDates.Lunar(day));
        Assert.Null(ChineseDates.LunarDay(day));
    }

    [Theory]
    [InlineData("1901-02-19", "辛丑年正月初一")]
    [InlineData("2101-01-28", "庚申年十二月廿九")]
    public void Date_at_the_edge_of_the_calendar_has_a_lunar_date(string date, string lunar) =>
        Assert.Equal(lunar, ChineseDates.Lunar(DateOnly.Parse(date, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("2024-03-01", "廿一")]
    [InlineData("2024-02-10", "正月")]
    [InlineData("2023-03-22", "闰二月")]
    [InlineData("2024-02-19", "初十")]
    [InlineData("2024-02-29", "二十")]
    [InlineData("2024-02-09", "三十")]
    public void Day_of_a_calendar_is_the_lunar_day_or_on_the_first_the_month(string date, string expected) =>
        Assert.Equal(expected, ChineseDates.LunarDay(DateOnly.Parse(date, CultureInfo.InvariantCulture)));

    [Fact]
    public void Every_day_of_the_calendar_follows_the_day_before()
    {
        // No vector can be wrong alone: through two centuries the day is one more than yesterday's, or the first of a new month.
        var names = Enumerable.Range(0, 30).Select(day => ChineseDates.Lunar(new DateOnly(2024, 2, 9).AddDays(-29 + day))![^2..]).ToList();
        Assert.Equal(("初一", "三十"), (names[0], names[^1]));
        var last = new DateOnly(2101, 1, 28);
        var yesterday = "初一";
        for (var day = new DateOnly(1901, 2, 20); day <= last; day = day.AddDays(1))
        {
            var today = ChineseDates.Lunar(day)![^2..];
            var place = names.IndexOf(yesterday);
            Assert.True(today == "初一" ? place >= 28 : names.IndexOf(today) == place + 1, $"{day:O}: {yesterday}, {today}");
            yesterday = today;
        }
    }

    [Fact]
    public void Dates_are_written_as_newspapers_print_them_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("th-TH");
            Assert.Equal("2024年03月01日", ChineseDates.Full(new DateOnly(2024, 3, 1)));
            Assert.Equal("2024年3月", ChineseDates.Month(new DateOnly(2024, 3, 1)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
