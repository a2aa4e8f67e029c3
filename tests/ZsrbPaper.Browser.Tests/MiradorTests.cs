using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Browser.Tests;

/// <summary>Mirador, a viewer of libraries, on a page of another site opens an edition as what its manifest says.</summary>
public sealed class MiradorTests(BrowserPortal portal)
{
    private const string Viewer = "https://viewer.example.org/";
    private const string Site = "https://paper.example.com";

    private const string ViewerPage = """
        <!DOCTYPE html>
        <html lang="zh-CN">
        <meta charset="utf-8">
        <title>Mirador</title>
        <div id="mirador"></div>
        <script src="mirador.js"></script>
        <script>
          Mirador.viewer({
            id: "mirador",
            window: { sideBarOpen: true, defaultSideBarPanel: "canvas", defaultSidebarPanelWidth: 400 },
            windows: [{ manifestId: "https://paper.example.com/iiif/zsrb/2024-03-01/manifest.json" }],
          });
        </script>
        </html>
        """;

    [Fact]
    public async Task Edition_opens_with_its_tiles_and_an_index_of_its_articles()
    {
        await portal.StartAsync();
        var script = Path.Combine(await NpmTool.FetchAloneAsync("mirador", "4.0.0", TestContext.Current.CancellationToken), "dist", "mirador.min.js");

        // What Mirador writes to its console is its own affair.
        await using var context = await portal.Browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        context.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        var page = await context.NewPageAsync();
        var served = new ConcurrentQueue<(string Path, int Status)>();
        page.Response += (_, response) => served.Enqueue((new Uri(response.Url).AbsolutePath, response.Status));
        await page.RouteAsync(Viewer + "**", route => route.FulfillAsync(route.Request.Url.EndsWith(".js", StringComparison.Ordinal)
            ? new RouteFulfillOptions { Path = script, ContentType = "text/javascript; charset=utf-8" }
            : new RouteFulfillOptions { Body = ViewerPage, ContentType = "text/html; charset=utf-8" }));

        // What the manifest names is under the portal's configured name.
        await page.RouteAsync(Site + "/**", async route => await route.FulfillAsync(new RouteFulfillOptions
        {
            Response = await route.FetchAsync(new RouteFetchOptions { Url = portal.Address + route.Request.Url[Site.Length..] }),
        }));
        var firstPage = page.WaitForResponseAsync(IsLastTileOf("A01"));
        await page.GotoAsync(Viewer);
        await firstPage;

        // The index opens where the reader is: pages, and the articles of the first.
        var index = page.Locator("aside").GetByRole(AriaRole.Treeitem);
        await Assertions.Expect(index).ToHaveCountAsync(7);
        await Assertions.Expect(index.Filter(new() { HasText = "带着问题学经验 带着思考谋发展" })).ToHaveCountAsync(2);
        await Assertions.Expect(index.Filter(new() { HasText = "撤下的题目" })).ToHaveCountAsync(0);

        // An article leads to its page.
        var secondPage = page.WaitForResponseAsync(IsLastTileOf("A02-A03"));
        await index.Filter(new() { HasText = "A02-A03版:专题" }).ClickAsync();
        await page.GetByText("跨版的稿件").ClickAsync();
        await Assertions.Expect(page.GetByText("2 of 4")).ToBeVisibleAsync();
        await secondPage;
        Assert.All(served, answer => Assert.Equal(200, answer.Status));
    }

    private static Func<IResponse, bool> IsLastTileOf(string label) => response =>
        response.Url.StartsWith($"{Site}/iiif/3/zsrb/2024-03-01/{label}/", StringComparison.Ordinal)
        && response.Url.EndsWith("/512,512,188,488/188,488/0/default.jpg", StringComparison.Ordinal);
}
