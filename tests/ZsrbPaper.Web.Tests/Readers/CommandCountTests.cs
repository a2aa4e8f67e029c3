using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
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
        await using var application = (await PaperApplication.CreateAsync(engine)).With("Cache:Megabytes", "0");
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

    private protected static EditionBuilder Large()
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

public sealed partial class CommandCountOnSqlite() : CommandCountSuite(TestEngine.Sqlite)
{
    /// <summary>SQLite makes a query within a query first and whole, where PostgreSQL looks up what the outer one asks for.</summary>
    [Fact]
    public async Task No_page_goes_through_the_articles_of_the_whole_archive()
    {
        await using var application = await PaperApplication.CreateAsync(TestEngine.Sqlite);
        await application.SaveAsync(Large(), Paper.Edition("2024-02-29").WithPage("A01").WithArticle("昨天"));
        using var client = application.CreatePlainClient();
        application.Commands.Reset();
        foreach (var address in new[]
        {
            "/zsrb", "/zsrb/2024-03-01", "/zsrb/2024-03-01/A01", "/zsrb/2024-03-01/A01/1", "/zsrb/2024-03-01/all", "/zsrb/archive/2024-03", "/zsrb/rss.xml",
            "/sitemap-zsrb-2024-03.xml", "/zsrb/2024-03-01.zip", "/zsrb/2024-03-01.epub", "/zsrb/2024-03-01/mets.xml", "/zsrb/2024-03-01/A01/alto.xml",
            "/api/v1/newspapers/zsrb/editions/2024-03-01", "/iiif/zsrb/2024-03-01/manifest.json", "/zsrb/html/2024-03/01/content_1_1.htm", "/zsrb/2024-03-01/A01/1/qr.svg",
        })
        {
            // Of the pictures there are but the names: what needs them fails when it has asked the database.
            using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
        }

        var commands = application.Commands.Commands.Distinct().Where(command => command.StartsWith("SELECT", StringComparison.Ordinal)).ToList();
        Assert.True(commands.Count > 10, $"Only {commands.Count} commands were seen.");
        await using var connection = new SqliteConnection(application.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var scanning = commands.Where(command => Scanned(connection, command).Count > 0).ToList();
        Assert.True(scanning.Count == 0, string.Join("\n\n", scanning));
    }

    /// <summary>The large tables that a command reads from end to end.</summary>
    private static List<string> Scanned(SqliteConnection connection, string command)
    {
        var names = Alias().Matches(command).ToLookup(match => match.Groups["alias"].Value, match => match.Groups["table"].Value);
        using var explain = connection.CreateCommand();
        explain.CommandText = "EXPLAIN QUERY PLAN " + command;
        foreach (var parameter in Parameter().Matches(command).Select(match => match.Value).Distinct())
        {
            explain.Parameters.AddWithValue(parameter, DBNull.Value);
        }

        using var plan = explain.ExecuteReader();
        var scanned = new List<string>();
        while (plan.Read())
        {
            if (Scan().Match(plan.GetString(3)) is { Success: true } scan)
            {
                scanned.AddRange(names[scan.Groups["alias"].Value].Where(table => table is "Articles" or "HotAreas" or "Photos" or "PrintPages" or "SearchDocuments"));
            }
        }

        return scanned;
    }

    [GeneratedRegex("\"(?<table>\\w+)\" AS \"(?<alias>\\w+)\"")]
    private static partial Regex Alias();

    [GeneratedRegex("@\\w+")]
    private static partial Regex Parameter();

    [GeneratedRegex("^SCAN (?<alias>\\w+)$")]
    private static partial Regex Scan();
}

public sealed class CommandCountOnPostgreSql() : CommandCountSuite(TestEngine.PostgreSql);
