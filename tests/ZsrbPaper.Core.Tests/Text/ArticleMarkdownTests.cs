using CsCheck;
using Xunit;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Tests.Text;

public sealed class ArticleMarkdownTests
{
    [Theory]
    [InlineData("本报讯(记者 徐钧钻)“最好的营商环境”", "<p><span class=\"lead\">本报讯(记者 徐钧钻)</span>“最好的营商环境”</p>", true)]
    [InlineData("本报讯（记者 甲 通讯员 乙）昨日", "<p><span class=\"lead\">本报讯（记者 甲 通讯员 乙）</span>昨日</p>", true)]
    [InlineData("新华社北京3月1日电（记者 甲）昨日", "<p><span class=\"lead\">新华社北京3月1日电（记者 甲）</span>昨日</p>", true)]
    [InlineData("（记者 甲）昨日", "<p><span class=\"lead\">（记者 甲）</span>昨日</p>", true)]
    [InlineData("本报讯 昨日", "<p><span class=\"lead\">本报讯</span> 昨日</p>", false)]
    [InlineData("昨日（记者 甲）到场", "<p>昨日（记者 甲）到场</p>", false)]
    [InlineData("三角镇（全市第三）发布消息", "<p>三角镇（全市第三）发布消息</p>", false)]
    public void Lead_at_the_head_of_the_text_is_marked(string markdown, string html, bool opensWithByline)
    {
        var body = ArticleMarkdown.Render(markdown);
        Assert.Equal(html, body.Html.Trim());
        Assert.Equal(opensWithByline, body.OpensWithByline);
    }

