using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Api;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Searching;
using ZsrbPaper.Web.Telemetry;

namespace ZsrbPaper.Web.Tests.Readers;

/// <summary>How much may be searched: by one client in a minute, and by all at once.</summary>
public sealed class SearchGateTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2024, 3, 1, 4, 0, 10, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_that_spent_its_time_waits_for_the_next_minute_and_others_do_not()
    {
        using var gate = Gate();
        Assert.NotNull(await SpendAsync(gate, Client("192.0.2.1"), 19));
        Assert.NotNull(await SpendAsync(gate, Client("192.0.2.1"), 1));

        var refused = Client("192.0.2.1");
        Assert.Null(await SpendAsync(gate, refused, 0));
        Assert.Equal((429, "30"), (refused.Response.StatusCode, refused.Response.Headers.RetryAfter.ToString()));
        Assert.NotNull(await SpendAsync(gate, Client("192.0.2.2"), 0));

        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.NotNull(await SpendAsync(gate, Client("192.0.2.1"), 0));
    }

    [Fact]
    public async Task Time_that_a_failed_search_took_counts_too()
    {
        using var gate = Gate();
        await Assert.ThrowsAsync<InvalidOperationException>(() => gate.RunAsync<string>(Client("192.0.2.1"), _ =>
        {
            _clock.Advance(TimeSpan.FromSeconds(20));
            throw new InvalidOperationException();
        }));

        Assert.Null(await SpendAsync(gate, Client("192.0.2.1"), 0));
    }

    [Fact]
    public async Task Without_a_limit_one_client_may_search_all_the_time()
    {
        using var gate = Gate(seconds: 0);
        Assert.NotNull(await SpendAsync(gate, Client("192.0.2.1"), 45));
        Assert.NotNull(await SpendAsync(gate, Client("192.0.2.1"), 1));
    }

    [Fact]
    public async Task Search_waits_for_a_place_but_not_for_long()
    {
        using var gate = Gate();
        var busy = Enumerable.Range(0, SearchGate.Places).Select(_ => new TaskCompletionSource<string>()).ToList();
        var running = busy.Select((search, number) => gate.RunAsync(Client($"192.0.2.{100 + number}"), _ => search.Task)).ToList();

        var tooLate = Client("192.0.2.2");
        var impatient = gate.RunAsync(tooLate, _ => Task.FromResult("found"));
        _clock.Advance(SearchGate.Patience);
        Assert.Null(await impatient);
        Assert.Equal((503, "5"), (tooLate.Response.StatusCode, tooLate.Response.Headers.RetryAfter.ToString()));

        var waiting = gate.RunAsync(Client("192.0.2.2"), _ => Task.FromResult("found"));
        Assert.False(waiting.IsCompleted);
        busy[0].SetResult("found");
        Assert.Equal("found", await waiting);
        busy.Skip(1).ToList().ForEach(search => search.SetResult("found"));
        await Task.WhenAll(running);
    }

    [Fact]
    public async Task One_client_leaves_places_to_others()
    {
        using var gate = Gate();
        var slow = new TaskCompletionSource<string>();
        var running = Enumerable.Range(0, SearchGate.PlacesOfOne).Select(_ => gate.RunAsync(Client("192.0.2.1"), _ => slow.Task)).ToList();
        var waiting = gate.RunAsync(Client("192.0.2.1"), _ => Task.FromResult("found"));
        Assert.False(waiting.IsCompleted);

        Assert.Equal("found", await gate.RunAsync(Client("192.0.2.2"), _ => Task.FromResult("found")));
        Assert.False(waiting.IsCompleted);
        slow.SetResult("found");
        await Task.WhenAll(running);
        Assert.Equal("found", await waiting);
    }

    [Fact]
    public async Task Hundreds_of_ordinary_searches_in_a_row_pass()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.ImportAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("龙舟竞渡"));
        using var client = application.CreatePlainClient();
        for (var i = 0; i < 300; i++)
        {
            using var response = await client.GetAsync($"/search?q={i}", Ct);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private SearchGate Gate(int seconds = 20) => new(
        Options.Create(new LimitOptions { SearchSecondsPerMinute = seconds }), _clock,
        ActivatorUtilities.CreateInstance<PaperMetrics>(new ServiceCollection().AddMetrics().AddOptions().AddSingleton<AnswerStore>().BuildServiceProvider()));

    private async Task<string?> SpendAsync(SearchGate gate, HttpContext client, int seconds) => await gate.RunAsync(client, _ =>
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        return Task.FromResult("found");
    });

    private static DefaultHttpContext Client(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}
