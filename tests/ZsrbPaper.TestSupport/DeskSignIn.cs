using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;
using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.TestSupport;

/// <summary>People of the desk for tests: they exist in the database, and carry the cookie that signing in would have given them.</summary>
public static class DeskSignIn
{
    public const string Password = "correct horse battery staple";

    /// <summary>Adds a user with these rights for every newspaper.</summary>
    public static async Task<DeskUser> AddUserAsync(this PaperApplication application, string userName, DeskRights rights)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<DeskUser>>();
        var user = new DeskUser { UserName = userName, CreatedAt = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime };
        user.Grant(null, rights);
        var result = await users.CreateAsync(user, Password);
        Assert.True(result.Succeeded, string.Join('\n', result.Errors.Select(error => error.Description)));
        return user;
    }

    /// <summary>The value of the cookie that the user has after signing in.</summary>
    public static async Task<string> CreateCookieAsync(this PaperApplication application, string userName)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var user = await services.GetRequiredService<UserManager<DeskUser>>().FindByNameAsync(userName);
        var principal = await services.GetRequiredService<IUserClaimsPrincipalFactory<DeskUser>>().CreateAsync(user!);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var properties = new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now.AddHours(14) };
        var options = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        return options.TicketDataFormat.Protect(new AuthenticationTicket(principal, properties, IdentityConstants.ApplicationScheme));
    }

    /// <summary>A client of a new user with these rights for every newspaper; it shows redirects as they are and keeps cookies.</summary>
    public static async Task<HttpClient> CreateDeskClientAsync(this PaperApplication application, string userName, DeskRights rights)
    {
        await application.AddUserAsync(userName, rights);
        return await application.CreateDeskClientAsync(userName);
    }

    /// <summary>A client of a user who exists.</summary>
    public static async Task<HttpClient> CreateDeskClientAsync(this PaperApplication application, string userName)
    {
        var cookies = new CookieContainerHandlerWithCookie(CookieName, await application.CreateCookieAsync(userName));
        return application.CreateDefaultClient(new Uri("http://localhost"), cookies);
    }

    /// <summary>
    /// The hidden fields of a page's form, the antiforgery token among them: what a browser would send besides what is filled in.
    /// The token's cookie is kept by the client.
    /// </summary>
    /// <param name="client">Whose browser it is.</param>
    /// <param name="address">The page.</param>
    /// <param name="cancellationToken">Of the test.</param>
    /// <param name="form">Chooses among the forms of <c>main</c> by CSS selector; the first of them when null.</param>
    public static async Task<Dictionary<string, string>> ReadFormAsync(
        this HttpClient client, string address, CancellationToken cancellationToken, string? form = null)
    {
        var html = await client.GetStringAsync(address, cancellationToken);
        var document = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(html, cancellationToken);
        var found = document.QuerySelector(form ?? "main form");
        Assert.NotNull(found);
        return found.QuerySelectorAll("input[type=hidden]")
            .GroupBy(input => input.GetAttribute("name")!)
            .ToDictionary(inputs => inputs.Key, inputs => inputs.First().GetAttribute("value") ?? "");
    }

    public const string CookieName = "zsrb-desk";

    private sealed class CookieContainerHandlerWithCookie : Microsoft.AspNetCore.Mvc.Testing.Handlers.CookieContainerHandler
    {
        public CookieContainerHandlerWithCookie(string name, string value) =>
            Container.Add(new System.Net.Cookie(name, value, "/admin", "localhost"));
    }
}
