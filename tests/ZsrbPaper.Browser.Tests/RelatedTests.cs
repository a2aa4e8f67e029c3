using Microsoft.Playwright;
using Xunit;
using ZsrbPaper.TestSupport.Editions;
using static Microsoft.Playwright.Assertions;

namespace ZsrbPaper.Browser.Tests;

/// <summary>相关报道: they come when a reader comes near the foot of an article.</summary>
public sealed class RelatedTests(BrowserPortal portal) : DeskBrowserTest(portal)
{
    private const string Article = "/zsrb/2024-03-01/A01/1";

    [Fact]
    public async Task Related_articles_come_with_the_foot_of_the_article_and_move_nothing_above()
    {
        var page = await StartAsync(Article);
        await Expect(page.Locator(".related a")).ToHaveAttributeAsync("href", Article + "/related");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Expect(page.Locator(".related-list")).ToHaveCountAsync(0);

        var top = await TopOfNavAsync(page);
        await page.Locator(".article-nav").ScrollIntoViewIfNeededAsync();
        await Expect(page.Locator(".related-list a")).ToHaveTextAsync("深中通道通车之后");
        Assert.Equal(top, await TopOfNavAsync(page));
        await page.Locator(".related-list a").ClickAsync();
        await page.WaitForURLAsync("**/zsrb/2024-02-28/A01/1");
    }

    [Fact]
    public async Task Nothing_is_said_of_related_articles_when_there_are_none()
    {
        var page = await StartAsync("/zsrb/2024-03-01/A01/2");
        await Expect(page.Locator(".related")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Without_script_a_link_leads_to_them()
    {
        var page = await StartAsync(Article, scripts: false);
        await page.GetByRole(AriaRole.Link, new() { Name = "相关报道" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "深中通道通车之后" })).ToBeVisibleAsync();
    }

    private static Task<double> TopOfNavAsync(IPage page) => page.EvaluateAsync<double>("document.querySelector('.article-nav').getBoundingClientRect().top + scrollY");

    private async Task<IPage> StartAsync(string address, bool scripts = true)
    {
        await StartPortalAsync();
        await Application.SaveAsync(
            Paper.Edition("2024-03-01").WithPage("A01")
                .WithArticle("深中通道通车", article => article.Body = string.Join("\n\n", Enumerable.Repeat("通道两端的车流今天平稳。", 60)))
                .WithArticle("一篇孤稿"),
            Paper.Edition("2024-02-28").WithPage("A01").WithArticle("深中通道通车之后"));
        return await OpenAsync(Address + address, scripts: scripts);
    }
}
