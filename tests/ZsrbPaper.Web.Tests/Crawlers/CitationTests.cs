using System.Net;
using System.Text.Json;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Tests.Desk;

namespace ZsrbPaper.Web.Tests.Crawlers;

/// <summary>Articles as references: for people, and as files for their reference managers.</summary>
public sealed class CitationTests
{
    private const string Article = "/zsrb/2024-03-01/A03/1";
    private const string Base = "https://paper.example.com";
    private static readonly string[] _extensions = [".bib", ".ris", ".csl.json"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task An_article_is_cited_in_every_form_with_its_page(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        await application.SaveAsync(Paper.Edition("2024-03-01").Numbered(12345).WithPage("A03", "要闻").WithArticle("带着问题学经验", article => article.By("徐钧钻", "林汀舟")));
        using var client = application.CreatePlainClient();

        Assert.Equal($"徐钧钻, 林汀舟. 带着问题学经验[N/OL]. 中山日报, 2024-03-01(A03). {Base}{Article}", await TextOnPageAsync(client, Article));
        Assert.Equal(
            """
            @article{zsrb-2024-03-01-A03-1,
              author = {{徐钧钻} and {林汀舟}},
              title = {带着问题学经验},
              journal = {中山日报},
              publisher = {中山日报社},
              year = {2024},
              month = {3},
              day = {1},
              number = {12345},
              pages = {A03},
              language = {zh-CN},
              url = {https://paper.example.com/zsrb/2024-03-01/A03/1},
            }

            """,
            await client.ReadAsync($"{Article}.bib"));
        Assert.Equal(
            [
                "TY  - NEWS", "ID  - zsrb-2024-03-01-A03-1", "TI  - 带着问题学经验", "AU  - 徐钧钻", "AU  - 林汀舟", "T2  - 中山日报", "PB  - 中山日报社", "PY  - 2024",
                "DA  - 2024/03/01", "IS  - 12345", "SP  - A03", "SE  - 要闻", "LA  - zh-CN", $"UR  - {Base}{Article}", "ER  - ", "",
            ],
            (await client.ReadAsync($"{Article}.ris")).Split("\r\n"));
        var item = Assert.Single(JsonDocument.Parse(await client.ReadAsync($"{Article}.csl.json")).RootElement.EnumerateArray());
        Assert.Equal("article-newspaper", item.GetProperty("type").GetString());
        Assert.Equal(["徐钧钻", "林汀舟"], item.GetProperty("author").EnumerateArray().Select(author => author.GetProperty("literal").GetString()));
        Assert.Equal([2024, 3, 1], item.GetProperty("issued").GetProperty("date-parts")[0].EnumerateArray().Select(part => part.GetInt32()));
        Assert.Equal(
            ("带着问题学经验", "中山日报", "12345", "A03", "要闻", $"{Base}{Article}"),
            (Text("title"), Text("container-title"), Text("issue"), Text("page"), Text("section"), Text("URL")));

        string? Text(string name) => item.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Files_say_what_they_are_and_are_sent_again_only_after_a_change()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A03").WithArticle("头条"));
        using var client = application.CreatePlainClient();
        foreach (var (extension, type) in _extensions.Zip(["application/x-bibtex", "application/x-research-info-systems", "application/vnd.citationstyles.csl+json"]))
        {
            application.Commands.Reset();
            using var answer = await client.GetAsync(Article + extension, Ct);
            Assert.InRange(application.Commands.Commands.Count, 1, 3);
            Assert.Equal((type, "utf-8"), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentType.CharSet));
            Assert.Equal($"zsrb-2024-03-01-A03-1{extension}", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
            Assert.Equal($"<{Base}{Article}>; rel=\"canonical\"", Assert.Single(answer.Headers.GetValues("Link")));
            using var again = new HttpRequestMessage(HttpMethod.Get, Article + extension);
            again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
            using var unchanged = await client.SendAsync(again, Ct);
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        }

        var links = ReaderPortal.Parse(await client.ReadAsync(Article)).QuerySelectorAll(".citation-files a").Select(link => link.GetAttribute("href"));
        Assert.Equal(_extensions.Select(extension => Article + extension), links);
    }

    [Fact]
    public async Task Whatever_a_title_or_a_name_holds_the_files_keep_their_form()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A03", "")
            .WithArticle("增长{50%} & \"更}多\"\nER  - #1_a\\b~^$", article => article.By("甲", "乙", "丙", "Rock and Roll 工作室", "乙"))
            .WithArticle("没有作者"));
        using var client = application.CreatePlainClient();

