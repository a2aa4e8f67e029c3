using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using QRCoder;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Tests.Desk;

namespace ZsrbPaper.Web.Tests.Crawlers;

/// <summary>oEmbed, and the QR code of an article's address.</summary>
public sealed class SharingTests : IAsyncLifetime
{
    private const string Base = "https://paper.example.com";
    private const string Article = "/zsrb/2024-03-01/A03/1";
    private PaperApplication _application = null!;
    private HttpClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _application = await PaperApplication.CreateAsync();
        await _application.SaveAsync(
            Paper.Edition("2024-03-01").WithPage("A03", "要闻").WithArticle("头条 <&>\u0001", article => article.By("张三", "李四").WithPhoto("one.jpg"))
                .WithArticle("没有图片").WithArticle("撤了", article => article.Withdrawn()).WithPage("A04-A05").WithArticle("合版"),
            Paper.Edition("2024-03-02").Draft().WithPage("A01").WithArticle("草稿"));
        _client = _application.CreatePlainClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    [Fact]
    public async Task An_article_offers_what_other_sites_show_of_it()
    {
        var page = ReaderPortal.Parse(await _client.ReadAsync(Article));
        var card = page.QuerySelector("meta[property='og:image']")!.GetAttribute("content");
        var json = JsonDocument.Parse(await _client.ReadAsync(Offered("application/json+oembed"))).RootElement;
        Assert.Equal(
            ("1.0", "link", "头条 <&>\u0001", "张三、李四", "中山日报", $"{Base}/zsrb", card),
            (Text("version"), Text("type"), Text("title"), Text("author_name"), Text("provider_name"), Text("provider_url"), Text("thumbnail_url")));
        Assert.Equal((640, 360), (json.GetProperty("thumbnail_width").GetInt32(), json.GetProperty("thumbnail_height").GetInt32()));

        var xml = XDocument.Parse(await _client.ReadAsync(Offered("text/xml+oembed"))).Root!;
        Assert.Equal("oembed", xml.Name.LocalName);
        Assert.Equal(json.EnumerateObject().Select(fact => fact.Name), xml.Elements().Select(fact => fact.Name.LocalName));
        Assert.Equal(("头条 <&>", card, "640"), (xml.Element("title")!.Value, xml.Element("thumbnail_url")!.Value, xml.Element("thumbnail_width")!.Value));

        string Offered(string type) => page.QuerySelector($"head link[rel=alternate][type='{type}']")!.GetAttribute("href")![Base.Length..];
        string? Text(string name) => json.GetProperty(name).GetString();
    }

    [Theory]
    [InlineData("&maxwidth=640", "/16x9.jpg")]
    [InlineData("&maxwidth=639", "/thumbnail.jpg")]
    [InlineData("&maxwidth=1000&maxheight=300", "/thumbnail.jpg")]
    [InlineData("&maxwidth=100", null)]
    public async Task A_thumbnail_keeps_within_the_limits_or_is_left_out(string limits, string? file)
    {
        var json = JsonDocument.Parse(await _client.ReadAsync(Ask(Base + Article) + limits)).RootElement;
        if (file is null)
        {
            Assert.DoesNotContain(json.EnumerateObject(), fact => fact.Name.StartsWith("thumbnail", StringComparison.Ordinal));
        }
        else
        {
            Assert.EndsWith(file, json.GetProperty("thumbnail_url").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("?format=json", HttpStatusCode.BadRequest)]
    [InlineData("?url=https%3A%2F%2Fpaper.example.com%2Fzsrb%2F2024-03-01%2FA03%2F1&maxwidth=wide", HttpStatusCode.BadRequest)]
    [InlineData("?url=https%3A%2F%2Fpaper.example.com%2Fzsrb%2F2024-03-01%2FA03%2F1&format=yaml", HttpStatusCode.NotImplemented)]
    public async Task Wrong_questions_are_told_apart(string query, HttpStatusCode status) => Assert.Equal(status, await _client.StatusAsync($"/oembed{query}"));

    [Theory]
    [InlineData("/zsrb/2024-03-01/A03/2", true)]
    [InlineData("/ZSRB/2024-3-1/a3/01?utm_source=weixin#top", true)]
    [InlineData("/zsrb/2024-03-01/A05/1", true)]
    [InlineData("/zsrb/2024-03-01/A03/3", false)]
    [InlineData("/zsrb/2024-03-02/A01/1", false)]
    [InlineData("/zsrb/2024-03-01/A03", false)]
    [InlineData("/zsrb/archive/2024/1/1", false)]
    [InlineData("/admin", false)]
    [InlineData("", false)]
    public async Task Only_articles_that_readers_see_are_known(string path, bool isKnown)
    {
        using var answer = await _client.GetAsync(Ask(Base + path), Ct);
        Assert.Equal(isKnown ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.DoesNotMatch("撤了|草稿", await answer.Content.ReadAsStringAsync(Ct));
    }

    [Theory]
    [InlineData("https://example.com/zsrb/2024-03-01/A03/1")]
    [InlineData("https://paper.example.com:444/zsrb/2024-03-01/A03/1")]
    [InlineData("https://paper.example.com@example.com/zsrb/2024-03-01/A03/1")]
    [InlineData("/zsrb/2024-03-01/A03/1")]
    [InlineData("ftp://paper.example.com/zsrb/2024-03-01/A03/1")]
    [InlineData("https://[")]
    public async Task Other_sites_are_not_known(string url) => Assert.Equal(HttpStatusCode.NotFound, await _client.StatusAsync(Ask(url)));

    [Fact]
    public async Task The_qr_code_is_that_of_the_permanent_address()
    {
        var image = ReaderPortal.Parse(await _client.ReadAsync(Article)).QuerySelector(".share img")!.GetAttribute("src")!;
        using var answer = await _client.GetAsync(image, Ct);
        Assert.Equal("image/svg+xml", answer.Content.Headers.ContentType!.MediaType);
        var svg = XDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).Root!;
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(Base + Article, QRCodeGenerator.ECCLevel.M);
        var expected = code.ModuleMatrix.SelectMany((row, y) => Enumerable.Range(0, row.Count).Where(x => row[x]).Select(x => (x, y))).ToHashSet();
        var path = svg.Elements().Last().Attribute("d")!.Value;
        var drawn = Regex.Matches(path, "M([0-9]+),([0-9]+)h1v1h-1z")
            .Select(module => (int.Parse(module.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(module.Groups[2].Value, CultureInfo.InvariantCulture))).ToHashSet();
        Assert.Equal($"0 0 {code.ModuleMatrix.Count} {code.ModuleMatrix.Count}", svg.Attribute("viewBox")!.Value);
        Assert.True(expected.SetEquals(drawn));
        Assert.Equal(path.Length, Regex.Matches(path, "M[0-9]+,[0-9]+h1v1h-1z").Sum(module => module.Length));
    }

    private static string Ask(string url) => $"/oembed?url={Uri.EscapeDataString(url)}";
}
