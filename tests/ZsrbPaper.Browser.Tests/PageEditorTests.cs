using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;
using static Microsoft.Playwright.Assertions;

namespace ZsrbPaper.Browser.Tests;

/// <summary>Making up a page: areas drawn, moved, reshaped, merged and cut on the facsimile, tied to articles and saved by themselves; the order of articles.</summary>
public sealed class PageEditorTests(BrowserPortal portal) : DeskBrowserTest(portal)
{
    private const string Page = "/admin/zsrb/2024-03-02/A03";
    private const string Saved = "已保存。";

    [Fact]
    public async Task Rectangle_is_drawn_tied_by_a_key_saved_by_itself_and_there_after_a_reload()
    {
        var page = await MakeUpAsync("wang");
        await page.Keyboard.PressAsync("r");
        await page.DragOnPageAsync((55, 60), (90, 80));
        await Expect(page.Locator("#makeup-state")).ToContainTextAsync("1 个热区还没有归稿件");
        await page.Keyboard.PressAsync("2");
        await SavedAsync(page);
        Near([(55, 60), (90, 60), (90, 80), (55, 80)], Assert.Single(await AreasAsync(2)));

        await page.ReloadAsync();
        await Expect(Names(page)).ToHaveTextAsync(["1", "2"]);
    }

    [Fact]
    public async Task Polygon_is_drawn_point_by_point_and_tied_by_a_click()
    {
        var page = await MakeUpAsync("wang");
        await page.Locator("button[data-tool=polygon]").ClickAsync();
        foreach (var point in new[] { (55.0, 60.0), (90.0, 60.0), (90.0, 90.0) })
        {
            await page.ClickOnPageAsync(point);
        }

        await page.ClickOnPageAsync((70, 90), times: 2);
        await page.Locator("li[data-number='2'] [data-tie]").ClickAsync();
        await SavedAsync(page);
        Near([(55, 60), (90, 60), (90, 90), (70, 90)], Assert.Single(await AreasAsync(2)));
    }

    [Fact]
    public async Task Enter_ends_a_polygon_and_Escape_gives_one_up()
    {
        var page = await MakeUpAsync("wang");
        await page.Keyboard.PressAsync("p");
        await page.ClickOnPageAsync((60, 60));
        await page.ClickOnPageAsync((80, 60));
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("button[data-tool=pick]")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(Names(page)).ToHaveTextAsync(["1"]);

        await page.Keyboard.PressAsync("p");
        foreach (var point in new[] { (60.0, 60.0), (80.0, 60.0), (80.0, 80.0) })
        {
            await page.ClickOnPageAsync(point);
        }

        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("2");
        await SavedAsync(page);
        Near([(60, 60), (80, 60), (80, 80)], Assert.Single(await AreasAsync(2)));
    }

    [Fact]
    public async Task Area_is_moved_and_reshaped_with_the_mouse_and_with_keys_and_stays_on_the_page()
    {
        var page = await MakeUpAsync("wang");
        await SelectAsync(page, (25, 25));
        await page.DragOnPageAsync((25, 25), (45, 35));
        await SavedAsync(page);
        Near([(30, 20), (60, 20), (60, 50), (30, 50)], Assert.Single(await AreasAsync(1)));

        await page.DragOnPageAsync((60, 50), (70, 65));
        await SavedAsync(page);
        Near([(30, 20), (70, 20), (70, 65), (30, 65)], Assert.Single(await AreasAsync(1)));

        await page.DragOnPageAsync((50, 40), (99, 40));
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Shift+ArrowUp");
        await SavedAsync(page);
        Near([(60, 21), (100, 21), (100, 65.5), (60, 65.5)], Assert.Single(await AreasAsync(1)));
    }

    [Fact]
    public async Task Touching_areas_merge_into_one_shape_and_others_into_one_article()
    {
        var page = await MakeUpAsync("wang");
        await page.Keyboard.PressAsync("r");
        await page.DragOnPageAsync((30, 30), (60, 60));
        await page.ClickOnPageAsync((15, 15), withShift: true);
        await page.Keyboard.PressAsync("m");
        await SavedAsync(page);
        Near([(10, 10), (40, 10), (40, 30), (60, 30), (60, 60), (30, 60), (30, 40), (10, 40)], Assert.Single(await AreasAsync(1)));

        await page.Keyboard.PressAsync("r");
        await page.DragOnPageAsync((70, 70), (90, 90));
        await page.ClickOnPageAsync((15, 15), withShift: true);
        await page.Locator("[data-act=merge]").ClickAsync();
        await Expect(page.Locator("#makeup-note")).ToContainTextAsync("不相连");
        await SavedAsync(page);
        Assert.Equal(2, (await AreasAsync(1)).Count);
    }

