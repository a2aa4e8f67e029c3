using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Areas.Admin.Access;
using static ZsrbPaper.Web.Tests.Desk.DeskForms;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>What administrators do to users, what users do to their own account, and the second factor that may be required.</summary>
public sealed class UsersTests : IAsyncLifetime
{
    private const string NewPassword = "seven otters under moonlight";
    private PaperApplication _application = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _application = await PaperApplication.CreateAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task A_user_is_added_with_a_link_that_is_shown_once_and_gets_rights_per_newspaper()
    {
        using var admin = await _application.CreateDeskClientAsync("admin", DeskRights.Administer);
        await SavePaperAsync();
        using (var added = await admin.SubmitAsync("/admin/users", null, ("Input.UserName", "chen"), ("Input.DisplayName", "陈"), ("Input.Roles", "editor"), ("Input.Newspaper", Paper.Code)))
        {
            AssertLeadsTo("/admin/users/chen", added);
        }

        Assert.Contains("https://paper.example.com/admin/setup/", await admin.GetStringAsync("/admin/users/chen", Cancellation), StringComparison.Ordinal);
        Assert.DoesNotContain("/admin/setup/", await admin.GetStringAsync("/admin/users/chen", Cancellation), StringComparison.Ordinal);

        using (var saved = await admin.SubmitAsync("/admin/users/chen", null, ("Input.DisplayName", "陈晨"), ("Input.Rights", "zsrb:Write"), ("Input.Rights", "zsrb:Review1"), ("Input.Rights", "*:Proofread")))
        {
            AssertLeadsTo("/admin/users/chen", saved);
        }

        Assert.Equal([(false, DeskRights.Proofread), (true, DeskRights.Write | DeskRights.Review1)], await RightsAsync("chen"));
        Assert.Contains("陈晨", await admin.GetStringAsync("/admin/users", Cancellation), StringComparison.Ordinal);
        Assert.Equal([(Acts.UserAdded, "admin"), (Acts.UserChanged, "admin")], await ActsAsync("user/chen"));
    }

