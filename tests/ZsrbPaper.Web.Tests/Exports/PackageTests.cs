using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using NetVips;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Tests.Desk;

namespace ZsrbPaper.Web.Tests.Exports;

/// <summary>What readers may have of an edition as a package.</summary>
public sealed class PackageTests(ReaderPortal portal)
{
    private const string Address = "/zsrb/2024-03-01.zip";
    private static readonly DateOnly _date = new(2024, 3, 1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task Imported_into_an_empty_portal_readers_see_the_same_edition(TestEngine engine)
    {
        await using var here = await PaperApplication.CreateAsync(engine);
        await here.ImportAsync(ExampleEditions.Rich());
        using var folder = new TemporaryFolder();
        using (var client = here.CreatePlainClient())
        {
            await File.WriteAllBytesAsync(folder["2024-03-01.zip"], await client.GetByteArrayAsync(Address, Ct), Ct);
        }

        await using var there = await PaperApplication.CreateAsync(engine);
        await ImportAsync(there, folder["2024-03-01.zip"]);

        Assert.Equal(await DescribeAsync(here), await DescribeAsync(there));
        using var reader = there.CreatePlainClient();
        Assert.Equal(HttpStatusCode.Gone, await reader.StatusAsync(ExampleEditions.Withdrawn));
    }

    [Fact]
    public async Task Of_what_is_withdrawn_there_is_the_number_and_the_grey_field()
    {
        await using var package = await OpenAsync(portal.Client);
        var withdrawn = await TextAsync(package, "A01/3.md");

        Assert.DoesNotContain(package.Entries, entry => entry.FullName == "A01/page.pdf");
        Assert.Contains(package.Entries, entry => entry.FullName == "A02-A03/page.pdf");
        Assert.Equal("---\ntitle: 本文已撤\nold-number: 3\nareas:\n  - [[65, 45], [97, 45], [97, 60], [65, 60]]\nwithdrawn: 本文已撤\n---\n", withdrawn);
        Assert.Equal(3, package.Entries.Count(entry => entry.Name.StartsWith("photo", StringComparison.Ordinal)));
        await using var picture = await package.GetEntry("A01/page.jpg")!.OpenAsync(Ct);
        using var bytes = new MemoryStream();
        await picture.CopyToAsync(bytes, Ct);
        using var page = Image.NewFromBuffer(bytes.ToArray());
        var masked = page.Getpoint(TinyFiles.PageWidth * 80 / 100, TinyFiles.PageHeight * 50 / 100);
        Assert.True(masked.Max() - masked.Min() < 8, string.Join(' ', masked));
    }

    [Fact]
    public async Task Withdrawing_an_article_changes_the_package()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.ImportAsync(ExampleEditions.Rich());
        using var client = application.CreatePlainClient();
        using var before = await client.GetAsync(Address, Ct);
        await using (var scope = application.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<ReleasedChanges>().WithdrawAsync("zsrb", _date, PageLabel.Parse("A01"), 1, "事实有误", "editor", Ct);
        }

        using var again = new HttpRequestMessage(HttpMethod.Get, Address);
        again.Headers.IfNoneMatch.Add(before.Headers.ETag!);
        using var after = await client.SendAsync(again, Ct);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        await using var package = await ZipArchive.CreateAsync(await after.Content.ReadAsStreamAsync(Ct), ZipArchiveMode.Read, false, null, Ct);
        Assert.DoesNotContain("带着问题学经验", await AllTextAsync(package), StringComparison.Ordinal);
        Assert.DoesNotContain("徐钧钻", await AllTextAsync(package), StringComparison.Ordinal);
        Assert.DoesNotContain("事实有误", await AllTextAsync(package), StringComparison.Ordinal);
        Assert.DoesNotContain(package.Entries, entry => entry.Name.StartsWith("photo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Photos_carry_no_metadata_and_no_name_of_a_file()
    {
        await using var application = await PaperApplication.CreateAsync();
        using var folder = new TemporaryFolder();
        var path = Paper.Edition("2024-03-01").WithPage("A01", "要闻").WithArticle("稿件", article => article.WithPhoto("王某家门口.jpg", "图说")).WriteTo(folder);
        using (var plain = Image.Black(64, 48, 3) + 200)
        using (var located = plain.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb).Mutate(image =>
               {
                   image.Set(GValue.GStrType, "exif-ifd3-GPSLatitude", "22/1 31/1 0/1");
                   image.Set(GValue.GStrType, "exif-ifd0-ImageDescription", "secret");
               }))
        {
            located.Jpegsave(Path.Combine(path, "A01", "王某家门口.jpg"));
        }

        await ImportAsync(application, path);

        using var client = application.CreatePlainClient();
        await using var package = await OpenAsync(client);
        using var photo = new MemoryStream();
        await using (var entry = await package.GetEntry("A01/photo.jpg")!.OpenAsync(Ct))
        {
            await entry.CopyToAsync(photo, Ct);
        }

        using var read = Image.NewFromBuffer(photo.ToArray());
        Assert.DoesNotContain(read.GetFields(), field => field.StartsWith("exif", StringComparison.Ordinal));
        Assert.DoesNotContain("王某", await AllTextAsync(package), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_sent_once_and_named_for_its_date()
    {
        using var first = await portal.Client.GetAsync(Address, Ct);
        using var again = new HttpRequestMessage(HttpMethod.Get, Address);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await portal.Client.SendAsync(again, Ct);
        using var head = await portal.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, Address), Ct);

        Assert.Equal("application/zip", first.Content.Headers.ContentType!.ToString());
        Assert.Equal("zsrb-2024-03-01.zip", first.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        Assert.Equal("<https://paper.example.com/zsrb/2024-03-01>; rel=\"canonical\"", Assert.Single(first.Headers.GetValues("Link")));
        Assert.Equal("noindex", Assert.Single(first.Headers.GetValues("X-Robots-Tag")));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal((HttpStatusCode.OK, first.Headers.ETag), (head.StatusCode, head.Headers.ETag));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task One_client_has_only_so_many_under_way_at_once()
    {
        await using var application = (await PaperApplication.CreateAsync()).With("Limits:ExportsAtOnce", "1");
        using var folder = new TemporaryFolder();
        var path = Paper.Edition("2024-03-01").WithPage("A01", "要闻", page => page.WithPicture()).WriteTo(folder);
        using (var noise = Image.Gaussnoise(TinyFiles.PageWidth, TinyFiles.PageHeight, sigma: 60, mean: 128))
        using (var picture = noise.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Bw))
        {
            picture.Pngsave(Path.Combine(path, "A01", "page.png"));
        }

        await ImportAsync(application, path);
        using var client = application.CreatePlainClient();

        // More than goes out before anybody reads, so the first is under way until it is read to its end.
        using (var first = await client.GetAsync(Address, HttpCompletionOption.ResponseHeadersRead, Ct))
        {
            using var second = await client.GetAsync("/zsrb/2024-03-01.epub", Ct);
            Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
            Assert.NotNull(second.Headers.RetryAfter);
            Assert.True((await first.Content.ReadAsByteArrayAsync(Ct)).Length > 100_000);
        }

        Assert.Equal(HttpStatusCode.OK, await client.StatusAsync("/zsrb/2024-03-01.epub"));
    }

    [Theory]
    [InlineData("/zsrb/2024-03-02.zip")]
    [InlineData("/zsrb/2024-03-03.zip")]
    [InlineData("/zsrb/2024-02-28.zip")]
    [InlineData("/zsrb/2024-02-30.zip")]
    [InlineData("/wanbao/2024-03-01.zip")]
    [InlineData("/zsrb/2024-03-01.zip/A01")]
    public async Task What_is_not_there_or_not_released_is_404(string address) => Assert.Equal(HttpStatusCode.NotFound, await portal.Client.StatusAsync(address));

    [Theory]
    [InlineData("/ZSRB/2024-3-1.ZIP")]
    [InlineData("/zsrb/2024-03-01.zip?a=1")]
    public async Task Other_spelling_leads_to_the_one_address(string address)
    {
        using var response = await portal.Client.GetAsync(address, Ct);

        Assert.Equal((HttpStatusCode.MovedPermanently, Address), (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    private static async Task ImportAsync(PaperApplication application, string package)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        db.Add(Paper.Newspaper());
        await db.SaveChangesAsync(Ct);
        var result = await scope.ServiceProvider.GetRequiredService<EditionImporter>().ImportAsync(package, new ImportOptions { Release = true }, null, Ct);
        Assert.DoesNotContain(result.Problems, problem => problem.IsError);
    }

    /// <summary>Everything that readers see of the edition, but for hashes, which are those of other files.</summary>
    private static async Task<string> DescribeAsync(PaperApplication application)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var reader = scope.ServiceProvider.GetRequiredService<EditionReader>();
        var edition = (await reader.FindEditionAsync("zsrb", _date, Ct))!;
        var text = new StringBuilder($"{edition.Number} {edition.PublishedAt:O}\n");
        foreach (var page in edition.Pages)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{page.Label} {page.Section} {string.Join(',', page.Editors)} {page.Facsimile?.Width} {page.Facsimile?.Height} {page.HasPdf} {string.Join(',', page.WithdrawnNumbers)}");
            text.AppendJoin('\n', page.Areas.Select(area => $"{area.Shape.Text} {area.Article?.Title}")).AppendLine();
            text.AppendJoin('\n', page.Continuations.Select(article => $"{article.Page} {article.Number}")).AppendLine();
        }

        foreach (var article in await reader.ListArticlesAsync(edition, Ct))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{article.Headline with { ContinuesOn = [] }} {string.Join(',', article.Headline.ContinuesOn)} {string.Join(',', article.Authors)} {article.Source} {article.Correction}");
            text.AppendLine(article.BodyMarkdown).AppendLine(article.BodyHtml);
            text.AppendJoin('\n', article.Photos.Select(photo => $"{photo with { Hash = "" }}")).AppendLine();
        }

        return text.ToString();
    }

    private static async Task<ZipArchive> OpenAsync(HttpClient client) =>
        await ZipArchive.CreateAsync(new MemoryStream(await client.GetByteArrayAsync(Address, Ct)), ZipArchiveMode.Read, leaveOpen: false, entryNameEncoding: null, Ct);

    private static async Task<string> TextAsync(ZipArchive package, string name)
    {
        using var reader = new StreamReader(await package.GetEntry(name)!.OpenAsync(Ct));
        return await reader.ReadToEndAsync(Ct);
    }

    private static async Task<string> AllTextAsync(ZipArchive package)
    {
        var text = new StringBuilder();
        foreach (var entry in package.Entries)
        {
            text.AppendLine(entry.FullName);
            text.AppendLine(Path.GetExtension(entry.Name) is ".md" or ".yaml" ? await TextAsync(package, entry.FullName) : "");
        }

        return text.ToString();
    }
}
