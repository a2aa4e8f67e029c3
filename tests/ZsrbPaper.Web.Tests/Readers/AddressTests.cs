using System.Net;
using Xunit;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Readers;

/// <summary>Every public address: what it answers, and that no other spelling does.</summary>
public sealed class AddressTests(ReaderPortal portal)
{
    private const string Html = "text/html; charset=utf-8";

    [Theory]
    [InlineData("/zsrb", Html)]
    [InlineData("/zsrb/2024-03-01", Html)]
    [InlineData("/zsrb/2024-03-01/all", Html)]
    [InlineData("/zsrb/2024-03-01/A01", Html)]
    [InlineData("/zsrb/2024-03-01/A02-A03", Html)]
    [InlineData("/zsrb/2024-03-01/A04", Html)]
    [InlineData("/zsrb/2024-03-01/B01", Html)]
    [InlineData("/zsrb/2024-03-01/A01/1", Html)]
    [InlineData("/zsrb/2024-03-01/A01/2", Html)]
    [InlineData("/zsrb/2024-03-01/A01/2/related", Html)]
    [InlineData("/zsrb/2024-03-01/A02-A03/1", Html)]
    [InlineData("/zsrb/2019-01-22/01/1", Html)]
    [InlineData("/zsrb/2024-02-29/A01.pdf", "application/pdf")]
    [InlineData("/zsrb/2024-02-29.pdf", "application/pdf")]
    [InlineData("/zsrb/2024-03-01/A02-A03.pdf", "application/pdf")]
    [InlineData("/zsrb/archive", Html)]
    [InlineData("/zsrb/archive/2024", Html)]
    [InlineData("/zsrb/archive/2024-03", Html)]
    [InlineData("/zsrb/archive/2021", Html)] // Gaps between the first and the last edition are pages too.
    [InlineData("/zsrb/archive/2021-07", Html)]
    [InlineData("/api", Html)]
    [InlineData("/healthz", "text/plain")]
    [InlineData("/readyz", "text/plain")]
    public async Task Address_answers_200_with_its_content_type(string address, string contentType)
    {
        using var response = await portal.Client.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType!.ToString());
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("/", 302, "/zsrb")]
    [InlineData("/zsrb/", 301, "/zsrb")]
    [InlineData("/ZSRB", 301, "/zsrb")]
    [InlineData("/zsrb?utm_source=weixin", 301, "/zsrb")]
    [InlineData("/zsrb/2024-3-1", 301, "/zsrb/2024-03-01")]
    [InlineData("/zsrb/2024-03-01/", 301, "/zsrb/2024-03-01")]
    [InlineData("/zsrb/2024-03-01/a01", 301, "/zsrb/2024-03-01/A01")]
    [InlineData("/zsrb/2024-3-1/a01/01", 301, "/zsrb/2024-03-01/A01/1")]
    [InlineData("/zsrb/2024-03-01/A1", 301, "/zsrb/2024-03-01/A01")]
    [InlineData("/zsrb/2024-03-01/A1/2", 301, "/zsrb/2024-03-01/A01/2")]
    [InlineData("/zsrb/2024-03-01/A02", 301, "/zsrb/2024-03-01/A02-A03")]
    [InlineData("/zsrb/2024-03-01/A03", 301, "/zsrb/2024-03-01/A02-A03")]
    [InlineData("/zsrb/2024-03-01/A03/1", 301, "/zsrb/2024-03-01/A02-A03/1")]
    [InlineData("/zsrb/2019-01-22/1", 301, "/zsrb/2019-01-22/01")]
    [InlineData("/zsrb/2024-03-01/ALL", 301, "/zsrb/2024-03-01/all")]
    [InlineData("/zsrb//2024-03-01", 301, "/zsrb/2024-03-01")]
    [InlineData("/zsrb/2024-02-29.PDF", 301, "/zsrb/2024-02-29.pdf")]
    [InlineData("/zsrb/2024-02-29/a01.PDF", 301, "/zsrb/2024-02-29/A01.pdf")]
    [InlineData("/zsrb/2024-02-29/A1.pdf", 301, "/zsrb/2024-02-29/A01.pdf")]
    [InlineData("/zsrb/2024-03-01/A03.pdf", 301, "/zsrb/2024-03-01/A02-A03.pdf")]
    [InlineData("/zsrb/Archive/2024-3", 301, "/zsrb/archive/2024-03")]
    [InlineData("/zsrb/archive/2024/", 301, "/zsrb/archive/2024")]
    public async Task Other_spelling_leads_to_the_one_address(string address, int status, string target)
    {
        using var response = await portal.Client.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(target, response.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("/abc")]
    [InlineData("/abc/2024-03-01")]
    [InlineData("/abc/archive")]
    [InlineData("/zsrb/2024-02-30")]
    [InlineData("/zsrb/2023-02-29")]
    [InlineData("/zsrb/2024-13-01")]
    [InlineData("/zsrb/0000-01-01")]
    [InlineData("/zsrb/2024-02-28")]
    [InlineData("/zsrb/20240301")]
    [InlineData("/zsrb/latest")]
    [InlineData("/zsrb/2024-03-01/A09")]
    [InlineData("/zsrb/2024-03-01/A03-A02")]
    [InlineData("/zsrb/2024-03-01/xyz")]
    [InlineData("/zsrb/2024-03-01/A01/0")]
    [InlineData("/zsrb/2024-03-01/A01/9")]
    [InlineData("/zsrb/2024-03-01/A01/-1")]
    [InlineData("/zsrb/2024-03-01/A01/99999999999999999999")]
    [InlineData("/zsrb/2024-03-01/A01/1/2")]
    [InlineData("/zsrb/2024-03-01/A02-A03/9")]
    [InlineData("/zsrb/2024-03-01/A04.pdf")]
    [InlineData("/zsrb/2024-03-01/A01/facsimile/0123456789abcdef/tiles/abc/0_0.jpg")]
    [InlineData("/zsrb/2024-03-01/A01/facsimile/0123456789abcdef/tiles/99999999999/0_0.jpg")]
    [InlineData("/error/500")]
    [InlineData("/zsrb/2024-03-01/A01/facsimile/v0/page-900.jpg")]
    [InlineData("/zsrb/archive/2018")]
    [InlineData("/zsrb/archive/2018-12")]
    [InlineData("/zsrb/archive/2024-04")]
    [InlineData("/zsrb/archive/2024-13")]
    [InlineData("/zsrb/archive/2024-00")]
    [InlineData("/zsrb/archive/2025")]
    [InlineData("/zsrb/archive/abc")]
    [InlineData("/media/0123456789abcdef/large.jpg")]
    [InlineData("/media/0000000000000000000000000000000000000000000000000000000000000000/large.jpg")]
    [InlineData("/no/such/thing")]
    [InlineData("/%E4%B8%AD%E5%B1%B1")]
    public async Task Page_that_cannot_be_is_404(string address)
    {
        using var response = await portal.Client.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    /// <summary>What is not yet released answers as what never was: nothing tells that it is coming.</summary>
    [Theory]
    [InlineData("/zsrb/2024-03-02")]
    [InlineData("/zsrb/2024-03-02/all")]
    [InlineData("/zsrb/2024-03-02/A01")]
    [InlineData("/zsrb/2024-03-02/A01/1")]
    [InlineData("/zsrb/2024-03-02/A01.pdf")]
    [InlineData("/zsrb/2024-03-02.pdf")]
    [InlineData("/zsrb/2024-03-03")]
    [InlineData("/zsrb/2024-03-03/A01")]
    [InlineData("/zsrb/2024-03-03/A01/1")]
    [InlineData("/zsrb/2024-03-03/A01.pdf")]
    public async Task Address_not_yet_released_answers_as_if_absent(string address)
    {
        using var response = await portal.Client.GetAsync(address, TestContext.Current.CancellationToken);
        using var absent = await portal.Client.GetAsync(address.Replace("2024-03-0", "2022-03-0", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(await BodyWithoutRequestIdAsync(absent), await BodyWithoutRequestIdAsync(response));
        Assert.Equal(absent.Headers.CacheControl?.ToString(), response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Article_withdrawn_is_410_with_a_notice_and_without_its_title()
    {
        using var response = await portal.Client.GetAsync(ExampleEditions.Withdrawn, TestContext.Current.CancellationToken);
        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
        Assert.Contains("本文已撤", html, StringComparison.Ordinal);
        Assert.DoesNotContain("撤下的题目", html, StringComparison.Ordinal);
        Assert.DoesNotContain("应作者要求撤稿", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/zsrb/2024-03-01/A01.pdf")]
    [InlineData("/zsrb/2024-03-01.pdf")]
    public async Task Pdf_that_shows_a_withdrawn_article_is_not_given(string address)
    {
        using var response = await portal.Client.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.Gone, HttpStatusCode.NotFound });
    }

    [Fact]
    public async Task Pdf_names_the_page_as_its_canonical_address()
    {
        using var page = await portal.Client.GetAsync("/zsrb/2024-02-29/A01.pdf", TestContext.Current.CancellationToken);
        using var edition = await portal.Client.GetAsync("/zsrb/2024-02-29.pdf", TestContext.Current.CancellationToken);

        Assert.Equal("<https://paper.example.com/zsrb/2024-02-29/A01>; rel=\"canonical\"", Assert.Single(page.Headers.GetValues("Link")));
        Assert.Equal("<https://paper.example.com/zsrb/2024-02-29>; rel=\"canonical\"", Assert.Single(edition.Headers.GetValues("Link")));
    }

    [Fact]
    public async Task Every_address_that_pages_point_to_answers_200()
    {
        var seen = new HashSet<string> { "/zsrb" };
        var waiting = new Queue<string>(seen);
        var broken = new List<string>();
        while (waiting.TryDequeue(out var address))
        {
            using var response = await portal.Client.GetAsync(address, TestContext.Current.CancellationToken);
            if (response.StatusCode != HttpStatusCode.OK && !(address == "/" && response.StatusCode == HttpStatusCode.Redirect))
            {
                broken.Add($"{address} {(int)response.StatusCode}");
            }
            else if (response.Content.Headers.ContentType?.MediaType == "text/html")
            {
                var page = ReaderPortal.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                foreach (var found in ReaderPortal.AddressesOf(page).Where(seen.Add))
                {
                    waiting.Enqueue(found);
                }
            }
        }

        Assert.Empty(broken);
        Assert.Superset(
            new HashSet<string>
            {
                "/zsrb/2024-03-01/A01/1", "/zsrb/2024-03-01/A02-A03/1", "/zsrb/2024-02-29.pdf", "/zsrb/2019-01-22/01/1", "/zsrb/archive/2019-01", "/zsrb/archive/2024",
                "/zsrb/2024-03-01/all",
            },
            seen);
        Assert.DoesNotContain(seen, address => address.Contains("2024-03-02", StringComparison.Ordinal) || address.Contains("2024-03-03", StringComparison.Ordinal));
        Assert.Contains(seen, address => address.StartsWith("/media/", StringComparison.Ordinal));
        Assert.Contains(seen, address => address.Contains("/facsimile/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Other_method_than_reading_is_405_on_readers_addresses(string method)
    {
        foreach (var address in new[] { "/zsrb", "/zsrb/2024-03-01/A01/1", "/zsrb/2024-02-29.pdf", "/zsrb/archive" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), address);
            using var response = await portal.Client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        }
    }

    private static async Task<string> BodyWithoutRequestIdAsync(HttpResponseMessage response)
    {
        var page = ReaderPortal.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        page.QuerySelector(".request-id")?.Remove();
        return page.DocumentElement.OuterHtml;
    }
}
