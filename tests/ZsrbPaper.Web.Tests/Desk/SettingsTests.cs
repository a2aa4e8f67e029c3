using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>A newspaper's settings, and the audit log that tells of them.</summary>
public sealed class SettingsTests : IAsyncLifetime
{
    private PaperApplication _application = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _application = await PaperApplication.CreateAsync();
        await using var scope = _application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        db.Add(Paper.Newspaper("zsrb"));
        await db.SaveChangesAsync(Cancellation);
        _client = await _application.CreateDeskClientAsync("总编", DeskRights.Administer);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    [Fact]
    public async Task Settings_saved_are_kept_and_audited()
    {
        using var answer = await SaveAsync(new()
        {
            ["Input.RequiredReviews"] = "2",
            ["Input.Blocking"] = "DuplicateText",
            ["Input.WordList"] = "做月子 → 坐月子 # 惯用写法\n\n帐号 -> 账号",
        });

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var newspaper = await FindAsync();
        Assert.Equal(2, newspaper.RequiredReviews);
        Assert.Equal([nameof(FindingKind.DuplicateText)], newspaper.BlockingFindings);
        Assert.Equal([new WordRule("做月子", "坐月子", "惯用写法"), new WordRule("帐号", "账号", null)], newspaper.WordList);
        var audit = await _client.GetStringAsync("/admin/audit?subject=zsrb", Cancellation);
        Assert.Contains("总编", audit, StringComparison.Ordinal);
        Assert.Contains("修改设置", audit, StringComparison.Ordinal);
        var export = await _client.GetStringAsync("/admin/audit?handler=export", Cancellation);
        Assert.Contains("\"Act\":\"settings-changed\"", export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_no_rule_is_named_and_nothing_typed_is_lost()
    {
        using var answer = await SaveAsync(new() { ["Input.RequiredReviews"] = "1", ["Input.WordList"] = "帐号 → 账号\n只有一半 →" });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("第 2 行", page, StringComparison.Ordinal);
        Assert.Contains("只有一半", page, StringComparison.Ordinal);
        Assert.Equal(3, (await FindAsync()).RequiredReviews);
    }

    [Fact]
    public async Task An_older_form_does_not_overwrite_silently()
    {
        var token = await _client.ReadFormAsync("/admin/zsrb/settings", Cancellation);
        using var first = await SaveAsync(new() { ["Input.RequiredReviews"] = "1" });
        using var second = await _client.PostAsync("/admin/zsrb/settings", new FormUrlEncodedContent(new Dictionary<string, string>(token) { ["Input.RequiredReviews"] = "0" }), Cancellation);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Contains("别人刚刚改过", await second.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(1, (await FindAsync()).RequiredReviews);
    }

    [Fact]
    public async Task The_audit_log_is_not_for_editors()
    {
        using var editor = await _application.CreateDeskClientAsync("editor", DeskRoles.All[DeskRoles.Editor]);
        foreach (var address in new[] { "/admin/audit", "/admin/audit?handler=export", "/admin/zsrb/settings" })
        {
            using var answer = await editor.GetAsync(address, Cancellation);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    private async Task<HttpResponseMessage> SaveAsync(Dictionary<string, string> values)
    {
        var form = await _client.ReadFormAsync("/admin/zsrb/settings", Cancellation);
        foreach (var (name, value) in values)
        {
            form[name] = value;
        }

        return await _client.PostAsync("/admin/zsrb/settings", new FormUrlEncodedContent(form), Cancellation);
    }

    private async Task<Newspaper> FindAsync()
    {
        await using var scope = _application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Newspapers.AsNoTracking().SingleAsync(Cancellation);
    }
}
