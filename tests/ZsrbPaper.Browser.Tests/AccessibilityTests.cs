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
        foreach (var size in new[] { Desktop, Phone })
        {
            found.AddRange(await FindViolationsAsync(await OpenAsync(address, size, touch: size == Phone)));
        }

        Assert.True(found.Count == 0, string.Join("\n", found));
    }
}
