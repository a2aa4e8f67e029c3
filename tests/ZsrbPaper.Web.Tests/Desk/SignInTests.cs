using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.Web.Areas.Admin.Access;
using static ZsrbPaper.Web.Tests.Desk.DeskForms;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>Signing in and out: who is let in, who is not, and what is remembered of it.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private PaperApplication _application = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _application = await PaperApplication.CreateAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task Sign_in_page_answers_before_there_is_anybody_and_tells_of_the_link()
    {
        using var client = _application.CreateBrowser();
        var page = await client.GetStringAsync("/admin/sign-in", Cancellation);
        Assert.Contains("还没有任何用户", page, StringComparison.Ordinal);
        Assert.Contains("/admin/setup/", page, StringComparison.Ordinal);

        await _application.AddUserAsync("wang", DeskRights.Write);
        Assert.DoesNotContain("还没有任何用户", await client.GetStringAsync("/admin/sign-in", Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_password_opens_the_desk_and_signing_out_closes_it()
    {
        await _application.AddUserAsync("wang", DeskRights.Write);
        using var client = _application.CreateBrowser();

        using var signedIn = await client.SignInAsync("wang", DeskSignIn.Password);
        AssertLeadsTo("/admin", signedIn);
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"), value => value.StartsWith("zsrb-desk=", StringComparison.Ordinal));
        Assert.Contains("path=/admin", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("; secure", cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/admin"));

        using var signedOut = await client.SubmitAsync("/admin", "/admin/sign-out");
        AssertLeadsTo("/admin/sign-in", signedOut);
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(client, "/admin"));
        Assert.Equal([("wang", Acts.SignedIn, "user/wang"), ("wang", Acts.SignedOut, "user/wang")], await AuditAsync());
    }

    [Fact]
    public async Task Cookies_are_secure_over_https()
    {
        await _application.AddUserAsync("wang", DeskRights.Write);
        using var client = _application.CreateDefaultClient(new Uri("https://paper.example.com"), new Microsoft.AspNetCore.Mvc.Testing.Handlers.CookieContainerHandler());
        using var answer = await client.SignInAsync("wang", DeskSignIn.Password);
        AssertLeadsTo("/admin", answer);
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("; secure", cookie, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/admin/zsrb/2024-03-01?x=1", "/admin/zsrb/2024-03-01?x=1")]
    [InlineData("/admin", "/admin")]
    [InlineData("https://evil.example/admin", "/admin")]
    [InlineData("//evil.example/admin", "/admin")]
    [InlineData("/admin/../../x\\y", "/admin")]
    [InlineData("/administrators", "/admin")]
    [InlineData("/zsrb", "/admin")]
    [InlineData("javascript:alert(1)", "/admin")]
    public async Task Signing_in_leads_only_to_the_desk(string wanted, string expected)
    {
        await _application.AddUserAsync("wang", DeskRights.Write);
        using var client = _application.CreateBrowser();
        using var answer = await client.SignInAsync("wang", DeskSignIn.Password, $"/admin/sign-in?return={Uri.EscapeDataString(wanted)}");
        AssertLeadsTo(expected, answer);
    }

    [Fact]
    public async Task Wrong_name_wrong_password_disabled_and_locked_look_alike()
    {
        await _application.AddUserAsync("wang", DeskRights.Write);
        await _application.AddUserAsync("gone", DeskRights.Write);
        await ChangeAsync("gone", user => user.IsDisabled = true);
        await _application.AddUserAsync("shut", DeskRights.Write);
        await ChangeAsync("shut", user => user.LockoutEnd = _application.Clock.GetUtcNow().AddMinutes(5));

        using var client = _application.CreateBrowser();
        var pages = new List<string>();
        foreach (var (name, password) in new[] { ("nobody", DeskSignIn.Password), ("wang", "wrong horse battery"), ("gone", DeskSignIn.Password), ("shut", DeskSignIn.Password), (new string('x', 300), "x") })
        {
            using var answer = await client.SignInAsync(name, password);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var page = await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.Contains("用户名或密码不对", page, StringComparison.Ordinal);
            pages.Add(page.Replace(name, "", StringComparison.Ordinal).Replace(Token(page), "", StringComparison.Ordinal));
        }

        Assert.Single(pages.Select(page => System.Text.RegularExpressions.Regex.Replace(page, "value=\"[^\"]*\"", "")).Distinct());
        Assert.Equal(
            [("system", Acts.SignInFailed, null), ("system", Acts.SignInFailed, "user/wang"), ("system", Acts.SignInFailed, "user/gone"), ("system", Acts.SignInFailed, "user/shut"), ("system", Acts.SignInFailed, null)],
            await AuditAsync());
    }

    [Fact]
    public async Task Five_failures_within_a_quarter_lock_the_account_for_a_while()
    {
        await _application.AddUserAsync("wang", DeskRights.Write);
        using var client = _application.CreateBrowser();
        for (var failure = 0; failure < 5; failure++)
        {
            _application.Clock.Advance(TimeSpan.FromMinutes(1));
            using var wrong = await client.SignInAsync("wang", "wrong horse battery");
        }

        using (var locked = await client.SignInAsync("wang", DeskSignIn.Password))
        {
            Assert.Equal(HttpStatusCode.OK, locked.StatusCode);
        }

        _application.Clock.Advance(TimeSpan.FromMinutes(15.1));
        using var open = await client.SignInAsync("wang", DeskSignIn.Password);
        AssertLeadsTo("/admin", open);
    }

    [Fact]
    public async Task Failures_long_ago_or_before_a_success_do_not_lock()
    {
        await _application.AddUserAsync("wang", DeskRights.Write);
        using var client = _application.CreateBrowser();
        async Task FailAsync(int times)
        {
            for (var failure = 0; failure < times; failure++)
            {
                using var wrong = await client.SignInAsync("wang", "wrong horse battery");
            }
        }

        await FailAsync(4);
        _application.Clock.Advance(TimeSpan.FromMinutes(16));
        await FailAsync(4);
        using var other = _application.CreateBrowser();
        using (var first = await other.SignInAsync("wang", DeskSignIn.Password))
        {
            AssertLeadsTo("/admin", first);
        }

        await FailAsync(4);
        using var again = _application.CreateBrowser();
        using var second = await again.SignInAsync("wang", DeskSignIn.Password);
        AssertLeadsTo("/admin", second);
    }

    [Fact]
    public async Task A_disabled_user_is_out_within_a_minute()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/admin"));

        await using (var scope = _application.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<DeskUser>>();
            var user = await users.FindByNameAsync("wang");
            user!.IsDisabled = true;
            await users.UpdateSecurityStampAsync(user);
        }

        _application.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(client, "/admin"));
    }

    [Fact]
    public async Task More_than_twenty_attempts_of_an_address_in_a_minute_are_refused()
    {
        for (var attempt = 1; attempt <= 20; attempt++)
        {
            Assert.Equal(StatusCodes.Status400BadRequest, (await TryFromAsync("203.0.113.7")).Response.StatusCode);
        }

        var refused = await TryFromAsync("::ffff:203.0.113.7");
        Assert.Equal(StatusCodes.Status429TooManyRequests, refused.Response.StatusCode);
        Assert.InRange(int.Parse(refused.Response.Headers.RetryAfter!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);

        Assert.Equal(StatusCodes.Status400BadRequest, (await TryFromAsync("203.0.113.8")).Response.StatusCode);
        Assert.Equal(StatusCodes.Status200OK, (await TryFromAsync("203.0.113.7", HttpMethods.Get)).Response.StatusCode);
    }

    [Fact]
    public async Task A_refused_address_may_try_again_as_its_attempts_grow_older_than_a_minute()
    {
        await TryFromAsync("203.0.113.7");
        _application.Clock.Advance(TimeSpan.FromSeconds(40));
        for (var attempt = 2; attempt <= 20; attempt++)
        {
            await TryFromAsync("203.0.113.7");
        }

        var refused = await TryFromAsync("203.0.113.7");
        Assert.Equal(StatusCodes.Status429TooManyRequests, refused.Response.StatusCode);
        Assert.Equal("20", refused.Response.Headers.RetryAfter);

        // The first attempt is a minute old: one more is let in, and no second.
        _application.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(StatusCodes.Status400BadRequest, (await TryFromAsync("203.0.113.7")).Response.StatusCode);
        Assert.Equal(StatusCodes.Status429TooManyRequests, (await TryFromAsync("203.0.113.7")).Response.StatusCode);

        _application.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(StatusCodes.Status400BadRequest, (await TryFromAsync("203.0.113.7")).Response.StatusCode);
    }

    [Fact]
    public async Task Over_plain_http_across_the_network_there_is_no_form_but_the_reason()
    {
        await _application.AddUserAsync("wang", DeskRights.Write);
        using var client = _application.CreateDefaultClient(new Uri("http://192.0.2.10:5080"));
        var page = await client.GetStringAsync("/admin/sign-in", Cancellation);
        Assert.Contains("这里不能登录", page, StringComparison.Ordinal);
        Assert.Contains("https://paper.example.com/admin/sign-in", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", page, StringComparison.Ordinal);

        using var post = await client.PostAsync("/admin/sign-in", new FormUrlEncodedContent([]), Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, post.StatusCode);
        using var inside = await client.GetAsync("/admin", Cancellation);
        AssertLeadsTo("/admin/sign-in", inside);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]", true)]
    [InlineData("paper.localhost", true)]
    [InlineData("localhost.example.com", false)]
    [InlineData("192.168.1.5", false)]
    [InlineData("", false)]
    public void The_own_machine_is_known_by_its_name(string host, bool expected) => Assert.Equal(expected, SecureTransport.IsLoopback(host));

    [Fact]
    public async Task Without_the_antiforgery_token_signing_in_is_refused()
    {
        await _application.AddUserAsync("wang", DeskRights.Write);
        using var client = _application.CreateBrowser();
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("Input.UserName", "wang"), KeyValuePair.Create("Input.Password", DeskSignIn.Password)]);
        using var answer = await client.PostAsync("/admin/sign-in", content, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("请求没有被接受", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(address, Cancellation);
        return answer.StatusCode;
    }

    private Task<HttpContext> TryFromAsync(string address, string? method = null) => _application.Server.SendAsync(context =>
    {
        context.Request.Method = method ?? HttpMethods.Post;
        context.Request.Host = new HostString("localhost");
        context.Request.Path = "/admin/sign-in";
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
    }, Cancellation);

    private async Task ChangeAsync(string userName, Action<DeskUser> change)
    {
        await using var scope = _application.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<DeskUser>>();
        var user = await users.FindByNameAsync(userName);
        change(user!);
        await users.UpdateAsync(user!);
    }

    private async Task<List<(string Actor, string Act, string? Subject)>> AuditAsync()
    {
        await using var scope = _application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        var entries = await db.AuditEntries.AsNoTracking().OrderBy(entry => entry.Number).ToListAsync(Cancellation);
        return entries.ConvertAll(entry => (entry.Actor, entry.Act, entry.Subject));
    }
}
