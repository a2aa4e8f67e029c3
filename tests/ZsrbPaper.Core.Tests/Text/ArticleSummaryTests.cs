using CsCheck;
using Xunit;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Tests.Text;

public sealed class ArticleSummaryTests
{
    private const string Sentence = "清晨六点的岐江边,老码头的第一盏灯亮了起来。"; // 22 characters

    [Fact]
    public void A_short_text_is_its_own_summary() =>
        Assert.Equal("灯亮了。第二段。", ArticleSummary.Of(ArticleMarkdown.Render("灯亮了。\n\n第二段。").Html));

    [Fact]
    public void It_ends_with_the_last_sentence_that_fits()
    {
        var text = string.Concat(Enumerable.Repeat(Sentence, 8));
        var summary = ArticleSummary.Of(ArticleMarkdown.Render(text).Html);
        Assert.Equal(text[..(text.LastIndexOf('。', 119) + 1)], summary);
    }

    [Fact]
    public void A_closing_mark_stays_with_its_sentence()
    {
        var text = new string('字', 90) + "。”" + new string('字', 90);
        Assert.Equal(text[..92], ArticleSummary.Of($"<p>{text}</p>"));
    }

    [Fact]
    public void Without_a_sentence_it_ends_with_a_clause() =>
        Assert.Equal(new string('字', 100) + "…", ArticleSummary.Of($"<p>{new string('字', 100)}，{new string('字', 100)}</p>"));

    [Theory]
    [InlineData("http://example.com/")]
    [InlineData("1234567.89")]
    [InlineData("😀😀😀😀😀😀")]
    public void It_cuts_no_word_number_or_pair(string word)
    {
        for (var before = 100; before < 120; before++)
        {
            var summary = ArticleSummary.Of($"<p>{new string('字', before)}{word}{new string('字', 100)}</p>").TrimEnd('…');
            Assert.True(summary.EnumerateRunes().All(rune => rune.Value != 0xFFFD));
            if (char.IsAsciiDigit(word[0]))
            {
                Assert.True(summary.EndsWith('字') || summary.EndsWith(word, StringComparison.Ordinal), summary);
            }
        }
    }

    [Fact]
    public void The_head_of_a_report_is_left_out_and_is_its_dateline()
    {
        var html = ArticleMarkdown.Render("本报讯(记者 徐钧钻)2月28日下午,南区街道组队学习。").Html;
        Assert.Equal("2月28日下午,南区街道组队学习。", ArticleSummary.Of(html));
        Assert.Equal("本报讯", ArticleSummary.Dateline(html));
        Assert.Null(ArticleSummary.Dateline(ArticleMarkdown.Render("没有电头。").Html));
    }

    [Fact]
    public void Markup_is_read_as_text() =>
        Assert.Equal("甲&乙<丙> Zhongshan Plus丁", ArticleSummary.Of("<h2>甲&amp;乙 &lt;丙&gt;</h2>\n<p>Zhongshan <strong>Plus</strong>\n丁</p>"));

    [Fact]
    public void No_summary_is_too_long_or_ends_within_a_pair() => Gen.String[Gen.OneOf(Gen.Char, Gen.Char['一', '龥'], Gen.Char["。， a1"])].Sample(text =>
    {
        var summary = ArticleSummary.Of(System.Net.WebUtility.HtmlEncode(text.Replace('<', ' ').Replace('>', ' ')));
        Assert.True(summary.Length <= 120);
        Assert.False(summary.Length > 1 && char.IsHighSurrogate(summary[^2]) && !char.IsLowSurrogate(summary[^1]) && summary[^1] == '…');
    });
}
