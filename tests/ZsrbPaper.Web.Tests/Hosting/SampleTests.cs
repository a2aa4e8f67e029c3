using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Tests.Hosting;

/// <summary>Loading the sample at the first start.</summary>
public sealed class SampleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task It_loads_once(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        using var content = WriteSample();
        var started = 0;
        await SeedAsync(application, content, () => Interlocked.Increment(ref started));
        await SeedAsync(application, content, () => Interlocked.Increment(ref started));
        Assert.Equal(2, started);
        Assert.Equal([("sample", true), ("sample", true)], await EditionsAsync(application));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task A_real_edition_that_comes_in_while_it_loads_ends_it(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        using var content = WriteSample();
        var started = 0;
        await SeedAsync(application, content, () =>
        {
            if (++started == 2)
            {
                application.ImportAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("头条")).GetAwaiter().GetResult();
            }
        });
        Assert.Equal(2, started);
        Assert.Equal([(Paper.Code, false)], await EditionsAsync(application));
    }

    private static TemporaryFolder WriteSample()
    {
        var content = new TemporaryFolder();
        content.Write("Sample/sample.yaml", "code: sample\nname: 示例日报\n");
        foreach (var date in new[] { "2024-02-01", "2024-02-02" })
        {
            using var folder = new TemporaryFolder();
            Directory.Move(Paper.Edition(date).Of("sample").WithPage("A01").WithArticle("示例").WriteTo(folder), content["Sample", date]);
        }

        return content;
    }

    private static async Task SeedAsync(PaperApplication application, TemporaryFolder content, Action editionStarts)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var folders = services.GetRequiredService<PaperFolders>() with { Content = content.Path };
        var options = Options.Create(new SampleOptions { Seed = true });
        await ActivatorUtilities.CreateInstance<Sample>(services, folders, options, new StartLog(editionStarts)).SeedAsync(Ct);
    }

    private static async Task<(string, bool)[]> EditionsAsync(PaperApplication application)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        var editions = await db.Editions.Select(edition => new { edition.Newspaper.Code, edition.IsSample }).ToListAsync(Ct);
        return [.. editions.Select(edition => (edition.Code, edition.IsSample))];
    }

    /// <summary>Tells when the loading of an edition begins.</summary>
    private sealed class StartLog(Action editionStarts) : ILogger<Sample>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception).StartsWith("Loading sample edition", StringComparison.Ordinal))
            {
                editionStarts();
            }
        }
    }
}
