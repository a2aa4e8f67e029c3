using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Caching;

namespace ZsrbPaper.Web.Tests.Caching;

/// <summary>What readers get twice is made once, is the same in every form, and goes when it is no longer true; on both engines.</summary>
public abstract class KeptAnswerSuite(TestEngine engine) : IAsyncLifetime
{
    private static readonly string[] _kept =
    [
        "/zsrb", "/zsrb/2024-03-01", "/zsrb/2024-03-01/all", "/zsrb/2024-03-01/A01", "/zsrb/2024-03-01/A01/1", "/zsrb/2024-03-01/A01/1/related",
        "/zsrb/archive", "/zsrb/archive/2024", "/zsrb/archive/2024-03", "/zsrb/atom.xml", "/zsrb/rss.xml", "/zsrb/feed.json", "/zsrb/pages/A01/atom.xml",
        "/robots.txt", "/sitemap.xml", "/sitemap-2024-03.xml", "/api", "/api/v1/newspapers", "/api/v1/newspapers/zsrb", "/api/v1/newspapers/zsrb/editions",
        "/api/v1/newspapers/zsrb/editions/2024-03-01", "/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A01/articles/1", "/openapi/v1.json",
        "/zsrb/2024-03-01/A01/1.bib", "/zsrb/2024-03-01/A01/1/qr.svg", "/opensearch.xml",
    ];