    [Fact]
    public async Task Areas_around_a_hole_are_not_merged()
    {
        var page = await MakeUpAsync("wang");
        foreach (var (from, to) in new[] { ((10.0, 40.0), (40.0, 55.0)), ((40.0, 10.0), (55.0, 20.0)), ((40.0, 45.0), (55.0, 55.0)), ((50.0, 15.0), (60.0, 50.0)) })
        {
            await page.Keyboard.PressAsync("r");
            await page.DragOnPageAsync(from, to);
        }

        foreach (var point in new[] { (15.0, 50.0), (47.0, 13.0), (47.0, 53.0), (15.0, 15.0) })
        {
            await page.ClickOnPageAsync(point, withShift: true);
        }

        await page.Keyboard.PressAsync("m");
        await Expect(page.Locator("#makeup-note")).ToContainTextAsync("热区不能有洞");
        await Expect(Names(page)).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task Area_is_cut_along_a_line_deleted_and_brought_back()
    {
        var page = await MakeUpAsync("wang");
        await page.Keyboard.PressAsync("s");
        await page.DragOnPageAsync((20, 5), (20.4, 45));
        await SavedAsync(page);
        var parts = (await AreasAsync(1)).OrderBy(points => points[0].X).ToList();
        Near([(10, 10), (20, 10), (20, 40), (10, 40)], parts[0]);
        Near([(20, 10), (40, 10), (40, 40), (20, 40)], parts[1]);

        await page.Keyboard.PressAsync("Escape");
        await page.ClickOnPageAsync((15, 30));
        await page.Keyboard.PressAsync("Delete");
        await SavedAsync(page);
        Assert.Single(await AreasAsync(1));

        await page.Keyboard.PressAsync("Control+z");
        await SavedAsync(page);
        Assert.Equal(2, (await AreasAsync(1)).Count);
    }

    [Fact]
    public async Task Area_is_drawn_tied_and_cut_with_keys_alone()
    {
        var page = await MakeUpAsync("wang");
        await page.Keyboard.PressAsync("a");
        await page.Keyboard.PressAsync("2");
        await page.Keyboard.PressAsync("ArrowRight");
        await SavedAsync(page);
        Assert.Single(await AreasAsync(2));

        await page.Keyboard.PressAsync("s");
        await page.Keyboard.PressAsync("Enter");
        await SavedAsync(page);
        Assert.Equal(2, (await AreasAsync(2)).Count);
    }

    [Fact]
    public async Task Page_is_zoomed_and_areas_are_drawn_where_they_are_seen()
    {
        var page = await MakeUpAsync("wang");
        var whole = await page.Glass().BoundingBoxAsync();
        await page.Keyboard.PressAsync("+");
        await Expect(page.Locator(".area-glass")).Not.ToHaveCSSAsync("width", $"{whole!.Width}px");
        await page.Keyboard.PressAsync("r");
        await page.DragOnPageAsync((45, 45), (65, 55));
        await page.Keyboard.PressAsync("2");
        await SavedAsync(page);
        Near([(45, 45), (65, 45), (65, 55), (45, 55)], Assert.Single(await AreasAsync(2)));
    }

    [Fact]
    public async Task Articles_are_ordered_by_drag_and_by_keyboard_and_areas_of_no_article_stay()
    {
        var page = await MakeUpAsync("wang");
        await page.Keyboard.PressAsync("r");
        await page.DragOnPageAsync((60, 60), (90, 80));
        await page.Locator("li[data-number='3']").DragToAsync(page.Locator("li[data-number='1']"), new() { TargetPosition = new() { X = 40, Y = 2 } });
        await OrderedAsync(page, 3, 1, 2);
        await Expect(Names(page)).ToHaveTextAsync(["2", "?"]);
        await Expect(page.Locator("#articles [data-tie]")).ToHaveTextAsync(["1", "2", "3"]);

        await page.Locator("li[data-number='3'] > a").FocusAsync();
        await page.Keyboard.PressAsync("Alt+ArrowDown");
        await OrderedAsync(page, 1, 3, 2);
        await page.Locator("li[data-number='3'] button[value='1']").ClickAsync();
        await OrderedAsync(page, 1, 2, 3);
        await page.ReloadAsync();
        await Expect(Names(page)).ToHaveTextAsync(["1", "?"]);
        Assert.Empty(await AreasAsync(2));
    }

    [Fact]
    public async Task New_article_comes_after_what_was_drawn_is_saved()
    {
        var page = await MakeUpAsync("wang");
        await page.Keyboard.PressAsync("r");
        await page.DragOnPageAsync((60, 60), (90, 80));
        await page.Keyboard.PressAsync("2");
        await page.Locator("#Title").FillAsync("刚来的稿件");
        await page.Locator("#Title").PressAsync("Enter");
        await Expect(page.Locator("#articles li")).ToHaveCountAsync(4);
        await Expect(Names(page)).ToHaveTextAsync(["1", "2"]);
        Assert.Single(await AreasAsync(2));
    }

    [Theory]
    [InlineData("用我的", 60, 30)]
    [InlineData("用别人的", 20, 10)]
    public async Task Conflict_is_told_and_loses_nothing(string choice, double left, double top)
    {
        var wang = await MakeUpAsync("wang");
        var li = await MakeUpAsync("li");
        await SelectAsync(wang, (25, 25));
        await wang.DragOnPageAsync((25, 25), (35, 25));
        await SavedAsync(wang);

        await SelectAsync(li, (25, 25));
        await li.DragOnPageAsync((25, 25), (75, 45));
        var conflict = li.Locator(".makeup-conflict");
        await Expect(conflict).ToContainTextAsync("刚被别人改过");
        Near([(20, 10), (50, 10), (50, 40), (20, 40)], Assert.Single(await AreasAsync(1)));

        await conflict.GetByRole(AriaRole.Button, new() { Name = choice }).ClickAsync();
        await Expect(conflict).ToHaveCountAsync(0);
        await SavedAsync(li);
        Near([(left, top), (left + 30, top), (left + 30, top + 30), (left, top + 30)], Assert.Single(await AreasAsync(1)));
    }

    [Fact]
    public async Task Two_who_change_different_things_are_both_right()
    {
        var wang = await MakeUpAsync("wang");
        var li = await MakeUpAsync("li");
        await wang.Locator("li[data-number='1'] button[value='1']").ClickAsync();
        await OrderedAsync(wang, 2, 1, 3);

        await SelectAsync(li, (25, 25));
        await li.DragOnPageAsync((25, 25), (35, 25));
        await SavedAsync(li);
        await Expect(li.Locator("#articles li").First).ToHaveAttributeAsync("data-number", "2");
        Near([(20, 10), (50, 10), (50, 40), (20, 40)], Assert.Single(await AreasAsync(1)));
        await OrderedAsync(li, 2, 1, 3);
    }

    [Fact]
    public async Task What_could_not_be_saved_comes_back_after_a_reload()
    {
        var page = await MakeUpAsync("wang");
        page.Dialog += async (_, dialog) => await dialog.AcceptAsync();
        await page.RouteAsync("**/*handler=Areas", route => route.FulfillAsync(new RouteFulfillOptions { Status = 429 }));
        await SelectAsync(page, (25, 25));
        await page.DragOnPageAsync((25, 25), (35, 25));
        await Expect(page.Locator("#makeup-state")).ToContainTextAsync("热区留在本机");
        await page.UnrouteAsync("**/*handler=Areas");
        await page.ReloadAsync();
        await SavedAsync(page);
        Near([(20, 10), (50, 10), (50, 40), (20, 40)], Assert.Single(await AreasAsync(1)));
    }

    [Fact]
    public async Task Expired_session_keeps_the_areas_and_saving_goes_on_after_signing_in_elsewhere()
    {
        var page = await MakeUpAsync("wang");
        await page.Context.ClearCookiesAsync();
        await SelectAsync(page, (25, 25));
        await page.DragOnPageAsync((25, 25), (35, 25));
        await Expect(page.Locator("#makeup-state a")).ToHaveAttributeAsync("href", "/admin/sign-in?return=%2Fadmin%2Fzsrb%2F2024-03-02%2FA03");
        await SignInAsync(page, "wang");
        await SavedAsync(page);
        Near([(20, 10), (50, 10), (50, 40), (20, 40)], Assert.Single(await AreasAsync(1)));
    }

    [Fact]
    public async Task Released_page_changes_only_when_the_button_is_pressed()
    {
        var page = await MakeUpAsync("wang", isDraft: false);
        await SelectAsync(page, (25, 25));
        await page.DragOnPageAsync((25, 25), (35, 25));
        await Expect(page.Locator("#makeup-state")).ToContainTextAsync("按“保存”才生效");
        await page.Keyboard.PressAsync("Control+s");
        await SavedAsync(page);
        Near([(20, 10), (50, 10), (50, 40), (20, 40)], Assert.Single(await AreasAsync(1)));
    }

    [Fact]
    public async Task Without_script_areas_are_written_as_points()
    {
        var page = await MakeUpAsync("wang", scripts: false);
        await Expect(page.Locator("#page polygon")).ToHaveCountAsync(1);
        await page.Locator(".makeup-points summary").ClickAsync();
        await page.Locator("#Points-1").FillAsync("50,50 60,50 60,60");
        await page.Locator("#Article-1").SelectOptionAsync("A03/2");
        await page.Locator("#points button").ClickAsync();
        await Expect(page.Locator("#page polygon")).ToHaveCountAsync(2);
        Near([(50, 50), (60, 50), (60, 60)], Assert.Single(await AreasAsync(2)));
    }

    private static ILocator Names(IPage page) => page.Locator(".area-marks span");

    /// <summary>Each change says at once that it is not saved, so that this is never what was said before it.</summary>
    private static Task SavedAsync(IPage page) => Expect(page.Locator("#makeup-state")).ToContainTextAsync(Saved);

    /// <summary>Selects the area there. A press counts as a click only if it is short, which a busy machine may not manage at the first attempt.</summary>
    private static async Task SelectAsync(IPage page, (double X, double Y) place)
    {
        var delete = page.Locator("[data-act=delete]");
        for (var attempt = 1; ; attempt++)
        {
            await page.ClickOnPageAsync(place);
            try
            {
                await Expect(delete).ToBeEnabledAsync(new() { Timeout = attempt * 2000 });
                return;
            }
            catch (PlaywrightException) when (attempt < 5)
            {
            }
        }
    }

    /// <summary>As near as a mouse comes: half a percent.</summary>
    private static void Near((double X, double Y)[] expected, IReadOnlyList<AreaPoint> points)
    {
        Assert.Equal(expected.Length, points.Count);
        var text = string.Join(' ', points);
        Assert.All(expected, corner => Assert.True(points.Any(point => Math.Abs((double)point.X - corner.X) < 0.5 && Math.Abs((double)point.Y - corner.Y) < 0.5), $"{corner} is not in {text}"));
    }

    private async Task<IPage> MakeUpAsync(string userName, bool isDraft = true, bool scripts = true)
    {
        if (!IsStarted)
        {
            await StartPortalAsync();
            var edition = Paper.Edition("2024-03-02").WithPage("A03", more: page => page.WithPicture())
                .WithArticle("老码头亮灯了", article => article.At(10, 10, 40, 40)).WithArticle("第二篇").WithArticle("第三篇");
            await Application.ImportAsync(isDraft ? edition.Draft() : edition);
        }

        await Application.AddUserAsync(userName, DeskRights.Write);
        var page = await OpenAsync("about:blank", Laptop, scripts);
        await SignInAsync(page, userName);
        if (scripts)
        {
            // On a busy machine the network may be idle for a while before the page's picture is asked for.
            await page.RunAndWaitForResponseAsync(() => page.GotoAsync(Address + Page), response => response.Url.Contains("/tiles/", StringComparison.Ordinal));
        }
        else
        {
            await page.GotoAsync(Address + Page);
        }

        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        return page;
    }

    /// <summary>The areas that are stored of the page's article.</summary>
    private async Task<List<IReadOnlyList<AreaPoint>>> AreasAsync(int number)
    {
        await using var scope = Application.Services.CreateAsyncScope();
        var areas = await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Articles.Where(article => article.Number == number)
            .SelectMany(article => article.Areas).OrderBy(area => area.Position).Select(area => area.Shape).ToListAsync(TestContext.Current.CancellationToken);
        return [.. areas.Select(shape => shape.Points)];
    }

    private async Task OrderedAsync(IPage page, params int[] numbers)
    {
        await SavedAsync(page);
        await using var scope = Application.Services.CreateAsyncScope();
        Assert.Equal(numbers, await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Articles.OrderBy(article => article.Position)
            .Select(article => article.Number).ToListAsync(TestContext.Current.CancellationToken));
    }
}