        var bib = await client.ReadAsync($"{Article}.bib");
        Assert.Contains("  author = {{甲} and {乙} and {丙} and {Rock and Roll 工作室}},\n", bib, StringComparison.Ordinal);
        Assert.Contains(
            "  title = {增长\\textbraceleft{}50\\%\\textbraceright{} \\& \"更\\textbraceright{}多\" ER  - \\#1\\_a\\textbackslash{}b\\textasciitilde{}\\textasciicircum{}\\$},\n",
            bib, StringComparison.Ordinal);
        Assert.Equal(bib.Count(c => c == '{'), bib.Count(c => c == '}'));

        var ris = (await client.ReadAsync($"{Article}.ris")).Split("\r\n");
        Assert.Contains("TI  - 增长{50%} & \"更}多\" ER  - #1_a\\b~^$", ris);
        Assert.Single(ris, line => line.StartsWith("ER", StringComparison.Ordinal));
        Assert.All(ris.SkipLast(1), line => Assert.Matches("^[A-Z][A-Z0-9]  - ", line));
        Assert.DoesNotContain(ris, line => line.StartsWith("SE", StringComparison.Ordinal) || line.StartsWith("IS", StringComparison.Ordinal));

        var item = JsonDocument.Parse(await client.ReadAsync($"{Article}.csl.json")).RootElement[0];
        Assert.Equal("增长{50%} & \"更}多\" ER  - #1_a\\b~^$", item.GetProperty("title").GetString());
        Assert.Equal(4, item.GetProperty("author").GetArrayLength());

        Assert.StartsWith("甲, 乙, 丙, 等. 增长{50%} & \"更}多\" ER", await TextOnPageAsync(client, Article), StringComparison.Ordinal);
        const string anonymous = "/zsrb/2024-03-01/A03/2";
        Assert.Equal($"没有作者[N/OL]. 中山日报, 2024-03-01(A03). {Base}{anonymous}", await TextOnPageAsync(client, anonymous));
        Assert.DoesNotContain("author", await client.ReadAsync($"{anonymous}.bib"), StringComparison.Ordinal);
        Assert.DoesNotContain("AU  -", await client.ReadAsync($"{anonymous}.ris"), StringComparison.Ordinal);
        Assert.DoesNotContain("author", await client.ReadAsync($"{anonymous}.csl.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_answers_as_its_article_does()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.SaveAsync(
            Paper.Edition("2024-03-01").WithPage("A01").WithArticle("撤了", article => article.Withdrawn()).WithPage("A02-A03").WithArticle("合版"),
            Paper.Edition("2024-03-02").ReleasedAt("2024-03-02T00:00:00Z").WithPage("A01").WithArticle("明天"),
            Paper.Edition("2024-03-03").Draft().WithPage("A01").WithArticle("草稿"));
        using var client = application.CreatePlainClient();
        foreach (var file in _extensions.Append("/qr.svg").Append("/related"))
        {
            foreach (var (article, status) in new[]
            {
                ("/zsrb/2024-03-01/A02-A03/1", HttpStatusCode.OK), ("/zsrb/2024-03-01/A01/1", HttpStatusCode.Gone), ("/zsrb/2024-03-01/A01/2", HttpStatusCode.NotFound),
                ("/zsrb/2024-03-02/A01/1", HttpStatusCode.NotFound), ("/zsrb/2024-03-03/A01/1", HttpStatusCode.NotFound), ("/abc/2024-03-01/A01/1", HttpStatusCode.NotFound),
            })
            {
                using var answer = await client.GetAsync(article + file, Ct);
                Assert.Equal((article + file, status), (article + file, answer.StatusCode));
                if (status != HttpStatusCode.OK)
                {
                    Assert.DoesNotMatch("撤了|明天|草稿", await answer.Content.ReadAsStringAsync(Ct));
                }
            }

            foreach (var asked in new[] { $"/zsrb/2024-03-01/A03/1{file}", $"/ZSRB/2024-3-1/a02-a03/01{file.ToUpperInvariant()}", $"/zsrb/2024-03-01/A02-A03/1{file}?x=1", $"/zsrb/2024-03-01/A02-A03/1{file}/" })
            {
                using var answer = await client.GetAsync(asked, Ct);
                Assert.Equal((asked, HttpStatusCode.MovedPermanently), (asked, answer.StatusCode));
                Assert.Equal($"/zsrb/2024-03-01/A02-A03/1{file}", answer.Headers.Location!.OriginalString);
            }
        }

        foreach (var wrong in new[] { "1.txt", "1.bib.bib", "0.bib", ".bib", "1/qr.png", "1/qr.svg/x" })
        {
            Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync($"/zsrb/2024-03-01/A02-A03/{wrong}"));
        }
    }

    private static async Task<string> TextOnPageAsync(HttpClient client, string address) =>
        ReaderPortal.Parse(await client.ReadAsync(address)).QuerySelector("#citation")!.TextContent;
}
