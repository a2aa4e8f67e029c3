using System.Net;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Readers;

/// <summary>A page takes few commands to the database, however many articles it shows.</summary>
public abstract class CommandCountSuite(TestEngine engine)
{
    [Fact]
    public async Task Pages_take_at_most_three_commands()
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        await application.SaveAsync(Large(), Paper.Edition("2024-02-29").WithPage("A01").WithArticle("昨天"));
        using var client = application.CreatePlainClient();
        string[] addresses =
        [
            "/zsrb", "/zsrb/2024-03-01", "/zsrb/2024-03-01/A01", "/zsrb/2024-03-01/A01/1", "/zsrb/2024-03-01/A16/8", "/zsrb/2024-03-01/all",
            "/zsrb/archive", "/zsrb/archive/2024", "/zsrb/archive/2024-03", "/zsrb/2024-03-01/A1", "/zsrb/2024-03-01/A01/99", "/zsrb/2024-01-01",
            "/iiif/zsrb/collection.json", "/iiif/zsrb/2024-03/collection.json", "/iiif/zsrb/2024-03-01/manifest.json", "/iiif/zsrb/2024-03-01/A01/canvas.json",
            "/iiif/zsrb/2024-03-01/A01/areas.json", "/iiif/zsrb/2024-03-01/A01/text.json", "/iiif/zsrb/2024-03-01/search?q=a",
        ];

        var tooMany = new List<string>();
        foreach (var address in addresses)
        {
            application.Commands.Reset();
            using var response = await client.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode < HttpStatusCode.InternalServerError);
            var commands = application.Commands.Commands;
            if (commands.Count is 0 or > 3)
            {
                tooMany.Add($"{address}: {commands.Count}\n{string.Join("\n\n", commands)}");
            }
        }

        Assert.Empty(tooMany);
    }

    private static EditionBuilder Large()
    {
        var edition = Paper.Edition("2024-03-01");
        for (var page = 1; page <= 16; page++)
        {
            edition.WithPage($"A{page:00}", more: with => with.WithPicture());
            for (var article = 1; article <= 8; article++)
            {
                edition.WithArticle($"第{page}版第{article}篇", with => with.At(0, 0, 50, 50).WithPhoto($"{page}-{article}.jpg"));
            }
        }

        return edition;
    }
}

public sealed class CommandCountOnSqlite() : CommandCountSuite(TestEngine.Sqlite);

public sealed class CommandCountOnPostgreSql() : CommandCountSuite(TestEngine.PostgreSql);
