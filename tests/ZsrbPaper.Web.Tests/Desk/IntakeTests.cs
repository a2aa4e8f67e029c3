using System.IO.Compression;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>New editions and the files of the night, through the desk's pages.</summary>
public sealed class IntakeTests : IAsyncLifetime
{
    private const string New = "/admin/zsrb/new";
    private const string Packages = "/admin/zsrb/packages";
    private const string Intake = "/admin/zsrb/2024-03-02/intake";
    private const string Replace = "/admin/zsrb/2024-03-02/A01/replace";
    private PaperApplication _application = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _application = await PaperApplication.CreateAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task A_new_edition_is_planned_as_the_last_one_of_its_weekday()
    {
        await _application.SaveAsync(
            Paper.Edition("2024-02-24").WithPage("A01", "周末").WithPage("A02-A03", "读书"),
            Paper.Edition("2024-03-01").WithPage("A01", "要闻"));
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);

        var form = await client.ReadAsync(New);
        Assert.Contains("value=\"2024-03-02\"", form, StringComparison.Ordinal);
        Assert.Contains("A01 周末\nA02-A03 读书", form.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        var next = await client.HandleAsync(New, null, ("Input.Date", "2024-03-02"), ("Input.Pages", "A01 周末\r\n\r\nA02-A03 读书 与人\r\nA04"));
        Assert.Contains("已新建，3 个版。", next, StringComparison.Ordinal);
        await using var scope = _application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        var edition = await db.Editions.Include(edition => edition.Pages).SingleAsync(edition => edition.Date == new DateOnly(2024, 3, 2), Ct);
        Assert.Equal(["A01 周末", "A02-A03 读书 与人", "A04 "], edition.Pages.OrderBy(page => page.Position).Select(page => $"{page.Label} {page.Section}"));
        Assert.Null(edition.SignedOffAt);
        Assert.Equal("wang", (await db.AuditEntries.SingleAsync(entry => entry.Act == Acts.EditionOpened, Ct)).Actor);
    }

