using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.TestSupport.Media;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Media;

namespace ZsrbPaper.Web.Tests.Media;

/// <summary>
/// Pictures, tiles and PDFs go out without asking the database twice, and are gone when they may no longer be seen; out of both stores, each
/// with one of the engines, over the network, since what is kept in memory goes out before there is a request for the framework.
/// </summary>
public abstract class MediaServingSuite(TestEngine engine, bool isOnS3) : IAsyncLifetime
{
    private const string Today = "/zsrb/2024-03-01";
    private PaperApplication _application = null!;
    private HttpClient _client = null!;

    /// <summary>Of a file of every kind, all of the first page.</summary>
    private Dictionary<string, string> _addresses = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _application = (await PaperApplication.CreateAsync(engine)).With("Search:BackfillAtStart", "false");
        if (isOnS3)
        {
            (await S3Service.CreateBucketAsync()).Set(_application);
        }

        var address = _application.Listen();
        Assert.IsType<AnswerServer>(_application.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>());
        await _application.ImportAsync(
            Paper.Edition("2024-02-28").WithPage("A01", more: page => page.WithPicture()).WithArticle("旧的一篇", article => article.WithPhoto("one.jpg").WithPhoto("both.jpg")),
            Paper.Edition("2024-03-01")
                .WithPage("A01", more: page => page.WithPicture().WithPdf())
                .WithArticle("今天的一篇", article => article.At(0, 0, 100, 40).WithPhoto("two.jpg").WithPhoto("both.jpg"))
                .WithArticle("没有图的一篇", article => article.At(0, 50, 100, 90)),
            Paper.Edition("2024-03-02").Planned("2024-03-02T06:00")
                .WithPage("A01", more: page => page.WithPicture().WithPdf()).WithArticle("明天的一篇", article => article.WithPhoto("three.jpg")));
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(address) };
        _addresses = await FindAddressesAsync("2024-03-01", "two.jpg");
        foreach (var number in new[] { 1, 2 })
        {
            var html = ReaderPortal.Parse(await _client.GetStringAsync($"{Today}/A01/{number}", Cancellation));
            _addresses.Add($"card {number}", new Uri(html.QuerySelector("meta[property='og:image']")!.GetAttribute("content")!).AbsolutePath);
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client?.Dispose();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    [Fact]
    public async Task Second_request_costs_the_database_nothing()
    {
        foreach (var (kind, address) in _addresses)
        {
            using var first = await _client.GetAsync(address, Cancellation);
            Assert.Equal((kind, HttpStatusCode.OK), (kind, first.StatusCode));
            _application.Commands.Reset();

            using var second = await _client.GetAsync(address, Cancellation);

            Assert.Equal((kind, HttpStatusCode.OK), (kind, second.StatusCode));
            Assert.Empty(_application.Commands.Commands);
            Assert.Equal(await first.Content.ReadAsByteArrayAsync(Cancellation), await second.Content.ReadAsByteArrayAsync(Cancellation));
            Assert.Equal(HeadersOf(first), HeadersOf(second));
        }

        // All of a page's tiles and pictures are one answer of the gate.
        _application.Commands.Reset();
        using var other = await _client.GetAsync(_addresses["tile"].Replace("/10/0_0.", "/10/1_1.", StringComparison.Ordinal), Cancellation);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Empty(_application.Commands.Commands);

        static string HeadersOf(HttpResponseMessage answer) => string.Join(
            '\n', answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date").OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {string.Join(", ", header.Value)}"));
    }

    [Fact]
    public async Task Small_file_that_was_asked_for_is_kept_in_memory_under_one_address()
    {
        var answers = _application.Services.GetRequiredService<AnswerStore>();
        var (address, count) = (_addresses["photo"], answers.Count);
        foreach (var odd in new[] { address + "?a=1", address.Replace("thumbnail", "%74humbnail", StringComparison.Ordinal) })
        {
            using var asked = await AskAsync(address, request => request.RequestUri = new Uri(_client.BaseAddress!.GetLeftPart(UriPartial.Authority) + odd, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
            Assert.InRange((int)asked.StatusCode, 200, 399);
        }

        using var part = await AskAsync(address, request => request.Headers.Range = new RangeHeaderValue(0, 9));
        Assert.Equal(count, answers.Count);
        foreach (var kept in new[] { "photo", "facsimile", "tile", "photo" })
        {
            await StatusAsync(_addresses[kept]);
        }

        Assert.Equal(count + 3, answers.Count);
        await _application.Services.GetRequiredService<IMediaStore>()
            .DeleteAsync(MediaNames.Rendition(await PhotoAsync("two.jpg"), PhotoRenditions.For(int.MaxValue).Single(one => one.Name == "thumbnail"), PictureEncoding.Webp), Cancellation);

        using var partOfNothing = await AskAsync(address, request => request.Headers.Range = new RangeHeaderValue(0, 9));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await StatusAsync(address), partOfNothing.StatusCode));
    }

    [Fact]
    public async Task Large_file_is_given_to_its_last_byte()
    {
        // Several pieces, and one byte more; not kept in memory.
        var content = System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_001);
        var hash = await PhotoAsync("two.jpg");
        var (rendition, encoding) = MediaEndpoints.FindRendition("large.webp")!.Value;
        var (store, name) = (_application.Services.GetRequiredService<IMediaStore>(), MediaNames.Rendition(hash, rendition, encoding));
        await store.DeleteAsync(name, Cancellation);
        await store.PutAsync(name, new MemoryStream(content), Cancellation);
        var address = $"/media/{hash}/large.webp";

        using var whole = await _client.GetAsync(address, Cancellation);
        Assert.Equal((HttpStatusCode.OK, "image/webp", content.Length), (whole.StatusCode, whole.Content.Headers.ContentType!.MediaType, whole.Content.Headers.ContentLength));
        Assert.Equal(content, await whole.Content.ReadAsByteArrayAsync(Cancellation));

        using var head = await AskAsync(address, request => request.Method = HttpMethod.Head);
        Assert.Equal((content.Length, whole.Headers.ETag), ((int)head.Content.Headers.ContentLength!, head.Headers.ETag));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancellation));

        using var part = await AskAsync(address, request => request.Headers.Range = new RangeHeaderValue(299_999, null));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(content[299_999..], await part.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Parts_and_unchanged_files_are_answered_as_such()
    {
        foreach (var (kind, address) in _addresses.Where(each => each.Key != "iiif description"))
        {
            using var whole = await _client.GetAsync(address, Cancellation);
            var bytes = await whole.Content.ReadAsByteArrayAsync(Cancellation);
            Assert.Equal((kind, "bytes", (long?)bytes.Length), (kind, Assert.Single(whole.Headers.AcceptRanges), whole.Content.Headers.ContentLength));

            using var part = await AskAsync(address, request => request.Headers.Range = new RangeHeaderValue(100, 149));
            Assert.Equal((HttpStatusCode.PartialContent, $"bytes 100-149/{bytes.Length}"), (part.StatusCode, part.Content.Headers.ContentRange!.ToString()));
            Assert.Equal(bytes[100..150], await part.Content.ReadAsByteArrayAsync(Cancellation));
            using var end = await AskAsync(address, request => request.Headers.Range = new RangeHeaderValue(null, 10));
            Assert.Equal(bytes[^10..], await end.Content.ReadAsByteArrayAsync(Cancellation));
            using var beyond = await AskAsync(address, request => request.Headers.Range = new RangeHeaderValue(bytes.Length + 1, null));
            Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
            using var changed = await AskAsync(address, request =>
            {
                request.Headers.Range = new RangeHeaderValue(0, 9);
                request.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue("\"other\""));
            });
            Assert.Equal(bytes, await changed.Content.ReadAsByteArrayAsync(Cancellation));

            using var unchanged = await AskAsync(address, request => request.Headers.IfNoneMatch.Add(whole.Headers.ETag!));
            Assert.Equal((HttpStatusCode.NotModified, whole.Headers.ETag), (unchanged.StatusCode, unchanged.Headers.ETag));
            Assert.Equal(whole.Headers.CacheControl!.ToString(), unchanged.Headers.CacheControl!.ToString());
            Assert.Empty(await unchanged.Content.ReadAsByteArrayAsync(Cancellation));
            using var other = await AskAsync(address, request => request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"other\"")));
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
            using var head = await AskAsync(address, request => request.Method = HttpMethod.Head);
            Assert.Equal((HttpStatusCode.OK, (long?)bytes.Length), (head.StatusCode, head.Content.Headers.ContentLength));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancellation));
        }
    }

    [Fact]
    public async Task What_is_withdrawn_is_gone_with_the_next_request()
    {
        await AssertAllAsync(HttpStatusCode.OK);

        await ChangeAsync(db => db.Articles.SingleAsync(article => article.Title == "今天的一篇", Cancellation), article => article.Withdrawal = "应作者要求");
        await ChangeAsync(db => Page(db, "2024-03-01"), page => (page.FacsimileVersion, page.PdfIsWithheld) = ("0123456789abcdef", true));

        foreach (var (kind, address) in _addresses)
        {
            using var answer = await _client.GetAsync(address, Cancellation);
            Assert.Equal((kind, kind is "photo" or "card 1" or "page PDF" or "edition PDF" ? HttpStatusCode.Gone : HttpStatusCode.NotFound), (kind, answer.StatusCode == HttpStatusCode.Redirect ? HttpStatusCode.NotFound : answer.StatusCode));
        }
    }

    [Fact]
    public async Task Withdrawal_by_another_process_is_seen_when_a_second_has_passed()
    {
        await AssertAllAsync(HttpStatusCode.OK);
        await using (var db = TestDatabase.OnKept(engine, _application.ConnectionString).CreateContext())
        {
            (await db.Articles.SingleAsync(article => article.Title == "今天的一篇", Cancellation)).Withdrawal = "应作者要求";
            await db.SaveChangesAsync(Cancellation);
        }

        _application.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(_addresses["photo"]));
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(_addresses["card 1"]));
    }

    [Fact]
    public async Task Change_elsewhere_leaves_what_is_known()
    {
        var old = await FindAddressesAsync("2024-02-28", "one.jpg");
        await StatusAsync(old["photo"]);
        await StatusAsync(old["tile"]);
        await ChangeAsync(db => db.Articles.SingleAsync(article => article.Title == "今天的一篇", Cancellation), article => article.Title = "更正后的一篇");
        await StatusAsync("/zsrb");
        _application.Commands.Reset();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(old["photo"]), await StatusAsync(old["tile"])));

        Assert.Empty(_application.Commands.Commands);
    }

    [Fact]
    public async Task Photo_of_two_articles_is_there_as_long_as_one_of_them_is()
    {
        var hash = await PhotoAsync("both.jpg");
        var address = $"/media/{hash}/thumbnail.webp";
        foreach (var title in new[] { "今天的一篇", "旧的一篇" })
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(address));
            await ChangeAsync(db => db.Articles.SingleAsync(article => article.Title == title, Cancellation), article => article.Withdrawal = "应作者要求");
        }

        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(address));
        await ChangeAsync(db => db.Newspapers.SingleAsync(Cancellation), newspaper => newspaper.LogoHash = hash);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(address));
        await ChangeAsync(db => db.Newspapers.SingleAsync(Cancellation), newspaper => newspaper.LogoHash = null);
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(address));
    }

    [Fact]
    public async Task Files_of_tomorrow_are_there_from_the_moment_of_release()
    {
        var tomorrow = await FindAddressesAsync("2024-03-02", "three.jpg");
        _application.Clock.SetUtcNow(new DateTimeOffset(2024, 3, 1, 21, 59, 59, TimeSpan.Zero));
        foreach (var address in tomorrow.Values.Concat(tomorrow.Values))
        {
            Assert.Equal((address, HttpStatusCode.NotFound), (address, await StatusAsync(address)));
        }

        _application.Clock.SetUtcNow(new DateTimeOffset(2024, 3, 1, 22, 0, 0, TimeSpan.Zero));

        foreach (var address in tomorrow.Values)
        {
            Assert.Equal((address, HttpStatusCode.OK), (address, await StatusAsync(address)));
        }
    }

    [Fact]
    public async Task Without_the_database_what_is_known_is_served()
    {
        await AssertAllAsync(HttpStatusCode.OK);
        var old = await FindAddressesAsync("2024-02-28", "one.jpg");
        foreach (var table in new[] { "PrintPages", "Photos", "Editions" })
        {
            _application.Outage.Of = table;
            await AssertAllAsync(HttpStatusCode.OK);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(old["photo"]));
        _application.Outage.Of = null;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(old["photo"]));
    }

    [Fact]
    public async Task Odd_names_are_no_files_and_nothing_is_kept_of_them()
    {
        var store = _application.Services.GetRequiredService<GateStore>();
        await StatusAsync(_addresses["photo"]);
        var count = store.Count;
        var (hash, version) = (await PhotoAsync("two.jpg"), _addresses["facsimile"].Split('/')[^2]);
        string[] odd =
        [
            $"/media/{hash}/original.jpg", $"/media/{hash}/..%2foriginal.jpg", $"/media/{hash}/%2e%2e/{hash}/large.jpg", $"/media/{hash[..2]}%2f{hash}/large.jpg",
            $"/media/{hash.ToUpperInvariant()}/thumbnail.webp", $"/media/{hash}/thumbnail.webp.", "/media/.incoming/x",
            $"/media/{new string('a', 64)}/thumbnail.webp", $"{Today}/A01/facsimile/{version}/tiles.zip", $"{Today}/A01/facsimile/{version}/info.json",
            $"{Today}/A01/facsimile/{version}/..%2f..%2foriginal.pdf", $"{Today}/A01/facsimile/{new string('0', 16)}/page-900.jpg", $"{Today}/A01/facsimile/{version}/tiles/99/0_0.jpg",
            $"{Today}/A01/facsimile/{version}/tiles/10/0_0.jpg%2f..", $"{Today}/A02/facsimile/{version}/page-900.jpg", $"/zsrb/2024-02-28/A01/facsimile/{version}/page-900.jpg",
            $"/other/2024-03-01/A01/facsimile/{version}/page-900.jpg", "/zsrb/2024-03-09.pdf", $"{Today}/A09.pdf", $"{Today}/A01/1/card/{version}/16x9.jpg%2f",
        ];

        foreach (var address in odd.Concat(odd))
        {
            using var answer = await _client.GetAsync(address, Cancellation);
            Assert.True((int)answer.StatusCode is >= 300 and < 500, $"{address} answered {(int)answer.StatusCode}");
        }

        // The page's own version, where only a tile or file is missing, is known after.
        Assert.InRange(store.Count, count, count + 1);
    }

    private Task<HttpResponseMessage> AskAsync(string address, Action<HttpRequestMessage> more)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        more(request);
        return _client.SendAsync(request, Cancellation);
    }

    private async Task<HttpStatusCode> StatusAsync(string address)
    {
        using var answer = await _client.GetAsync(address, Cancellation);
        return answer.StatusCode;
    }

    private async Task AssertAllAsync(HttpStatusCode status)
    {
        foreach (var (kind, address) in _addresses)
        {
            Assert.Equal((kind, status), (kind, await StatusAsync(address)));
        }
    }

    /// <summary>The addresses of an edition's files, released or not.</summary>
    private async Task<Dictionary<string, string>> FindAddressesAsync(string date, string photo)
    {
        var edition = $"/zsrb/{date}";
        await using var scope = _application.Services.CreateAsyncScope();
        var page = await Page(scope.ServiceProvider.GetRequiredService<PaperDbContext>(), date);
        var addresses = new Dictionary<string, string>
        {
            ["photo"] = $"/media/{await PhotoAsync(photo)}/thumbnail.webp",
            ["facsimile"] = $"{edition}/A01/facsimile/{page.FacsimileVersion}/page-900.jpg",
            ["tile"] = $"{edition}/A01/facsimile/{page.FacsimileVersion}/tiles/10/0_0.jpg",
            ["iiif picture"] = $"/iiif/3{edition}/A01/{page.FacsimileVersion}/full/max/0/default.jpg",
            ["iiif description"] = $"/iiif/3{edition}/A01/{page.FacsimileVersion}/info.json",
        };
        if (page.PdfHash is not null)
        {
            (addresses["page PDF"], addresses["edition PDF"]) = ($"{edition}/A01.pdf", $"{edition}.pdf");
        }

        return addresses;
    }

    private async Task<string> PhotoAsync(string file)
    {
        await using var scope = _application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Photos.Where(photo => photo.FileName == file).Select(photo => photo.Hash).FirstAsync(Cancellation);
    }

    private static Task<PrintPage> Page(PaperDbContext db, string date) =>
        db.PrintPages.SingleAsync(page => page.Edition.Date == DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), Cancellation);

    private async Task ChangeAsync<T>(Func<PaperDbContext, Task<T>> find, Action<T> change)
    {
        await using var scope = _application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        change(await find(db));
        await db.SaveChangesAsync(Cancellation);
    }
}

public sealed class MediaServingOnSqliteAndFolder() : MediaServingSuite(TestEngine.Sqlite, isOnS3: false);

public sealed class MediaServingOnPostgreSqlAndS3() : MediaServingSuite(TestEngine.PostgreSql, isOnS3: true);
