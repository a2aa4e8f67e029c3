using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;
using static Microsoft.Playwright.Assertions;

namespace ZsrbPaper.Browser.Tests;

/// <summary>The desk without a mouse: what is done often has a key, and every page says which.</summary>
public sealed class DeskKeysTests(BrowserPortal portal) : DeskBrowserTest(portal)
{
    private const string Edition = "/admin/zsrb/2024-03-02";

    [Theory]
    [InlineData("/admin/zsrb")]
    [InlineData(Edition)]
    [InlineData(Edition + "/A01/1")]
    [InlineData(Edition + "/A01/1/history")]
    [InlineData("/admin/users")]
    [InlineData("/admin/account")]
    public async Task Question_mark_shows_the_keys_of_the_page_and_takes_them_away(string address)
    {
        var page = await StartAsync(address);
        var sheet = page.GetByRole(AriaRole.Dialog, new() { Name = "快捷键" });
        await page.Keyboard.PressAsync("?");
        await Expect(sheet).ToContainTextAsync("这张表");
        await page.Keyboard.PressAsync("?");
        await Expect(sheet).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Slash_goes_to_the_search_box_and_found_articles_are_walked_through()
    {
        var page = await StartAsync(Edition);
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("正文");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(Address + "/admin/search?q=*");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator(".desk-found [data-row]").First.GetByRole(AriaRole.Link).First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("input[name=q]")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Rows_are_walked_through_reviewed_and_left_by_keys()
    {
        var page = await StartAsync(Edition);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("1");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("已通过。");
        await Expect(page.Locator("#A01 tr").Nth(1).Locator(".given")).ToHaveTextAsync("chief");

        await page.Keyboard.PressAsync("u");
        await page.WaitForURLAsync(Address + "/admin/zsrb");
    }

    [Fact]
    public async Task Keys_with_Alt_and_Ctrl_work_while_typing_and_nothing_typed_is_lost()
    {
        var page = await StartAsync(Edition + "/A01/1");
        await page.Locator("#Body").FillAsync("键盘写的？u1p");
        await page.Keyboard.PressAsync("Alt+PageDown");
        await page.WaitForURLAsync(Address + Edition + "/A01/2");

        await page.Locator("#Body").FillAsync("第二篇的正文");
        await page.Keyboard.PressAsync("Control+s");
        await Expect(page.Locator("#copy-state")).ToContainTextAsync("已保存");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("h");
        await page.WaitForURLAsync(Address + Edition + "/A01/2/history");

        await using var scope = Application.Services.CreateAsyncScope();
        var bodies = await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Articles.OrderBy(article => article.Number).Select(article => article.Body)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["键盘写的？u1p", "第二篇的正文"], bodies);
    }

    private async Task<IPage> StartAsync(string address)
    {
        await StartPortalAsync();
        await Application.SaveAsync(Paper.Edition("2024-03-02").Draft().WithPage("A01").WithArticle("第一篇").WithArticle("第二篇"));
        await Application.AddUserAsync("chief", DeskRoles.All.Values.Aggregate((all, rights) => all | rights));
        var page = await OpenAsync("about:blank", Laptop);
        await SignInAsync(page, "chief");
        await page.GotoAsync(Address + address);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        return page;
    }
}