    [Fact]
    public async Task Disabling_ends_visits_within_a_minute_and_enabling_gives_them_back()
    {
        using var admin = await _application.CreateDeskClientAsync("admin", DeskRights.Administer);
        using var wang = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using (var disabled = await admin.SubmitAsync("/admin/users/wang", "/admin/users/wang?handler=Disable"))
        {
            AssertLeadsTo("/admin/users/wang", disabled);
        }

        _application.Clock.Advance(TimeSpan.FromSeconds(59));
        using (var out1 = await wang.GetAsync("/admin", Cancellation))
        {
            Assert.Equal(HttpStatusCode.Redirect, out1.StatusCode);
        }

        using (var enabled = await admin.SubmitAsync("/admin/users/wang", "/admin/users/wang?handler=Enable"))
        {
            AssertLeadsTo("/admin/users/wang", enabled);
        }

        using var again = _application.CreateBrowser();
        using var signedIn = await again.SignInAsync("wang", DeskSignIn.Password);
        AssertLeadsTo("/admin", signedIn);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        using var admin = await _application.CreateDeskClientAsync("admin", DeskRights.Administer);
        using (var kept = await admin.SubmitAsync("/admin/users/admin", "/admin/users/admin?handler=Disable"))
        {
            Assert.Contains("最后一个管理员", await kept.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        using (var kept = await admin.SubmitAsync("/admin/users/admin", null, ("Input.Rights", "*:Write")))
        {
            Assert.Contains("最后一个管理员", await kept.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        Assert.Equal([(false, DeskRights.Administer)], await RightsAsync("admin"));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task Of_two_administrators_who_remove_each_other_at_once_one_stays(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        using var one = await application.CreateDeskClientAsync("one", DeskRights.Administer);
        using var two = await application.CreateDeskClientAsync("two", DeskRights.Administer);
        var tokens = (One: Token(await one.GetStringAsync("/admin/users/two", Cancellation)), Two: Token(await two.GetStringAsync("/admin/users/one", Cancellation)));
        using var byOne = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", tokens.One)]);
        using var byTwo = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", tokens.Two), KeyValuePair.Create("Input.Rights", "*:Write")]);
        var answers = await Task.WhenAll(one.PostAsync("/admin/users/two?handler=Disable", byOne, Cancellation), two.PostAsync("/admin/users/one", byTwo, Cancellation));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Redirect], answers.Select(answer => answer.StatusCode).Order());
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        Assert.Equal(1, await db.Users.CountAsync(user => !user.IsDisabled && user.Memberships.Any(membership => membership.Rights == DeskRights.Administer), Cancellation));
    }

    [Fact]
    public async Task Removing_a_passkey_asks_for_the_password_and_ends_other_visits()
    {
        using var here = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var elsewhere = await _application.CreateDeskClientAsync("wang");
        var id = await AddPasskeyAsync("wang");
        using (var wrong = await here.SubmitAsync("/admin/account", "/admin/account?handler=RemovePasskey", ("id", id), ("Input.Current", "not my password")))
        {
            Assert.Contains("现在的密码不对", await wrong.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        Assert.Contains(id, await here.GetStringAsync("/admin/account", Cancellation), StringComparison.Ordinal);
        using (var removed = await here.SubmitAsync("/admin/account", "/admin/account?handler=RemovePasskey", ("id", id), ("Input.Current", DeskSignIn.Password)))
        {
            AssertLeadsTo("/admin/account", removed);
        }

        Assert.DoesNotContain(id, await here.GetStringAsync("/admin/account", Cancellation), StringComparison.Ordinal);
        await AssertOnlyHereAsync(here, elsewhere);
    }

    [Fact]
    public async Task Removing_the_authenticator_asks_for_the_password_and_ends_other_visits()
    {
        using var here = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using (await here.SubmitAsync("/admin/account", "/admin/account?handler=StartAuthenticator"))
        using (await here.SubmitAsync("/admin/account/authenticator", null, ("Input.Code", await CodeAsync("wang"))))
        {
        }

        using var elsewhere = await _application.CreateDeskClientAsync("wang");
        using (var wrong = await here.SubmitAsync("/admin/account", "/admin/account?handler=RemoveAuthenticator", ("Input.Current", "not my password")))
        {
            Assert.Contains("现在的密码不对", await wrong.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        using (var removed = await here.SubmitAsync("/admin/account", "/admin/account?handler=RemoveAuthenticator", ("Input.Current", DeskSignIn.Password)))
        {
            AssertLeadsTo("/admin/account", removed);
        }

        await AssertOnlyHereAsync(here, elsewhere);
    }

    [Fact]
    public async Task A_passkey_is_not_even_begun_without_the_password()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var refused = await client.SubmitAsync("/admin/account", "/admin/account?handler=PasskeyOptions", ("Input.Current", "not my password"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("现在的密码不对。", await refused.Content.ReadAsStringAsync(Cancellation));
        using var begun = await client.SubmitAsync("/admin/account", "/admin/account?handler=PasskeyOptions", ("Input.Current", DeskSignIn.Password));
        Assert.Equal("application/json", begun.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Users_and_audit_log_are_offered_to_those_only_whom_they_let_in()
    {
        await SavePaperAsync();
        var ofOne = await _application.AddUserAsync("ofone", DeskRights.None);
        await using (var scope = _application.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
            db.Attach(ofOne).Entity.Grant(await db.Newspapers.Select(newspaper => newspaper.Id).SingleAsync(Cancellation), DeskRights.Administer);
            await db.SaveChangesAsync(Cancellation);
        }

        using var client = await _application.CreateDeskClientAsync("ofone");
        using var everywhere = await _application.CreateDeskClientAsync("everywhere", DeskRights.Administer);
        foreach (var address in new[] { "/admin/users", "/admin/audit" })
        {
            Assert.DoesNotContain($"href=\"{address}\"", await client.GetStringAsync("/admin/account", Cancellation), StringComparison.Ordinal);
            using var refused = await client.GetAsync(address, Cancellation);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Contains($"href=\"{address}\"", await everywhere.GetStringAsync("/admin/account", Cancellation), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Changing_the_password_asks_for_the_old_one_and_ends_other_visits()
    {
        using var here = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var elsewhere = await _application.CreateDeskClientAsync("wang");
        using (var wrong = await here.SubmitAsync("/admin/account", "/admin/account?handler=Password", ("Input.Current", "not my password"), ("Input.Password", NewPassword), ("Input.Again", NewPassword)))
        {
            Assert.Contains("现在的密码不对", await wrong.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        using (var changed = await here.SubmitAsync("/admin/account", "/admin/account?handler=Password", ("Input.Current", DeskSignIn.Password), ("Input.Password", NewPassword), ("Input.Again", NewPassword)))
        {
            AssertLeadsTo("/admin/account", changed);
        }

        await AssertOnlyHereAsync(here, elsewhere);
    }

    [Fact]
    public async Task Signing_out_everywhere_is_everywhere()
    {
        using var here = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        using var elsewhere = await _application.CreateDeskClientAsync("wang");
        using (var done = await here.SubmitAsync("/admin/account", "/admin/account?handler=SignOutEverywhere"))
        {
            AssertLeadsTo("/admin/sign-in", done);
        }

        _application.Clock.Advance(TimeSpan.FromSeconds(59));
        foreach (var client in new[] { here, elsewhere })
        {
            using var answer = await client.GetAsync("/admin", Cancellation);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Chiefs_set_up_a_second_factor_first_where_it_is_required()
    {
        _application.With("Desk:RequireSecondFactor", "true");
        using var editor = await _application.CreateDeskClientAsync("editor", DeskRoles.All[DeskRoles.Editor]);
        using var chief = await _application.CreateDeskClientAsync("chief", DeskRoles.All[DeskRoles.Chief]);
        using (var free = await editor.GetAsync("/admin", Cancellation))
        {
            Assert.Equal(HttpStatusCode.OK, free.StatusCode);
        }

        using (var led = await chief.GetAsync("/admin", Cancellation))
        {
            AssertLeadsTo("/admin/account", led);
        }

        using (var started = await chief.SubmitAsync("/admin/account", "/admin/account?handler=StartAuthenticator"))
        {
            AssertLeadsTo("/admin/account/authenticator", started);
        }

        using (var enabled = await chief.SubmitAsync("/admin/account/authenticator", null, ("Input.Code", await CodeAsync("chief"))))
        {
            AssertLeadsTo("/admin/account", enabled);
        }

        using (var open = await chief.GetAsync("/admin", Cancellation))
        {
            Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        }

        // From now on the password alone is half the way.
        using var again = _application.CreateBrowser();
        using (var half = await again.SignInAsync("chief", DeskSignIn.Password))
        {
            AssertLeadsTo("/admin/sign-in/second-step?return=%2Fadmin", half);
        }

        using var inside = await again.GetAsync("/admin", Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, inside.StatusCode);
    }

    /// <summary>RFC 6238, appendix B, the last six digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Assert.Equal(code, AuthenticatorCodes.Compute("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", DateTimeOffset.FromUnixTimeSeconds(seconds)));

    private async Task<string> CodeAsync(string userName)
    {
        await using var scope = _application.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<DeskUser>>();
        var key = await users.GetAuthenticatorKeyAsync((await users.FindByNameAsync(userName))!);
        return AuthenticatorCodes.Compute(key!, _application.Clock.GetUtcNow());
    }

    /// <summary>A passkey as the browser would have made it; nothing here signs with it. Returns its id as forms name it.</summary>
    private async Task<string> AddPasskeyAsync(string userName)
    {
        await using var scope = _application.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<DeskUser>>();
        var passkey = new UserPasskeyInfo([1, 2, 3, 4], [5], _application.Clock.GetUtcNow(), 0, [], true, false, false, [6], [7]) { Name = "办公室" };
        Assert.True((await users.AddOrUpdatePasskeyAsync((await users.FindByNameAsync(userName))!, passkey)).Succeeded);
        return Web.Areas.Admin.Pages.Account.IndexModel.IdOf(passkey);
    }

    /// <summary>Within a minute the user's other visits have ended, and this one goes on.</summary>
    private async Task AssertOnlyHereAsync(HttpClient here, HttpClient elsewhere)
    {
        _application.Clock.Advance(TimeSpan.FromSeconds(59));
        using var ended = await elsewhere.GetAsync("/admin", Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, ended.StatusCode);
        using var stays = await here.GetAsync("/admin", Cancellation);
        Assert.Equal(HttpStatusCode.OK, stays.StatusCode);
    }

    private async Task SavePaperAsync()
    {
        await using var scope = _application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        db.Add(Paper.Newspaper(Paper.Code));
        await db.SaveChangesAsync(Cancellation);
    }

    private async Task<List<(bool OfOne, DeskRights Rights)>> RightsAsync(string userName)
    {
        await using var scope = _application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        var memberships = await db.DeskMemberships.AsNoTracking().Where(membership => membership.User.UserName == userName).ToListAsync(Cancellation);
        return [.. memberships.Select(membership => (membership.NewspaperId is not null, membership.Rights)).OrderBy(entry => entry.Item1)];
    }

    private async Task<List<(string Act, string Actor)>> ActsAsync(string subject)
    {
        await using var scope = _application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        var entries = await db.AuditEntries.AsNoTracking().Where(entry => entry.Subject == subject).OrderBy(entry => entry.Number).ToListAsync(Cancellation);
        return entries.ConvertAll(entry => (entry.Act, entry.Actor));
    }
}
