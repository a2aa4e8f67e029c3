using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using NetVips;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Tests.Desk;

namespace ZsrbPaper.Web.Tests.Crawlers;

/// <summary>What search engines, social networks and reference managers read in the head of a page.</summary>
public sealed class HeadTests : IAsyncLifetime
{
    private const string Base = "https://paper.example.com";
    private PaperApplication _application = null!;
    private HttpClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _application = await PaperApplication.CreateAsync();
        await _application.ImportAsync(Paper.Edition("2024-03-01").Numbered(12345).Planned("2024-03-01T06:00")
            .WithPage("A03", "新闻", page => page.WithPicture().WithPdf())
            .WithArticle("带着问题学经验", article =>
            {
                article.Kicker = "引题";
                article.Body = "本报讯(记者 徐钧钻)2月28日下午,学习</script>经验。";
                article.By("徐钧钻", "林汀舟").At(10, 10, 60, 60).WithPhoto("wide.jpg");
            })
            .WithArticle("没有图片", article => article.At(10, 70, 90, 95))
            .WithArticle("没有热区"));
        _client = _application.CreatePlainClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    [Fact]
    public async Task An_article_says_what_it_is_to_all_who_ask()
    {
        var head = (await OpenAsync("/zsrb/2024-03-01/A03/1")).Head!;
        Assert.Equal($"{Base}/zsrb/2024-03-01/A03/1", head.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.Equal("2月28日下午,学习</script>经验。", Meta(head, "description"));
        Assert.Equal("article", Meta(head, "og:type"));
        Assert.Equal("带着问题学经验", Meta(head, "og:title"));
        Assert.Equal("zh_CN", Meta(head, "og:locale"));
        Assert.Equal("2024-03-01T06:00:00+08:00", Meta(head, "article:published_time"));
        Assert.Equal("summary_large_image", Meta(head, "twitter:card"));
        Assert.Equal(["徐钧钻", "林汀舟"], head.QuerySelectorAll("meta[name=citation_author]").Select(meta => meta.GetAttribute("content")));
        Assert.Equal("A03", Meta(head, "citation_firstpage"));
        Assert.Equal("12345", Meta(head, "citation_issue"));
        Assert.Equal($"{Base}/zsrb/2024-03-01/A03.pdf", Meta(head, "citation_pdf_url"));
        Assert.Equal("2024-03-01", Meta(head, "DC.date"));

        var article = await ThingAsync("/zsrb/2024-03-01/A03/1", "NewsArticle");
        Assert.Equal("带着问题学经验", article.GetProperty("headline").GetString());
        Assert.Equal("2024-03-01T06:00:00+08:00", article.GetProperty("datePublished").GetString());
        Assert.EndsWith("+08:00", article.GetProperty("dateModified").GetString(), StringComparison.Ordinal);
        Assert.Equal(["徐钧钻", "林汀舟"], article.GetProperty("author").EnumerateArray().Select(author => author.GetProperty("name").GetString()));
        Assert.Equal(3, article.GetProperty("image").GetArrayLength());
        Assert.Equal("本报讯", article.GetProperty("dateline").GetString());
        Assert.Equal(("A03", "新闻", "2024-03-01"), (article.GetProperty("printPage").GetString(), article.GetProperty("printSection").GetString(), article.GetProperty("printEdition").GetString()));
        Assert.Equal("12345", (await ThingAsync("/zsrb/2024-03-01/A03/1", "PublicationIssue")).GetProperty("issueNumber").GetString());
        Assert.Equal(
            [$"{Base}/zsrb", $"{Base}/zsrb/2024-03-01", $"{Base}/zsrb/2024-03-01/A03", $"{Base}/zsrb/2024-03-01/A03/1"],
            (await ThingAsync("/zsrb/2024-03-01/A03/1", "BreadcrumbList")).GetProperty("itemListElement").EnumerateArray().Select(crumb => crumb.GetProperty("item").GetString()));
    }

    [Theory]
    [InlineData("/zsrb", "NewsMediaOrganization")]
    [InlineData("/zsrb", "WebSite")]
    [InlineData("/zsrb/2024-03-01", "PublicationIssue")]
    [InlineData("/zsrb/2024-03-01/A03", "BreadcrumbList")]
    public async Task Other_pages_say_what_they_are(string address, string type)
    {
        _ = await ThingAsync(address, type);
        Assert.Equal("website", Meta((await OpenAsync(address)).Head!, "og:type"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Pictures_for_sharing_are_there_in_the_size_that_is_told(int number)
    {
        var head = (await OpenAsync($"/zsrb/2024-03-01/A03/{number}")).Head!;
        var addresses = head.QuerySelectorAll("meta[property='og:image']").Select(meta => meta.GetAttribute("content")!).ToList();
        var widths = head.QuerySelectorAll("meta[property='og:image:width']").Select(meta => int.Parse(meta.GetAttribute("content")!, CultureInfo.InvariantCulture)).ToList();
        var heights = head.QuerySelectorAll("meta[property='og:image:height']").Select(meta => int.Parse(meta.GetAttribute("content")!, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(3, addresses.Count);
        for (var i = 0; i < 3; i++)
        {
            Assert.StartsWith(Base, addresses[i], StringComparison.Ordinal);
            using var answer = await _client.GetAsync(addresses[i][Base.Length..], Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.MediaType);
            using var picture = Image.NewFromBuffer(await answer.Content.ReadAsByteArrayAsync(Ct));
            Assert.Equal((widths[i], heights[i]), (picture.Width, picture.Height));
        }

        Assert.Equal([16.0 / 9, 4.0 / 3, 1], widths.Zip(heights, (width, height) => (double)width / height), (expected, actual) => Math.Abs(expected - actual) < 0.02);
    }

    [Fact]
    public async Task A_card_of_before_leads_to_the_present_one_and_what_has_none_has_no_address()
    {
        var card = Meta((await OpenAsync("/zsrb/2024-03-01/A03/1")).Head!, "og:image")![Base.Length..];
        var parts = card.Split('/');
        parts[6] = "0123456789abcdef";
        using (var answer = await _client.GetAsync(string.Join('/', parts), Ct))
        {
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Equal(card, answer.Headers.Location!.OriginalString);
        }

        Assert.Null(Meta((await OpenAsync("/zsrb/2024-03-01/A03/3")).Head!, "og:image"));
        foreach (var wrong in new[] { "/zsrb/2024-03-01/A03/3/card/0123456789abcdef/16x9.jpg", "/zsrb/2024-03-01/A03/1/card/0123456789abcdef/3x2.jpg", "/zsrb/2024-03-01/A03/1/card/x/1x1.jpg", "/zsrb/2024-03-02/A03/1/card/0123456789abcdef/1x1.jpg" })
        {
            Assert.Equal(HttpStatusCode.NotFound, await _client.StatusAsync(wrong));
        }
    }

    private async Task<IDocument> OpenAsync(string address) => await new HtmlParser().ParseDocumentAsync(await _client.ReadAsync(address), Ct);

    private async Task<JsonElement> ThingAsync(string address, string type)
    {
        var json = (await OpenAsync(address)).QuerySelector("script[type='application/ld+json']")!.TextContent;
        return JsonDocument.Parse(json).RootElement.GetProperty("@graph").EnumerateArray().First(thing => thing.GetProperty("@type").GetString() == type);
    }

    private static string? Meta(IElement head, string name) => head.QuerySelector($"meta[name='{name}'], meta[property='{name}']")?.GetAttribute("content");
}
