using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ZsrbPaper.Browser.Tests;

/// <summary>Searching as a reader does: from the box on a page to the words in the article and its place in print, and back.</summary>
public sealed class SearchTests(BrowserPortal portal) : BrowserTest(portal)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reader_searches_narrows_the_list_opens_an_article_and_comes_back(bool scripts)
    {
        var page = await OpenAsync("/zsrb/2024-03-01", scripts: scripts);
        await page.FillAsync(".search-box input[name=q]", "正文");
        await page.Keyboard.PressAsync("Enter");
        await ArriveAsync(page, "/search?q=%E6%AD%A3%E6%96%87&newspaper=zsrb");

        await page.Locator(".search-side a", new() { HasTextString = "2024年" }).ClickAsync();
        await ArriveAsync(page, "/search?q=%E6%AD%A3%E6%96%87&newspaper=zsrb&from=2024-01-01&to=2024-12-31");
        await Expect(page.Locator(".search-set")).ToContainTextAsync("2024年");

        await page.FillAsync("#q", "学经验");
        await page.ClickAsync(".search-line button");
        await ArriveAsync(page, "/search?q=%E5%AD%A6%E7%BB%8F%E9%AA%8C&newspaper=zsrb&from=2024-01-01&to=2024-12-31");
        await page.ClickAsync(".found-article h2 a");
        await page.WaitForLoadStateAsync();
        Assert.Equal("/zsrb/2024-03-01/A01/1", PathOf(page));
        await Expect(page.Locator("h1 mark")).ToHaveCountAsync(scripts ? 1 : 0);
        await Expect(page.Locator(".mini polygon")).Not.ToHaveCountAsync(0);

        await page.GoBackAsync();
        await Expect(page.Locator("#q")).ToHaveValueAsync("学经验");
        await page.ClickAsync(".found-facts a");
        await page.WaitForLoadStateAsync();
        Assert.Equal("/zsrb/2024-03-01/A01", PathOf(page));
        var fill = "area => getComputedStyle(area).fill";
        var lit = await page.EvalOnSelectorAsync<string>(".areas a[data-article='A01/1'] polygon", fill);
        Assert.NotEqual(await page.EvalOnSelectorAsync<string>(".areas a[data-article='A01/2'] polygon", fill), lit);
    }

    [Fact]
    public async Task Words_are_marked_also_across_emphasis_and_nothing_else_changes()
    {
        var page = await OpenAsync("/zsrb/2024-03-01/A01/1");
        var before = await page.Locator(".article").TextContentAsync();

        // Fetched anew: a change of the fragment alone does not load the page again.
        page = await OpenAsync("/zsrb/2024-03-01/A01/1#q=" + Uri.EscapeDataString("有重点和链接") + "+" + Uri.EscapeDataString("小标题"));

        await Expect(page.Locator(".article-body mark")).ToHaveTextAsync(["有", "重点", "和", "链接", "小标题"]);
        Assert.Equal(before, await page.Locator(".article").TextContentAsync());
    }

    [Fact]
    public async Task Suggestions_are_chosen_with_the_keyboard_and_closed_by_escape()
    {
        var page = await OpenAsync("/zsrb");
        var box = page.Locator(".search-box input[name=q]");
        await box.FocusAsync();
        await Expect(box).ToHaveAttributeAsync("role", "combobox");
        await box.PressSequentiallyAsync("跨版");
        await Expect(page.Locator(".suggestions li")).ToHaveCountAsync(1);
        await Expect(box).ToHaveAttributeAsync("aria-expanded", "true");

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".suggestions")).ToBeHiddenAsync();
        await Expect(box).ToHaveValueAsync("跨版");

        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator(".suggestions li")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator(".suggestions li[aria-selected=true] span")).ToHaveTextAsync("跨版的稿件");
        await Expect(box).ToHaveAttributeAsync("aria-activedescendant", await page.Locator(".suggestions li").GetAttributeAsync("id") ?? "");
        await page.Keyboard.PressAsync("Enter");

        await ArriveAsync(page, "/search?q=" + Uri.EscapeDataString("跨版的稿件") + "&newspaper=zsrb");
        await Expect(page.Locator(".found-article .title mark")).ToHaveTextAsync("跨版的稿件");
    }
}
