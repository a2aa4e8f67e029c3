using System.Net;
using Xunit;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>Who gets into the desk at all.</summary>
public sealed class GateTests : IAsyncLifetime
{
    private PaperApplication _application = null!;

    public async ValueTask InitializeAsync() => _application = await PaperApplication.CreateAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task Nobody_is_led_to_sign_in()
    {
        using var client = _application.CreatePlainClient();
        using var answer = await client.GetAsync("/admin", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/admin/sign-in?return=%2Fadmin", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_user_with_a_right_gets_in_and_no_cache_keeps_it()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var answer = await client.GetAsync("/admin", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl is { NoStore: true, Private: true });
    }
}
