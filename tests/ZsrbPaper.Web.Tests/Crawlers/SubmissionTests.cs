using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Submissions;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Crawlers;

/// <summary>IndexNow and Baidu, as a server on this machine plays them by their documentation.</summary>
public sealed class SubmissionTests : IAsyncLifetime
{
    private const string Key = "0123456789abcdef";

    private readonly WebApplication _server = WebApplication.CreateSlimBuilder().Build();
    private readonly List<(string Target, string ContentType, string Body)> _asked = [];
    private Func<IResult> _answer = () => Results.Ok();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server.Urls.Add("http://127.0.0.1:0");
        _server.MapPost("/{**any}", async (HttpRequest request) =>
        {
            using var body = new StreamReader(request.Body);
            _asked.Add((request.Path + request.QueryString, request.ContentType!, await body.ReadToEndAsync(Ct)));
            return _answer();
        });
        await _server.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task IndexNow_gets_host_key_and_addresses()
    {
        await using var application = await CreateAsync();
        _answer = () => Results.StatusCode(StatusCodes.Status202Accepted);
        Assert.Equal(SubmissionOutcome.Taken, (await SubmitAsync(application, "IndexNow")).Outcome);

        var (target, contentType, body) = Assert.Single(_asked);
        Assert.Equal(("/indexnow", "application/json; charset=utf-8"), (target, contentType));
        using var told = JsonDocument.Parse(body);
        Assert.Equal(["host", "key", "keyLocation", "urlList"], told.RootElement.EnumerateObject().Select(one => one.Name));
        Assert.Equal("paper.example.com", told.RootElement.GetProperty("host").GetString());
        Assert.Equal(["https://paper.example.com/zsrb/2024-03-01/A01/1"], told.RootElement.GetProperty("urlList").EnumerateArray().Select(one => one.GetString()));

        using var client = application.CreatePlainClient();
        var location = new Uri(told.RootElement.GetProperty("keyLocation").GetString()!).AbsolutePath;
        Assert.Equal(Key, await client.GetStringAsync(location, Ct));
    }

    [Theory]
    [InlineData(400, SubmissionOutcome.Refused)]
    [InlineData(403, SubmissionOutcome.Refused)]
    [InlineData(422, SubmissionOutcome.Refused)]
    [InlineData(500, SubmissionOutcome.TryLater)]
    [InlineData(503, SubmissionOutcome.TryLater)]
    public async Task IndexNow_errors_are_told_apart(int status, SubmissionOutcome expected)
    {
        await using var application = await CreateAsync();
        _answer = () => Results.StatusCode(status);
        var answer = await SubmitAsync(application, "IndexNow");
        Assert.Equal(expected, answer.Outcome);
        Assert.NotNull(answer.Problem);
    }

    [Fact]
    public async Task IndexNow_is_left_alone_as_long_as_it_asks()
    {
        await using var application = await CreateAsync();
        _answer = () => new WithRetryAfter("1800");
        Assert.Equal((SubmissionOutcome.TryLater, TimeSpan.FromMinutes(30)), await OutcomeAsync());
        _answer = () => new WithRetryAfter("Fri, 01 Mar 2024 05:00:00 GMT");
        Assert.Equal((SubmissionOutcome.TryLater, TimeSpan.FromHours(1)), await OutcomeAsync());

        async Task<(SubmissionOutcome, TimeSpan?)> OutcomeAsync() => (await SubmitAsync(application, "IndexNow")) is var answer ? (answer.Outcome, answer.RetryAfter) : default;
    }

    [Fact]
    public async Task Baidu_gets_lines_of_text_and_says_what_is_left_of_the_day()
    {
        await using var application = await CreateAsync();
        _answer = () => Json(200, """{"remain":99998,"success":1,"not_same_site":[],"not_valid":[]}""");
        var answer = await SubmitAsync(application, "Baidu");
        Assert.Equal((SubmissionOutcome.Taken, 99998, null), (answer.Outcome, answer.Quota, answer.Problem));
        Assert.Equal(("/urls?site=https%3A%2F%2Fpaper.example.com&token=secret", "text/plain; charset=utf-8", "https://paper.example.com/zsrb/2024-03-01/A01/1"), Assert.Single(_asked));
    }

