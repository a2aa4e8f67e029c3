using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Crawlers;

/// <summary>A crawler that follows every link: what it reaches, how far that is, and what it is spared.</summary>
public sealed class CrawlTests
{
    private const string Site = "https://paper.example.com";
    private const string Advertisement = "/zsrb/2024-03-01/A04/2";
    private const int Editions = 25;
    private const int PagesOfEdition = 4;
    private const int ArticlesOfPage = 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_article_is_reached_from_the_home_page_in_five_clicks_and_from_the_sitemap_and_no_link_is_broken_or_redirected()
    {
        await using var application = await CreateAsync();
        using var client = application.CreatePlainClient();
        var crawl = await CrawlAsync(client);

        Assert.Equal([], crawl.Problems);
        var articles = crawl.Pages.Where(page => page.Value.IsArticle).ToDictionary();
        Assert.Equal(Expected(), articles.Keys.ToHashSet());
        Assert.InRange(articles.Max(article => article.Value.Depth), 1, 5);

        var listed = await ReadSitemapAsync(client);
        Assert.Equal(listed.Count, listed.Distinct().Count());
        Assert.Equal([Advertisement], articles.Keys.Except(listed));

        // Search engines are sent to nothing but what can be found by reading, and to everything that wants to be found.
        Assert.Empty(listed.Except(crawl.Pages.Where(page => page.Value.IsIndexable).Select(page => page.Key)));
    }

    [Fact]
    public async Task No_two_addresses_that_may_be_indexed_have_the_same_content_or_the_same_title()
    {
        await using var application = await CreateAsync(years: 3);
        using var client = application.CreatePlainClient();
        var indexable = (await CrawlAsync(client)).Pages.Where(page => page.Value.IsIndexable).ToList();
        Assert.Empty(indexable.GroupBy(page => page.Value.Content).Where(same => same.Count() > 1).Select(same => string.Join(" = ", same.Select(page => page.Key))));
        Assert.Empty(indexable.GroupBy(page => page.Value.Title).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(" = ", same.Select(page => page.Key))}"));
    }

    /// <summary>An edition every four years of a century, and the example editions, which have pictures, PDFs, continuations and what is withdrawn.</summary>
    private static async Task<PaperApplication> CreateAsync(int years = 100)
    {
        var application = await PaperApplication.CreateAsync();
        await application.ImportAsync(ExampleEditions.All());
        await application.SaveAsync([.. Dates().Where(date => date.Year > 2024 - years).Select(EditionOf)]);
        return application;
    }

    private static IEnumerable<DateOnly> Dates() => Enumerable.Range(0, Editions).Select(i => new DateOnly(1925 + (4 * i), 1 + (i % 12), 2 + i));

    private static EditionBuilder EditionOf(DateOnly date)
    {
        var edition = Paper.Edition(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        for (var page = 1; page <= PagesOfEdition; page++)
        {
            edition.WithPage($"A{page:00}", page == 1 ? "要闻" : "新闻");
            for (var article = 1; article <= ArticlesOfPage; article++)
            {
                var facts = $"{date:yyyy年M月d日}第{page}版第{article}篇";
                edition.WithArticle(facts, more => more.Body = $"{facts}的正文。");
            }
        }

        return edition;
    }

    private static HashSet<string> Expected() =>
    [
        .. Dates().SelectMany(date => Enumerable.Range(1, PagesOfEdition).SelectMany(page => Enumerable.Range(1, ArticlesOfPage)
            .Select(article => string.Create(CultureInfo.InvariantCulture, $"/zsrb/{date:yyyy-MM-dd}/A{page:00}/{article}")))),
        "/zsrb/2019-01-22/01/1", "/zsrb/2024-02-29/A01/1", "/zsrb/2024-03-01/A01/1", "/zsrb/2024-03-01/A01/2", "/zsrb/2024-03-01/A01/4", "/zsrb/2024-03-01/A02-A03/1",
        "/zsrb/2024-03-01/A04/1", Advertisement,
    ];

    private static async Task<Crawl> CrawlAsync(HttpClient client)
    {
        var crawl = new Crawl();
        var waiting = new Queue<(string Address, string From, int Depth)>([("/", "the start", 0)]);
        var seen = new HashSet<string>(StringComparer.Ordinal) { "/" };
        while (waiting.TryDequeue(out var next))
        {
            using var answer = await client.GetAsync(next.Address, Ct);
            if (next.Address == "/")
            {
                Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
                seen.Add(answer.Headers.Location!.OriginalString);
                waiting.Enqueue((answer.Headers.Location!.OriginalString, "/", 0));
                continue;
            }

            if (answer.StatusCode != HttpStatusCode.OK)
            {
                crawl.Problems.Add($"{next.From} links to {next.Address}: {(int)answer.StatusCode} {answer.Headers.Location}");
                continue;
            }

            if (answer.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }

            var page = ReaderPortal.Parse(await answer.Content.ReadAsStringAsync(Ct));
            crawl.Pages.Add(next.Address, new CrawledPage(
                next.Depth,
                page.Title!,
                page.QuerySelector("meta[property='og:type'][content=article]") is not null,
                page.QuerySelector("meta[name=robots][content*=noindex]") is null && page.QuerySelector("link[rel=canonical]")?.GetAttribute("href") == Site + next.Address,
                Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(page.QuerySelector("main")!.InnerHtml)))));
            foreach (var link in LinksOf(page).Where(seen.Add))
            {
                waiting.Enqueue((link, next.Address, next.Depth + 1));
            }
        }

        return crawl;
    }

    /// <summary>What a page points to on this site, in any way; addresses in the head are absolute.</summary>
    private static IEnumerable<string> LinksOf(IHtmlDocument page) => ReaderPortal.AddressesOf(page)
        .Concat(page.QuerySelectorAll("link[href], meta[content]").Select(element => element.GetAttribute("href") ?? element.GetAttribute("content")!)
            .Where(address => address.StartsWith(Site + "/", StringComparison.Ordinal)).Select(address => address[Site.Length..].Split('#')[0]));

    private static async Task<List<string>> ReadSitemapAsync(HttpClient client)
    {
        var addresses = new List<string>();
        foreach (var part in Locations(await client.GetStringAsync("/sitemap.xml", Ct)))
        {
            addresses.AddRange(Locations(await client.GetStringAsync(part, Ct)));
        }

        return addresses;
    }

    private static IEnumerable<string> Locations(string xml) => XDocument.Parse(xml).Root!.Elements()
        .Select(entry => entry.Element(entry.Name.Namespace + "loc")!.Value[Site.Length..]);

    private sealed class Crawl
    {
        public Dictionary<string, CrawledPage> Pages { get; } = new(StringComparer.Ordinal);

        public List<string> Problems { get; } = [];
    }

    /// <param name="Depth">Clicks from the home page.</param>
    /// <param name="IsIndexable">Not <c>noindex</c>, and its own canonical address.</param>
    /// <param name="Content">Hash of what is in <c>main</c>.</param>
    private sealed record CrawledPage(int Depth, string Title, bool IsArticle, bool IsIndexable, string Content);
}
