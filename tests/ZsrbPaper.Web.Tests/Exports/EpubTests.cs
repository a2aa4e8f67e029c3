using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Exports;
using ZsrbPaper.Web.Tests.Desk;

namespace ZsrbPaper.Web.Tests.Exports;

/// <summary>An edition as an EPUB.</summary>
public sealed class EpubTests(ReaderPortal portal)
{
    private const string Address = "/zsrb/2024-03-01.epub";
    private static readonly XNamespace _html = "http://www.w3.org/1999/xhtml";
    private static readonly XNamespace _opf = "http://www.idpf.org/2007/opf";
    private static readonly XNamespace _dc = "http://purl.org/dc/elements/1.1/";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Epubcheck_finds_nothing_wrong()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.ImportAsync(ExampleEditions.Rich());
        await application.SaveAsync(Paper.Edition("1965-11-12").WithPage("A01").WithPage("A02")
            .WithArticle("]]> & <题> \u0001\uFFFE", article =>
            {
                article.Kicker = "<!-- -->";
                article.Body = "一段\u0002 ]]> &amp; &nbsp;。\n\n[站内](/zsrb/2024-02-29) [外面](https://例子.中国/路 \"题\") [邮件](mailto:a@example.com)\n\n1. 甲\n   - 乙\n\n> 引\n\n```\n码\n```\n\n---\n\n甲  \n乙";
                article.By("甲 & 乙").WithPhoto("none.jpg", "没有的 <图>");
            }));
        using var client = application.CreatePlainClient();
        foreach (var address in new[] { Address, "/zsrb/1965-11-12.epub" })
        {
            using var folder = new TemporaryFolder();
            await File.WriteAllBytesAsync(folder["book.epub"], await client.GetByteArrayAsync(address, Ct), Ct);
            var problems = await CheckAsync(folder["book.epub"]);
            Assert.True(problems.Length == 0, problems);
        }
    }

    [Fact]
    public async Task Media_type_comes_first_and_uncompressed()
    {
        using var response = await portal.Client.GetAsync(Address, Ct);
        var bytes = await response.Content.ReadAsByteArrayAsync(Ct);

        Assert.Equal("application/epub+zip", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("zsrb-2024-03-01.epub", response.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal(bytes.Length, response.Content.Headers.ContentLength);
        Assert.Equal("<https://paper.example.com/zsrb/2024-03-01>; rel=\"canonical\"", Assert.Single(response.Headers.GetValues("Link")));
        Assert.Equal("mimetypeapplication/epub+zip", Encoding.ASCII.GetString(bytes, 30, 28));
        Assert.Equal(bytes, await portal.Client.GetByteArrayAsync(Address, Ct));
    }

    [Fact]
    public async Task Contents_are_pages_with_their_articles_each_in_a_file_of_its_own()
    {
        await using var book = await OpenAsync(portal.Client, Address);
        var package = await ReadAsync(book, "EPUB/package.opf");
        var toc = (await ReadAsync(book, "EPUB/nav.xhtml")).Descendants(_html + "nav").First();

        Assert.Equal("中山日报 2024年03月01日", package.Descendants(_dc + "title").Single().Value);
        Assert.Equal("https://paper.example.com/zsrb/2024-03-01", package.Descendants(_dc + "identifier").Single().Value);
        Assert.Equal("zh-CN", package.Descendants(_dc + "language").Single().Value);
        Assert.Equal(
            ["中山日报", "A01版:要闻", "A02-A03版:专题", "A04版:综合", "B01版:空版"], toc.Element(_html + "ol")!.Elements().Select(entry => entry.Element(_html + "a")!.Value));
        Assert.Equal(
            ["A01_1.xhtml", "A01_2.xhtml", "A01_4.xhtml", "A02-A03_1.xhtml", "A04_1.xhtml", "A04_2.xhtml"],
            toc.Descendants(_html + "ol").Skip(1).SelectMany(list => list.Elements()).Select(entry => entry.Element(_html + "a")!.Attribute("href")!.Value));
        Assert.Equal(
            ["title", "p-A01", "a-A01_1", "a-A01_2", "a-A01_4", "p-A02-A03", "a-A02-A03_1", "p-A04", "a-A04_1", "a-A04_2", "p-B01"],
            package.Descendants(_opf + "itemref").Select(item => item.Attribute("idref")!.Value));
    }

    [Fact]
    public async Task Article_has_its_text_and_photos_and_where_it_stands()
    {
        await using var book = await OpenAsync(portal.Client, Address);
        var article = await ReadAsync(book, "EPUB/A01_1.xhtml");

        Assert.Equal("带着问题学经验 带着思考谋发展", article.Descendants(_html + "h1").Single().Value);
        Assert.Equal(3, article.Descendants(_html + "img").Count());
        Assert.Contains("本报讯(记者 徐钧钻)第一段。", article.Descendants(_html + "p").Select(paragraph => paragraph.Value));
        var place = article.Descendants(_html + "a").Last();
        Assert.Equal(("https://paper.example.com/zsrb/2024-03-01/A01/1", "《中山日报》2024年03月01日 A01版:要闻"), (place.Attribute("href")!.Value, place.Value));
        Assert.Contains(book.Entries, entry => entry.FullName == $"EPUB/{article.Descendants(_html + "img").First().Attribute("src")!.Value}");
        Assert.Equal(book.Entries.Count, book.Entries.Select(entry => entry.FullName).Distinct().Count());
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task What_is_withdrawn_is_in_no_part_of_it(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        await application.ImportAsync(ExampleEditions.All());
        using var client = application.CreatePlainClient();
        using var before = await client.GetAsync(Address, Ct);
        await using (var book = await OpenAsync(client, Address))
        {
            Assert.DoesNotContain("撤下的题目", await AllTextAsync(book), StringComparison.Ordinal);
            Assert.Contains("带着问题学经验", await AllTextAsync(book), StringComparison.Ordinal);
            Assert.Contains(book.Entries, entry => entry.Name == "page-A01.jpg");
            Assert.Equal(3, book.Entries.Count(entry => entry.Name.StartsWith("photo-", StringComparison.Ordinal)));
        }

        await using var scope = application.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ReleasedChanges>()
            .WithdrawAsync("zsrb", new DateOnly(2024, 3, 1), PageLabel.Parse("A01"), 1, "事实有误", "editor", Ct);

        await using var after = await OpenAsync(client, Address);
        var text = await AllTextAsync(after);
        Assert.DoesNotContain("带着问题学经验", text, StringComparison.Ordinal);
        Assert.DoesNotContain("徐钧钻", text, StringComparison.Ordinal);
        Assert.DoesNotContain(after.Entries, entry => entry.Name == "A01_1.xhtml" || entry.Name.StartsWith("photo-", StringComparison.Ordinal));
        using var again = new HttpRequestMessage(HttpMethod.Get, Address);
        again.Headers.IfNoneMatch.Add(before.Headers.ETag!);
        using var answer = await client.SendAsync(again, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public void File_that_it_is_made_in_has_no_name_that_a_killed_process_could_leave()
    {
        using var file = TemporaryFile.Create();
        file.Write("text"u8);
        file.Position = 0;

        Assert.False(File.Exists(file.Name));
        Assert.Equal("text", new StreamReader(file).ReadToEnd());
    }

    [Fact]
    public async Task It_is_sent_once()
    {
        using var first = await portal.Client.GetAsync(Address, Ct);
        using var again = new HttpRequestMessage(HttpMethod.Get, Address);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var answer = await portal.Client.SendAsync(again, Ct);

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    [Theory]
    [InlineData("/zsrb/2024-03-02.epub")]
    [InlineData("/zsrb/2024-03-03.epub")]
    [InlineData("/zsrb/2024-02-28.epub")]
    [InlineData("/zsrb/2024-02-30.epub")]
    [InlineData("/wanbao/2024-03-01.epub")]
    [InlineData("/zsrb/2024-03-01.epub/A01")]
    public async Task What_is_not_there_or_not_released_is_404(string address) => Assert.Equal(HttpStatusCode.NotFound, await portal.Client.StatusAsync(address));

    [Theory]
    [InlineData("/ZSRB/2024-3-1.EPUB")]
    [InlineData("/zsrb/2024-03-01.epub?a=1")]
    public async Task Other_spelling_leads_to_the_one_address(string address)
    {
        using var response = await portal.Client.GetAsync(address, Ct);

        Assert.Equal((HttpStatusCode.MovedPermanently, Address), (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    /// <summary>What the checker says, warnings too; empty when it has nothing to say.</summary>
    private static async Task<string> CheckAsync(string file)
    {
        // Debian's program is the jar itself, which not every machine knows how to start.
        var (epubcheck, java) = (Missing.FindProgram("epubcheck"), Missing.FindProgram("java"));
        if (epubcheck is null || java is null)
        {
            Missing.Skip("epubcheck or java is not on PATH.");
        }

        using var process = Process.Start(
            new ProcessStartInfo(java, ["-Xmx512m", "-jar", epubcheck, "--quiet", "--failonwarnings", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var error = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        var said = await output + await error;
        return process.ExitCode == 0 ? "" : $"{process.ExitCode} {said}";
    }

    private static async Task<ZipArchive> OpenAsync(HttpClient client, string address) => new(new MemoryStream(await client.GetByteArrayAsync(address, Ct)));

    private static async Task<XDocument> ReadAsync(ZipArchive book, string name)
    {
        await using var entry = await book.GetEntry(name)!.OpenAsync(Ct);
        return await XDocument.LoadAsync(entry, LoadOptions.None, Ct);
    }

    private static async Task<string> AllTextAsync(ZipArchive book)
    {
        var text = new StringBuilder();
        foreach (var entry in book.Entries.Where(entry => !entry.Name.EndsWith(".jpg", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(await entry.OpenAsync(Ct));
            text.Append(await reader.ReadToEndAsync(Ct));
        }

        return text.ToString();
    }
}
