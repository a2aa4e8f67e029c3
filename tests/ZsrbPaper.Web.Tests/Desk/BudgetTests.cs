using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Xunit;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>The desk with an edition of 16 pages, 80 articles and 60 photos: few commands to the database, few bytes to the browser.</summary>
public abstract partial class BudgetSuite(TestEngine engine)
{
    private const int MaximumCommands = 6;
    private const int MaximumBytes = 150_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_of_the_desk_takes_at_most_six_commands_and_150_kilobytes()
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        await application.SaveAsync(Large(), Paper.Edition("2024-02-29").WithPage("A01").WithArticle("昨天"));
        using var client = await application.CreateDeskClientAsync("总编", DeskRoles.All.Values.Aggregate((all, rights) => all | rights));
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        string[] addresses =
        [
            "/admin/zsrb", "/admin/zsrb/2024-03-01", "/admin/zsrb/2024-03-01/A01", "/admin/zsrb/2024-03-01/A16/5", "/admin/zsrb/2024-03-01/A16/5/history",
            "/admin/zsrb/2024-03-01/intake", "/admin/zsrb/new", "/admin/zsrb/settings", "/admin/zsrb/old-addresses", "/admin/users", "/admin/account", "/admin/audit",
            "/admin/preview/zsrb/2024-03-01", "/admin/preview/zsrb/2024-03-01/A01",
            "/admin/search?q=%E7%AC%AC1%E7%89%88", "/admin/search?q=%E7%AC%AC1%E7%89%88&state=draft",
        ];

        // The first search of all reads what later ones know of the archive's words.
        (await client.GetAsync("/admin/search?q=a", Cancellation)).Dispose();
        var over = new List<string>();
        foreach (var address in addresses)
        {
            application.Commands.Reset();
            using var answer = await client.GetAsync(address, Cancellation);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {answer.StatusCode}");
            var commands = application.Commands.Commands;
            if (commands.Count > MaximumCommands)
            {
                over.Add($"{address}: {commands.Count} commands\n{string.Join("\n\n", commands)}");
            }

            var bytes = await WeighAsync(client, answer);
            if (bytes > MaximumBytes)
            {
                over.Add($"{address}: {bytes} bytes");
            }
        }

        Assert.Empty(over);
    }

    /// <summary>The bytes of the page, its styles, its scripts and all that these import, as they travel.</summary>
    private static async Task<long> WeighAsync(HttpClient client, HttpResponseMessage answer)
    {
        var (html, sum) = await ReadAsync(answer);
        var document = await new HtmlParser().ParseDocumentAsync(html, Cancellation);
        var waiting = new Queue<string>(document.QuerySelectorAll("link[rel=stylesheet], script[src]").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (waiting.TryDequeue(out var file))
        {
            if (seen.Add(file))
            {
                using var asset = await client.GetAsync(file, Cancellation);
                Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
                var (text, bytes) = await ReadAsync(asset);
                sum += bytes;
                foreach (Match import in Import().Matches(file.EndsWith(".js", StringComparison.Ordinal) ? text : ""))
                {
                    waiting.Enqueue($"/dist/{import.Groups[1].Value}");
                }
            }
        }

        return sum;
    }

    private static async Task<(string Text, long Bytes)> ReadAsync(HttpResponseMessage answer)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
        using var plain = new StreamReader(new System.IO.Compression.BrotliStream(new MemoryStream(bytes), System.IO.Compression.CompressionMode.Decompress));
        return (await plain.ReadToEndAsync(Cancellation), bytes.Length);
    }

    private static EditionBuilder Large()
    {
        var edition = Paper.Edition("2024-03-01").Draft();
        for (var page = 1; page <= 16; page++)
        {
            edition.WithPage($"A{page:00}", more: with => with.WithPicture());
            for (var article = 1; article <= 5; article++)
            {
                edition.WithArticle($"第{page}版第{article}篇", with =>
                {
                    with.At(0, 0, 50, 50);
                    if (((page - 1) * 5) + article <= 60)
                    {
                        with.WithPhoto($"{page}-{article}.jpg");
                    }
                });
            }
        }

        return edition;
    }

    [GeneratedRegex("[\"']\\./([A-Za-z0-9_-]+\\.js)[\"']", RegexOptions.CultureInvariant)]
    private static partial Regex Import();
}

public sealed class BudgetOnSqlite() : BudgetSuite(TestEngine.Sqlite);

public sealed class BudgetOnPostgreSql() : BudgetSuite(TestEngine.PostgreSql);
