using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace ZsrbPaper.Browser.Tests;

/// <summary>Mirador, a viewer of libraries, on a page of another site opens an edition as what its manifest says.</summary>
public sealed class MiradorTests(BrowserPortal portal)
{
    private const string ViewerPage = """
        <!DOCTYPE html>
        <html lang="zh-CN">
        <meta charset="utf-8">
        <title>Mirador</title>
        <div id="mirador"></div>
        <script src="mirador.min.js"></script>
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
        var page = await ViewerSite.OpenAsync(portal, ViewerPage, "mirador", "4.0.0");
        await using var context = page.Context;
        var served = new ConcurrentQueue<(string Path, int Status)>();
        page.Response += (_, response) => served.Enqueue((new Uri(response.Url).AbsolutePath, response.Status));
        var firstPage = page.WaitForResponseAsync(IsLastTileOf("A01"));
        await page.GotoAsync(ViewerSite.Address);
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
        response.Url.StartsWith($"{ViewerSite.Portal}/iiif/3/zsrb/2024-03-01/{label}/", StringComparison.Ordinal)
        && response.Url.EndsWith("/512,512,188,488/188,488/0/default.jpg", StringComparison.Ordinal);
}
