using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Xunit;
using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.Web.Areas.Admin;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>Every kind of finding and of refusal has its words.</summary>
public sealed class FindingWordsTests : IAsyncLifetime
{
    private PaperApplication _application = null!;
    private IStringLocalizer<DeskTexts> _text = null!;

    public async ValueTask InitializeAsync()
    {
        _application = await PaperApplication.CreateAsync();
        _text = _application.Services.GetRequiredService<IStringLocalizer<DeskTexts>>();
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public void Every_kind_of_finding_and_of_refusal_has_words()
    {
        Assert.All(Enum.GetValues<FindingKind>(), kind => Assert.NotEqual("", _text.Kind(kind)));
        Assert.All(Enum.GetValues<ArticleProblemKind>(), kind => Assert.NotEqual("", _text.Sentence(new ArticleProblem("Body", kind, 3, 2))));
        Assert.Equal("图说有 3 字，最多 2 字。", _text.Sentence(new ArticleProblem("Photos[0].Caption", ArticleProblemKind.TooLong, 3, 2)));
    }

    [Theory]
    [InlineData(FindingKind.MissingTitle, "稿件没有主题")]
    [InlineData(FindingKind.MissingCaption, "第 2 张图片没有图说", "2")]
    [InlineData(FindingKind.MissingCredit, "第 2 张图片没有供图", "2")]
    [InlineData(FindingKind.ArticleWithoutArea, "版面图上没有热区通向本稿")]
    [InlineData(FindingKind.PageWithoutArticle, "A01版还没有稿件")]
    [InlineData(FindingKind.DuplicateText, "这一段在本稿里还有一处")]
    [InlineData(FindingKind.DuplicateText, "这一段在A02版第 3 篇里也有", "A02", "3")]
    [InlineData(FindingKind.HalfWidthPunctuation, "中文里用了半角 , ，应为全角 ，", ",", "，")]
    [InlineData(FindingKind.UnclosedQuotation, "“ 不成对，缺 ”", "“", "”")]
    [InlineData(FindingKind.DateWeekdayMismatch, "没有2月30日这一天", "2", "30")]
    [InlineData(FindingKind.DateWeekdayMismatch, "2024年3月1日是星期五，不是星期日", "2024", "3", "1", "5", "0")]
    [InlineData(FindingKind.WordList, "“登陆”应为“登录”：网站用登录", "登陆", "登录", "网站用登录")]
    [InlineData(FindingKind.WordList, "“登陆”应为“登录”", "登陆", "登录", "")]
    [InlineData(FindingKind.WordList, "不用“做秀”：不雅", "做秀", "", "不雅")]
    [InlineData(FindingKind.WordList, "不用“做秀”", "做秀", "", "")]
    public void Sentence_says_what_exactly(FindingKind kind, string expected, params string[] arguments) =>
        Assert.Equal(expected, _text.Sentence(new Finding(kind, "A01", 1, null, 0, 0, arguments)));
}
