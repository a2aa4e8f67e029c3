using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>The page of a print page: who may see and change it, and what its handlers answer.</summary>
public sealed class PageEditorTests : IAsyncLifetime
{
    private const string Address = "/admin/zsrb/2024-03-02/A03";
    private const string Points = "0,0 50,0 50,50 0,50";
    private PaperApplication _application = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _application = await PaperApplication.CreateAsync();
        await _application.SaveAsync(
            Paper.Edition("2024-03-02").Draft().WithPage("A03", more: page => page.WithPicture()).WithArticle("老码头亮灯了").WithArticle("第二篇")
                .WithPage("A04").WithArticle("他版的稿件"),
            Paper.Edition("2024-03-01").WithPage("A03").WithArticle("已发布"));
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task Page_takes_six_commands_at_most()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        _ = await client.GetStringAsync(Address, Cancellation);
        _application.Commands.Reset();
        var page = await client.GetStringAsync(Address, Cancellation);

        Assert.True(_application.Commands.Commands.Count <= 6, string.Join("\n\n", _application.Commands.Commands));
        Assert.Contains("老码头亮灯了", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/admin/zsrb/2024-03-02/A09")]
    [InlineData("/admin/zsrb/2024-02-30/A03")]
    [InlineData("/admin/zsrb/2024-03-02/!")]
    [InlineData("/admin/nope/2024-03-02/A03")]
    public async Task What_is_not_there_is_not_found(string address)
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var answer = await client.GetAsync(address, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("Areas")]
    [InlineData("Move")]
    [InlineData("Order")]
    [InlineData("Add")]
    [InlineData("Remove")]
    [InlineData("Facts")]
    [InlineData("RemovePage")]
    public async Task Nothing_changes_without_the_right_to_write_or_without_the_token(string handler)
    {
        using var reader = await _application.CreateDeskClientAsync("jiao", DeskRights.Proofread);
        using var refused = await reader.SubmitAsync(Address, $"{Address}?handler={handler}", ("Input.Version", "1"), ("Input.Number", "1"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        using var writer = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var forged = await writer.PostAsync($"{Address}?handler={handler}", new FormUrlEncodedContent([new("Input.Version", "1")]), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
    }

    [Fact]
    public async Task Areas_of_own_articles_and_of_a_continuation_are_saved_from_the_form_without_script()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var answer = await client.SubmitAsync(
            Address, $"{Address}?handler=Areas", ("Input.Version", await VersionAsync(client)),
            ("Input.Areas[0].Article", "A03/1"), ("Input.Areas[0].Points", Points), ("Input.Areas[1].Article", "A04/1"), ("Input.Areas[1].Points", Points),
            ("Input.Areas[2].Article", ""), ("Input.Areas[2].Points", ""));
        DeskForms.AssertLeadsTo(Address, answer);
        var page = await client.GetStringAsync(Address, Cancellation);
        Assert.Equal(2, page.Split($"<polygon points=\"{Points}\"").Length - 1);
    }

    [Fact]
    public async Task Scripts_are_answered_with_the_version_or_a_sentence()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        var version = await VersionAsync(client);
        using var saved = await client.SubmitAsync(Address, $"{Address}?handler=Areas", ("Input.Version", version), ("Input.Areas[0].Article", "A03/2"), ("Input.Areas[0].Points", Points));
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        var next = await VersionAsync(client);
        Assert.NotEqual(version, next);
        Assert.Equal($"{{\"version\":{next}}}", await saved.Content.ReadAsStringAsync(Cancellation));

        using var old = await client.SubmitAsync(Address, $"{Address}?handler=Order", ("Input.Version", version), ("Input.Order", "2,1"));
        Assert.Equal(HttpStatusCode.Conflict, old.StatusCode);
        Assert.Contains("problem", await old.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        using var ordered = await client.SubmitAsync(Address, $"{Address}?handler=Order", ("Input.Version", next), ("Input.Order", "2,1"));
        Assert.Equal(HttpStatusCode.OK, ordered.StatusCode);
        using var wrong = await client.SubmitAsync(
            Address, $"{Address}?handler=Areas", ("Input.Version", await VersionAsync(client)), ("Input.Areas[0].Article", "A03/9"), ("Input.Areas[0].Points", Points));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
    }

    [Fact]
    public async Task What_was_typed_stays_in_the_form_when_it_is_refused()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var answer = await client.SubmitAsync(
            Address, $"{Address}?handler=Areas", ("Input.Version", await VersionAsync(client)), ("Input.Areas[0].Article", "A03/1"), ("Input.Areas[0].Points", "1,2 300,4"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("value=\"1,2 300,4\"", page, StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Articles_are_added_and_removed_and_not_when_readers_see_the_edition()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        DeskForms.AssertLeadsTo(Address, await client.SubmitAsync(Address, $"{Address}?handler=Add", ("Input.Title", "新来的稿件")));
        Assert.Contains("新来的稿件", await client.GetStringAsync(Address, Cancellation), StringComparison.Ordinal);
        DeskForms.AssertLeadsTo(Address, await client.SubmitAsync(Address, $"{Address}?handler=Remove", ("Input.Number", "3")));
        Assert.DoesNotContain("新来的稿件", await client.GetStringAsync(Address, Cancellation), StringComparison.Ordinal);

        const string released = "/admin/zsrb/2024-03-01/A03";
        using var refused = await client.SubmitAsync(released, $"{released}?handler=Add", ("Input.Title", "新来的稿件"));
        Assert.Contains("本期已发布，版面和稿件的地址不再变", WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(Cancellation)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removed_page_leads_to_the_edition()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        DeskForms.AssertLeadsTo("/admin/zsrb/2024-03-02", await client.SubmitAsync(Address, $"{Address}?handler=RemovePage"));
        await using var scope = _application.Services.CreateAsyncScope();
        Assert.Equal(2, await scope.ServiceProvider.GetRequiredService<PaperDbContext>().PrintPages.CountAsync(Cancellation));
    }

    private static async Task<string> VersionAsync(HttpClient client) => (await client.ReadFormAsync(Address, Cancellation, "#points"))["Input.Version"];

    [Fact]
    public async Task An_empty_article_is_filled_with_the_text_printed_in_its_areas_and_one_with_text_is_left_alone()
    {
        if (Missing.FindProgram("pdftotext") is null)
        {
            Missing.Skip("Text of PDFs needs pdftotext of poppler.");
        }

        const string page = "/admin/zsrb/2024-03-03/A01";
        await _application.ImportAsync(Paper.Edition("2024-03-03").Draft().WithPage("A01", more: with => with.WithPicture().WithPdf())
            .WithArticle("空稿", article =>
            {
                article.Body = "";
                article.At(0, 0, 100, 100);
            })
            .WithArticle("已有正文", article => article.At(0, 0, 100, 100)));
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);

        Assert.Equal($"{page}/1", await TakeTextAsync("1"));
        Assert.Equal(page, await TakeTextAsync("2"));

        await using var scope = _application.Services.CreateAsyncScope();
        var bodies = await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Articles.AsNoTracking()
            .Where(article => article.Page.Edition.Date == new DateOnly(2024, 3, 3)).OrderBy(article => article.Number).Select(article => article.Body).ToListAsync(Cancellation);
        Assert.Equal(["Page A01", "本报讯 一段正文。"], bodies);

        async Task<string?> TakeTextAsync(string number)
        {
            var form = await client.ReadFormAsync(page, Cancellation);
            form["Input.Number"] = number;
            using var answer = await client.PostAsync($"{page}?handler=Text", new FormUrlEncodedContent(form), Cancellation);
            return answer.Headers.Location?.OriginalString;
        }
    }
}
