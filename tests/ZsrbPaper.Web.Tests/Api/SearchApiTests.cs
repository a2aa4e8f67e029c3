using System.Net;
using System.Text.Json;
using Xunit;

namespace ZsrbPaper.Web.Tests.Api;

/// <summary>Search for programs.</summary>
public sealed class SearchApiTests(ReaderPortal portal)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batches_hold_every_result_once_and_the_last_one_has_no_next()
    {
        var whole = await ReadAsync("/api/v1/search?q=%E6%AD%A3%E6%96%87");
        var found = new List<string>();
        for (var address = "/api/v1/search?q=%E6%AD%A3%E6%96%87&limit=2"; address is not null;)
        {
            using var response = await portal.Client.GetAsync(address, Ct);
            var list = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct)).RootElement;
            found.AddRange(list.GetProperty("articles").EnumerateArray().Select(article => article.GetProperty("url").GetString()!));
            var next = list.TryGetProperty("next", out var following) ? following.GetString() : null;
            Assert.Equal(next is null, !response.Headers.Contains("Link"));
            address = next is null ? null : new Uri(next).PathAndQuery;
        }

        Assert.Equal(whole.GetProperty("count").GetInt32(), found.Distinct().Count());
        Assert.Equal(whole.GetProperty("articles").EnumerateArray().Select(article => article.GetProperty("url").GetString()), found);
    }

    [Fact]
    public async Task Found_article_is_told_with_its_words_and_leads_to_the_whole_of_it()
    {
        var article = Assert.Single((await ReadAsync("/api/v1/search?q=%E5%AD%A6%E7%BB%8F%E9%AA%8C&newspaper=zsrb&field=title")).GetProperty("articles").EnumerateArray());

        Assert.Equal("带着问题学经验 带着思考谋发展", article.GetProperty("title").GetString());
        Assert.Equal("学经验", Assert.Single(article.GetProperty("words").EnumerateArray()).GetString());
        Assert.Equal("要闻", article.GetProperty("section").GetString());
        Assert.Equal(HttpStatusCode.OK, (await portal.Client.GetAsync(new Uri(article.GetProperty("api").GetString()!).PathAndQuery, Ct)).StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/search", 400)]
    [InlineData("/api/v1/search?q=-a", 400)]
    [InlineData("/api/v1/search?q=a&q=b", 400)]
    [InlineData("/api/v1/search?q=a&from=yesterday", 400)]
    [InlineData("/api/v1/search?q=a&from=2024-03-02&to=2024-03-01", 400)]
    [InlineData("/api/v1/search?q=a&page=first", 400)]
    [InlineData("/api/v1/search?q=a&field=all", 400)]
    [InlineData("/api/v1/search?q=a&order=random", 400)]
    [InlineData("/api/v1/search?q=a&limit=101", 400)]
    [InlineData("/api/v1/search?q=a&cursor=", 400)]
    [InlineData("/api/v1/search?q=a&cursor=abc", 400)]
    [InlineData("/api/v1/search?q=a&cursor=.1001", 400)]
    [InlineData("/api/v1/search?q=a&cursor=7fffffffffffffff.0", 400)]
    [InlineData("/api/v1/search?q=a&newspaper=abc", 404)]
    [InlineData("/api/v1/search?q=a&newspaper=!", 404)]
    public async Task Mistake_is_told(string address, int status)
    {
        using var response = await portal.Client.GetAsync(address, Ct);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("/api/v1/search?limit=020&q=a", "/api/v1/search?q=a")]
    [InlineData("/api/v1/Search/?q=a&x=1", "/api/v1/search?q=a")]
    public async Task Other_spelling_leads_to_the_one_address(string address, string target)
    {
        using var response = await portal.Client.GetAsync(address, Ct);

        Assert.Equal(target, response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Result_is_sent_again_only_after_a_change()
    {
        using var first = await portal.Client.GetAsync("/api/v1/search?q=%E6%AD%A3%E6%96%87", Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/search?q=%E6%AD%A3%E6%96%87");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var again = await portal.Client.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    private async Task<JsonElement> ReadAsync(string address) => JsonDocument.Parse(await portal.Client.GetStringAsync(address, Ct)).RootElement;
}
