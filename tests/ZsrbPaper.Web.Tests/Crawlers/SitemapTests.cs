using System.Globalization;
using System.Net;
using System.Xml.Linq;
using System.Xml.Schema;
using Xunit;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Tests.Desk;

namespace ZsrbPaper.Web.Tests.Crawlers;

/// <summary>What crawlers are told of the archive. Noon of 2024-03-01 in China.</summary>
public sealed class SitemapTests
{
    private static readonly XNamespace _map = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private static readonly XNamespace _image = "http://www.google.com/schemas/sitemap-image/1.1";
    private static readonly XNamespace _news = "http://www.google.com/schemas/sitemap-news/0.9";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task Index_and_parts_list_everything_that_readers_see_and_nothing_else(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        await application.SaveAsync(
            Paper.Edition("2024-02-29").WithPage("A01").WithArticle("旧闻"),
            Paper.Edition("2024-03-01").WithPage("A01").WithArticle("头条", article => article.WithPhoto("one.jpg")).WithArticle("广告", article => article.Kind = ArticleKind.Advertisement)
                .WithArticle("撤了", article => article.Withdrawn()).WithPage("A02-A03").WithArticle("合版"),
            Paper.Edition("2024-03-01").Of("wanbao").WithPage("01").WithArticle("晚报"),
            Paper.Edition("2024-03-02").ReleasedAt("2024-03-02T00:00:00Z").WithPage("A01").WithArticle("明天"),
            Paper.Edition("2024-03-03").Draft().WithPage("A01").WithArticle("草稿"),
            Paper.Edition("2024-04-03").Draft().WithPage("A01").WithArticle("草稿"));
        using var client = application.CreatePlainClient();

        Assert.Equal(
            ["https://paper.example.com/sitemap-2024-02.xml", "https://paper.example.com/sitemap-2024-03.xml"], await LocationsAsync(client, "/sitemap.xml"));
        Assert.Equal(
            [
                "https://paper.example.com/wanbao/2024-03-01", "https://paper.example.com/wanbao/2024-03-01/01",
                "https://paper.example.com/zsrb/2024-03-01", "https://paper.example.com/zsrb/2024-03-01/A01", "https://paper.example.com/zsrb/2024-03-01/A02-A03",
                "https://paper.example.com/wanbao/2024-03-01/01/1", "https://paper.example.com/zsrb/2024-03-01/A01/1", "https://paper.example.com/zsrb/2024-03-01/A02-A03/1",
            ],
            await LocationsAsync(client, "/sitemap-2024-03.xml"));
        var picture = (await XmlAsync(client, "/sitemap-2024-03.xml")).Descendants(_image + "loc").Single().Value;
        Assert.Equal($"https://paper.example.com/media/{Hashes.Of("one.jpg")}/small.jpg", picture);
        Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync("/sitemap-2024-04.xml"));
        Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync("/sitemap-2024-03-2.xml"));
        Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync("/sitemap-2024-13.xml"));
    }

    [Theory]
    [InlineData("/sitemap.xml", "siteindex.xsd")]
    [InlineData("/sitemap-2024-02.xml", "sitemap.xsd")]
    [InlineData("/sitemap-news.xml", "sitemap.xsd")]
    public async Task Files_are_as_the_protocol_wants_them(string address, string schema)
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.SaveAsync(Paper.Edition("2024-02-29").WithPage("A01").WithArticle("“题” & <副题>", article => article.WithPhoto("one.jpg").WithPhoto("two.jpg")));
        using var client = application.CreatePlainClient();
        var file = await XmlAsync(client, address);

        Assert.NotEmpty(file.Root!.Elements());
        Assert.All(file.Root.Elements(), entry =>
        {
            Assert.Equal(schema == "siteindex.xsd" ? "sitemap" : "url", entry.Name.LocalName);
            Assert.Equal("loc", entry.Elements().First().Name.LocalName);
            Assert.All(entry.Descendants().Where(element => element.Name.LocalName == "loc"), loc => Assert.True(Uri.TryCreate(loc.Value, UriKind.Absolute, out _), loc.Value));
            Assert.All(
                entry.Elements(_map + "lastmod").Concat(entry.Descendants(_news + "publication_date")),
                moment => Assert.True(DateTimeOffset.TryParseExact(moment.Value, "yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                    || DateTimeOffset.TryParseExact(moment.Value, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), moment.Value));
        });

        // The protocol's own schemas, where a checkout of test data lies beside the project.
        var folder = RepositoryFolder.Find("..", "shared", "data", "schemas", "sitemap");
        if (Directory.Exists(folder))
        {
            var schemas = new XmlSchemaSet();
            foreach (var name in new[] { schema, "sitemap-image.xsd", "sitemap-news.xsd" })
            {
                schemas.Add(null, Path.Combine(folder, name));
            }

            file.Validate(schemas, (_, problem) => Assert.Fail(problem.Message));
        }
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task A_part_is_asked_for_again_only_after_a_change(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        await application.SaveAsync(
            Paper.Edition("2024-03-01").WithPage("A01").WithArticle("头条"),
            Paper.Edition("2024-03-02").ReleasedAt("2024-03-01T22:00:00Z").WithPage("A01").WithArticle("明天"));
        using var client = application.CreatePlainClient();
        foreach (var address in new[] { "/sitemap.xml", "/sitemap-2024-03.xml", "/sitemap-news.xml" })
        {
            using var first = await client.GetAsync(address, Ct);
            using var again = new HttpRequestMessage(HttpMethod.Get, address);
            again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var answer = await client.SendAsync(again, Ct);
            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        }

        using var before = await client.GetAsync("/sitemap-2024-03.xml", Ct);
        application.Clock.Advance(TimeSpan.FromDays(1));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sitemap-2024-03.xml");
        request.Headers.IfNoneMatch.Add(before.Headers.ETag!);
        using var after = await client.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);

        // Written before, first to be read at its release.
        var entry = XDocument.Parse(await after.Content.ReadAsStringAsync(Ct)).Descendants(_map + "url").Single(url => url.Element(_map + "loc")!.Value.EndsWith("2024-03-02/A01/1", StringComparison.Ordinal));
        Assert.Equal("2024-03-01T22:00:00Z", entry.Element(_map + "lastmod")!.Value);
    }

    [Fact]
    public async Task A_month_that_is_too_large_for_one_file_has_several()
    {
        await using var application = await PaperApplication.CreateAsync();
        var edition = Paper.Edition("2024-03-01").WithPage("A01");
        for (var i = 0; i < SitemapReader.MaxEntries; i++)
        {
            edition.WithArticle($"第{i}篇");
        }

        await application.SaveAsync(edition);
        using var client = application.CreatePlainClient();
        Assert.Equal(2, (await LocationsAsync(client, "/sitemap.xml")).Count);
        var first = await LocationsAsync(client, "/sitemap-2024-03.xml");
        var second = await LocationsAsync(client, "/sitemap-2024-03-2.xml");
        Assert.Equal(SitemapReader.MaxEntries, first.Count);
        Assert.Equal(2, second.Count);
        Assert.Equal(SitemapReader.MaxEntries + 2, first.Concat(second).Distinct().Count());
        Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync("/sitemap-2024-03-3.xml"));
    }

    [Fact]
    public async Task A_month_that_grows_too_large_gets_another_file_though_it_was_counted_before()
    {
        await using var application = (await PaperApplication.CreateAsync()).With("Cache:Megabytes", "0");
        var edition = Paper.Edition("2024-03-01").WithPage("A01");
        for (var i = 0; i < SitemapReader.MaxEntries - 2; i++)
        {
            edition.WithArticle($"第{i}篇");
        }

        await application.SaveAsync(edition, Paper.Edition("2024-03-02").WithPage("A01").WithArticle("明天的"), Paper.Edition("2024-02-29").WithPage("A01"));
        using var client = application.CreatePlainClient();
        Assert.Equal(2, (await LocationsAsync(client, "/sitemap.xml")).Count);
        application.Commands.Reset();
        Assert.Equal(2, (await LocationsAsync(client, "/sitemap.xml")).Count);
        Assert.Single(application.Commands.Commands);
        application.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(3, (await LocationsAsync(client, "/sitemap.xml")).Count);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task News_are_those_of_two_days(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        await application.SaveAsync(
            Paper.Edition("2024-02-28").WithPage("A01").WithArticle("大前天"),
            Paper.Edition("2024-02-29").Planned("2024-02-29T06:00").WithPage("A01").WithArticle("昨天 <&>"),
            Paper.Edition("2024-03-01").WithPage("A01").WithArticle("今天").WithArticle("广告", article => article.Kind = ArticleKind.Advertisement),
            Paper.Edition("2024-03-02").Draft().WithPage("A01").WithArticle("明天"));
        using var client = application.CreatePlainClient();
        var news = await XmlAsync(client, "/sitemap-news.xml");
        Assert.Equal(["今天", "昨天 <&>"], news.Descendants(_news + "title").Select(title => title.Value));
        Assert.Equal(["2024-03-01T00:00:00+08:00", "2024-02-29T06:00:00+08:00"], news.Descendants(_news + "publication_date").Select(date => date.Value));
        Assert.All(news.Descendants(_news + "language"), language => Assert.Equal("zh-cn", language.Value));
        application.Clock.Advance(TimeSpan.FromDays(4));
        Assert.Empty((await XmlAsync(client, "/sitemap-news.xml")).Root!.Elements());
    }

    [Fact]
    public async Task Robots_know_the_way_and_every_other_spelling_leads_there()
    {
        await using var application = await PaperApplication.CreateAsync();
        using var client = application.CreatePlainClient();
        var robots = await client.ReadAsync("/robots.txt");
        Assert.Contains("Disallow: /admin\n", robots, StringComparison.Ordinal);
        Assert.Contains("Sitemap: https://paper.example.com/sitemap.xml\n", robots, StringComparison.Ordinal);
        foreach (var (asked, meant) in new[] { ("/Robots.TXT", "/robots.txt"), ("/sitemap.xml?x=1", "/sitemap.xml"), ("/sitemap.xml/", "/sitemap.xml"), ("/SITEMAP-2024-03.xml", "/sitemap-2024-03.xml") })
        {
            using var answer = await client.GetAsync(asked, Ct);
            Assert.Equal(HttpStatusCode.MovedPermanently, answer.StatusCode);
            Assert.Equal(meant, answer.Headers.Location!.OriginalString);
        }

        // An archive with nothing in it has empty maps, not errors.
        Assert.Empty(await LocationsAsync(client, "/sitemap.xml"));
        Assert.Empty(await LocationsAsync(client, "/sitemap-news.xml"));
    }

    private static async Task<XDocument> XmlAsync(HttpClient client, string address) => XDocument.Parse(await client.ReadAsync(address));

    private static async Task<IReadOnlyList<string>> LocationsAsync(HttpClient client, string address) =>
        [.. (await XmlAsync(client, address)).Root!.Elements().Select(entry => entry.Element(_map + "loc")!.Value)];
}
