using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Readers;

/// <summary>Nothing of what is not yet released, or withdrawn, reaches a reader; and release needs nothing but the clock.</summary>
public sealed class VisibilityTests(ReaderPortal portal)
{
    [Fact]
    public async Task Secrets_of_drafts_and_of_withdrawn_articles_stand_on_no_page()
    {
        foreach (var address in new[]
        {
            "/zsrb", "/zsrb/2024-03-01", "/zsrb/2024-03-01/all", "/zsrb/2024-03-01/A01", "/zsrb/2024-03-01/A01/1", "/zsrb/2024-03-01/A01/2",
            "/zsrb/archive/2024", "/zsrb/archive/2024-03", "/zsrb/archive",
        })
        {
            var html = await portal.Client.GetStringAsync(address, TestContext.Current.CancellationToken);

            Assert.DoesNotContain("秘密", html, StringComparison.Ordinal);
            Assert.DoesNotContain("撤下的题目", html, StringComparison.Ordinal);
            Assert.DoesNotContain("2024-03-02", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Photos_are_as_visible_as_their_articles()
    {
        await using var scope = portal.Application.Services.CreateAsyncScope();
        var hashes = await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Photos
            .ToDictionaryAsync(photo => photo.FileName, photo => photo.Hash, TestContext.Current.CancellationToken);
        var rendition = (await portal.GetPageAsync("/zsrb/2024-03-01/A01/1")).QuerySelector("img[src^='/media/']")!.GetAttribute("src")!.Split('/')[^1];

        async Task<HttpStatusCode> StatusAsync(string file)
        {
            using var response = await portal.Client.GetAsync($"/media/{hashes[file]}/{rendition}", TestContext.Current.CancellationToken);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync("photo-1.jpg"));
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync("withdrawn.jpg"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("tomorrow.jpg"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("draft.jpg"));
    }

    [Fact]
    public async Task Edition_planned_for_the_morning_appears_by_the_clock_alone()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.ImportAsync(
            Paper.Edition("2024-03-01").WithPage("A01").WithArticle("今天"),
            Paper.Edition("2024-03-02").Planned("2024-03-02T06:00").WithPage("A01", more: page => page.WithPicture()).WithArticle("明天"));
        using var client = application.CreatePlainClient();
        application.Clock.SetUtcNow(new DateTimeOffset(2024, 3, 1, 21, 59, 59, TimeSpan.Zero));
        using var before = await client.GetAsync("/zsrb/2024-03-02/A01/1", TestContext.Current.CancellationToken);
        var latestBefore = await client.GetStringAsync("/zsrb", TestContext.Current.CancellationToken);

        application.Clock.SetUtcNow(new DateTimeOffset(2024, 3, 1, 22, 0, 0, TimeSpan.Zero));

        using var after = await client.GetAsync("/zsrb/2024-03-02/A01/1", TestContext.Current.CancellationToken);
        var latestAfter = await client.GetStringAsync("/zsrb", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (before.StatusCode, after.StatusCode));
        Assert.Contains("2024年03月01日", latestBefore, StringComparison.Ordinal);
        Assert.Contains("2024年03月02日", latestAfter, StringComparison.Ordinal);
    }
}
