using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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

/// <summary>How somebody comes to be a user: the first one's link, and <c>user add</c> run as a program of its own.</summary>
public sealed partial class UserCommandTests : IAsyncLifetime
{
    private const string NewPassword = "seven otters under moonlight";
    private PaperApplication _application = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _application = await PaperApplication.CreateAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task A_new_installation_logs_a_link_that_makes_one_first_user()
    {
        using var client = _application.CreateBrowser();
        var link = FirstLink();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, link));
        Assert.DoesNotContain(link.Split('/')[^1], string.Join('\n', (await FactsAsync()).Select(fact => $"{fact.Name} {fact.Value}")), StringComparison.Ordinal);

        using (var weak = await client.SubmitAsync(link, null, ("Input.UserName", "li"), ("Input.Password", "woaini1314520"), ("Input.Again", "woaini1314520")))
        {
            Assert.Contains("太容易猜到", await weak.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        using (var made = await client.SubmitAsync(link, null, ("Input.UserName", "li"), ("Input.DisplayName", "李"), ("Input.Password", NewPassword), ("Input.Again", NewPassword)))
        {
            AssertLeadsTo("/admin/sign-in", made);
        }

        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(client, link));
        Assert.Equal(DeskRoles.All[DeskRoles.Chief] | DeskRights.Administer, await RightsAsync("li"));
        using var signedIn = await client.SignInAsync("li", NewPassword);
        AssertLeadsTo("/admin", signedIn);
    }

    [Fact]
    public async Task The_first_link_dies_after_an_hour()
    {
        using var client = _application.CreateBrowser();
        var link = FirstLink();
        _application.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(client, link));
    }

    [Fact]
    public async Task A_second_nodes_link_leaves_the_first_good_and_both_die_with_the_first_user()
    {
        using var client = _application.CreateBrowser();
        var first = FirstLink();
        _application.Clock.Advance(TimeSpan.FromMinutes(50));
        var second = await StartAnotherNodeAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, first));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, second));

        // The first link's hour is over, and it is forgotten with the next start.
        _application.Clock.Advance(TimeSpan.FromMinutes(11));
        var third = await StartAnotherNodeAsync();
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(client, first));
        Assert.Equal(2, (await FactsAsync()).Count(fact => fact.Name.StartsWith("first-user-link", StringComparison.Ordinal)));

        using (var made = await client.SubmitAsync(second, null, ("Input.UserName", "li"), ("Input.Password", NewPassword), ("Input.Again", NewPassword)))
        {
            AssertLeadsTo("/admin/sign-in", made);
        }

        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(client, third));
        Assert.DoesNotContain(await FactsAsync(), fact => fact.Name.StartsWith("first-user-link", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_link_dies_with_the_first_user_whoever_makes_them()
    {
        using var client = _application.CreateBrowser();
        var link = FirstLink();
        await _application.AddUserAsync("wang", DeskRights.Write);
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(client, link));
    }

    [Fact]
    public async Task A_link_sets_the_password_once_within_the_hour()
    {
        await _application.AddUserAsync("wang", DeskRights.Write);
        using var client = _application.CreateBrowser();
        var late = await LinkAsync("wang");
        _application.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(client, late));

        var link = await LinkAsync("wang");
        using (var set = await client.SubmitAsync(link, null, ("Input.Password", NewPassword), ("Input.Again", NewPassword)))
        {
            AssertLeadsTo("/admin/sign-in", set);
        }

        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(client, link));
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(client, link[..^4]));
        using var signedIn = await client.SignInAsync("wang", NewPassword);
        AssertLeadsTo("/admin", signedIn);
    }

    [Fact]
    public async Task User_add_prints_a_link_that_the_running_portal_knows()
    {
        await SavePaperAsync();
        var (exit, output, error) = await RunAsync(null, "user", "add", "chen", "--role", "editor", "--role", "chief", "--newspaper", Paper.Code);
        Assert.True(exit == 0, error);
        var link = Link().Match(output).Value;
        Assert.StartsWith("https://paper.example.com/admin/setup/", link, StringComparison.Ordinal);

        using var client = _application.CreateBrowser();
        // The program beside it goes by the real clock, an hour that the portal's standing clock has not reached.
        using (var set = await client.SubmitAsync(new Uri(link).AbsolutePath, null, ("Input.Password", NewPassword), ("Input.Again", NewPassword)))
        {
            AssertLeadsTo("/admin/sign-in", set);
        }

        Assert.Equal(DeskRoles.All[DeskRoles.Chief], await RightsAsync("chen"));
        var entry = (await AuditAsync()).First(entry => entry.Act == Acts.UserAdded);
        Assert.Equal(($"cli:{Environment.UserName}", "user/chen"), (entry.Actor, entry.Subject));
    }

    [Fact]
    public async Task User_add_takes_the_password_from_standard_input_and_refuses_bad_ones()
    {
        _ = _application.Services;
        var weak = await RunAsync("zhongshanribao2024\n", "user", "add", "chen", "--role", "editor", "--password-stdin");
        Assert.Equal(1, weak.Exit);
        Assert.Contains("easy to guess", weak.Error, StringComparison.Ordinal);

        var added = await RunAsync($"{NewPassword}\n", "user", "add", "chen", "--role", "editor", "--password-stdin");
        Assert.True(added.Exit == 0, added.Error);
        Assert.DoesNotContain("/admin/setup/", added.Output, StringComparison.Ordinal);

        var twice = await RunAsync($"{NewPassword}\n", "user", "add", "Chen", "--role", "editor", "--password-stdin");
        Assert.Equal(1, twice.Exit);
        Assert.Contains("already", twice.Error, StringComparison.Ordinal);

        using var client = _application.CreateBrowser();
        using var signedIn = await client.SignInAsync("chen", NewPassword);
        AssertLeadsTo("/admin", signedIn);
    }

    [Theory]
    [InlineData(2, "user", "add", "chen")]
    [InlineData(2, "user", "add", "chen", "--role", "king")]
    [InlineData(2, "user", "add", "", "--role", "editor")]
    [InlineData(2, "user", "add", "--role", "editor")]
    [InlineData(1, "user", "add", "a\tb", "--role", "editor")]
    [InlineData(1, "user", "add", "system", "--role", "editor")]
    [InlineData(1, "user", "add", "cli:root", "--role", "editor")]
    [InlineData(1, "user", "add", "123456789012345678901234567890123456789012345678901", "--role", "editor")]
    [InlineData(1, "user", "add", "chen", "--role", "editor", "--newspaper", "nothere")]
    public async Task User_add_refuses(int exit, params string[] arguments)
    {
        _ = _application.Services;
        var result = await RunAsync(null, arguments);
        Assert.Equal(exit, result.Exit);
        Assert.NotEqual("", result.Error.Trim());
    }

    [Theory]
    [InlineData("woaini1314520")]
    [InlineData("zhongshan123456")]
    [InlineData("zhongshanribao2024")]
    [InlineData("中山日报2024中山日报")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abcabcabcabcabc")]
    [InlineData("qwertyuiop1234567890")]
    [InlineData("P@ssw0rd20240301")]
    [InlineData("Xujunzuan19900412")]
    [InlineData("5201314woaiwojia")]
    public void Guessable_passwords_are_known(string password) => Assert.True(PasswordRules.IsKnown(password, ["xujunzuan", "zsrb", "中山日报"]));

    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("seven otters under moonlight")]
    [InlineData("清晨渡口石榴花开得正好")]
    [InlineData("kX9#vTq2mWz!")]
    public void Others_are_not(string password) => Assert.False(PasswordRules.IsKnown(password, ["xujunzuan", "zsrb", "中山日报"]));

    private string FirstLink() =>
        new Uri(Link().Match(Assert.Single(_application.Log.Lines, line => line.Level == LogLevel.Warning && line.Message.Contains("/admin/setup/", StringComparison.Ordinal)).Message).Value).AbsolutePath;

    /// <summary>What a node on the same database prints at its start.</summary>
    private async Task<string> StartAnotherNodeAsync()
    {
        await using var scope = _application.Services.CreateAsyncScope();
        return new Uri((await scope.ServiceProvider.GetRequiredService<SetupLinks>().CreateFirstAsync(Cancellation))!).AbsolutePath;
    }

    private async Task<string> LinkAsync(string userName)
    {
        await using var scope = _application.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<DeskUserManager>();
        var user = await users.FindByNameAsync(userName);
        return new Uri(await scope.ServiceProvider.GetRequiredService<SetupLinks>().CreateAsync(users, user!)).AbsolutePath;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(address, Cancellation);
        return answer.StatusCode;
    }

    private async Task SavePaperAsync()
    {
        await using var scope = _application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        db.Add(Paper.Newspaper(Paper.Code));
        await db.SaveChangesAsync(Cancellation);
    }

    private async Task<DeskRights> RightsAsync(string userName)
    {
        await using var scope = _application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        return await db.DeskMemberships.Where(membership => membership.User.UserName == userName).Select(membership => membership.Rights).SingleAsync(Cancellation);
    }

    private async Task<List<SiteFact>> FactsAsync()
    {
        await using var scope = _application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PaperDbContext>().SiteFacts.AsNoTracking().ToListAsync(Cancellation);
    }

    private async Task<List<AuditEntry>> AuditAsync()
    {
        await using var scope = _application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PaperDbContext>().AuditEntries.AsNoTracking().OrderBy(entry => entry.Number).ToListAsync(Cancellation);
    }

    [Fact]
    public async Task Once_there_are_users_a_command_signs_nothing_off_unless_that_is_allowed()
    {
        await _application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01"));
        await _application.AddUserAsync("li", DeskRights.SignOff);
        using var folder = new TemporaryFolder();
        var package = Paper.Edition("2024-03-02").WithPage("A01").WithArticle("头条").WriteTo(folder);

        var refused = await RunAsync(null, "import", package, "--release");
        Assert.Equal(1, refused.Exit);
        Assert.Contains("Desk:AllowCommandRelease", refused.Error, StringComparison.Ordinal);
        var allowed = await RunAsync(null, "import", package, "--release", "--Desk:AllowCommandRelease=true");
        Assert.True(allowed.Exit == 0, allowed.Error);
    }

    /// <summary>Runs the program itself on the portal's database.</summary>
    private Task<(int Exit, string Output, string Error)> RunAsync(string? input, params string[] arguments) =>
        new PaperProgram(_application.Folder.Path, TestEngine.Sqlite, _application.ConnectionString).RunAsync(input, arguments);

    [GeneratedRegex("https://[^ \\s]+/admin/setup/[^\\s]+")]
    private static partial Regex Link();
}
