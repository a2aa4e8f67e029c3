using Xunit;

namespace ZsrbPaper.Web.Tests.Hosting;

/// <summary>What every answer carries, and what none does.</summary>
public sealed class HeaderTests(ReaderPortal portal)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/zsrb")]
    [InlineData("/zsrb/2024-03-01/A01")]
    [InlineData("/zsrb/2024-03-01/A01/1")]
    [InlineData("/zsrb/2024-02-29.pdf")]
    [InlineData("/zsrb/2024-03-01/A01/3")]
    [InlineData("/zsrb/2024-3-1")]
    [InlineData("/nothing")]
    [InlineData("/healthz")]
    public async Task Answer_carries_the_security_headers_and_no_cookie(string address)
    {
        using var response = await portal.Client.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Contains("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("strict-origin-when-cross-origin", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.False(response.Headers.Contains("Server"));
        Assert.NotNull(response.Headers.CacheControl);
    }

    [Theory]
    [InlineData("/zsrb")]
    [InlineData("/zsrb/2024-03-01/A01/1")]
    [InlineData("/zsrb/archive/2024-03")]
    public async Task Page_is_the_same_bytes_every_time(string address)
    {
        var first = await portal.Client.GetByteArrayAsync(address, TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Cookie", "a=b");
        request.Headers.Add("Accept-Language", "en");
        request.Headers.Add("User-Agent", "Mozilla/5.0 (iPhone)");
        using var response = await portal.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(first, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Assets_under_their_fingerprints_are_kept_for_good()
    {
        var page = await portal.GetPageAsync("/zsrb/2024-03-01/A01");
        var assets = page.QuerySelectorAll("link[rel=stylesheet], script[src]").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!).ToList();

        Assert.NotEmpty(assets);
        foreach (var asset in assets)
        {
            using var response = await portal.Client.GetAsync(asset, TestContext.Current.CancellationToken);

            Assert.True(response.IsSuccessStatusCode);
            Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
    }
}
