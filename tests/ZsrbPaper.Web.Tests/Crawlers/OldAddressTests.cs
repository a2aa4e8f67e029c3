using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.OldAddresses;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Tests.Desk;

namespace ZsrbPaper.Web.Tests.Crawlers;

/// <summary>The three generations of the original site's addresses.</summary>
public sealed class OldAddressTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/zsrb/ShowIndex.asp?paperdate=20240301", "/zsrb/2024-03-01")]
    [InlineData("/zsrb/ShowIndex.asp?paperdate=20240301&part=2", "/zsrb/2024-03-01/A02-A03")]
    [InlineData("/zsrb/ShowIndex.asp?paperdate=20240301&part=3&article=2", "/zsrb/2024-03-01/A04/7")]
    [InlineData("/EPaper/zsrb/ShowIndex.asp?paperdate=20240301&part=1&article=1", "/zsrb/2024-03-01/A01/1")]
    [InlineData("/epaper/ZSRB/showindex.ASP?PaperDate=20240301&Part=1", "/zsrb/2024-03-01/A01")]
    [InlineData("/epaper/zsrb/paperdate/20240301/part/3/articleid/1.html", "/zsrb/2024-03-01/A04/3")]
    [InlineData("/EPAPER/zsrb/paperdate/20240301/part/3.html", "/zsrb/2024-03-01/A04")]
    [InlineData("/epaper/zsrb/paperdate/20240301", "/zsrb/2024-03-01")]
    [InlineData("/epaper/zsrb/paperdate/20240301/part/1/articleid/2.html", "/zsrb/2024-03-01/A01/2")]
    public async Task They_lead_to_the_final_address_in_one_step(string old, string address)
    {
        await using var application = await CreateAsync(TestEngine.Sqlite);
        using var client = application.CreatePlainClient();
        using var answer = await client.GetAsync(old, Ct);
        Assert.Equal(HttpStatusCode.MovedPermanently, answer.StatusCode);
        Assert.Equal(address, answer.Headers.Location!.OriginalString);

        // A withdrawn article tells so itself; no address leads further.
        Assert.Equal(address.EndsWith("A01/2", StringComparison.Ordinal) ? HttpStatusCode.Gone : HttpStatusCode.OK, await client.StatusAsync(address));
    }

    [Theory]
    [InlineData("/zsrb/ShowIndex.asp?paperdate=20190122")]
    [InlineData("/zsrb/ShowIndex.asp?paperdate=20240302")]
    [InlineData("/zsrb/ShowIndex.asp?paperdate=20240301&part=9")]
    [InlineData("/epaper/zsrb/paperdate/20240301/part/3/articleid/9.html")]
    [InlineData("/epaper/nope/paperdate/20240301/part/3/articleid/9.html")]
    [InlineData("/zsrb/ShowIndex.asp?paperdate=20241301")]
    [InlineData("/zsrb/ShowIndex.asp")]
    [InlineData("/zsrb/ShowIndex.asp?paperdate=20240301&part=99999999999999999999")]
    [InlineData("/zsrb/ShowIndex.asp?paperdate=20240301&part=%00&article='")]
    public async Task What_the_archive_lacks_is_not_found_and_not_the_home_page(string old)
    {
        await using var application = await CreateAsync(TestEngine.Sqlite);
        using var client = application.CreatePlainClient();
        Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync(old));
    }

    [Fact]
    public async Task Whoever_asks_for_a_missing_edition_is_told_which_and_where_to_look()
    {
        await using var application = await CreateAsync(TestEngine.PostgreSql);
        using var client = application.CreatePlainClient();
        var html = await client.ReadAsync("/epaper/zsrb/paperdate/20240229/part/1/articleid/1.html", HttpStatusCode.NotFound);
        Assert.Contains("2024年02月29日", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/zsrb/archive\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/zsrb/ShowIndex.asp?paperdate=20240301&part=1", "/zsrb/2024-03-01/A01")]
    [InlineData("/zsrb/2024-3-1/a01/?x=1", "/zsrb/2024-03-01/A01")]
    [InlineData("/", "/")]
    public async Task An_old_host_leads_to_the_new_one_in_one_step(string old, string address)
    {
        await using var application = await CreateAsync(TestEngine.Sqlite);
        using var client = application.CreatePlainClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, old) { Headers = { Host = "epaper.zsnews.example" } };
        using var answer = await client.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.MovedPermanently, answer.StatusCode);
        Assert.Equal("https://paper.example.com" + address, answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/html/2024-03/01/content_123.htm", "/zsrb/2024-03-01/A04/7")]
    [InlineData("/zsrb/2024-03-01?nodeid=4", "/zsrb/2024-03-01/A04")]
    [InlineData("/?id=5", "/zsrb/2024-03-01")]
    [InlineData("/pc/layout/202403/01/node_01.html", "/zsrb/2024-03-01/A01")]
    public async Task The_table_leads_from_other_platforms_in_one_step(string old, string address)
    {
        await using var application = await CreateAsync(TestEngine.PostgreSql);
        await FillTableAsync(application, old, address);
        using var client = application.CreatePlainClient();
        using var answer = await client.GetAsync(old, Ct);
        Assert.Equal((HttpStatusCode.MovedPermanently, address), (answer.StatusCode, answer.Headers.Location!.OriginalString));

        using var request = new HttpRequestMessage(HttpMethod.Head, old) { Headers = { Host = "epaper.zsnews.example" } };
        using var ofOldHost = await client.SendAsync(request, Ct);
        Assert.Equal((HttpStatusCode.MovedPermanently, "https://paper.example.com" + address), (ofOldHost.StatusCode, ofOldHost.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task Readers_never_wait_for_the_table()
    {
        await using var application = await CreateAsync(TestEngine.Sqlite);
        await FillTableAsync(application, "/zsrb/2024-03-01/", "/zsrb/2024-03-01/A01");
        using var client = application.CreatePlainClient();
        using var answer = await client.GetAsync("/zsrb/2024-03-01/", Ct);
        Assert.Equal("/zsrb/2024-03-01", answer.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, await client.StatusAsync("/zsrb/2024-03-01"));
        Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync("/html/nothing.htm"));
    }

    private static async Task FillTableAsync(PaperApplication application, string old, string address)
    {
        await using var scope = application.Services.CreateAsyncScope();
        Assert.Null(await scope.ServiceProvider.GetRequiredService<OldAddressTable>().SetAsync("zsrb", old, address, Ct));
    }

    private static async Task<PaperApplication> CreateAsync(TestEngine engine)
    {
        var application = await PaperApplication.CreateAsync(engine);
        application.With("Site:OldHosts:0", "epaper.zsnews.example");
        await application.SaveAsync(
            Paper.Edition("2024-03-01").WithPage("A01").WithArticle("头条").WithArticle("撤了", article => article.Withdrawn()).WithPage("A02-A03").WithPage("A04")
                .WithArticle("先", article => article.Number = 3).WithArticle("后", article => article.Number = 7),
            Paper.Edition("2024-03-02").Draft().WithPage("A01").WithArticle("草稿"));
        return application;
    }
}
