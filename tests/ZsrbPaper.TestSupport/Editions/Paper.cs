using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.TestSupport.Editions;

/// <summary>Where tests' newspapers and editions begin; each test states only what it is about.</summary>
public static class Paper
{
    public const string Code = "zsrb";

    /// <summary>A newspaper with the masthead facts of the first user.</summary>
    public static Newspaper Newspaper(string code = Code, string name = "中山日报") => new(code, name)
    {
        Publisher = "中山日报社",
        IssueNumber = "CN44-0126",
        PostalCode = "45-47",
        Hotline = "88881111",
        Email = "zsrb@zsrb.cn",
        Channels = [new NamedLink("首页", "https://www.example.com/"), new NamedLink("新闻", null)],
        Social = [new NamedLink("中山日报微博", "https://weibo.example.com/")],
    };

    /// <summary>An edition of <c>zsrb</c>, released at the start of its day in the newspaper's time zone unless the test says otherwise.</summary>
    public static EditionBuilder Edition(string date) => new(DateOnly.ParseExact(date, "yyyy-MM-dd"));

    /// <summary>A rectangle in percent of the page.</summary>
    public static AreaShape Area(decimal left, decimal top, decimal right, decimal bottom) =>
        AreaShape.From([new(left, top), new(right, top), new(right, bottom), new(left, bottom)]);
}
