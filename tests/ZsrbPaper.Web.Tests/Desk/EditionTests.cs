using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>The newspaper's desk and an edition on it: what they show, to whom, and at what cost.</summary>
public sealed class EditionTests : IAsyncLifetime
{
    private const string Edition = "/admin/zsrb/2024-03-02";
    private PaperApplication _application = null!;

    public async ValueTask InitializeAsync() => _application = await PaperApplication.CreateAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task Large_edition_costs_at_most_six_commands_and_150_KB_on_every_page()
    {
        var edition = Paper.Edition("2024-03-02").Draft();
        for (var page = 1; page <= 16; page++)
        {
            edition.WithPage($"A{page:00}", "新闻");
            for (var article = 1; article <= 5; article++)
            {
                edition.WithArticle($"第{page}版第{article}篇稿件的标题");
            }
        }

        await _application.SaveAsync(edition);
        using var client = await _application.CreateDeskClientAsync("wang", DeskRoles.All[DeskRoles.Chief]);
        foreach (var address in new[] { "/admin/zsrb", Edition, $"{Edition}/changes", $"{Edition}/A01/replace", $"{Edition}/A01/1/withdraw" })
        {
            await client.ReadAsync(address);
            _application.Commands.Reset();
            var html = await client.ReadAsync(address);
            Assert.True(_application.Commands.Commands.Count <= 6, $"{address}:\n{string.Join("\n\n", _application.Commands.Commands)}");
            Assert.True(System.Text.Encoding.UTF8.GetByteCount(html) < 150 * 1024, $"{address}: {html.Length}");
        }
    }