    private PaperApplication _application = null!;
    private HttpClient _client = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _application = (await PaperApplication.CreateAsync(engine)).With("Search:BackfillAtStart", "false");
        await _application.SaveAsync(
            Paper.Edition("2024-02-27").WithPage("A01").WithArticle("很早的一篇"),
            Paper.Edition("2024-02-28").WithPage("A01").WithArticle("早一天的一篇"),
            Paper.Edition("2024-03-01").WithPage("A01").WithArticle("今天的一篇", article => article.Body = string.Concat(Enumerable.Repeat("正文里说了很多话。", 50))));
        _client = _application.CreatePlainClient();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client.Dispose();
        await _application.DisposeAsync();
    }

    [Fact]
    public async Task Second_answer_is_the_first_and_costs_the_database_nothing()
    {
        foreach (var address in _kept)
        {
            var first = await AskAsync(address);
            _application.Commands.Reset();
            var second = await AskAsync(address);

            Assert.Equal((address, HttpStatusCode.OK), (address, first.Status));
            Assert.Empty(_application.Commands.Commands);
            Assert.Equal(first.Body, second.Body);
            Assert.Equal(first.Headers, second.Headers);
        }
    }

    [Fact]
    public async Task Edition_is_read_once_for_all_its_pages()
    {
        await AskAsync("/zsrb/2024-03-01/A01/1");
        foreach (var (address, commands) in new[] { ("/zsrb/2024-03-01", 0), ("/zsrb/2024-03-01/A01", 0), ("/zsrb/2024-03-01/all", 1), ("/zsrb/2024-02-27/A01/1", 3) })
        {
            _application.Commands.Reset();
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(address)).Status);
            Assert.True(_application.Commands.Commands.Count == commands, $"{address}: {string.Join("\n\n", _application.Commands.Commands)}");
        }

        // What comes between two editions is between them on the pages that were not made yet.
        await _application.SaveAsync(Paper.Edition("2024-02-29").WithPage("A01").WithArticle("补出的一篇"));
        Assert.Contains("/zsrb/2024-02-29", (await AskAsync("/zsrb/2024-03-01/A01")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_form_has_the_same_text_and_tag()
    {
        const string Address = "/zsrb/2024-03-01/A01/1";
        var plain = await AskAsync(Address);
        var gzip = await AskAsync(Address, "gzip");
        var store = _application.Services.GetRequiredService<AnswerStore>();
        for (var asked = 1; asked < KeptAnswer.Often; asked++)
        {
            Assert.Null(store.Find(Address)!.Brotli);
            await AskAsync(Address, "gzip");
        }

        while (store.Find(Address)!.Brotli is null)
        {
            await Task.Delay(5, Cancellation);
        }

        var tight = await AskAsync(Address, "gzip");
        var brotli = await AskAsync(Address, "br, gzip");

        Assert.Equal(plain.Body, await UnpackAsync(new GZipStream(new MemoryStream(gzip.Body), CompressionMode.Decompress)));
        Assert.Equal(plain.Body, await UnpackAsync(new GZipStream(new MemoryStream(tight.Body), CompressionMode.Decompress)));
        Assert.Equal(plain.Body, await UnpackAsync(new BrotliStream(new MemoryStream(brotli.Body), CompressionMode.Decompress)));
        Assert.True(brotli.Body.Length < tight.Body.Length && tight.Body.Length <= gzip.Body.Length && gzip.Body.Length < plain.Body.Length / 2);
        Assert.Equal([("", plain.Tag), ("gzip", plain.Tag), ("gzip", plain.Tag), ("br", plain.Tag)], new[] { plain, gzip, tight, brotli }.Select(answer => (answer.Encoding, answer.Tag)));
    }

    [Fact]
    public async Task Program_that_has_it_is_told_so_and_HEAD_has_no_body()
    {
        foreach (var address in new[] { "/zsrb/2024-03-01/A01/1", "/zsrb/atom.xml", "/api/v1/newspapers/zsrb" })
        {
            // Not kept yet, and kept.
            foreach (var method in new[] { HttpMethod.Head, HttpMethod.Get, HttpMethod.Head })
            {
                using var whole = await _client.SendAsync(new HttpRequestMessage(method, address), Cancellation);
                Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
                Assert.True(whole.Content.Headers.ContentLength > 100);
                Assert.Equal(method == HttpMethod.Get ? whole.Content.Headers.ContentLength : 0, (await whole.Content.ReadAsByteArrayAsync(Cancellation)).Length);
                Assert.Equal("Accept-Encoding", whole.Headers.Vary.Single());
                using var again = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { new EntityTagHeaderValue("\"other\""), whole.Headers.ETag! } } };
                using var unchanged = await _client.SendAsync(again, Cancellation);
                Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
                Assert.Equal(whole.Headers.ETag, unchanged.Headers.ETag);
                Assert.Empty(await unchanged.Content.ReadAsByteArrayAsync(Cancellation));
                await ChangeAsync(db => db.Newspapers.SingleAsync(Cancellation), newspaper => newspaper.Hotline += "8");
                using var first = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { EntityTagHeaderValue.Any } } }, Cancellation);
                Assert.Equal(HttpStatusCode.NotModified, first.StatusCode);
            }
        }
    }

    [Fact]
    public async Task Change_is_seen_by_the_next_reader_and_leaves_other_editions_as_they_are()
    {
        string[] all = ["/zsrb", "/zsrb/2024-03-01", "/zsrb/2024-03-01/A01/1", "/zsrb/atom.xml", "/sitemap-2024-03.xml", "/zsrb/2024-02-27/A01/1", "/zsrb/2024-02-27"];
        foreach (var address in all)
        {
            await AskAsync(address);
        }

        await ChangeAsync(db => db.Articles.OrderByDescending(article => article.Id).FirstAsync(Cancellation), article => article.Title = "更正后的一篇");

        foreach (var address in all[..4])
        {
            Assert.Contains("更正后的一篇", (await AskAsync(address)).Text, StringComparison.Ordinal);
        }

        _application.Commands.Reset();
        await AskAsync(all[^1]);
        await AskAsync(all[^2]);
        Assert.Empty(_application.Commands.Commands);
    }

    [Fact]
    public async Task Withdrawn_article_is_gone_with_the_next_answer()
    {
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("/zsrb/2024-03-01/A01/1")).Status);

        await ChangeAsync(db => db.Articles.OrderByDescending(article => article.Id).FirstAsync(Cancellation), article => article.Withdrawal = "应作者要求");

        Assert.Equal(HttpStatusCode.Gone, (await AskAsync("/zsrb/2024-03-01/A01/1")).Status);
        _application.Commands.Reset();
        Assert.Equal(HttpStatusCode.Gone, (await AskAsync("/zsrb/2024-03-01/A01/1")).Status);
        Assert.Empty(_application.Commands.Commands);
    }

    [Fact]
    public async Task What_is_not_there_yet_is_there_from_the_moment_of_its_release()
    {
        await _application.SaveAsync(Paper.Edition("2024-03-02").ReleasedAt("2024-03-01T22:00").WithPage("A01").WithArticle("明天的一篇"));
        string[] waiting = ["/zsrb/2024-03-02", "/zsrb/2024-03-02/A01/1"];
        string[] changing = ["/zsrb", "/zsrb/2024-03-01/A01/1", "/zsrb/archive/2024-03", "/zsrb/rss.xml"];
        foreach (var address in waiting.Concat(changing))
        {
            var before = await AskAsync(address);
            Assert.Equal(waiting.Contains(address) ? HttpStatusCode.NotFound : HttpStatusCode.OK, before.Status);
            Assert.DoesNotContain("2024-03-02", before.Text.Replace(address, "", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        _application.Commands.Reset();
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(waiting[0])).Status);
        Assert.Empty(_application.Commands.Commands);
        _application.Clock.Advance(new DateTimeOffset(2024, 3, 1, 22, 0, 0, TimeSpan.Zero) - _application.Clock.GetUtcNow());

        foreach (var address in waiting.Concat(changing))
        {
            Assert.Contains("2024-03-02", (await AskAsync(address)).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Change_by_another_process_is_seen_when_a_second_has_passed()
    {
        Assert.Contains("今天的一篇", (await AskAsync("/zsrb/2024-03-01/A01/1")).Text, StringComparison.Ordinal);
        await using (var db = OpenElsewhere())
        {
            (await db.Articles.OrderByDescending(article => article.Id).FirstAsync(Cancellation)).Title = "命令行改的一篇";
            await db.SaveChangesAsync(Cancellation);
        }

        _application.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Contains("命令行改的一篇", (await AskAsync("/zsrb/2024-03-01/A01/1")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_ask_it_is_made_once()
    {
        await AskAsync("/zsrb/2024-02-27");
        _application.Commands.Reset();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync("/zsrb/2024-03-01/A01/1")));

        Assert.All(answers, answer => Assert.Equal(answers[0].Body, answer.Body));
        Assert.InRange(_application.Commands.Commands.Count, 1, 3);
    }

    [Fact]
    public async Task Nothing_that_anybody_can_make_up_is_kept_without_end()
    {
        var store = _application.Services.GetRequiredService<AnswerStore>();
        await AskAsync("/zsrb/2024-03-01");
        var count = store.Count;
        for (var i = 0; i < 20; i++)
        {
            await AskAsync($"/zsrb/2024-03-01?utm={i}");
            await AskAsync($"/ZSRB/2024-03-01/{i}");
            await AskAsync($"/search?q={i}");
            await AskAsync(SpeltOtherwise(ClientAssets.Address("favicon.svg"), i));
            using var other = new HttpRequestMessage(HttpMethod.Get, "/zsrb/2024-03-01") { Headers = { Host = $"host{i}.example.com" } };
            using var answer = await _client.SendAsync(other, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(count, store.Count);
    }

    [Fact]
    public async Task Desk_search_and_errors_are_not_kept()
    {
        var store = _application.Services.GetRequiredService<AnswerStore>();
        foreach (var address in new[] { "/admin", "/search?q=正文", "/healthz", "/sitemap-news.xml", "/iiif/zsrb/collection.json", "/zsrb/2024-03-01.epub", ClientAssets.Address("favicon.svg") })
        {
            await AskAsync(address);
        }

        Assert.Equal(0, store.Count);
    }

    [Fact]
    public async Task Assets_go_out_packed_as_the_build_packed_them()
    {
        var script = await AskAsync(ClientAssets.Address("site.js"), "gzip, br");

        Assert.Equal(("br", HttpStatusCode.OK), (script.Encoding, script.Status));
        using var again = new HttpRequestMessage(HttpMethod.Get, ClientAssets.Address("site.js")) { Headers = { { "Accept-Encoding", "gzip, br" }, { "If-None-Match", script.Tag } } };
        using var unchanged = await _client.SendAsync(again, Cancellation);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task Without_room_nothing_is_kept()
    {
        await using var application = (await PaperApplication.CreateAsync(engine)).With("Cache:Megabytes", "0");
        await application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("一"));
        using var client = application.CreatePlainClient();
        await client.GetStringAsync("/zsrb/2024-03-01", Cancellation);
        application.Commands.Reset();

        await client.GetStringAsync("/zsrb/2024-03-01", Cancellation);

        Assert.NotEmpty(application.Commands.Commands);
    }

    protected PaperDbContext OpenElsewhere() => TestDatabase.OnKept(engine, _application.ConnectionString).CreateContext();

    protected async Task<Answer> AskAsync(string address, string? encodings = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (encodings is not null)
        {
            request.Headers.Add("Accept-Encoding", encodings);
        }

        using var answer = await _client.SendAsync(request, Cancellation);
        return new Answer(
            answer.StatusCode,
            await answer.Content.ReadAsByteArrayAsync(Cancellation),
            string.Join('\n', answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date").OrderBy(header => header.Key).Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")),
            string.Join(", ", answer.Content.Headers.ContentEncoding),
            answer.Headers.ETag?.ToString());
    }

    private async Task ChangeAsync<T>(Func<PaperDbContext, Task<T>> find, Action<T> change)
    {
        await using var scope = _application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        change(await find(db));
        await db.SaveChangesAsync(Cancellation);
    }

    /// <summary>The address with some of its first letters in upper case, which ones by the bits of a number.</summary>
    private static string SpeltOtherwise(string address, int number) =>
        string.Concat(address.Select((letter, place) => place < 5 && ((number >> place) & 1) == 1 ? char.ToUpperInvariant(letter) : letter));

    private static async Task<byte[]> UnpackAsync(Stream packed)
    {
        await using (packed)
        {
            using var body = new MemoryStream();
            await packed.CopyToAsync(body, Cancellation);
            return body.ToArray();
        }
    }

    protected sealed record Answer(HttpStatusCode Status, byte[] Body, string Headers, string Encoding, string? Tag)
    {
        public string Text => System.Text.Encoding.UTF8.GetString(Body);
    }
}

public sealed class KeptAnswersOnSqlite() : KeptAnswerSuite(TestEngine.Sqlite);

public sealed class KeptAnswersOnPostgreSql() : KeptAnswerSuite(TestEngine.PostgreSql);
