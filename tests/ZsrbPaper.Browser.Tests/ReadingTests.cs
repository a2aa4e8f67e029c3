using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ZsrbPaper.Browser.Tests;

/// <summary>Reading with the keyboard alone, without script, and on a phone.</summary>
public sealed class ReadingTests(BrowserPortal portal) : BrowserTest(portal)
{
    private static readonly string[] _inReadingOrder =
    [
        "/zsrb/2024-03-01/A01/1", "/zsrb/2024-03-01/A01/2", "/zsrb/2024-03-01/A01/4", "/zsrb/2024-03-01/A02-A03/1", "/zsrb/2024-03-01/A04/1", "/zsrb/2024-03-01/A04/2",
    ];

    public static TheoryData<string> KindsOfPage =>
    [
        "/zsrb", "/zsrb/2024-03-01", "/zsrb/2024-03-01/all", "/zsrb/2024-03-01/A01", "/zsrb/2024-03-01/A02-A03", "/zsrb/2024-03-01/A04", "/zsrb/2024-03-01/B01", "/zsrb/2024-03-01/A01/1",
        "/zsrb/2024-03-01/A01/2", "/zsrb/2024-03-01/A01/3", "/zsrb/2024-03-01/A01/1/related", "/zsrb/2019-01-22/01/1", "/zsrb/archive", "/zsrb/archive/2024", "/zsrb/archive/2024-03", "/nothing",
        "/search", "/search?q=%E6%AD%A3%E6%96%87&from=2024-01-01", "/search?q=%E6%B2%A1%E6%9C%89%E7%9A%84+-%E8%AF%8D",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whole_edition_is_read_with_the_keyboard_alone(bool scripts)
    {
        var page = await OpenAsync("/zsrb", scripts: scripts);
        await TabToAsync(page, "main a[href='/zsrb/2024-03-01/A01']");
        await page.Keyboard.PressAsync("Enter");
        await ArriveAsync(page, "/zsrb/2024-03-01/A01");
        await TabToAsync(page, ".article-list a");
        await page.Keyboard.PressAsync("Enter");
        await ArriveAsync(page, "/zsrb/2024-03-01/A01/1");

        var visited = new List<string> { PathOf(page) };
        while (visited.Count < 20 && await page.Locator(".article-nav a[rel=next]").CountAsync() == 1)
        {
            await TabToAsync(page, ".article-nav a[rel=next]");
            var target = await page.Locator(".article-nav a[rel=next]").GetAttributeAsync("href");
            await page.Keyboard.PressAsync("Enter");
            await ArriveAsync(page, target!);
            visited.Add(PathOf(page));
        }

        Assert.Equal(_inReadingOrder, visited);
        await TabToAsync(page, ".article-nav a.back");
        await page.Keyboard.PressAsync("Enter");
        await ArriveAsync(page, "/zsrb/2024-03-01/A04");
    }

    [Fact]
    public async Task Skip_link_is_first_and_leads_to_the_text()
    {
        var page = await OpenAsync("/zsrb/2024-03-01/A01/1");

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip-link")).ToBeFocusedAsync();
        await Expect(page.Locator(".skip-link")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("#main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Areas_list_and_steps_work_without_script()
    {
        var page = await OpenAsync("/zsrb/2024-03-01/A01", scripts: false);
        var box = (await page.Locator(".areas a[data-article='A01/2'] polygon").BoundingBoxAsync())!;

        await page.Mouse.ClickAsync(box.X + (box.Width / 2), box.Y + Math.Min(40, box.Height / 2));
        await ArriveAsync(page, "/zsrb/2024-03-01/A01/2");
        foreach (var word in new[] { "扩展", "收缩", "默认" })
        {
            await Expect(page.Locator($".comfort button:text-is('{word}')")).ToHaveCountAsync(1);
        }

        await page.ClickAsync(".article-nav a[rel=next]");
        await ArriveAsync(page, "/zsrb/2024-03-01/A01/4");
        await page.ClickAsync(".article-nav a.back");
        await ArriveAsync(page, "/zsrb/2024-03-01/A01");
        await page.ClickAsync(".edition-nav a:text-is('昨天')");
        await ArriveAsync(page, "/zsrb/2024-02-29");
    }

    [Fact]
    public async Task Column_widened_stays_wide_on_the_next_article_and_by_default_again()
    {
        var page = await OpenAsync("/zsrb/2024-03-01/A01/1");
        async Task<float> WidthAsync() => (await page.Locator(".article-body p").First.BoundingBoxAsync())!.Width;
        var standard = await WidthAsync();

        await page.ClickAsync("button[data-measure=narrower]");
        var narrow = await WidthAsync();
        await page.GotoAsync("/zsrb/2024-03-01/A02-A03/1");
        var kept = await WidthAsync();
        await page.ClickAsync("button[data-measure=default]");

        Assert.True(narrow < standard, $"{narrow} is not narrower than {standard}.");
        Assert.Equal(narrow, kept, 0.5);
        Assert.Equal(standard, await WidthAsync(), 0.5);
    }

    [Theory]
    [MemberData(nameof(KindsOfPage))]
    public async Task Page_fits_a_phone_and_a_desk_without_scrolling_sideways(string address)
    {
        foreach (var size in new[] { Phone, Desktop, new ViewportSize { Width = 320, Height = 640 } })
        {
            var page = await OpenAsync(address, size, touch: size != Desktop);

            var widest = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");

            Assert.True(widest <= size.Width, $"{address} is {widest} wide on a screen of {size.Width}.");
        }
    }

    [Fact]
    public async Task First_tap_on_an_area_shows_its_title_and_the_second_opens_it()
    {
        var page = await OpenAsync("/zsrb/2024-03-01/A01", Phone, touch: true);
        var area = page.Locator(".areas a[data-article='A01/1'] polygon");
        await area.ScrollIntoViewIfNeededAsync();

        await area.TapAsync(new() { Force = true });
        await Expect(page.Locator(".tap-bar")).ToContainTextAsync("带着问题学经验");
        await ArriveAsync(page, "/zsrb/2024-03-01/A01");
        await area.TapAsync(new() { Force = true });

        await ArriveAsync(page, "/zsrb/2024-03-01/A01/1");
    }

    [Fact]
    public async Task Facsimile_opens_over_the_whole_phone_and_closes_again()
    {
        var page = await OpenAsync("/zsrb/2024-03-01/A01", Phone, touch: true);

        await page.TapAsync("button[data-zoom=open]");
        await Expect(page.Locator(".glass canvas").First).ToBeVisibleAsync();
        await page.TapAsync("button[data-zoom=close]");

        await Expect(page.Locator(".glass")).ToHaveCountAsync(0);
        await Expect(page.Locator(".sheet .areas a").First).ToBeVisibleAsync();
    }
}
