using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NetVips;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ZsrbPaper.Browser.Tests;

/// <summary>The page as printed: areas and list belong together, and areas stay on their articles.</summary>
public sealed partial class PrintPageTests(BrowserPortal portal) : BrowserTest(portal)
{
    private const string Line = "li[data-article='A01/1']";
    private const string Area = ".areas a[data-article='A01/1']";
    private const string OtherLine = "li[data-article='A01/2']";

    [Fact]
    public async Task Line_pointed_at_lights_its_area_and_area_its_line()
    {
        var page = await OpenAsync("/zsrb/2024-03-01/A01");
        await Expect(page.Locator(".glass canvas").First).ToBeVisibleAsync();

        await page.HoverAsync($"{Line} a");
        await Expect(page.Locator(Area)).ToHaveClassAsync(Lit());
        await Expect(page.Locator(OtherLine)).Not.ToHaveClassAsync(Lit());

        await page.HoverAsync(OtherLine);
        await Expect(page.Locator(Area)).Not.ToHaveClassAsync(Lit());

        await PointAtAsync(page, Area);
        await Expect(page.Locator(Line)).ToHaveClassAsync(Lit());
    }

    [Fact]
    public async Task Line_with_the_focus_lights_its_area_and_area_its_line()
    {
        var page = await OpenAsync("/zsrb/2024-03-01/A01");
        await Expect(page.Locator(".glass canvas").First).ToBeVisibleAsync();

        await page.FocusAsync($"{Line} a");
        await Expect(page.Locator(Area)).ToHaveClassAsync(Lit());

        await page.FocusAsync(Area);
        await Expect(page.Locator(Line)).ToHaveClassAsync(Lit());
        await Expect(page.Locator(OtherLine)).Not.ToHaveClassAsync(Lit());
    }

    [Fact]
    public async Task Area_pressed_opens_its_article()
    {
        var page = await OpenAsync("/zsrb/2024-03-01/A01");
        await Expect(page.Locator(".glass canvas").First).ToBeVisibleAsync();
        var (x, y) = await PointAtAsync(page, Area);

        await page.Mouse.ClickAsync(x, y);

        await ArriveAsync(page, "/zsrb/2024-03-01/A01/1");
    }

    /// <summary>The picture of this edition has a dark field from 10 to 60 percent; an area laid over it must stay on it.</summary>
    [Fact]
    public async Task Zooming_and_moving_keep_areas_in_place()
    {
        var page = await OpenAsync("/zsrb/2024-02-29/A01");
        await Expect(page.Locator(".sheet.is-covered")).ToHaveCountAsync(1);
        await page.EvalOnSelectorAsync(
            ".areas polygon", "polygon => { polygon.setAttribute('points', '10,10 60,10 60,60 10,60'); polygon.style.fill = 'none'; polygon.style.stroke = 'none'; }");
        var home = await AssertOnDarkFieldAsync(page);

        await page.FocusAsync(".glass [role=group]");
        await page.Keyboard.PressAsync("+");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("ArrowLeft");
        var near = await AssertOnDarkFieldAsync(page);
        await page.Keyboard.PressAsync("ArrowDown");
        var moved = await AssertOnDarkFieldAsync(page);
        await page.Keyboard.PressAsync("0");
        var back = await AssertOnDarkFieldAsync(page);

        Assert.True(near.Width > home.Width * 1.3, $"Not nearer: {home.Width}, {near.Width}");
        Assert.NotEqual(near.Y, moved.Y);
        Assert.Equal(home.Width, back.Width, 0.5);
        Assert.Equal(home.X, back.X, 0.5);
    }

    [Fact]
    public async Task Arrow_keys_turn_pages_and_stop_at_the_ends()
    {
        var page = await OpenAsync("/zsrb/2024-03-01/A01");

        await page.Keyboard.PressAsync("ArrowRight");
        await ArriveAsync(page, "/zsrb/2024-03-01/A02-A03");
        await page.Keyboard.PressAsync("ArrowLeft");
        await ArriveAsync(page, "/zsrb/2024-03-01/A01");

        await Expect(page.Locator(".edition-nav a[aria-disabled]", new() { HasTextString = "上版" })).ToHaveCountAsync(1);
    }

    private static async Task<(float X, float Y)> PointAtAsync(IPage page, string selector)
    {
        await page.Locator(selector).ScrollIntoViewIfNeededAsync();
        var box = (await page.Locator($"{selector} polygon").BoundingBoxAsync())!;
        var (x, y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Mouse.MoveAsync(x, y);
        return (x, y);
    }

    /// <summary>Looks at the picture of the screen around the edges of the area: dark within, light without.</summary>
    private static async Task<LocatorBoundingBoxResult> AssertOnDarkFieldAsync(IPage page)
    {
        var wrong = "";
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var box = (await page.Locator(".areas polygon").First.BoundingBoxAsync())!;
            var view = (await page.Locator(".stage").BoundingBoxAsync())!;
            using var screen = Image.NewFromBuffer(await page.ScreenshotAsync());
            (float X, float Y, bool IsDark)[] samples =
            [
                (box.X + (box.Width / 2), box.Y + 4, true), (box.X + (box.Width / 2), box.Y - 4, false),
                (box.X + (box.Width / 2), box.Y + box.Height - 4, true), (box.X + (box.Width / 2), box.Y + box.Height + 4, false),
                (box.X + 4, box.Y + (box.Height / 2), true), (box.X - 4, box.Y + (box.Height / 2), false),
                (box.X + box.Width - 4, box.Y + (box.Height / 2), true), (box.X + box.Width + 4, box.Y + (box.Height / 2), false),
            ];
            var seen = samples.Where(sample => sample.X > Math.Max(0, view.X) + 8 && sample.X < Math.Min(screen.Width, view.X + view.Width) - 8
                && sample.Y > Math.Max(0, view.Y) + 8 && sample.Y < Math.Min(screen.Height, view.Y + view.Height) - 8).ToList();
            var bad = seen.Where(sample => screen.Getpoint((int)sample.X, (int)sample.Y)[0] < 110 != sample.IsDark).ToList();
            if (seen.Count >= 3 && bad.Count == 0)
            {
                return box;
            }

            // Tiles are still on their way.
            wrong = $"{seen.Count} edges in sight, wrong at {string.Join("; ", bad)}; the area is at {box.X},{box.Y} {box.Width}x{box.Height}.";
            await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        }

        Assert.Fail(wrong);
        return null!;
    }

    [GeneratedRegex("(^|\\s)is-lit(\\s|$)")]
    private static partial Regex Lit();
}
