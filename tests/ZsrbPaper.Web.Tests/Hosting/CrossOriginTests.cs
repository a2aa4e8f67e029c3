using System.Net;
using Xunit;

namespace ZsrbPaper.Web.Tests.Hosting;

/// <summary>What is made for programs may be read by scripts of any site; readers' pages and the desk may not.</summary>
public sealed class CrossOriginTests(ReaderPortal portal)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/iiif/nothing")]
    [InlineData("/oembed/nothing")]
    [InlineData("/openapi/nothing")]
    public async Task Any_site_may_read_what_is_for_programs_errors_included(string address)
    {
        using var answer = await portal.Client.GetAsync(address, Ct);

        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("ETag", Assert.Single(answer.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
        Assert.DoesNotContain("Origin", answer.Headers.Vary);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("/api/v1/newspapers")]
    [InlineData("/iiif/zsrb/collection")]
    public async Task Asking_beforehand_is_answered_without_a_body(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, address);
        request.Headers.Add("Origin", "https://app.example.org");
        request.Headers.Add("Access-Control-Request-Method", "GET");
        request.Headers.Add("Access-Control-Request-Headers", "if-none-match");
        using var answer = await portal.Client.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Headers")));
        Assert.Equal("GET, HEAD, OPTIONS", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Methods")));
    }

    [Theory]
    [InlineData("/zsrb/2024-03-01")]
    [InlineData("/apiary")]
    [InlineData("/admin/sign-in")]
    public async Task Everything_else_stays_closed(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Origin", "https://app.example.org");
        using var answer = await portal.Client.SendAsync(request, Ct);

        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }
}