    [Fact]
    public async Task A_date_that_is_taken_is_said_with_a_link_and_nothing_is_opened_twice()
    {
        await _application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01"));
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        await client.HandleAsync(New, null, ("Input.Date", "2024-03-02"), ("Input.Pages", "A01 新闻"));

        using var again = await client.PostRawAsync(New, null, ("Input.Date", "2024-03-02"), ("Input.Pages", "A01 另一个"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        var html = await again.Content.ReadAsStringAsync(Ct);
        Assert.Contains("已经有一期了", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/admin/zsrb/2024-03-02\"", html, StringComparison.Ordinal);
        Assert.Contains("A01 另一个", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024-03-02", "A01 新闻\nA01-A02 专题", "第 2 行：版次 A01-A02 与 A01 重叠")]
    [InlineData("2024-03-02", "A01 新闻\n头版 要闻", "第 2 行：“头版”不是版次")]
    [InlineData("2024-02-31", "A01 新闻", "请填日期")]
    [InlineData("", "", "请填日期")]
    public async Task A_plan_that_cannot_be_is_refused_and_kept_in_the_form(string date, string pages, string problem)
    {
        await _application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01"));
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var answer = await client.PostRawAsync(New, null, ("Input.Date", date), ("Input.Pages", pages));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Contains(problem, html, StringComparison.Ordinal);
        Assert.Contains(pages.Split('\n')[0], html, StringComparison.Ordinal);
        await using var scope = _application.Services.CreateAsyncScope();
        Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Editions.CountAsync(Ct));
    }

    [Fact]
    public async Task A_package_comes_in_in_the_background_and_what_is_wrong_with_one_is_said_in_Chinese()
    {
        await _application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01"), Paper.Edition("2024-03-01").Of("wanbao").WithPage("A01"));
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);

        Assert.Contains("<a href=\"/admin/zsrb/2024-03-02\">2024-03-02</a>", await ImportAsync(Zip(Paper.Edition("2024-03-02").WithPage("A01", "要闻").WithArticle("头条"))), StringComparison.Ordinal);
        Assert.Contains("这个期刊包是“wanbao”的，不是“zsrb”的。", await ImportAsync(Zip(Paper.Edition("2024-03-03").Of("wanbao").WithPage("A01").WithArticle("晚报"))), StringComparison.Ordinal);
        Assert.Contains("2024-03-01 已经有一期了", await ImportAsync(Zip(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("重来"))), StringComparison.Ordinal);
        Assert.Contains("A01/1.md 第 ", await ImportAsync(Zip(Paper.Edition("2024-03-04").WithPage("A01").WithArticle(""))), StringComparison.Ordinal);
        Assert.Contains("缺 title:", await client.ReadAsync(Packages), StringComparison.Ordinal);
        using (var refused = await SendAsync(client, Packages, "Files", "files", ("package.zip", "no zip"u8.ToArray())))
        {
            Assert.Contains("不是 zip 文件", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        await using var scope = _application.Services.CreateAsyncScope();
        Assert.Equal(3, await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Editions.CountAsync(Ct));

        async Task<string> ImportAsync(byte[] package)
        {
            using var answer = await SendAsync(client, Packages, "Files", "files", ("期刊.zip", package));
            DeskForms.AssertLeadsTo(Packages, answer);
            await _application.FinishJobsAsync();
            return await client.ReadAsync($"{Packages}?handler=Status");
        }
    }

    [Fact]
    public async Task A_package_that_failed_is_tried_again()
    {
        await _application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01"));
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using (await SendAsync(client, Packages, "Files", "files", ("期刊.zip", Zip(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("头条")))))
        {
            await _application.FinishJobsAsync();
        }

        await using (var scope = _application.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Editions.ExecuteDeleteAsync(Ct);
        }

        var key = System.Text.RegularExpressions.Regex.Match(await client.ReadAsync(Packages), "name=\"job\" value=\"([0-9a-f]{16})\"").Groups[1].Value;
        await client.HandleAsync(Packages, "Retry", ("job", key));
        await _application.FinishJobsAsync();
        Assert.Contains("已导入为草稿", await client.ReadAsync(Packages), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Packages, "Desk:MaxPackageMegabytes", "期刊包最大 1 MB")]
    [InlineData(Replace, "Desk:MaxFileMegabytes", "文件最大 1 MB")]
    public async Task What_is_over_the_limit_is_refused_with_the_limit_in_the_words(string address, string setting, string says)
    {
        await using var application = await PaperApplication.CreateAsync();
        application.With(setting, "1");
        await application.SaveAsync(Paper.Edition("2024-03-02").Draft().WithPage("A01"));
        using var client = await application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var answer = await SendAsync(client, address, "Files", "files", ("a.zip", new byte[6 << 20]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_grows_over_the_limit_on_its_way_is_refused_with_the_limit_in_the_words()
    {
        await using var application = await PaperApplication.CreateAsync();
        application.With("Desk:MaxPackageMegabytes", "1");
        await application.SaveAsync(Paper.Edition("2024-03-02").Draft().WithPage("A01"));
        using var client = await application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var answer = await SendAsync(client, Packages, "Files", "files", ("a.zip", new byte[2 << 20]));
        Assert.Contains("超过每个文件 1 MB 的上限", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_issue_number_follows_the_last_and_the_sample_gives_way()
    {
        await _application.SaveAsync(Paper.Edition("2024-03-01").Numbered(12345).WithPage("A01"));
        await using (var scope = _application.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
            db.Editions.Add(new Edition(await db.Newspapers.SingleAsync(Ct), new DateOnly(2024, 2, 1)) { IsSample = true });
            await db.SaveChangesAsync(Ct);
        }

        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        Assert.Contains("name=\"Input.Number\" value=\"12346\"", await client.ReadAsync(New), StringComparison.Ordinal);
        using (var refused = await client.PostRawAsync(New, null, ("Input.Date", "2024-03-02"), ("Input.Number", "一"), ("Input.Pages", "")))
        {
            Assert.Contains("总第期号是一个正整数", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        await client.HandleAsync(New, null, ("Input.Date", "2024-03-02"), ("Input.Number", " 12346 "), ("Input.Pages", ""));
        await using var after = _application.Services.CreateAsyncScope();
        Assert.Equal([12345, 12346], await after.ServiceProvider.GetRequiredService<PaperDbContext>().Editions.OrderBy(edition => edition.Date).Select(edition => edition.Number!.Value).ToListAsync(Ct));
    }

    [Fact]
    public async Task Without_its_database_an_upload_says_so_leaves_nothing_and_gets_through_later()
    {
        await _application.SaveAsync(Paper.Edition("2024-03-02").Draft().WithPage("A01"));
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        await client.ReadAsync(Intake);
        _application.Outage.Of = "PageJobs";
        using (var content = new MultipartFormDataContent { { new ByteArrayContent(TinyFiles.Png(40, 60)), "files", "A01.png" } })
        using (var request = new HttpRequestMessage(HttpMethod.Post, $"{Intake}?handler=Files") { Content = content })
        {
            request.Headers.Add("RequestVerificationToken", DeskForms.Token(await client.ReadAsync(New)));
            using var answer = await client.SendAsync(request, Ct);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("数据库连不上，刚才送来的没有存下", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        _application.Outage.Of = null;
        Assert.Contains("还没有文件", await client.ReadAsync(Intake), StringComparison.Ordinal);
        using var again = await SendAsync(client, Intake, "Files", "files", ("A01.png", TinyFiles.Png(40, 60)));
        DeskForms.AssertLeadsTo(Intake, again);
    }

    [Fact]
    public async Task A_file_dropped_by_mistake_is_removed()
    {
        await _application.SaveAsync(Paper.Edition("2024-03-02").Draft().WithPage("A01"));
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using (await SendAsync(client, Intake, "Files", "files", ("封面.png", TinyFiles.Png(40, 60, "a"))))
        {
        }

        await client.HandleAsync(Intake, "Remove", ("job", (await SingleJobAsync()).Hash[..16]));
        Assert.Contains("还没有文件", await client.ReadAsync(Intake), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_a_plain_form_become_jobs_whose_labels_can_be_put_right()
    {
        await _application.SaveAsync(Paper.Edition("2024-03-02").Draft().WithPage("A01"));
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);

        using (var answer = await SendAsync(client, Intake, "Files", "files", ("封面.png", TinyFiles.Png(40, 60, "a")), ("坏的.pdf", "no pdf"u8.ToArray())))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var html = await answer.Content.ReadAsStringAsync(Ct);
            Assert.Contains("坏的.pdf", html, StringComparison.Ordinal);
            Assert.Contains("请填版次", html, StringComparison.Ordinal);
        }

        var job = await SingleJobAsync();
        using (var wrong = await client.PostRawAsync(Intake, "Label", ("job", job.Hash[..16]), ("label", "头版")))
        {
            Assert.Contains("不是版次", await wrong.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        await client.HandleAsync(Intake, "Label", ("job", job.Hash[..16]), ("label", "A01"));
        Assert.Equal("A01", (await SingleJobAsync()).Label?.Value);
        Assert.Contains("封面.png", await client.ReadAsync($"{Intake}?handler=Status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_sends_a_file_with_its_token_in_a_header_and_is_told_as_JSON()
    {
        await _application.SaveAsync(Paper.Edition("2024-03-02").Draft().WithPage("A01"));
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        var token = DeskForms.Token(await client.ReadAsync(Intake));
        Assert.Equal("{\"taken\":1,\"problems\":[]}", await SendAsync("封面.png", TinyFiles.Png(40, 60)));
        Assert.Contains("\"taken\":0", await SendAsync("坏的.png", "no picture"u8.ToArray()), StringComparison.Ordinal);
        Assert.Equal("封面.png", (await SingleJobAsync()).FileName);

        async Task<string> SendAsync(string name, byte[] file)
        {
            using var content = new MultipartFormDataContent { { new ByteArrayContent(file), "files", name } };
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{Intake}?handler=Files") { Content = content };
            request.Headers.Add("Accept", "application/json");
            request.Headers.Add("RequestVerificationToken", token);
            using var answer = await client.SendAsync(request, Ct);
            return await answer.Content.ReadAsStringAsync(Ct);
        }
    }

    [Fact]
    public async Task Who_may_not_write_opens_nothing_and_unknown_places_are_not_found()
    {
        await _application.SaveAsync(Paper.Edition("2024-03-02").Draft().WithPage("A01"));
        using var reviewer = await _application.CreateDeskClientAsync("li", DeskRights.Review2);
        Assert.Equal(HttpStatusCode.Forbidden, await reviewer.StatusAsync(New));
        Assert.Equal(HttpStatusCode.Forbidden, await reviewer.StatusAsync(Intake));
        using var writer = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        Assert.Equal(HttpStatusCode.NotFound, await writer.StatusAsync("/admin/zsrb/2024-03-09/intake"));
        Assert.Equal(HttpStatusCode.NotFound, await writer.StatusAsync("/admin/zsrb/2024-13-09/intake"));
    }

    [Fact]
    public async Task The_pages_take_at_most_six_commands()
    {
        await _application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01"), Paper.Edition("2024-03-02").Draft().WithPage("A01"));
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        foreach (var address in new[] { New, Intake, Packages })
        {
            await client.ReadAsync(address);
            _application.Commands.Reset();
            await client.ReadAsync(address);
            Assert.True(_application.Commands.Commands.Count <= 6, $"{address}:\n{string.Join("\n\n", _application.Commands.Commands)}");
        }
    }

    private async Task<PageJob> SingleJobAsync()
    {
        await using var scope = _application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PaperDbContext>().PageJobs.AsNoTracking().SingleAsync(Ct);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string page, string handler, string field, params (string Name, byte[] File)[] files)
    {
        using var content = new MultipartFormDataContent { { new StringContent(DeskForms.Token(await client.ReadAsync(page))), "__RequestVerificationToken" } };
        foreach (var (name, file) in files)
        {
            content.Add(new ByteArrayContent(file), field, name);
        }

        return await client.PostAsync($"{page}?handler={handler}", content, Ct);
    }

    private static byte[] Zip(EditionBuilder edition)
    {
        using var folder = new TemporaryFolder();
        using var zip = new MemoryStream();
        ZipFile.CreateFromDirectory(edition.WriteTo(folder), zip);
        return zip.ToArray();
    }
}
