using Xunit;
using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.Core.Tests.Checking;

/// <summary>What the checks say of a single text, and of what they keep quiet.</summary>
public sealed class TextChecksTests
{
    /// <summary>A Friday.</summary>
    private static readonly DateOnly _date = new(2024, 3, 1);

    [Theory]
    [InlineData("今天,天气好", 2)]
    [InlineData("他说:“好”", 2)]
    [InlineData("完成了.", 3)]
    [InlineData("细颗粒物(PM2.5)下降", 4, 10)]
    [InlineData("真的吗?", 3)]
    public void Half_width_punctuation_beside_Chinese_is_found(string text, params int[] places) =>
        Assert.Equal(places, TextChecks.Punctuation(TextChecks.WithoutMarkup(text + "\n")).Select(finding => finding.Offset));

    [Theory]
    [InlineData("比分3:2，早上10:30，共1,000人，增长3.5个百分点")]
    [InlineData("见 https://example.com/a?b=c,d 的说明")]
    [InlineData("详见[通知](https://example.com/a(b).html)")]
    [InlineData("1. 第一条\n2. 第二条\n- 列表")]
    [InlineData("| 甲 | 乙 |\n| :-- | --: |\n| 一 | 二 |")]
    [InlineData("本报讯(记者 徐钧钻 通讯员 南宣)昨日")]
    [InlineData("Hello, world (all of it).")]
    public void Figures_addresses_marks_leads_and_Latin_text_are_left_alone(string text) =>
        Assert.Empty(TextChecks.Punctuation(TextChecks.WithoutMarkup(text)));

    [Theory]
    [InlineData("他说：“走吧。", 3)]
    [InlineData("走吧。”他说", 3)]
    [InlineData("《中山日报报道", 0)]
    [InlineData("「甲『乙」丙", 2)]
    [InlineData("一（二【三）四", 3)]
    [InlineData("一）二（三", 1, 3)]
    public void Quotation_mark_or_bracket_without_partner_is_found(string text, params int[] places) =>
        Assert.Equal(places, TextChecks.Pairs(text).Select(finding => finding.Offset).Order());

    [Theory]
    [InlineData("“甲‘乙’丙”（丁《戊》）【己】「庚『辛』」")]
    [InlineData("“第一段。\n\n“第二段。”")]
    [InlineData("it’s fine")]
    [InlineData("（混用)也算一对")]
    [InlineData("1)第一 2)第二")]
    public void Pairs_nesting_and_quotations_over_paragraphs_are_fine(string text) => Assert.Empty(TextChecks.Pairs(text));

    [Theory]
    [InlineData("3月1日（星期四）召开", "2024", "3", "1", "5", "4")]
    [InlineData("2024年3月1日周一", "2024", "3", "1", "5", "1")]
    [InlineData("12月31日，星期一", "2023", "12", "31", "0", "1")]
    [InlineData("2月30日（星期五）", "2", "30")]
    public void Date_whose_weekday_is_another_is_found(string text, params string[] said) =>
        Assert.Equal(said, Assert.Single(TextChecks.Weekdays(text, _date)).Arguments);

    [Theory]
    [InlineData("3月1日（星期五）召开")]
    [InlineData("2024年2月29日 星期四")]
    [InlineData("12月31日（周日）")]
    [InlineData("昨日、今日和3月1日")]
    [InlineData("本周五（3月1日）")]
    public void Date_that_fits_or_names_no_weekday_is_fine(string text) => Assert.Empty(TextChecks.Weekdays(text, _date));

    [Fact]
    public void Word_of_the_list_is_found_unless_it_stands_within_the_right_one()
    {
        WordRule[] words = [new("登陆", "登录", "网站用登录"), new("中山市", "广东省中山市", null)];
        var found = TextChecks.Words("请登陆网站。广东省中山市与中山市。", words).ToList();

        Assert.Equal([(1, 2), (13, 3)], found.Select(finding => (finding.Offset, finding.Length)));
        Assert.Equal(["登陆", "登录", "网站用登录"], found[0].Arguments);
    }

    [Theory]
    [InlineData("甲(")]
    [InlineData(")")]
    [InlineData("   “")]
    [InlineData("9999年99月99日星期一")]
    public void Strange_texts_do_no_harm(string text) => Assert.NotNull(TextChecks.Run(text, _date, []));
}
