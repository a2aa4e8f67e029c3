using System.Net;
using AngleSharp.Dom;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Readers;

/// <summary>The page of what was found: its one address, what it shows, and that nothing typed makes it fail.</summary>
public sealed class SearchTests(ReaderPortal portal)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/search?q=%E7%BB%8F%E9%AA%8C&", "/search?q=%E7%BB%8F%E9%AA%8C")]
    [InlineData("/search?q=a%20b", "/search?q=a+b")]
    [InlineData("/search?q=++a%E3%80%80%0A+b+", "/search?q=a+b")]
    [InlineData("/search?q=%00a%00", "/search?q=a")]
    [InlineData("/search?Q=a", "/search?q=a")]
    [InlineData("/Search/?q=a", "/search?q=a")]
    [InlineData("/search?q=a&q=b", "/search?q=a")]
    [InlineData("/search?q=", "/search")]
    [InlineData("/search?utm_source=x", "/search")]
    [InlineData("/search?q=a&newspaper=&from=&to=&section=&page=&field=&order=&after=", "/search?q=a")]
    [InlineData("/search?order=newest&q=a", "/search?q=a&order=newest")]
    [InlineData("/search?q=a&order=best&field=any", "/search?q=a")]
    [InlineData("/search?q=a&order=sideways&field=7", "/search?q=a")]
    [InlineData("/search?q=a&from=2024-3-1&to=yesterday", "/search?q=a&from=2024-03-01")]
    [InlineData("/search?q=a&from=2024-03-02&to=2024-03-01", "/search?q=a&from=2024-03-01&to=2024-03-02")]
    [InlineData("/search?q=a&page=a03", "/search?q=a&page=A03")]
    [InlineData("/search?q=a&page=%2FError", "/search?q=a")]
    [InlineData("/search?q=a&newspaper=ZSRB", "/search?q=a&newspaper=zsrb")]
    [InlineData("/search?q=a&newspaper=..", "/search?q=a")]
    [InlineData("/search?q=a&after=anything", "/search?q=a")]
    [InlineData("/search?q=a&after=.0", "/search?q=a")]
    [InlineData("/search?q=a&after=.1001", "/search?q=a")]
    [InlineData("/search?q=a&after=-1.0", "/search?q=a")]
    [InlineData("/search?q=a&after=7fffffffffffffff.0", "/search?q=a")]
    [InlineData("/search?q=a&after=00FF.07", "/search?q=a&after=ff.7")]
    [InlineData("/search/index?keywords=%E7%BB%8F%E9%AA%8C&type=1&p=3", "/search?q=%E7%BB%8F%E9%AA%8C")]
    [InlineData("/search/index", "/search")]
    [InlineData("/search/index?type=1", "/search")]
    [InlineData("/search.atom?q=a&order=newest&after=x", "/search.atom?q=a")]
    public async Task Other_spelling_of_a_search_leads_to_the_one_address(string address, string target)
    {
        using var response = await portal.Client.GetAsync(address, Ct);

        Assert.Equal(HttpStatusCode.MovedPermanently, response.StatusCode);
        Assert.Equal(target, response.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("/search?q=%21%22%23%24%25%26%27%28%29*%2B%2C-.%2F%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E_%60%7B%7C%7D")] // As browsers send a form: nothing to redirect.
    [InlineData("/search?q=%E7%BB%8F%E9%AA%8C+%22a+b%22&newspaper=zsrb&from=2024-01-01&to=2024-12-31&section=%E8%A6%81%E9%97%BB&page=A01&field=title&order=oldest")]
    [InlineData("/search?q=%F0%A0%AE%B7%F0%9F%98%80")]
    [InlineData("/search?q=%EF%BF%BD")]
    [InlineData("/search?q=-%E7%BB%8F%E9%AA%8C")]
    [InlineData("/search?q=%27%3B+drop+table+x%3B--")]
    [InlineData("/search?q=%22*%28%25_%5B")]
    [InlineData("/search?q=a&order=oldest&after=1.0")]
    [InlineData("/search?q=a&order=oldest&after=37b9da00000000.500")]
    public async Task Nothing_typed_is_an_error(string address)
    {
        using var response = await portal.Client.GetAsync(address, Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Text_that_is_no_search_is_414_with_the_reason_and_a_pasted_sentence_is_cut_visibly()
    {
        using var response = await portal.Client.GetAsync("/search?q=" + Uri.EscapeDataString(new string('中', 1001)), Ct);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, response.StatusCode);
        Assert.Contains("200个字", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        var page = await portal.GetPageAsync("/search?q=" + Uri.EscapeDataString(new string('中', 1000)));
        Assert.Contains("只查了前面这些", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_query_there_is_the_box_and_how_to_use_it()
    {
        var page = await portal.GetPageAsync("/search");

        Assert.Equal("200", page.QuerySelector("#q")!.GetAttribute("maxlength"));
        Assert.Contains("怎样查", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("noindex, follow", page.QuerySelector("meta[name=robots]")!.GetAttribute("content"));
        Assert.Equal("https://paper.example.com/search", page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Found_article_is_shown_as_printed_with_the_words_marked_and_leads_to_its_text_and_its_place_on_the_page()
    {
        var found = Assert.Single((await SearchAsync("学经验")).QuerySelectorAll(".found-article"));

        Assert.Equal("带着问题学经验 带着思考谋发展", found.QuerySelector(".title")!.TextContent);
        Assert.Equal("学经验", found.QuerySelector(".title mark")!.TextContent);
        Assert.Equal("南区街道党政班子成员到三角镇学习", found.QuerySelector(".kicker")!.TextContent);
        Assert.Equal("/zsrb/2024-03-01/A01/1#q=学经验:~:text=学经验", found.QuerySelector("h2 a")!.GetAttribute("href"));
        Assert.Equal("/zsrb/2024-03-01/A01#area-1", found.QuerySelector(".found-facts a")!.GetAttribute("href"));
        Assert.Equal("2024-03-01", found.QuerySelector("time")!.GetAttribute("datetime"));
        Assert.Contains("徐钧钻", found.QuerySelector(".found-authors")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(found.QuerySelector(".found-photo img"));
        Assert.NotNull((await portal.GetPageAsync("/zsrb/2024-03-01/A01")).QuerySelector(".areas a#area-1[data-article='A01/1']"));
    }

    [Fact]
    public async Task Markup_in_an_article_stays_text()
    {
        var page = await SearchAsync("引号");

        Assert.Equal("<b>题</b> & \"引号\" '撇号' 𠮷", page.QuerySelector(".found-article .title")!.TextContent);
        Assert.Empty(page.QuerySelectorAll(".found-article b, .found-article script"));
    }

    [Fact]
    public async Task Number_order_ranges_and_values_to_narrow_by_are_links_with_the_right_numbers()
    {
        var page = await SearchAsync("正文", "&newspaper=zsrb");
        var count = page.QuerySelectorAll(".found-article").Length;

        Assert.Equal($"共 {count} 篇", page.QuerySelector(".search-count")!.TextContent.Trim());
        foreach (var value in page.QuerySelectorAll(".search-side a:has(.number)"))
        {
            var narrowed = await portal.GetPageAsync(value.GetAttribute("href")!);
            var said = int.Parse(value.QuerySelector(".number")!.FirstChild!.TextContent, System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(said, narrowed.QuerySelectorAll(".found-article").Length);
        }

        Assert.NotEmpty(page.QuerySelectorAll(".search-side a:has(.number)"));
        Assert.Equal("/search?q=%E6%AD%A3%E6%96%87&newspaper=zsrb&from=2024-02-24", page.QuerySelector(".search-side a")!.GetAttribute("href"));
        Assert.Equal(
            ["2019-01-22", "2024-02-29", "2024-03-01"],
            (await SearchAsync("正文", "&order=oldest")).QuerySelectorAll(".found-article time").Select(time => time.GetAttribute("datetime")).Distinct());
    }

    [Fact]
    public async Task What_limits_a_search_can_be_taken_off()
    {
        var page = await SearchAsync("正文", "&from=2024-01-01&to=2024-12-31&section=%E8%A6%81%E9%97%BB&page=A01&field=text");

        Assert.Equal(["2024年", "版名 要闻", "A01版", "只查正文"], page.QuerySelectorAll(".search-set a").Select(limit => limit.FirstChild!.TextContent));
        Assert.Equal("/search?q=%E6%AD%A3%E6%96%87&section=%E8%A6%81%E9%97%BB&page=A01&field=text", page.QuerySelector(".search-set a")!.GetAttribute("href"));
        Assert.NotNull(page.QuerySelector("details[open] #from[value='2024-01-01']"));
    }

    [Fact]
    public async Task Nothing_found_says_what_was_understood()
    {
        var page = await SearchAsync("标题:龙舟赛 -雨天 版次:A09", "&from=2024-01-01");
        var text = page.QuerySelector(".understood")!.TextContent;

        Assert.Contains("龙舟赛（标题）", text, StringComparison.Ordinal);
        Assert.Contains("雨天", text, StringComparison.Ordinal);
        Assert.Contains("A09", text, StringComparison.Ordinal);
        Assert.Equal("没有找到", page.QuerySelector(".search-count")!.TextContent.Trim());
        Assert.Empty(page.QuerySelectorAll(".spellings, .wider"));
        Assert.Contains("还要写上要找的词", (await SearchAsync("-雨天")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Misspelt_word_is_offered_as_the_archive_spells_it()
    {
        var page = await SearchAsync("带着问题学经念", "&order=newest");
        var hint = page.QuerySelector(".spellings a")!;

        Assert.Equal("您是不是要找：带着问题学经验（1 篇）", page.QuerySelector(".spellings")!.TextContent);
        Assert.EndsWith("&order=newest", hint.GetAttribute("href"), StringComparison.Ordinal);
        var found = await portal.GetPageAsync(hint.GetAttribute("href")!);
        Assert.Single(found.QuerySelectorAll(".found-article"));
        Assert.Empty(found.QuerySelectorAll(".spellings"));
    }

    [Fact]
    public async Task Limits_that_leave_nothing_can_be_taken_off_where_that_finds_something()
    {
        var page = await SearchAsync("正文", "&from=2024-01-01&to=2024-12-31&section=%E7%A7%91%E5%B9%BB&order=newest");
        var way = Assert.Single(page.QuerySelectorAll(".wider a"));
        var wider = await portal.GetPageAsync(way.GetAttribute("href")!);

        Assert.Equal("去掉“版名 科幻”", way.TextContent);
        Assert.Equal("/search?q=%E6%AD%A3%E6%96%87&from=2024-01-01&to=2024-12-31&order=newest", way.GetAttribute("href"));
        Assert.Contains($"（{wider.QuerySelectorAll(".found-article").Length} 篇）", page.QuerySelector(".wider")!.TextContent, StringComparison.Ordinal);

        // Neither alone leaves anything, both together do.
        way = Assert.Single((await SearchAsync("正文", "&to=1950-01-01&section=%E7%A7%91%E5%B9%BB")).QuerySelectorAll(".wider a"));
        Assert.Equal(("去掉全部条件", "/search?q=%E6%AD%A3%E6%96%87"), (way.TextContent, way.GetAttribute("href")));
    }

    [Fact]
    public async Task Every_result_is_reached_by_next_once()
    {
        await using var application = await PaperApplication.CreateAsync();
        var edition = Paper.Edition("2024-03-01").WithPage("A01");
        for (var i = 1; i <= 45; i++)
        {
            edition.WithArticle($"第{i}篇", article => article.Body = "龙舟竞渡。");
        }

        await application.ImportAsync(edition);
        using var client = application.CreatePlainClient();
        var found = new List<string>();
        for (var address = "/search?q=" + Uri.EscapeDataString("龙舟"); address is not null;)
        {
            var page = ReaderPortal.Parse(await client.GetStringAsync(address, Ct));
            found.AddRange(page.QuerySelectorAll(".found-article h2 a").Select(link => link.GetAttribute("href")!.Split('#')[0]));
            address = page.QuerySelector("a[rel=next]")?.GetAttribute("href");
            Assert.Equal(address, page.QuerySelector("head link[rel=next]")?.GetAttribute("href"));
        }

        Assert.Equal(45, found.Count);
        Assert.Equal(45, found.Distinct().Count());
    }

    [Fact]
    public async Task Unknown_newspaper_is_404()
    {
        using var response = await portal.Client.GetAsync("/search?q=a&newspaper=abc", Ct);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("/zsrb/2024-03-01/A01/1", "zsrb")]
    [InlineData("/zsrb/archive", "zsrb")]
    [InlineData("/api", null)]
    public async Task Box_stands_on_every_page_and_carries_the_newspaper(string address, string? newspaper)
    {
        var box = (await portal.GetPageAsync(address)).QuerySelector("form[role=search][action='/search']")!;

        Assert.Equal("200", box.QuerySelector("input[name=q]")!.GetAttribute("maxlength"));
        Assert.Equal(newspaper, box.QuerySelector("input[name=newspaper]")?.GetAttribute("value"));
    }

    [Fact]
    public async Task Browsers_and_search_engines_are_told_how_the_portal_is_searched()
    {
        var head = (await portal.GetPageAsync("/zsrb")).Head!;
        Assert.Contains("\"urlTemplate\":\"https://paper.example.com/search?q={words}", head.QuerySelector("script[type='application/ld+json']")!.TextContent, StringComparison.Ordinal);
        using var response = await portal.Client.GetAsync(head.QuerySelector("link[rel=search]")!.GetAttribute("href"), Ct);

        Assert.Equal("application/opensearchdescription+xml", response.Content.Headers.ContentType!.MediaType);
        var description = System.Xml.Linq.XDocument.Parse(await response.Content.ReadAsStringAsync(Ct));
        Assert.Equal("中山日报", description.Root!.Element(description.Root.Name.Namespace + "ShortName")!.Value);
        Assert.All(description.Root.Elements(description.Root.Name.Namespace + "Url"), url => Assert.Contains("{searchTerms}", url.Attribute("template")!.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Suggestions_hold_what_is_typed_and_may_be_kept_for_a_minute()
    {
        using var response = await portal.Client.GetAsync("/search/suggest?q=" + Uri.EscapeDataString("跨版") + "&newspaper=zsrb", Ct);
        var answer = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct)).RootElement;

        Assert.Equal("跨版", answer[0].GetString());
        Assert.Equal("跨版的稿件", answer[1][0].GetString());
        Assert.Equal("标题", answer[2][0].GetString());
        Assert.Equal("public, max-age=60", response.Headers.CacheControl!.ToString());
        Assert.Equal("[\"\",[],[]]", await portal.Client.GetStringAsync("/search/suggest", Ct));
    }

    private Task<AngleSharp.Html.Dom.IHtmlDocument> SearchAsync(string query, string more = "") =>
        portal.GetPageAsync("/search?q=" + Uri.EscapeDataString(query).Replace("%20", "+", StringComparison.Ordinal) + more);
}
