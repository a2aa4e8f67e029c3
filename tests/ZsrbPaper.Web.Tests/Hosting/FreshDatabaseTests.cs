using System.Net;
using Xunit;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Web.Tests.Hosting;

/// <summary>Tests get databases that are migrated already; the portal itself begins with none.</summary>
public sealed class FreshDatabaseTests
{
    [Fact]
    public async Task A_portal_without_a_database_makes_one_that_its_pages_and_its_desk_can_use()
    {
        using var folder = new TemporaryFolder();
        await using var application = (await PaperApplication.CreateAsync()).With("ConnectionStrings:Paper", $"Data Source={folder["fresh.db"]};Pooling=False");
        using var client = application.CreatePlainClient();

        using var home = await client.GetAsync("/", TestContext.Current.CancellationToken);
        using var desk = await client.GetAsync("/admin/sign-in", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
        Assert.Equal(HttpStatusCode.OK, desk.StatusCode);
    }
}