    [Theory]
    [InlineData(400, """{"error":400,"message":"over quota"}""", SubmissionOutcome.OverQuota)]
    [InlineData(400, """{"error":400,"message":"site error"}""", SubmissionOutcome.Refused)]
    [InlineData(401, """{"error":401,"message":"token is not valid"}""", SubmissionOutcome.Refused)]
    [InlineData(500, """{"error":500,"message":"internal error, please try later"}""", SubmissionOutcome.TryLater)]
    [InlineData(404, """{"error":404,"message":"not found"}""", SubmissionOutcome.TryLater)]
    [InlineData(200, "<html>Sign in to this network</html>", SubmissionOutcome.TryLater)]
    [InlineData(200, "", SubmissionOutcome.TryLater)]
    public async Task Baidu_errors_are_told_apart(int status, string body, SubmissionOutcome expected)
    {
        await using var application = await CreateAsync();
        _answer = () => Json(status, body);
        var answer = await SubmitAsync(application, "Baidu");
        Assert.Equal(expected, answer.Outcome);
        Assert.NotNull(answer.Problem);
        Assert.DoesNotContain("secret", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_that_Baidu_cannot_use_are_named()
    {
        await using var application = await CreateAsync();
        _answer = () => Json(200, """{"remain":9,"success":0,"not_same_site":["https://paper.example.com/zsrb/2024-03-01/A01/1"],"not_valid":[]}""");
        var answer = await SubmitAsync(application, "Baidu");
        Assert.Equal(SubmissionOutcome.Taken, answer.Outcome);
        Assert.Contains("/zsrb/2024-03-01/A01/1", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_release_to_both_engines_and_the_token_is_in_no_log()
    {
        await using var application = await CreateAsync();
        _answer = () => Json(200, """{"remain":10,"success":3}""");
        await RunAsync(application);
        application.Clock.Advance(TimeSpan.FromSeconds(1));
        await application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("头条"));
        await using (var scope = application.Services.CreateAsyncScope())
        {
            var now = application.Clock.GetUtcNow().UtcDateTime;
            await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Editions
                .ExecuteUpdateAsync(edition => edition.SetProperty(row => row.SignedOffAt, now).SetProperty(row => row.ReleaseAt, now), Ct);
        }

        application.Clock.Advance(SubmissionRunner.Settling + TimeSpan.FromSeconds(1));
        await RunAsync(application);
        Assert.Equal(["/indexnow", "/urls?site=https%3A%2F%2Fpaper.example.com&token=secret"], _asked.Select(one => one.Target).Order());
        Assert.All(_asked, one => Assert.Contains("https://paper.example.com/zsrb/2024-03-01/A01/1", one.Body, StringComparison.Ordinal));
        Assert.DoesNotContain(application.Log.Lines, line => line.Message.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_is_told_anything_until_it_is_configured()
    {
        await using var application = await PaperApplication.CreateAsync();
        await using var scope = application.Services.CreateAsyncScope();
        Assert.Empty(scope.ServiceProvider.GetServices<ISearchEngine>());
        using var client = application.CreatePlainClient();
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/{Key}.txt", Ct)).StatusCode);
    }

    private static IResult Json(int status, string body) => Results.Text(body, "application/json", statusCode: status);

    private static async Task RunAsync(PaperApplication application)
    {
        await using var scope = application.Services.CreateAsyncScope();
        foreach (var engine in scope.ServiceProvider.GetServices<ISearchEngine>())
        {
            await scope.ServiceProvider.GetRequiredService<SubmissionRunner>().RunAsync(engine, Ct);
        }
    }

    private static async Task<SubmissionAnswer> SubmitAsync(PaperApplication application, string engine)
    {
        await using var scope = application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetServices<ISearchEngine>().Single(one => one.Name == engine).SubmitAsync(["/zsrb/2024-03-01/A01/1"], Ct);
    }

    private async Task<PaperApplication> CreateAsync() => (await PaperApplication.CreateAsync())
        .With("Submissions:IndexNow:Key", Key).With("Submissions:IndexNow:Endpoint", $"{_server.Urls.Single()}/indexnow")
        .With("Submissions:Baidu:Token", "secret").With("Submissions:Baidu:Endpoint", $"{_server.Urls.Single()}/urls");

    private sealed class WithRetryAfter(string value) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            httpContext.Response.Headers.RetryAfter = value;
            return Task.CompletedTask;
        }
    }
}
