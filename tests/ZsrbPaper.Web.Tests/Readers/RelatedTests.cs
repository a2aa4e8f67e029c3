using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Tests.Desk;

namespace ZsrbPaper.Web.Tests.Readers;

/// <summary>相关报道: the page of articles on the same matter, and the way there.</summary>
public sealed class RelatedTests : IAsyncLifetime
{
    private const string Article = "/zsrb/2024-03-01/A01/1";
    private PaperApplication _application = null!;
    private HttpClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _application = (await PaperApplication.CreateAsync()).With("Cache:Megabytes", "0");
        await _application.SaveAsync(
            Paper.Edition("2024-03-01").WithPage("A01").WithArticle("深中通道通车").WithArticle("一篇孤稿"),
            Paper.Edition("2024-02-28").WithPage("B02", "要闻").WithArticle("深中通道通车之后"),
            Paper.Edition("2024-02-27").WithPage("A01").WithArticle("广告：深中通道通车", article => article.Kind = Core.Editions.ArticleKind.Advertisement),
            Paper.Edition("2024-03-02").Draft().WithPage("A01").WithArticle("深中通道通车的草稿"));
        _client = _application.CreatePlainClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    [Fact]
    public async Task Article_leads_to_what_readers_can_see_on_its_matter_and_search_engines_are_not_sent_there()
    {
        var link = ReaderPortal.Parse(await _client.ReadAsync(Article)).QuerySelector(".related a")!;
        Assert.Equal((Article + "/related", "nofollow"), (link.GetAttribute("href"), link.GetAttribute("rel")));

        var page = await ReadAsync(Article);
        var found = Assert.Single(page.QuerySelectorAll(".related-list li"));
        Assert.Equal("/zsrb/2024-02-28/B02/1", found.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("深中通道通车之后", found.QuerySelector("a")!.TextContent);
        Assert.Equal("2024年02月28日 B02版", found.QuerySelector("small")!.TextContent);
        Assert.Equal("noindex, follow", page.QuerySelector("meta[name=robots]")!.GetAttribute("content"));
        Assert.Equal(Article, page.QuerySelector("h1 + p a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task What_is_withdrawn_is_gone_at_once_and_answers_410_itself()
    {
        Assert.Single((await ReadAsync(Article)).QuerySelectorAll(".related-list li"));
        await using (var scope = _application.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
            (await db.Articles.SingleAsync(article => article.Title == "深中通道通车之后", Ct)).Withdrawal = "不实";
            await db.SaveChangesAsync(Ct);
        }

        Assert.Empty((await ReadAsync(Article)).QuerySelectorAll(".related-list"));
        Assert.Equal(HttpStatusCode.Gone, await _client.StatusAsync("/zsrb/2024-02-28/B02/1/related"));
    }

    [Fact]
    public async Task Article_that_is_like_no_other_says_so() => Assert.Contains("还没有", (await ReadAsync("/zsrb/2024-03-01/A01/2")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

    [Fact]
    public async Task List_that_was_asked_for_before_takes_three_commands()
    {
        await ReadAsync(Article);
        _application.Commands.Reset();
        await ReadAsync(Article);

        Assert.InRange(_application.Commands.Commands.Count, 1, 3);
    }

    private async Task<IHtmlDocument> ReadAsync(string article) => ReaderPortal.Parse(await _client.ReadAsync(article + "/related"));
}
