using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Tests.Desk;

namespace ZsrbPaper.Web.Tests.Crawlers;

/// <summary>The three formats of feeds. Noon of 2024-03-01 in China.</summary>
public sealed class FeedTests
{
    private const string Base = "https://paper.example.com";
    private static readonly XNamespace _atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace _media = "http://search.yahoo.com/mrss/";
    private static readonly XNamespace _content = "http://purl.org/rss/1.0/modules/content/";
    private static readonly XNamespace _dublinCore = "http://purl.org/dc/elements/1.1/";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task Feeds_tell_what_readers_see_and_nothing_else(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        await application.SaveAsync(
            Paper.Edition("2024-02-29").WithPage("A01", "要闻").WithArticle("旧闻").WithPage("A02", "体育/娱乐").WithArticle("赛事"),
            Paper.Edition("2024-03-01").WithPage("A01", "要闻").WithArticle("头条").WithArticle("广告", article => article.Kind = ArticleKind.Advertisement)
                .WithArticle("撤了", article => article.Withdrawn()).WithPage("A02-A03", "专题").WithArticle("合版"),
            Paper.Edition("2024-03-01").Of("wanbao").WithPage("A01", "要闻").WithArticle("晚报"),
            Paper.Edition("2024-03-02").ReleasedAt("2024-03-02T00:00:00Z").WithPage("A01", "要闻").WithArticle("明天"),
            Paper.Edition("2024-03-03").Draft().WithPage("A01", "秘密").WithArticle("草稿"));
        using var client = application.CreatePlainClient();

        foreach (var (place, titles) in new (string, string[])[]
        {
            ("/zsrb", ["头条", "合版", "旧闻", "赛事"]),
            ("/wanbao", ["晚报"]),
            ($"/zsrb/sections/{Uri.EscapeDataString("要闻")}", ["头条", "旧闻"]),
            ($"/zsrb/sections/{Uri.EscapeDataString("体育/娱乐")}", ["赛事"]),
            ("/zsrb/pages/A01", ["头条", "旧闻"]),
            ("/zsrb/pages/A02-A03", ["合版"]),
        })
        {
            application.Commands.Reset();
            Assert.Equal(titles, (await XmlAsync(client, $"{place}/atom.xml")).Descendants(_atom + "entry").Select(entry => entry.Element(_atom + "title")!.Value));
            Assert.InRange(application.Commands.Commands.Count, 1, 3);
            Assert.Equal(titles, (await XmlAsync(client, $"{place}/rss.xml")).Descendants("item").Select(item => item.Element("title")!.Value));
            Assert.Equal(titles, (await JsonAsync(client, $"{place}/feed.json")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("title").GetString()));
        }

        // Unknown, not yet released, or nothing but what readers do not see: all the same.
        foreach (var place in new[] { "/abc", $"/zsrb/sections/{Uri.EscapeDataString("秘密")}", $"/zsrb/sections/{Uri.EscapeDataString("没有")}", "/zsrb/pages/B09", "/zsrb/pages/xyz", "/zsrb/2024-03-01" })
        {
            foreach (var file in new[] { "atom.xml", "rss.xml", "feed.json" })
            {
                Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync($"{place}/{file}"));
            }
        }

