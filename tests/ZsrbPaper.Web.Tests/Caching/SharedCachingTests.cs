using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Purging;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Caching;

namespace ZsrbPaper.Web.Tests.Caching;

/// <summary>What caches beyond the portal are told of answers, and of what changes; a server on this machine plays them.</summary>
public sealed class SharedCachingTests : IAsyncLifetime
{
    private const string AskAgain = "public, must-revalidate, max-age=0, s-maxage=0";
    private const string Day = "public, must-revalidate, max-age=0, s-maxage=86400";

    private readonly WebApplication _receiver = CreateReceiver();
    private readonly Channel<Asked> _asked = Channel.CreateUnbounded<Asked>();
    private Func<IResult> _answer = () => Results.Ok();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _receiver.Urls.Add("http://127.0.0.1:0");
        _receiver.Map("/{**any}", async (HttpRequest request) =>
        {
            // Before anybody can know that it was asked.
            var answer = _answer();
            using var body = new StreamReader(request.Body);
            _asked.Writer.TryWrite(new Asked(request.Method, request.Path, request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()), await body.ReadToEndAsync(Ct)));
            return answer;
        });
        await _receiver.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task Without_a_hook_others_may_keep_nothing_and_get_no_tags()
    {
        await using var application = await CreateAsync();
        using var client = application.CreatePlainClient();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await client.GetAsync("/zsrb/2024-03-01", Ct);
            Assert.Equal(AskAgain, answer.Headers.CacheControl!.ToString());
            Assert.DoesNotContain(answer.Headers, header => header.Key is "Surrogate-Key" or "Cache-Tag");
        }
    }

    [Theory]
    [InlineData("/zsrb/2024-03-01/A01/1", "paper paper-zsrb paper-zsrb-2024-02-28 paper-zsrb-2024-03-01 paper-zsrb-2024-03-04")]
    [InlineData("/zsrb/2024-02-28", "paper paper-zsrb paper-zsrb-2024-02-28 paper-zsrb-2024-03-01")]
    [InlineData("/zsrb/2024-03-01/A01/9", "paper paper-zsrb paper-zsrb_lists", 404)]
    [InlineData("/zsrb/atom.xml", "paper paper-zsrb paper-zsrb_lists")]
    [InlineData("/zsrb/2024-03-01/A01/1/related", "paper paper_lists")]
    [InlineData("/sitemap.xml", "paper paper_lists")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-03-01", "paper paper-zsrb paper-zsrb-2024-02-28 paper-zsrb-2024-03-01 paper-zsrb-2024-03-04")]
    [InlineData("/api/v1/newspapers/zsrb", "paper paper_lists")]
    public async Task With_a_hook_answers_have_tags_and_a_span_kept_or_not(string address, string tags, int status = 200)
    {
        await using var application = await StartAsync();
        using var client = application.CreatePlainClient();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await client.GetAsync(address, Ct);
            Assert.Equal((status, Day), ((int)answer.StatusCode, answer.Headers.CacheControl!.ToString()));
            Assert.Equal(tags, Assert.Single(answer.Headers.GetValues("Surrogate-Key")));
        }

        using var again = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "If-None-Match", "*" } } };
        using var unchanged = await client.SendAsync(again, Ct);
        Assert.Equal(status == 200 ? HttpStatusCode.NotModified : HttpStatusCode.NotFound, unchanged.StatusCode);
        Assert.Equal((Day, tags), (unchanged.Headers.CacheControl!.ToString(), unchanged.Headers.GetValues("Surrogate-Key").Single()));
    }

    [Theory]
    [InlineData("/admin/sign-in")]
    [InlineData("/search?q=%E4%B8%80")]
    [InlineData("/healthz")]
    [InlineData("/zsrb/2024-03-01.epub")]
    public async Task What_the_portal_does_not_keep_others_may_not_either(string address)
    {
        await using var application = await StartAsync();
        using var client = application.CreatePlainClient();
        using var answer = await client.GetAsync(address, Ct);
        Assert.True(answer.Headers.CacheControl!.SharedMaxAge is null || answer.Headers.CacheControl.SharedMaxAge == TimeSpan.Zero);
        Assert.False(answer.Headers.Contains("Surrogate-Key"));
    }

    [Fact]
    public async Task Span_ends_with_the_next_planned_release_counted_from_when_it_is_sent()
    {
        await using var application = await StartAsync();
        await application.SaveAsync(Paper.Edition("2024-03-02").ReleasedAt("2024-03-01T22:00").WithPage("A01").WithArticle("明天的一篇"));
        await application.SaveAsync(Paper.Edition("2024-03-02").Of("zswb").ReleasedAt("2024-03-01T05:00").WithPage("A01").WithArticle("别的报纸"));
        using var client = application.CreatePlainClient();

        // A second less than there is: the release must not come within it.
        Assert.Equal((18 * 3600) - 1, await SpanAsync("/zsrb/2024-03-01"));
        Assert.Equal(3599, await SpanAsync("/sitemap.xml"));
        application.Clock.Advance(TimeSpan.FromMinutes(90));
        Assert.Equal((16 * 3600) + 1799, await SpanAsync("/zsrb/2024-03-01"));
        application.Clock.Advance(TimeSpan.FromHours(16.5) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await SpanAsync("/zsrb/2024-03-01"));
        application.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(86400, await SpanAsync("/zsrb/2024-03-01"));

        async Task<int> SpanAsync(string address)
        {
            // Twice: made, and kept.
            await client.GetAsync(address, Ct);
            using var answer = await client.GetAsync(address, Ct);
            return (int)answer.Headers.CacheControl!.SharedMaxAge!.Value.TotalSeconds;
        }
    }

    [Fact]
    public async Task Span_is_no_longer_than_is_set()
    {
        await using var application = await StartAsync(("Cache:SharedSeconds", "600"));
        using var client = application.CreatePlainClient();
        using var answer = await client.GetAsync("/zsrb", Ct);
        Assert.Equal(TimeSpan.FromMinutes(10), answer.Headers.CacheControl!.SharedMaxAge);
    }

    [Fact]
    public async Task Withdrawn_article_is_purged_with_its_edition_and_the_next_ones_by_a_header()
    {
        await using var application = await StartAsync(("Cache:Purge:Method", "PURGE"), ("Cache:Purge:Headers:Authorization", "Bearer secret"));
        await WithdrawAsync(application);

        var asked = await PassUntilAskedAsync(application);

        Assert.Equal(("PURGE", "/purge", "Bearer secret", ""), (asked.Method, asked.Path, asked.Headers["Authorization"], asked.Body));
        Assert.Equal("paper-zsrb-2024-02-28 paper-zsrb-2024-03-01 paper-zsrb-2024-03-04 paper-zsrb_lists paper_lists", asked.Headers["Surrogate-Key"]);
        Assert.DoesNotContain(application.Log.Lines, line => line.Message.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cloudflare_gets_tags_in_a_body_and_says_there_whether_it_went_well()
    {
        await using var application = await StartAsync(("Cache:Purge:Format", "CacheTag"), ("Cache:Purge:Headers:Authorization", "Bearer secret"));
        using var client = application.CreatePlainClient();
        using (var answer = await client.GetAsync("/zsrb/atom.xml", Ct))
        {
            Assert.Equal("paper,paper-zsrb,paper-zsrb_lists", Assert.Single(answer.Headers.GetValues("Cache-Tag")));
            Assert.False(answer.Headers.Contains("Surrogate-Key"));
        }

        _answer = () => Results.Json(new { success = false, errors = new[] { new { code = 1107, message = "Only enterprise zones can purge by tag." } } });
        await WithdrawAsync(application);
        var asked = await PassUntilAskedAsync(application);
        Assert.Equal(("POST", "application/json"), (asked.Method, asked.Headers["Content-Type"]));
        using var body = JsonDocument.Parse(asked.Body);
        Assert.Equal(
            ["paper-zsrb-2024-02-28", "paper-zsrb-2024-03-01", "paper-zsrb-2024-03-04", "paper-zsrb_lists", "paper_lists"],
            body.RootElement.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));

        await PassUntilAsync(() => !application.Services.GetRequiredService<PurgeRunner>().IsTrusted, application);
        _answer = () => Results.Json(new { success = true });
        await PassUntilAsync(() => application.Services.GetRequiredService<PurgeRunner>().IsTrusted, application);

        Assert.Contains(application.Log.Lines, line => line.Level == LogLevel.Warning && line.Message.Contains("Only enterprise zones can purge by tag.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_purges_fail_others_may_keep_nothing_and_get_them_all_later()
    {
        await using var application = await StartAsync();
        using var client = application.CreatePlainClient();
        _answer = () => Results.StatusCode(503);
        await WithdrawAsync(application);
        var failed = await PassUntilAskedAsync(application);
        var runner = application.Services.GetRequiredService<PurgeRunner>();
        await UntilAsync(() => !runner.IsTrusted, application);

        using (var answer = await client.GetAsync("/zsrb/2024-02-28", Ct))
        {
            Assert.Equal(AskAgain, answer.Headers.CacheControl!.ToString());
        }

        _answer = () => Results.Ok();
        await PassUntilAsync(() => runner.IsTrusted, application);
        Asked? retried = null;
        while (_asked.Reader.TryRead(out var asked))
        {
            retried = asked;
        }

        Assert.Equal(failed.Headers["Surrogate-Key"], retried!.Headers["Surrogate-Key"]);
        using (var answer = await client.GetAsync("/zsrb/2024-02-28", Ct))
        {
            Assert.Equal(Day, answer.Headers.CacheControl!.ToString());
        }
    }

    [Theory]
    [InlineData("Cache:Purge:Url", "ftp://localhost/", "Cache:Purge:Url must be an http(s) address.")]
    [InlineData("Cache:Megabytes", "0", "Cache:Purge:Url is set, but Cache:Megabytes is 0")]
    [InlineData("Cache:Purge:Method", "GET /", "Cache:Purge:Method")]
    public void Wrong_settings_are_reported(string setting, string value, string problem)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Cache:Purge:Url"] = "http://127.0.0.1:1/", [setting] = value }).Build();
        var services = new ServiceCollection();
        services.AddOptions<CacheOptions>().Bind(configuration.GetSection("Cache"));
        services.AddPurging(configuration);
        using var provider = services.BuildServiceProvider();

        var refused = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<CacheOptions>>().Value);

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    private static WebApplication CreateReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    /// <summary>A portal on a database that has editions already: to begin with, nothing is to be purged.</summary>
    private static async Task<PaperApplication> CreateAsync()
    {
        var database = await TestDatabase.CreateAsync(TestEngine.Sqlite);
        await using var db = database.CreateContext();
        foreach (var (date, title) in new[] { ("2024-02-28", "早一天的一篇"), ("2024-03-01", "今天的一篇"), ("2024-03-04", "以后的一篇") })
        {
            await Paper.Edition(date).ReleasedAt("2024-02-01T06:00").WithPage("A01").WithArticle(title).SaveAsync(db, Ct);
        }

        return PaperApplication.On(database);
    }

    private static async Task WithdrawAsync(PaperApplication application)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        (await db.Articles.SingleAsync(article => article.Title == "今天的一篇", Ct)).Withdrawal = "应作者要求";
        await db.SaveChangesAsync(Ct);
    }

    /// <summary>Lets the clock go on until the receiver is asked.</summary>
    private async Task<Asked> PassUntilAskedAsync(PaperApplication application)
    {
        Asked? asked = null;
        await PassUntilAsync(() => _asked.Reader.TryRead(out asked), application);
        return asked!;
    }

    /// <summary>Lets the clock go on, a second at a time.</summary>
    private static Task PassUntilAsync(Func<bool> condition, PaperApplication application) => UntilAsync(
        () =>
        {
            application.Clock.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        application);

    private static async Task UntilAsync(Func<bool> condition, PaperApplication application)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, string.Join('\n', application.Log.Lines));
            await Task.Delay(20, Ct);
        }
    }

    /// <summary>A portal with editions and a hook that is trusted.</summary>
    private async Task<PaperApplication> StartAsync(params (string Setting, string Value)[] settings)
    {
        var application = (await CreateAsync()).With("Cache:Purge:Url", $"{_receiver.Urls.Single()}/purge");
        foreach (var (setting, value) in settings)
        {
            application.With(setting, value);
        }

        var runner = application.Services.GetRequiredService<PurgeRunner>();
        await UntilAsync(() => runner.IsTrusted, application);

        return application;
    }

    private sealed record Asked(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);
}