    [Theory]
    [InlineData("　　第一段。", "<p>第一段。</p>")]
    [InlineData("    第一段。", "<p>第一段。</p>")]
    [InlineData("第一行，\n第二行。", "<p>第一行，第二行。</p>")]
    [InlineData("first\nsecond", "<p>first\nsecond</p>")]
    [InlineData("**“好”**，他说", "<p><strong>“好”</strong>，他说</p>")]
    [InlineData("同比增长**9.2%**，", "<p>同比增长<strong>9.2%</strong>，</p>")]
    [InlineData("# 小标题", "<h2>小标题</h2>")]
    [InlineData("###### 小标题", "<h6>小标题</h6>")]
    [InlineData("𠮷野家　全角", "<p>𠮷野家　全角</p>")]
    public void Chinese_typography_is_kept(string markdown, string html) =>
        Assert.Equal(html, ArticleMarkdown.Render(markdown).Html.Trim());

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](data:text/html,<script>)")]
    [InlineData("![x](https://example.com/x.png)")]
    [InlineData("<a href=\"javascript:alert(1)\" style=\"color:red\">x</a>")]
    [InlineData("[x](https://example.com \"onclick=\\\"alert(1)\")")]
    public void Nothing_active_or_foreign_gets_through(string markdown)
    {
        var html = ArticleMarkdown.Render(markdown).Html;
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("javascript:", html.Replace("(javascript:", "", StringComparison.Ordinal).Replace("\"javascript:", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("<[^>]*(style|onerror|onclick|title)=", html);
    }

    [Theory]
    [InlineData("前[坏**链**接](javascript:alert(1))后", "<p>前坏链接后</p>")]
    [InlineData("前[](data:text/html,x)后", "<p>前后</p>")]
    [InlineData("前[好链接](https://example.com/)后", "<p>前<a href=\"https://example.com/\" rel=\"noopener\">好链接</a>后</p>")]
    public void Link_whose_address_is_refused_leaves_its_words(string markdown, string html) =>
        Assert.Equal(html, ArticleMarkdown.Render(markdown).Html.Trim());

    [Fact]
    public void Table_scrolls_on_its_own_and_aligns_by_class()
    {
        var html = ArticleMarkdown.Render("| 名 | 数 |\n| --- | ---: |\n| 甲 | 1 |").Html;
        Assert.Contains("<div class=\"table-scroll\" role=\"region\" aria-label=\"表格\" tabindex=\"0\"><table>", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"align-right\">1</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Link_keeps_its_address() =>
        Assert.Contains("<a href=\"https://www.zsnews.cn/a?b=1&amp;c=2\" rel=\"noopener\">中山网</a>", ArticleMarkdown.Render("[中山网](https://www.zsnews.cn/a?b=1&c=2)").Html, StringComparison.Ordinal);

    [Fact]
    public void Empty_text_is_empty_html() => Assert.Equal("", ArticleMarkdown.Render("").Html.Trim());

    public static TheoryData<string> Unshowable => new(
        string.Concat(Enumerable.Repeat(">", 128)) + " a",
        new string('[', 128),
        string.Concat(Enumerable.Repeat("- ", 64)) + "a",
        string.Concat(Enumerable.Repeat("见[图", 150)),
        string.Concat(Enumerable.Repeat("a\n\n", 30_000)),
        string.Concat(Enumerable.Repeat("![a](", 20_000)),
        string.Concat(Enumerable.Repeat("`a", 40_000)),
        string.Concat(Enumerable.Repeat("***\n", 20_000)),
        new string('|', 90_000) + "\n" + string.Concat(Enumerable.Repeat("|-", 2_000)));

    [Theory]
    [MemberData(nameof(Unshowable))]
    public void Text_that_cannot_be_shown_or_only_slowly_has_a_problem(string markdown) => Assert.NotNull(ArticleMarkdown.FindProblem(markdown));

    [Theory]
    [InlineData(128, '>')]
    [InlineData(128, '[')]
    public void Text_nested_too_deeply_is_shown_as_it_was_typed(int depth, char mark) =>
        Assert.Equal($"<p>{System.Net.WebUtility.HtmlEncode(new string(mark, depth))} 一</p>", ArticleMarkdown.Render(new string(mark, depth) + " 一").Html);

    [Fact]
    public void Long_report_with_a_table_has_no_problem() =>
        Assert.Null(ArticleMarkdown.FindProblem(
            string.Concat(Enumerable.Repeat("　　一段**要紧**的话,见[附表](https://example.com)。\n\n", 400)) + "| 名 | 数 |\n| --- | --- |\n" + string.Concat(Enumerable.Repeat("| 甲 | 1 |\n", 300))));

    [Fact]
    public void What_is_plain_is_what_the_sanitiser_would_give_back()
    {
        string[] pieces =
        [
            "正文", "**", "*", "\n\n", "\n", "# ", "> ", "- ", "a&b", "<b>", "<script>", "\"", "'", "[链接](https://example.com)", "[x](javascript:alert(1))", "|", "`", "&nbsp;",
            "\u00A0", "&#60;", "本报讯（记者 甲）", "\0", "\r\n", "![图](a.jpg)", "———", "𠮷", "<", ">", "\\", "1. ", "&lt;p&gt;", "</p>", "<p onclick=x>",
        ];
        var plain = 0;
        Gen.Int[0, pieces.Length - 1].Select(number => pieces[number]).Array[1, 12].Select(string.Concat).Sample(
            markdown =>
            {
                var html = ArticleMarkdown.Render(markdown).Html;
                if (ArticleMarkdown.IsPlain(html))
                {
                    Interlocked.Increment(ref plain);
                    Assert.Equal(html, ArticleMarkdown.Sanitise(html));
                }
            },
            iter: 5_000);
        Assert.True(plain > 500, $"Only {plain} texts were plain.");
        Assert.True(ArticleMarkdown.IsPlain(ArticleMarkdown.Render("本报讯（记者 甲）第一段，**要点**。\n\n## 小标题\n\n第二段 A&B。").Html));
    }

    [Theory]
    [InlineData("<p onclick=\"x\">一</p>")]
    [InlineData("<P>一</P>")]
    [InlineData("<script>一</script>")]
    [InlineData("<p>一&nbsp;二</p>")]
    [InlineData("<p>一&#60;script></p>")]
    [InlineData("<p>一\u00A0二</p>")]
    [InlineData("<")]
    [InlineData("&")]
    [InlineData("<span class=\"lead\" id=\"x\">一</span>")]
    public void What_is_not_known_to_be_harmless_is_not_plain(string html) => Assert.False(ArticleMarkdown.IsPlain(html));
}