        using var post = await client.PostAsync("/zsrb/atom.xml", null, Ct);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Fact]
    public async Task Every_format_is_valid_by_its_rules_whatever_a_text_holds()
    {
        await using var application = (await PaperApplication.CreateAsync()).With("Feeds:FullText", "true").With("Feeds:Hub", "https://hub.example.com/");
        await application.SaveAsync(Paper.Edition("2024-03-01").Planned("2024-03-01T06:00")
            .WithPage("A03", "要闻 & 时政")
            .WithArticle("]]> <b>题目</b> &amp; \u0001\uFFFF\u000B“引号”", article =>
            {
                article.Column = "民生";
                article.By("张三", "李\u0002四").WithPhoto("one.jpg", "图<说>");
                article.Body = "正文 ]]> &lt;甲&gt;,见[昨日](/zsrb/2024-02-29)、[本版](2)、[别处](https://example.com/?a=1&b=2)。";
                article.Correction = "第一段的<数字>有误。";
            })
            .WithArticle("没有作者", article => article.Source = null));
        using var client = application.CreatePlainClient();

        var atom = (await XmlAsync(client, "/zsrb/atom.xml")).Root!;
        AssertAtom(atom);
        var entry = atom.Elements(_atom + "entry").First();
        Assert.Equal("]]> <b>题目</b> &amp; “引号”", entry.Element(_atom + "title")!.Value);
        Assert.Equal(["张三", "李四"], entry.Elements(_atom + "author").Select(author => author.Value));
        Assert.Equal(["要闻 & 时政", "民生", "A03"], entry.Elements(_atom + "category").Select(category => category.Attribute("term")!.Value));
        Assert.Equal($"{Base}/zsrb/2024-03-01/A03/1", entry.Element(_atom + "id")!.Value);
        Assert.Equal("2024-03-01T06:00:00+08:00", entry.Element(_atom + "published")!.Value);
        Assert.Equal($"{Base}/media/{Hashes.Of("one.jpg")}/small.jpg", Link(entry, "enclosure"));
        Assert.Equal("https://hub.example.com/", Link(atom, "hub"));
        Assert.Equal($"{Base}/zsrb/atom.xml", Link(atom, "self"));
        var html = ReaderPortal.Parse(entry.Element(_atom + "content")!.Value);
        Assert.Equal([$"{Base}/zsrb/2024-02-29", $"{Base}/zsrb/2024-03-01/A03/2", "https://example.com/?a=1&b=2"], html.QuerySelectorAll("a").Select(link => link.GetAttribute("href")));
        Assert.Contains("第一段的<数字>有误。", html.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["中山日报"], atom.Elements(_atom + "entry").Last().Elements(_atom + "author").Select(author => author.Value));

        var rss = (await XmlAsync(client, "/zsrb/rss.xml")).Root!;
        AssertRss(rss);
        var item = rss.Descendants("item").First();
        Assert.Equal("]]> <b>题目</b> &amp; “引号”", item.Element("title")!.Value);
        Assert.Equal("Thu, 29 Feb 2024 22:00:00 GMT", item.Element("pubDate")!.Value);
        Assert.Equal(["张三", "李四"], item.Elements(_dublinCore + "creator").Select(author => author.Value));
        Assert.Equal(entry.Element(_atom + "content")!.Value, item.Element(_content + "encoded")!.Value);
        var picture = item.Element(_media + "content")!;
        Assert.Equal(("image/jpeg", "640", "480", "图<说>"), (picture.Attribute("type")!.Value, picture.Attribute("width")!.Value, picture.Attribute("height")!.Value, picture.Value));

        var json = await JsonAsync(client, "/zsrb/feed.json");
        AssertJson(json);
        var first = json.GetProperty("items")[0];
        Assert.Equal("]]> <b>题目</b> &amp; “引号”", first.GetProperty("title").GetString());
        Assert.Equal($"{Base}/media/{Hashes.Of("one.jpg")}/small.jpg", first.GetProperty("image").GetString());
        Assert.Equal(entry.Element(_atom + "content")!.Value, first.GetProperty("content_html").GetString());
        Assert.Equal("WebSub", json.GetProperty("hubs")[0].GetProperty("type").GetString());

        using var answer = await client.GetAsync("/zsrb/rss.xml", Ct);
        Assert.Equal($"<https://hub.example.com/>; rel=\"hub\", <{Base}/zsrb/rss.xml>; rel=\"self\"", Assert.Single(answer.Headers.GetValues("Link")));
    }

    [Fact]
    public async Task Feeds_carry_summaries_unless_told_otherwise_and_name_no_hub()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("头条", article => article.Body = "本报讯(记者 张三)第一段。\n\n第二段。"));
        using var client = application.CreatePlainClient();
        var atom = (await XmlAsync(client, "/zsrb/atom.xml")).Root!;
        AssertAtom(atom);
        Assert.Equal("第一段。第二段。", atom.Element(_atom + "entry")!.Element(_atom + "summary")!.Value);
        Assert.Null(atom.Element(_atom + "entry")!.Element(_atom + "content"));
        AssertRss((await XmlAsync(client, "/zsrb/rss.xml")).Root!);
        var json = await JsonAsync(client, "/zsrb/feed.json");
        AssertJson(json);
        Assert.Equal("第一段。第二段。", json.GetProperty("items")[0].GetProperty("content_text").GetString());
        Assert.False(json.GetProperty("items")[0].TryGetProperty("content_html", out _));
        Assert.False(json.TryGetProperty("hubs", out _));
    }

    [Fact]
    public async Task Feed_has_whole_editions_the_latest_however_large()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.SaveAsync(Many("2024-02-27", 10), Many("2024-02-28", 60), Many("2024-02-29", 40), Many("2024-02-01", 1), Many("2024-03-01", 60));
        using var client = application.CreatePlainClient();
        var dates = (await JsonAsync(client, "/zsrb/feed.json")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("url").GetString()!.Split('/')[4]).ToList();
        Assert.Equal(FeedReader.MaxEntries, dates.Count);
        Assert.Equal(["2024-03-01", "2024-02-29"], dates.Distinct());

        await application.SaveAsync(Many("2024-03-02", FeedReader.MaxEntries + 5));
        application.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(FeedReader.MaxEntries + 5, (await JsonAsync(client, "/zsrb/feed.json")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task Feed_is_sent_again_only_after_a_change(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        await application.SaveAsync(
            Paper.Edition("2024-03-01").WithPage("A01").WithArticle("头条").WithArticle("要撤的"),
            Paper.Edition("2024-03-02").Planned("2024-03-02T06:00").ReleasedAt("2024-03-01T22:30:00Z").WithPage("A01").WithArticle("明天"));
        using var client = application.CreatePlainClient();
        foreach (var file in new[] { "atom.xml", "rss.xml", "feed.json" })
        {
            var (tag, modified) = await FactsAsync($"/zsrb/{file}");
            Assert.Equal(HttpStatusCode.NotModified, await AskAsync($"/zsrb/{file}", tag));
            Assert.Equal(HttpStatusCode.NotModified, await AskAsync($"/zsrb/{file}", null, modified));
            Assert.Equal(HttpStatusCode.OK, await AskAsync($"/zsrb/{file}", null, modified.AddSeconds(-1)));
        }

        var before = await FactsAsync("/zsrb/atom.xml");
        await using (var scope = application.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
            (await db.Articles.SingleAsync(article => article.Title == "要撤的", Ct)).Withdrawal = "更改";
            await db.SaveChangesAsync(Ct);
        }

        Assert.Equal(HttpStatusCode.OK, await AskAsync("/zsrb/atom.xml", before.Tag));
        Assert.DoesNotContain("要撤的", await client.ReadAsync("/zsrb/atom.xml"), StringComparison.Ordinal);
        before = await FactsAsync("/zsrb/atom.xml");
        application.Clock.SetUtcNow(new DateTimeOffset(2024, 3, 1, 22, 30, 0, TimeSpan.Zero));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("/zsrb/atom.xml", before.Tag));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("/zsrb/atom.xml", null, before.Modified));

        // Released late: published as planned, but first to be read, so last changed, at its release.
        var entry = (await XmlAsync(client, "/zsrb/atom.xml")).Descendants(_atom + "entry").First();
        Assert.Equal("2024-03-02T06:00:00+08:00", entry.Element(_atom + "published")!.Value);
        Assert.Equal("2024-03-02T06:30:00+08:00", entry.Element(_atom + "updated")!.Value);

        async Task<(string Tag, DateTimeOffset Modified)> FactsAsync(string address)
        {
            using var answer = await client.GetAsync(address, Ct);
            return (answer.Headers.ETag!.ToString(), answer.Content.Headers.LastModified!.Value);
        }

        async Task<HttpStatusCode> AskAsync(string address, string? tag, DateTimeOffset? since = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            request.Headers.IfModifiedSince = since;
            using var answer = await client.SendAsync(request, Ct);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Every_other_spelling_leads_to_the_one_address()
    {
        await using var application = await PaperApplication.CreateAsync();

        // A real server: only it tells how an address was spelt.
        var portal = application.Listen();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        await application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01", "要闻 (一)/二").WithArticle("头条"));
        const string section = "/zsrb/sections/%E8%A6%81%E9%97%BB%20%28%E4%B8%80%29%2F%E4%BA%8C/atom.xml";
        foreach (var (asked, meant) in new[]
        {
            ("/ZSRB/Atom.xml", "/zsrb/atom.xml"),
            ("/zsrb/rss.xml/", "/zsrb/rss.xml"),
            ("/zsrb/feed.json?page=2", "/zsrb/feed.json"),
            ("/zsrb/pages/a01/RSS.xml", "/zsrb/pages/A01/rss.xml"),
            ("/zsrb/Pages/A01/atom.xml", "/zsrb/pages/A01/atom.xml"),
            (section.Replace("sections", "Sections", StringComparison.Ordinal), section),
            (section.Replace("%E8%A6%81", "%e8%a6%81", StringComparison.Ordinal), section),
            (section.Replace("%28", "(", StringComparison.Ordinal), section),
            (section.Replace("%2F", "%2f", StringComparison.Ordinal), section),
        })
        {
            using var answer = await client.GetAsync(new Uri(portal + asked, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }), Ct);
            Assert.Equal((HttpStatusCode.MovedPermanently, meant), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        }

        Assert.Equal(HttpStatusCode.OK, await client.StatusAsync(portal + section));
        Assert.Equal(HttpStatusCode.OK, await client.StatusAsync($"{portal}/zsrb/atom.xml"));
    }

    [Fact]
    public async Task Pages_offer_their_feeds_and_all_that_they_offer_are_there()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.SaveAsync(
            Paper.Edition("2024-02-29").WithPage("B01", "旧版名").WithArticle("旧闻"),
            Paper.Edition("2024-03-01").WithPage("A01", "体育/娱乐").WithArticle("头条").WithPage("A02", "广告").WithArticle("广告", article => article.Kind = ArticleKind.Advertisement));
        using var client = application.CreatePlainClient();
        const string paper = "/zsrb/atom.xml";
        foreach (var (address, feeds) in new (string, string[])[]
        {
            ("/zsrb", [paper]),
            ("/zsrb/2024-03-01", [paper]),
            ("/zsrb/2024-03-01/A01", [paper, "/zsrb/pages/A01/atom.xml", $"/zsrb/sections/{Uri.EscapeDataString("体育/娱乐")}/atom.xml"]),
            ("/zsrb/2024-03-01/A02", [paper]),
            ("/zsrb/2024-03-01/A01/1", [paper, "/zsrb/pages/A01/atom.xml", $"/zsrb/sections/{Uri.EscapeDataString("体育/娱乐")}/atom.xml"]),
            ("/zsrb/2024-02-29/B01", [paper]),
            ("/zsrb/archive", []),
        })
        {
            var links = ReaderPortal.Parse(await client.ReadAsync(address)).QuerySelectorAll("head link[rel=alternate][type='application/atom+xml']");
            Assert.Equal(feeds, links.Select(link => link.GetAttribute("href")));
            foreach (var feed in feeds)
            {
                Assert.Equal(HttpStatusCode.OK, await client.StatusAsync(feed));
            }
        }
    }

    private static EditionBuilder Many(string date, int articles)
    {
        var edition = Paper.Edition(date).WithPage("A01");
        for (var i = 1; i <= articles; i++)
        {
            edition.WithArticle($"第{i}篇");
        }

        return edition;
    }

    /// <summary>What RFC 4287 asks of a feed document.</summary>
    private static void AssertAtom(XElement feed)
    {
        Assert.Equal(_atom + "feed", feed.Name);
        var entries = feed.Elements(_atom + "entry").ToList();
        Assert.Distinct(entries.Select(entry => entry.Element(_atom + "id")!.Value));
        foreach (var element in entries.Prepend(feed))
        {
            AssertAbsolute(Assert.Single(element.Elements(_atom + "id")).Value);
            Assert.NotEmpty(Assert.Single(element.Elements(_atom + "title")).Value);
            AssertMoment(Assert.Single(element.Elements(_atom + "updated")).Value);
            Assert.NotEmpty(element.Elements(_atom + "author"));
            Assert.All(element.Elements(_atom + "author"), author => Assert.NotEmpty(Assert.Single(author.Elements(_atom + "name")).Value));
            Assert.All(element.Elements(_atom + "link"), link => AssertAbsolute(link.Attribute("href")!.Value));
            Assert.Single(element.Elements(_atom + "link"), link => link.Attribute("rel")!.Value == "alternate");
        }

        foreach (var entry in entries)
        {
            AssertMoment(Assert.Single(entry.Elements(_atom + "published")).Value);
            Assert.NotEmpty(Assert.Single(entry.Elements(_atom + "summary")).Value);
            Assert.All(entry.Elements(_atom + "category"), category => Assert.NotEmpty(category.Attribute("term")!.Value));
        }
    }

    /// <summary>What RSS 2.0 asks of a document.</summary>
    private static void AssertRss(XElement rss)
    {
        Assert.Equal(("rss", "2.0"), (rss.Name.LocalName, rss.Attribute("version")!.Value));
        var channel = Assert.Single(rss.Elements());
        AssertAbsolute(Assert.Single(channel.Elements("link")).Value);
        Assert.NotEmpty(Assert.Single(channel.Elements("title")).Value);
        Assert.NotEmpty(Assert.Single(channel.Elements("description")).Value);
        Assert.Equal("zh-CN", channel.Element("language")!.Value);
        AssertRfc822(Assert.Single(channel.Elements("lastBuildDate")).Value);
        var items = channel.Elements("item").ToList();
        Assert.Distinct(items.Select(item => item.Element("guid")!.Value));
        foreach (var item in items)
        {
            AssertAbsolute(Assert.Single(item.Elements("link")).Value);
            Assert.Equal("true", item.Element("guid")!.Attribute("isPermaLink")!.Value);
            AssertAbsolute(item.Element("guid")!.Value);
            AssertRfc822(Assert.Single(item.Elements("pubDate")).Value);
            Assert.NotEmpty(Assert.Single(item.Elements("title")).Value);
            Assert.NotEmpty(Assert.Single(item.Elements("description")).Value);
            Assert.Empty(item.Elements("author"));
            Assert.All(item.Elements(_media + "content"), picture => AssertAbsolute(picture.Attribute("url")!.Value));
        }
    }

    /// <summary>What JSON Feed 1.1 asks of a document.</summary>
    private static void AssertJson(JsonElement feed)
    {
        Assert.Equal("https://jsonfeed.org/version/1.1", feed.GetProperty("version").GetString());
        Assert.NotEmpty(feed.GetProperty("title").GetString()!);
        AssertAbsolute(feed.GetProperty("home_page_url").GetString()!);
        AssertAbsolute(feed.GetProperty("feed_url").GetString()!);
        Assert.Distinct(feed.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        foreach (var item in feed.GetProperty("items").EnumerateArray())
        {
            AssertAbsolute(item.GetProperty("url").GetString()!);
            AssertMoment(item.GetProperty("date_published").GetString()!);
            AssertMoment(item.GetProperty("date_modified").GetString()!);
            Assert.True(item.TryGetProperty("content_html", out _) || item.TryGetProperty("content_text", out _));
            Assert.All(item.GetProperty("authors").EnumerateArray(), author => Assert.NotEmpty(author.GetProperty("name").GetString()!));
            Assert.All(item.GetProperty("tags").EnumerateArray(), tag => Assert.NotEmpty(tag.GetString()!));
        }
    }

    private static void AssertAbsolute(string address) =>
        Assert.True(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == "https" && uri.AbsoluteUri == address, address);

    private static void AssertMoment(string moment) =>
        Assert.True(DateTimeOffset.TryParseExact(moment, "yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), moment);

    private static void AssertRfc822(string moment) =>
        Assert.True(DateTimeOffset.TryParseExact(moment, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), moment);

    private static string Link(XElement element, string relation) =>
        element.Elements(_atom + "link").Single(link => link.Attribute("rel")!.Value == relation).Attribute("href")!.Value;

    private static async Task<XDocument> XmlAsync(HttpClient client, string address) => XDocument.Parse(await client.ReadAsync(address));

    private static async Task<JsonElement> JsonAsync(HttpClient client, string address) => JsonDocument.Parse(await client.ReadAsync(address)).RootElement;
}
