using Xunit;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Tests.Reading;

public sealed class EditionSearchTests
{
    private static readonly ArticleView[] _articles =
    [
        Article(1, "南区学习取经", "本报讯(记者 徐钧钻)第一段,有**重点**。\n\n第二段讲 AI 与 5G。"),
        Article(2, "市场里的年味", "一 &amp; 二 <b>不加粗</b>\n\n- 甲\n- 乙"),
    ];

    [Theory]
    [InlineData("学习", "1")]
    [InlineData("徐钧钻", "1")]
    [InlineData("ai", "1")]
    [InlineData("ＡＩ　５ｇ", "1")]
    [InlineData("有重点", "1")]
    [InlineData("南区 年味", "")]
    [InlineData("的", "2")]
    [InlineData("段", "1")]
    [InlineData("", "")]
    [InlineData(" \t", "")]
    [InlineData("没有的词", "")]
    [InlineData("span", "")]
    public void Finds_articles_that_have_every_word_in_any_case_and_width(string query, string numbers) =>
        Assert.Equal(numbers, string.Join(' ', EditionSearch.Find(_articles, query).Select(match => match.Article.Number)));

    [Fact]
    public void Excerpt_is_what_stands_around_the_find()
    {
        var article = Article(1, "题", new string('前', 40) + "𠮷找到" + new string('后', 40));

        Assert.Equal(new string('前', 28) + "𠮷找到" + new string('后', 30), Assert.Single(EditionSearch.Find([article], "找到")).Excerpt);
        Assert.Equal("题 " + new string('前', 29), Assert.Single(EditionSearch.Find([article], "题")).Excerpt);
    }

    [Fact]
    public void Query_without_end_is_cut() =>
        Assert.Single(EditionSearch.Find([Article(1, "题", new string('长', 200))], new string('长', EditionSearch.MaxLength) + "短"));

    [Fact]
    public void Plain_text_has_a_line_for_each_paragraph_and_no_markup() =>
        Assert.Equal("市场里的年味\n一 & 二 <b>不加粗</b>\n甲\n乙", _articles[1].PlainText());

    private static ArticleView Article(int number, string title, string body) => new(
        new Headline(PageLabel.Parse("A01"), number, default, null, null, title, null, []), [], [], [], null, null, default, body, ArticleMarkdown.Render(body).Html, false, []);
}
