using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>The article page: who may read and write it, and what its handlers answer.</summary>
public sealed partial class ArticleTests : IAsyncLifetime
{
    private const string Address = "/admin/zsrb/2024-03-02/A03/1";
    private PaperApplication _application = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _application = await PaperApplication.CreateAsync();
        await _application.SaveAsync(
            Paper.Edition("2024-03-02").Draft().WithPage("A03").WithArticle("老码头亮灯了", article => article.Body = "正文。").WithArticle("第二篇"),
            Paper.Edition("2024-03-01").WithPage("A03").WithArticle("已发布"));
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task Writer_sees_the_form_with_six_commands_at_most_and_not_too_much_of_it()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        _ = await client.GetStringAsync(Address, Cancellation);
        _application.Commands.Reset();
        var page = await client.GetStringAsync(Address, Cancellation);

        Assert.True(_application.Commands.Commands.Count <= 6, string.Join("\n\n", _application.Commands.Commands));
        Assert.True(page.Length < 150_000);
        Assert.Contains("老码头亮灯了", page, StringComparison.Ordinal);
        Assert.Contains("name=\"Input.Body\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reader_of_the_desk_without_the_right_to_write_sees_it_and_saves_nothing()
    {
        using var client = await _application.CreateDeskClientAsync("jiao", DeskRights.Proofread);
        var page = await client.GetStringAsync(Address, Cancellation);
        Assert.Contains("readonly", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"copy-submit\"", page, StringComparison.Ordinal);

        foreach (var handler in new[] { "?handler=Save", "", "?handler=Photos", "?handler=Presence", "?handler=Propose", "?handler=Discard" })
        {
            using var answer = await PostAsync(client, page, handler, ("Input.Body", "改了"));
            Assert.True(answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Redirect, $"{handler}: {answer.StatusCode}");
        }

        Assert.Equal("正文。", (await BodyAsync("2024-03-02")).Body);
    }

    [Theory]
    [InlineData("/admin/zsrb/2024-03-02/A03/9")]
    [InlineData("/admin/zsrb/2024-03-02/A03/0")]
    [InlineData("/admin/zsrb/2024-03-02/A04/1")]
    [InlineData("/admin/zsrb/2024-02-30/A03/1")]
    [InlineData("/admin/zsrb/2024-03-02/!/1")]
    [InlineData("/admin/nope/2024-03-02/A03/1")]
    [InlineData("/admin/zsrb/2024-03-02/A03/1/history?version=77")]
    public async Task What_is_not_there_is_not_found(string address)
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var answer = await client.GetAsync(address, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Save_without_the_token_is_refused()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var answer = await client.PostAsync($"{Address}?handler=Save", new FormUrlEncodedContent([new("Input.Body", "改了")]), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Saves_while_typing_go_on_from_one_another_and_a_stale_one_shows_both()
    {
        using var wang = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var li = await _application.CreateDeskClientAsync("li", DeskRights.Write);
        var ofWang = await wang.GetStringAsync(Address, Cancellation);
        var ofLi = await li.GetStringAsync(Address, Cancellation);

        using var first = await PostAsync(wang, ofWang, "?handler=Save", ("Input.Title", "老码头"), ("Input.Body", "王写的。"), ("Input.Reporters", "苏望潮、林汀舟"));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var basis = (await first.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("basis").GetString()!;
        using var second = await PostAsync(wang, ofWang, "?handler=Save", ("Input.Basis", basis), ("Input.Title", "老码头"), ("Input.Body", "王又写的。"));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);

        using var stale = await PostAsync(li, ofLi, "?handler=Save", ("Input.Title", "老码头"), ("Input.Body", "李写的。"));
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        var both = await stale.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("用我的", both, StringComparison.Ordinal);
        Assert.Contains("<ins>李</ins>", both, StringComparison.Ordinal);
        Assert.Contains("<del>王又</del>", both, StringComparison.Ordinal);

        using var over = await PostAsync(li, ofLi, "?handler=Save", ("Input.Over", Basis().Match(both).Groups[1].Value), ("Input.Title", "老码头"), ("Input.Body", "李写的。"));
        Assert.Equal(HttpStatusCode.OK, over.StatusCode);
        Assert.Equal("李写的。", (await BodyAsync("2024-03-02")).Body);
    }

    [Fact]
    public async Task Plain_form_saves_and_redirects_and_in_a_conflict_keeps_what_was_typed()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        var page = await client.GetStringAsync(Address, Cancellation);
        using var saved = await PostAsync(client, page, "", ("Input.Title", "新标题"), ("Input.Body", "新正文。"));
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);

        using var stale = await PostAsync(client, page, "", ("Input.Title", "新标题"), ("Input.Body", "别的正文。"));
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        var answer = await stale.Content.ReadAsStringAsync(Cancellation);
        Assert.Matches(@"<textarea id=""Body""[^>]*>\s*别的正文。", answer);
        Assert.Contains("用我的", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_is_the_readers_rendering_of_what_is_typed_with_its_findings()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        var page = await client.GetStringAsync(Address, Cancellation);
        using var answer = await PostAsync(client, page, "?handler=Preview", ("Input.Title", "标题"), ("Input.Body", "他说:“好。\n\n**加粗**<script>"));
        var html = await answer.Content.ReadAsStringAsync(Cancellation);

        Assert.Contains("<strong>加粗</strong>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.Contains("href=\"#Body:2\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"#Body:3\"", html, StringComparison.Ordinal);
        Assert.Equal("正文。", (await BodyAsync("2024-03-02")).Body);
    }

    [Fact]
    public async Task Photo_is_judged_by_content_stored_and_added_and_no_picture_is_refused_with_a_sentence()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        var page = await client.GetStringAsync(Address, Cancellation);
        using var refused = await PostAsync(client, page, "?handler=Photos", [("photo.jpg", "这不是图片，只是改了名。"u8.ToArray())]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("不是完好的", (await refused.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("problems")[0].GetString(), StringComparison.Ordinal);

        using var answer = await PostAsync(client, page, "?handler=Photos", [("../../夜色.png", TinyPng())]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("class=\"photo-item\"", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        await using var scope = _application.Services.CreateAsyncScope();
        var photo = await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Photos.SingleAsync(Cancellation);
        Assert.Equal(("夜色.png", "png"), (photo.FileName, photo.Extension));
    }

    [Fact]
    public async Task Upload_above_the_limit_is_refused_with_the_limit_named()
    {
        await using var small = (await PaperApplication.CreateAsync()).With("Desk:MaxPhotoMegabytes", "1");
        await small.SaveAsync(Paper.Edition("2024-03-02").Draft().WithPage("A03").WithArticle("标题"));
        using var client = await small.CreateDeskClientAsync("wang", DeskRights.Write);
        var page = await client.GetStringAsync(Address, Cancellation);
        using var answer = await PostAsync(client, page, "?handler=Photos", [("a.png", new byte[9 << 20])]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("最多 1 MB", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_person_is_told_before_typing()
    {
        using var wang = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        var page = await wang.GetStringAsync(Address, Cancellation);
        using var beat = await PostAsync(wang, page, "?handler=Presence");
        Assert.Equal(HttpStatusCode.OK, beat.StatusCode);

        using var li = await _application.CreateDeskClientAsync("li", DeskRights.Write);
        Assert.Contains("wang 正在编辑此稿", await li.GetStringAsync(Address, Cancellation), StringComparison.Ordinal);
        _application.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.DoesNotContain("wang 正在编辑此稿", await li.GetStringAsync(Address, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_released_becomes_a_correction_that_is_proposed_with_its_note()
    {
        const string released = "/admin/zsrb/2024-03-01/A03/1";
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        var page = await client.GetStringAsync(released, Cancellation);
        using var noNote = await PostAsync(client, page, "?handler=Propose", released, ("Input.Title", "已发布"), ("Input.Body", "更正后。"));
        Assert.Equal(HttpStatusCode.OK, noNote.StatusCode);
        page = await client.GetStringAsync(released, Cancellation);
        Assert.Matches(@"<textarea id=""Body""[^>]*>\s*更正后。", page);

        using var proposed = await PostAsync(client, page, "?handler=Propose", released, ("Input.Title", "已发布"), ("Input.Body", "更正后。"), ("Input.Note", "人名有误。"));
        Assert.Equal(HttpStatusCode.Redirect, proposed.StatusCode);
        await using var scope = _application.Services.CreateAsyncScope();
        var change = await scope.ServiceProvider.GetRequiredService<PaperDbContext>().ReleasedChanges.SingleAsync(Cancellation);
        Assert.Equal((ReleasedChangeState.Proposed, "人名有误。"), (change.State, change.Note));
        Assert.NotEqual("更正后。", (await BodyAsync("2024-03-01")).Body);
    }

    [Fact]
    public async Task History_shows_who_when_what_and_restores()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        var page = await client.GetStringAsync(Address, Cancellation);
        using var saved = await PostAsync(client, page, "?handler=Save", ("Input.Title", "老码头亮灯了"), ("Input.Source", "中山日报"), ("Input.Body", "新正文。"));
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);

        var history = await client.GetStringAsync($"{Address}/history", Cancellation);
        Assert.Contains("<ins>新</ins>正文。", history, StringComparison.Ordinal);
        Assert.Contains("2024-03-01 12:00:00", history, StringComparison.Ordinal);
        var version = Regex.Match(history, @"\?version=(\d+)").Groups[1].Value;
        var earlier = await client.GetStringAsync($"{Address}/history?version={version}", Cancellation);
        using var restored = await PostAsync(client, earlier, "?handler=Restore", $"{Address}/history", ("version", version));
        Assert.Equal(HttpStatusCode.Redirect, restored.StatusCode);
        Assert.Equal("正文。", (await BodyAsync("2024-03-02")).Body);
    }

    private static byte[] TinyPng() => TinyFiles.Png(400, 300);

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string page, string handler, params (string Name, string Value)[] fields) =>
        PostAsync(client, page, handler, Address, fields);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string page, string handler, string address, params (string Name, string Value)[] fields)
    {
        var all = fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).ToList();
        if (!all.Exists(field => field.Key == "Input.Basis") && page.Contains("id=\"Basis\"", StringComparison.Ordinal))
        {
            all.Add(new("Input.Basis", Regex.Match(page, "id=\"Basis\" value=\"([^\"]*)\"").Groups[1].Value));
        }

        using var content = new FormUrlEncodedContent(all);
        return await SendAsync(client, page, handler, address, content);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string page, string handler, (string Name, byte[] Bytes)[] files)
    {
        using var content = new MultipartFormDataContent();
        foreach (var (name, bytes) in files)
        {
            content.Add(new ByteArrayContent(bytes), "Input.Files", name);
        }

        return await SendAsync(client, page, handler, Address, content);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string page, string handler, string address, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address + handler) { Content = content };
        request.Headers.Add("RequestVerificationToken", Token().Match(page).Groups[1].Value);
        return await client.SendAsync(request, Cancellation);
    }

    private async Task<Core.Editions.Article> BodyAsync(string date)
    {
        await using var scope = _application.Services.CreateAsyncScope();
        var day = DateOnly.ParseExact(date, "yyyy-MM-dd");
        return await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Articles.SingleAsync(
            article => article.Page.Edition.Date == day && article.Number == 1, Cancellation);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("data-basis=\"([0-9a-f]+)\"")]
    private static partial Regex Basis();
}
