using System.Net;
using System.Xml.Linq;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Crawlers;

/// <summary>A search kept as a feed.</summary>
public sealed class SearchFeedTests(ReaderPortal portal)
{
    private static readonly XNamespace _atom = "http://www.w3.org/2005/Atom";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Feed_has_what_the_page_that_offers_it_found_newest_first()
    {
        var page = await portal.GetPageAsync("/search?q=%E6%AD%A3%E6%96%87&from=2024-01-01&order=oldest");
        var address = page.QuerySelector("head link[type='application/atom+xml']")!.GetAttribute("href")!;
        Assert.Equal(address, page.QuerySelector(".search-feed a")!.GetAttribute("href"));
        Assert.Equal("/search.atom?q=%E6%AD%A3%E6%96%87&from=2024-01-01", address);

        using var response = await portal.Client.GetAsync(address, Ct);
        var feed = XDocument.Parse(await response.Content.ReadAsStringAsync(Ct)).Root!;

        Assert.Equal("application/atom+xml", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("https://paper.example.com" + address, feed.Element(_atom + "id")!.Value);
        Assert.Equal("正文 搜索 - 中山日报", feed.Element(_atom + "title")!.Value);
        var entries = feed.Elements(_atom + "entry").ToList();
        Assert.Equal(
            page.QuerySelectorAll(".found-article h2 a").Select(link => "https://paper.example.com" + link.GetAttribute("href")!.Split('#')[0]).Order(),
            entries.Select(entry => entry.Element(_atom + "id")!.Value).Order());
        var published = entries.ConvertAll(entry => entry.Element(_atom + "published")!.Value);
        Assert.Equal("2024-03-01T06:00:00+08:00", published[0]);
        Assert.Equal(published.OrderDescending(), published);
    }

    [Fact]
    public async Task Feed_is_sent_again_only_after_a_change()
    {
        using var first = await portal.Client.GetAsync("/search.atom?q=%E6%AD%A3%E6%96%87", Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/search.atom?q=%E6%AD%A3%E6%96%87");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var again = await portal.Client.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(Ct));
    }

    [Theory]
    [InlineData("/search.atom", 400)]
    [InlineData("/search.atom?q=-a", 400)]
    [InlineData("/search.atom?q=a&newspaper=abc", 404)]
    [InlineData("/search.atom?q=%E6%B2%A1%E6%9C%89%E7%9A%84%E8%AF%8D", 200)]
    public async Task Feed_of_nothing_is_refused_and_one_that_finds_nothing_is_empty(string address, int status)
    {
        using var response = await portal.Client.GetAsync(address, Ct);

        Assert.Equal(status, (int)response.StatusCode);
    }
}
