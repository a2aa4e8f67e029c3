using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>The desk's search: what its page shows of what is found, and to whom.</summary>
public sealed class SearchTests : IAsyncLifetime
{
    private PaperApplication _application = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _application = await PaperApplication.CreateAsync();
        await _application.SaveAsync(
            Paper.Edition("2024-03-02").Draft().WithPage("A03", "要闻")
                .WithArticle("春耕草稿", article =>
                {
                    article.Kicker = "引题";
                    article.Body = "镇里的<b>早稻</b>今天开插。";
                    article.By("徐钧钻");
                })
                .WithArticle("别人的早稻"),
            Paper.Edition("2024-02-29").WithPage("A01").WithArticle("早稻已发").WithArticle("早稻已撤", article => article.Withdrawal = "不实"),
            Paper.Edition("2024-03-02").Of("zswb").Draft().WithPage("A01").WithArticle("晚报早稻"));
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task Hit_says_where_it_stands_how_far_it_is_and_leads_to_its_editor()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        var page = ReaderPortal.Parse(await client.ReadAsync("/admin/search?q=" + Uri.EscapeDataString("早稻 春耕")));

        var hit = Assert.Single(page.QuerySelectorAll(".desk-found li"));
        Assert.Equal("/admin/zsrb/2024-03-02/A03/1", hit.QuerySelector("h2 a")!.GetAttribute("href"));
        Assert.Equal("引题春耕草稿", hit.QuerySelector("h2 a")!.TextContent);
        Assert.Equal("草稿", hit.QuerySelector(".state")!.TextContent);
        Assert.Equal(["春耕", "早稻"], hit.QuerySelectorAll("mark").Select(mark => mark.TextContent));
        Assert.Equal(
            ["中山日报", "2024-03-02", "A03版 要闻", "作者 徐钧钻"],
            hit.QuerySelectorAll(".desk-found-facts > *").Select(fact => fact.TextContent.Trim()));
        Assert.Equal("早稻 春耕", page.QuerySelector("input[name=q]")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("q=早稻", "春耕草稿 别人的早稻 早稻已发 早稻已撤 晚报早稻")]
    [InlineData("q=早稻&state=draft", "春耕草稿 别人的早稻 晚报早稻")]
    [InlineData("q=早稻&state=withdrawn", "早稻已撤")]
    [InlineData("q=早稻&state=nothing", "春耕草稿 别人的早稻 早稻已发 早稻已撤 晚报早稻")]
    [InlineData("q=早稻&author=徐钧", "春耕草稿")]
    [InlineData("author=徐钧钻", "春耕草稿")]
    [InlineData("author=\"徐钧钻\"&state=draft", "春耕草稿")]
    [InlineData("author=徐钧钻&state=released", "")]
    [InlineData("q=早稻&newspaper=zswb", "晚报早稻")]
    [InlineData("q=早稻&to=2024-03-01", "早稻已发 早稻已撤")]
    [InlineData("q=早稻&from=2024-03-01&newspaper=zsrb", "春耕草稿 别人的早稻")]
    [InlineData("q='; drop table \"Articles\"; --&state=draft", "")]
    public async Task Filters_leave_what_they_say(string query, string expected)
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        var page = ReaderPortal.Parse(await client.ReadAsync("/admin/search?" + string.Join('&', query.Split('&').Select(part => $"{part.Split('=')[0]}={Uri.EscapeDataString(part.Split('=')[1])}"))));

        Assert.Equal(
            expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            page.QuerySelectorAll(".desk-found h2 a").Select(link => link.TextContent.Replace("引题", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_works_for_one_newspaper_finds_nothing_of_another()
    {
        var user = await _application.AddUserAsync("li", DeskRights.None);
        await using (var scope = _application.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
            db.Attach(user).Entity.Grant(await db.Newspapers.Where(newspaper => newspaper.Code == "zswb").Select(newspaper => newspaper.Id).SingleAsync(Ct), DeskRights.Proofread);
            await db.SaveChangesAsync(Ct);
        }

        using var client = await _application.CreateDeskClientAsync("li");
        foreach (var query in new[] { "", "&state=draft" })
        {
            var page = ReaderPortal.Parse(await client.ReadAsync("/admin/search?q=" + Uri.EscapeDataString("早稻") + query));
            Assert.Equal(["晚报早稻"], page.QuerySelectorAll(".desk-found h2 a").Select(link => link.TextContent));
        }

        Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync("/admin/search?q=a&newspaper=zsrb"));
    }

    [Fact]
    public async Task Next_leads_on_with_the_same_search()
    {
        var edition = Paper.Edition("2024-03-03").Draft().WithPage("A01");
        for (var i = 0; i < 30; i++)
        {
            edition.WithArticle($"防汛之{i}", article => article.By("李明"));
        }

        await _application.SaveAsync(edition);
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        var first = ReaderPortal.Parse(await client.ReadAsync($"/admin/search?q={Uri.EscapeDataString("防汛")}&state=draft&author={Uri.EscapeDataString("李明")}&order=oldest"));
        Assert.Contains("共 30 篇", first.QuerySelector(".desk-found-count")!.TextContent, StringComparison.Ordinal);
        var second = ReaderPortal.Parse(await client.ReadAsync(first.QuerySelector("a[rel=next]")!.GetAttribute("href")!));

        Assert.Equal((20, 10), (first.QuerySelectorAll(".desk-found li").Length, second.QuerySelectorAll(".desk-found li").Length));
        Assert.Equal(("防汛", "李明", "draft"), (
            second.QuerySelector("input[name=q]")!.GetAttribute("value"), second.QuerySelector("input[name=author]")!.GetAttribute("value"), second.QuerySelector("select[name=state] [selected]")!.GetAttribute("value")));
        Assert.Null(second.QuerySelector("a[rel=next]"));
    }

    [Fact]
    public async Task Every_page_of_the_desk_has_the_box_and_nothing_typed_is_no_error()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        foreach (var address in new[] { "/admin/zsrb", "/admin/zsrb/2024-03-02/A03/1", "/admin/account" })
        {
            Assert.Equal("/admin/search", ReaderPortal.Parse(await client.ReadAsync(address)).QuerySelector("form[role=search]:has(input[name=q])")!.GetAttribute("action"));
        }

        foreach (var query in new[] { "", "?q=", "?q=-%E6%97%A9", "?state=draft", "?author=%22", "?q=%22%00&after=x" })
        {
            Assert.Single(ReaderPortal.Parse(await client.ReadAsync("/admin/search" + query)).QuerySelectorAll("form[role=search]"));
        }

        using var nobody = await _application.CreateDeskClientAsync("niemand", DeskRights.None);
        Assert.Null(ReaderPortal.Parse(await nobody.ReadAsync("/admin/account", HttpStatusCode.Forbidden)).QuerySelector("form[role=search]"));
    }
}
