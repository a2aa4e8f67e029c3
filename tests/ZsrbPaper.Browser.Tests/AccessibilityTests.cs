using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace ZsrbPaper.Browser.Tests;

/// <summary>axe finds nothing on any kind of page, on a desk and on a phone, in light and in dark.</summary>
public sealed class AccessibilityTests(BrowserPortal portal) : BrowserTest(portal)
{
    [Theory]
    [MemberData(nameof(ReadingTests.KindsOfPage), MemberType = typeof(ReadingTests))]
    public async Task Page_has_no_violation(string address)
    {
        var found = new List<string>();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var size in new[] { Desktop, Phone })
            {
                var page = await OpenAsync(address, size, touch: size == Phone, scheme: scheme);
                var result = await page.RunAxe();
                found.AddRange(result.Violations.SelectMany(violation => violation.Nodes.Select(node =>
                    $"{address} {scheme} {size.Width}: {violation.Id} ({violation.Help}) {node.Html}\n{string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message))}")));
            }
        }

        Assert.True(found.Count == 0, string.Join("\n", found));
    }
}
