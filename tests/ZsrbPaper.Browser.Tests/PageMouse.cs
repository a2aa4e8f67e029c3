using Microsoft.Playwright;

namespace ZsrbPaper.Browser.Tests;

/// <summary>The mouse on a page's facsimile in the page editor; places are in percent of the page.</summary>
internal static class PageMouse
{
    public static ILocator Glass(this IPage page) => page.Locator(".area-glass");

    public static async Task PointOnPageAsync(this IPage page, (double X, double Y) place)
    {
        var box = (await page.Glass().BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (float)(box.Width * place.X / 100), box.Y + (float)(box.Height * place.Y / 100));
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

    /// <summary>What the page does once the button is let go comes after the event, and is done after this.</summary>
    public static async Task ReleasedAsync(this IPage page) => await page.EvaluateAsync("() => new Promise(done => setTimeout(done))");
}
