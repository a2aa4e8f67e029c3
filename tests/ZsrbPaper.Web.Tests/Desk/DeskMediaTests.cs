using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>Drafts' pictures: for the desk, at the desk's addresses, and for nobody else.</summary>
public sealed class DeskMediaTests
{
    [Fact]
    public async Task Pictures_of_a_draft_are_served_to_its_desk_only()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var application = await PaperApplication.CreateAsync();
        await application.ImportAsync(
            Paper.Edition("2024-03-01").Draft().WithPage("A01", more: page => page.WithPicture()).WithArticle("有图的稿件", article => article.At(0, 0, 50, 50).WithPhoto("photo.jpg")));
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        var hash = await db.Photos.Select(photo => photo.Hash).SingleAsync(cancellation);
        var version = await db.PrintPages.Select(page => page.FacsimileVersion).SingleAsync(cancellation);
        string[] addresses =
        [
            $"/2024-03-01/photos/{hash}/thumbnail.webp", $"/2024-03-01/A01/facsimile/{version}/thumbnail.webp", $"/2024-03-01/A01/facsimile/{version}/tiles/0/0_0.jpg",
        ];
        using var nobody = application.CreatePlainClient();
        using var editor = await application.CreateDeskClientAsync("editor", DeskRights.Write);
        using var ofOther = await CreateClientOfOtherNewspaperAsync(application, db, cancellation);
        foreach (var address in addresses)
        {
            Assert.Equal(HttpStatusCode.Redirect, (await nobody.GetAsync($"/admin/media/zsrb{address}", cancellation)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await ofOther.GetAsync($"/admin/media/zsrb{address}", cancellation)).StatusCode);
            using var served = await editor.GetAsync($"/admin/media/zsrb{address}", cancellation);
            Assert.True(served.StatusCode == HttpStatusCode.OK, $"{address}: {served.StatusCode}");
            Assert.True(served.Headers.CacheControl is { NoStore: true, Private: true });
            Assert.Equal(HttpStatusCode.NotFound, (await editor.GetAsync($"/admin/media/zsrb{address.Replace("2024-03-01", "2024-03-02", StringComparison.Ordinal)}", cancellation)).StatusCode);
        }

        // Not at the readers' addresses, whoever asks.
        Assert.Equal(HttpStatusCode.NotFound, (await editor.GetAsync($"/media/{hash}/thumbnail.webp", cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await editor.GetAsync($"/zsrb/2024-03-01/A01/facsimile/{version}/thumbnail.webp", cancellation)).StatusCode);
    }

    private static async Task<HttpClient> CreateClientOfOtherNewspaperAsync(PaperApplication application, PaperDbContext db, CancellationToken cancellation)
    {
        var other = Paper.Newspaper("other", "别的报");
        db.Add(other);
        var user = await application.AddUserAsync("stranger", DeskRights.None);
        await db.SaveChangesAsync(cancellation);
        db.Attach(user).Entity.Grant(other.Id, DeskRights.Write | DeskRights.Administer);
        await db.SaveChangesAsync(cancellation);
        return await application.CreateDeskClientAsync("stranger");
    }
}
