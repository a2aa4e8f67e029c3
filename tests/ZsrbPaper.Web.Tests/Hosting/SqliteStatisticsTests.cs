using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Tests.Hosting;

/// <summary>The embedded database chooses its ways by what its tables hold, where somebody has counted it.</summary>
public sealed class SqliteStatisticsTests
{
    [Fact]
    public async Task What_came_since_the_start_is_counted()
    {
        await using var application = await PaperApplication.CreateAsync();
        using var client = application.CreatePlainClient();
        await application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("一").WithArticle("二"));

        await ActivatorUtilities.CreateInstance<SqliteStatisticsService>(application.Services).CountAsync(TestContext.Current.CancellationToken);

        await using var scope = application.Services.CreateAsyncScope();
        var counts = await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Database
            .SqlQuery<string>($"SELECT stat AS Value FROM sqlite_stat1 WHERE tbl = 'Articles'").ToListAsync(TestContext.Current.CancellationToken);
        Assert.NotEmpty(counts);
        Assert.All(counts, count => Assert.StartsWith("2 ", count, StringComparison.Ordinal));
    }
}
