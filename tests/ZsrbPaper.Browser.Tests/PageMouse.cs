using Microsoft.Playwright;

namespace ZsrbPaper.Browser.Tests;

/// <summary>The mouse on a page's facsimile in the page editor; places are in percent of the page.</summary>
internal static class PageMouse
{
    public static ILocator Glass(this IPage page) => page.Locator(".area-glass");

    public static async Task PointOnPageAsync(this IPage page, (double X, double Y) place)
    {
        var (x, y) = await page.FindAsync(place);
        await page.Mouse.MoveAsync(x, y);
    }

    /// <summary>
    /// Clicks there. A press counts as a click only if it is short, and on a busy machine two messages to the browser, one after the other, take longer: so it
    /// is told at once of the press and of its end.
    /// </summary>
    /// <param name="times">2: a double click.</param>
    public static async Task ClickOnPageAsync(this IPage page, (double X, double Y) place, int times = 1, bool withShift = false)
    {
        const int Shift = 8;
        await page.PointOnPageAsync(place);
        var (x, y) = await page.FindAsync(place);
        var browser = await page.Context.NewCDPSessionAsync(page);
        var told = new List<Task>();
        for (var time = 1; time <= times; time++)
        {
            foreach (var type in new[] { "mousePressed", "mouseReleased" })
            {
                told.Add(browser.SendAsync("Input.dispatchMouseEvent", new Dictionary<string, object>
                {
                    ["type"] = type,
                    ["x"] = x,
                    ["y"] = y,
                    ["button"] = "left",
                    ["clickCount"] = time,
                    ["modifiers"] = withShift ? Shift : 0,
                }));
            }
        }

        await Task.WhenAll(told);
        await browser.DetachAsync();
        await page.ReleasedAsync();
    }

    public static async Task DragOnPageAsync(this IPage page, (double X, double Y) from, (double X, double Y) to)
    {
        await page.PointOnPageAsync(from);
        await page.Mouse.DownAsync();
        await page.PointOnPageAsync(((from.X + to.X) / 2, (from.Y + to.Y) / 2));
        await page.PointOnPageAsync(to);
        await page.Mouse.UpAsync();
        await page.ReleasedAsync();
    }

    private static async Task<(float X, float Y)> FindAsync(this IPage page, (double X, double Y) place)
    {
        var box = (await page.Glass().BoundingBoxAsync())!;
        return (box.X + (float)(box.Width * place.X / 100), box.Y + (float)(box.Height * place.Y / 100));
    }

    /// <summary>What the page does once the button is let go comes after the event, and is done after this.</summary>
    public static async Task ReleasedAsync(this IPage page) => await page.EvaluateAsync("() => new Promise(done => setTimeout(done))");
}