    [Fact]
    public async Task Calendar_shows_state_and_what_is_missing()
    {
        await _application.SaveAsync(
            Paper.Edition("2024-03-01").WithPage("A01").WithArticle("已发"),
            Paper.Edition("2024-03-02").Draft().Numbered(12346).WithPage("A01").WithArticle("一").WithArticle("二"));
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        var html = await client.ReadAsync("/admin/zsrb");
        Assert.Contains("已发布", html, StringComparison.Ordinal);
        Assert.Contains("待审 1 版 2 篇", html, StringComparison.Ordinal);
        Assert.Contains("总第12346期", html, StringComparison.Ordinal);
        Assert.Contains("这个月还没有期", await client.ReadAsync("/admin/zsrb?month=2023-01"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Month_of_drafts_says_how_many_findings_block_and_how_many_warn_within_six_commands()
    {
        for (var day = 1; day <= 31; day++)
        {
            var edition = Paper.Edition($"2024-03-{day:00}").Draft();
            for (var page = 1; page <= 4; page++)
            {
                edition.WithPage($"A{page:00}").WithArticle("标题", article => article.Body = "今天,天气好。他说：“走吧。");
            }

            await _application.SaveAsync(edition);
        }

        await SetBlockingAsync(FindingKind.UnclosedQuotation);
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        await client.ReadAsync("/admin/zsrb");
        _application.Commands.Reset();
        var html = await client.ReadAsync("/admin/zsrb");

        Assert.True(_application.Commands.Commands.Count <= 6, string.Join("\n\n", _application.Commands.Commands));
        Assert.True(System.Text.Encoding.UTF8.GetByteCount(html) < 150 * 1024, $"{html.Length}");
        Assert.Equal((31, 31), (html.Split("检查 4 处须改").Length - 1, html.Split("提醒 4 处").Length - 1));
    }

    [Fact]
    public async Task Findings_of_an_edition_lead_to_their_places()
    {
        await _application.SaveAsync(Paper.Edition("2024-03-02").Draft().WithPage("A01").WithArticle("标题", article => article.Body = "今天,天气好。他说：“走吧。"));
        await SetBlockingAsync(FindingKind.UnclosedQuotation);
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        var html = await client.ReadAsync(Edition);

        Assert.Contains("<a href=\"/admin/zsrb/2024-03-02/A01/1#Body:2\">A01版第 1 篇 中文里用了半角 , ，应为全角 ，</a>", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/admin/zsrb/2024-03-02/A01/1#Body:10\">A01版第 1 篇 “ 不成对，缺 ”</a>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_number_and_plan_are_set_on_the_edition_and_what_is_wrong_is_kept()
    {
        await SaveDraftAsync();
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        Assert.Contains("总第12346期", await client.HandleAsync(Edition, "Number", ("number", "12346")), StringComparison.Ordinal);
        Assert.Contains("value=\"2024-03-02T05:30\"", await client.HandleAsync(Edition, "Plan", ("releaseAt", "2024-03-02T05:30")), StringComparison.Ordinal);

        foreach (var (handler, name, value, sentence) in new[] { ("Number", "number", "一二三", "期号写成 1 到 9999999 的整数"), ("Number", "number", "0", "期号写成"), ("Plan", "releaseAt", "六点", "发布时间读不懂") })
        {
            using var refused = await client.PostRawAsync(Edition, handler, (name, value));
            var page = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
            Assert.Contains(sentence, page, StringComparison.Ordinal);
            Assert.Contains($"value=\"{value}\"", page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("总第12346期", await client.HandleAsync(Edition, "Number", ("number", "")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Desk_home_leads_to_the_only_newspaper_and_lists_several()
    {
        await _application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01"));
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using (var answer = await client.GetAsync("/admin", TestContext.Current.CancellationToken))
        {
            Assert.Equal("/admin/zsrb", answer.Headers.Location!.OriginalString);
        }

        await _application.SaveAsync(Paper.Edition("2024-03-01").Of("wanbao").WithPage("A01"));
        Assert.Contains("href=\"/admin/wanbao\"", await client.ReadAsync("/admin"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/admin/nirgends")]
    [InlineData("/admin/zsrb/2024-03-09")]
    [InlineData("/admin/zsrb/2024-13-09")]
    [InlineData("/admin/zsrb/2024-03-02/A09/replace")]
    [InlineData("/admin/zsrb/2024-03-02/A01/9/withdraw")]
    [InlineData("/admin/zsrb/2024-03-02/x/x/withdraw")]
    public async Task What_is_not_there_is_not_found(string address)
    {
        await SaveDraftAsync();
        using var client = await _application.CreateDeskClientAsync("wang", DeskRoles.All[DeskRoles.Chief]);
        await client.ReadAsync(address, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Rights_are_asked_for_by_every_act()
    {
        await SaveDraftAsync();
        using var writer = await _application.CreateDeskClientAsync("writer", DeskRights.Write);
        foreach (var (handler, target) in new[] { ("Pass", "1:A01/1:1"), ("Pass", "3:A01"), ("PassPage", "2:A01"), ("Proof", ""), ("SignOff", ""), ("ReleaseNow", ""), ("Reapprove", ""), ("Move", ""), ("Revoke", "") })
        {
            using var answer = await writer.PostRawAsync(Edition, handler, ("target", target), ("label", "A01"), ("round", "1"));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Forbidden, await writer.StatusAsync($"{Edition}/A01/1/withdraw"));
        using var reviewer = await _application.CreateDeskClientAsync("reviewer", DeskRights.Review1);
        foreach (var target in new[] { "", ":", "9:A01", "1", "1:A01/0:1", "1:A01/1:1:1", "1:/", "一:A01" })
        {
            using var answer = await reviewer.PostRawAsync(Edition, "Pass", ("target", target));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Reviewer_sees_the_button_that_the_rules_allow_and_the_name_afterwards()
    {
        await SaveDraftAsync();
        using var client = await _application.CreateDeskClientAsync("审稿人", DeskRights.Review1 | DeskRights.Review2 | DeskRights.Proofread);
        var before = await client.ReadAsync(Edition);
        Assert.Contains("value=\"1:A01/1:1\"", before, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"2:A01/1:1\"", before, StringComparison.Ordinal);

        var after = await client.HandleAsync(Edition, "Pass", ("target", "1:A01/1:1"));
        Assert.Contains("已通过", after, StringComparison.Ordinal);
        Assert.Contains(">审稿人</span>", after, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"2:A01/1:1\"", after, StringComparison.Ordinal);
        Assert.Contains("同一个人不能审同一篇两次", await client.HandleAsync(Edition, "Pass", ("target", "2:A01/1:1")), StringComparison.Ordinal);
        Assert.Contains("没有重复记录", await client.HandleAsync(Edition, "Pass", ("target", "1:A01/1:1")), StringComparison.Ordinal);
        Assert.Contains("一校", await client.HandleAsync(Edition, "Proof", ("label", "A01"), ("round", "1"), ("note", "无误")), StringComparison.Ordinal);
    }

    private async Task SetBlockingAsync(FindingKind kind)
    {
        await using var scope = _application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        (await db.Newspapers.SingleAsync(TestContext.Current.CancellationToken)).BlockingFindings = [kind.ToString()];
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private Task SaveDraftAsync() => _application.SaveAsync(Paper.Edition("2024-03-02").Draft().WithPage("A01").WithArticle("第一篇").WithArticle("第二篇"));
}
