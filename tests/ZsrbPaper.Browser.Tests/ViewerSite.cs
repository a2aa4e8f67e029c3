using Microsoft.Playwright;
using Xunit;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Browser.Tests;

/// <summary>A page of another site with a viewer of libraries on it, which reads the portal's documents under its configured name.</summary>
internal static class ViewerSite
{
    public const string Address = "https://viewer.example.org/";
    public const string Portal = "https://paper.example.com";

    /// <summary>A tab of the browser for which the site is there; its context is the caller's to dispose.</summary>
    /// <param name="html">The page.</param>
    /// <param name="package">The viewer in the npm registry; its own files lie beside the page.</param>
    public static async Task<IPage> OpenAsync(BrowserPortal portal, string html, string package, string version)
    {
        await portal.StartAsync();
        var folder = Path.Combine(await NpmTool.FetchAloneAsync(package, version, TestContext.Current.CancellationToken), "dist");

        // What a viewer writes to its console is its own affair.
        var context = await portal.Browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        context.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        var page = await context.NewPageAsync();
        await page.RouteAsync(Address + "**", route => route.FulfillAsync(new Uri(route.Request.Url).AbsolutePath[1..] switch
        {
            "" => new RouteFulfillOptions { Body = html, ContentType = "text/html; charset=utf-8" },
            var file when File.Exists(Path.Combine(folder, file)) => new RouteFulfillOptions
            {
                Path = Path.Combine(folder, file),
                ContentType = file.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript; charset=utf-8" : null,
            },
            _ => new RouteFulfillOptions { Status = 404 },
        }));
        await page.RouteAsync(Portal + "/**", async route => await route.FulfillAsync(new RouteFulfillOptions
        {
            Response = await route.FetchAsync(new RouteFetchOptions { Url = portal.Address + route.Request.Url[Portal.Length..] }),
        }));
        return page;
    }
}
