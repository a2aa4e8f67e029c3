using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace ZsrbPaper.Browser.Tests;

/// <summary>The Universal Viewer on a page of another site opens an edition as what its manifest says.</summary>
public sealed class UniversalViewerTests(BrowserPortal portal)
{
    private const string ViewerPage = """
        <!DOCTYPE html>
        <html lang="zh-CN">
        <meta charset="utf-8">
        <title>Universal Viewer</title>
        <link rel="stylesheet" href="uv.css">
        <div id="uv" class="uv" style="width: 1400px; height: 850px"></div>
        <script src="umd/UV.js"></script>
        <script>
          UV.init("uv", { manifest: "https://paper.example.com/iiif/zsrb/2024-03-01/manifest.json" });
        </script>
        </html>
        """;

    [Fact]
    public async Task Edition_opens_with_its_pictures_and_an_index_of_its_pages()
    {
        var page = await ViewerSite.OpenAsync(portal, ViewerPage, "universalviewer", "4.4.0");
        await using var context = page.Context;
        var served = new ConcurrentQueue<(string Url, int Status)>();
        page.Response += (_, response) => served.Enqueue((response.Url, response.Status));
        var firstPage = page.WaitForResponseAsync(IsPictureOf("A01"));
        await page.GotoAsync(ViewerSite.Address);
        await firstPage;
        await Assertions.Expect(page.GetByText("中山日报 2024年03月01日").First).ToBeVisibleAsync();

        await page.GetByText("Index", new() { Exact = true }).ClickAsync();
        var index = page.Locator(".treeView");
        await Assertions.Expect(index.GetByText("A01版:要闻")).ToBeVisibleAsync();
        await Assertions.Expect(index.GetByText("A02-A03版:专题")).ToBeVisibleAsync();
        await Assertions.Expect(index.GetByText("撤下的题目")).ToHaveCountAsync(0);

        // The next page.
        var secondPage = page.WaitForResponseAsync(IsPictureOf("A02-A03"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Next Image" }).First.ClickAsync();
        await secondPage;

        // It makes up a size for its thumbnails, which a service of level 0 does not have; everything else it finds.
        Assert.All(
            served.Where(answer => answer.Url.StartsWith(ViewerSite.Portal, StringComparison.Ordinal) && !answer.Url.Contains("/full/90,/", StringComparison.Ordinal)),
            answer => Assert.Equal(200, answer.Status));
    }

    private static Func<IResponse, bool> IsPictureOf(string label) => response =>
        response.Url.StartsWith($"{ViewerSite.Portal}/iiif/3/zsrb/2024-03-01/{label}/", StringComparison.Ordinal) && response is { Ok: true } && response.Url.EndsWith(".jpg", StringComparison.Ordinal);
}
