using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>
/// Every address of the desk and every method, against nobody and every role. The addresses come from the running application, so
/// that a page cannot be forgotten: one that has no row here fails, and the message is the row to judge and add.
/// </summary>
public sealed partial class AccessTableTests : IAsyncLifetime
{
    /// <summary>
    /// For nobody, editor, reviewer, chief, administrator: <c>in</c> led to sign-in, <c>no</c> 403, <c>ok</c> let in, <c>no*</c> let onto
    /// the page but refused by this handler; a number is that status. A POST is sent without its antiforgery token, so <c>ok</c> is 400.
    /// </summary>
    private static readonly Dictionary<string, string> Table = new(StringComparer.Ordinal)
    {
        ["GET /admin"] = "in 302 302 302 302",
        ["GET /admin/sign-in"] = "ok 302 302 302 302",
        ["POST /admin/sign-in"] = "ok ok ok ok ok",
        ["POST /admin/sign-in?handler=Passkey"] = "ok ok ok ok ok",
        ["POST /admin/sign-in?handler=PasskeyOptions"] = "ok ok ok ok ok",
        ["GET /admin/sign-in/second-step"] = "302 302 302 302 302",
        ["POST /admin/sign-in/second-step"] = "ok ok ok ok ok",
        ["GET /admin/sign-out"] = "302 302 302 302 302",
        ["POST /admin/sign-out"] = "ok ok ok ok ok",
        ["GET /admin/setup/{token}"] = "410 410 410 410 410",
        ["POST /admin/setup/{token}"] = "ok ok ok ok ok",
        ["GET /admin/error/{status:int}"] = "404 404 404 404 404",
        ["GET /admin/forbidden"] = "no no no no no",
        ["GET /admin/account"] = "in ok ok ok ok",
        ["POST /admin/account?handler=AddPasskey"] = "in ok ok ok ok",
        ["POST /admin/account?handler=PasskeyOptions"] = "in ok ok ok ok",
        ["POST /admin/account?handler=Password"] = "in ok ok ok ok",
        ["POST /admin/account?handler=RecoveryCodes"] = "in ok ok ok ok",
        ["POST /admin/account?handler=RemoveAuthenticator"] = "in ok ok ok ok",
        ["POST /admin/account?handler=RemovePasskey"] = "in ok ok ok ok",
        ["POST /admin/account?handler=RenamePasskey"] = "in ok ok ok ok",
        ["POST /admin/account?handler=SignOutEverywhere"] = "in ok ok ok ok",
        ["POST /admin/account?handler=StartAuthenticator"] = "in ok ok ok ok",
        ["GET /admin/account/authenticator"] = "in 302 302 302 302",
        ["POST /admin/account/authenticator"] = "in ok ok ok ok",
        ["GET /admin/search"] = "in ok ok ok ok",
        ["GET /admin/users"] = "in no no no ok",
        ["POST /admin/users"] = "in no no no ok",
        ["GET /admin/users/{user}"] = "in no no no ok",
        ["POST /admin/users/{user}"] = "in no no no ok",
        ["POST /admin/users/{user}?handler=Disable"] = "in no no no ok",
        ["POST /admin/users/{user}?handler=Enable"] = "in no no no ok",
        ["POST /admin/users/{user}?handler=ForgetSecondFactor"] = "in no no no ok",
        ["POST /admin/users/{user}?handler=Link"] = "in no no no ok",
        ["POST /admin/users/{user}?handler=SignOutEverywhere"] = "in no no no ok",
        ["GET /admin/audit"] = "in no no no ok",
        ["GET /admin/audit?handler=Export"] = "in no no no ok",
        ["GET /admin/{newspaper}/old-addresses"] = "in no no no ok",
        ["POST /admin/{newspaper}/old-addresses"] = "in no no no ok",
        ["POST /admin/{newspaper}/old-addresses?handler=Remove"] = "in no no no ok",
        ["GET /admin/{newspaper}/settings"] = "in no no no ok",
        ["POST /admin/{newspaper}/settings"] = "in no no no ok",
        ["GET /admin/media/{newspaper}/{date}/photos/{hash}/{file}"] = "in ok ok ok ok",
        ["GET /admin/media/{newspaper}/{date}/{label}/facsimile/{version}/tiles/{level}/{tile}"] = "in ok ok ok ok",
        ["GET /admin/media/{newspaper}/{date}/{label}/facsimile/{version}/{file}"] = "in ok ok ok ok",
        ["GET /admin/{newspaper}"] = "in ok ok ok ok",
        ["GET /admin/{newspaper}/{date}"] = "in ok ok ok ok",
        ["POST /admin/{newspaper}/{date}?handler=Move"] = "in no* no* ok no*",
        ["POST /admin/{newspaper}/{date}?handler=Number"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}?handler=Plan"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}?handler=Pass"] = "in no* ok ok no*",
        ["POST /admin/{newspaper}/{date}?handler=PassPage"] = "in no* ok ok no*",
        ["POST /admin/{newspaper}/{date}?handler=Proof"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}?handler=Reapprove"] = "in no* no* ok no*",
        ["POST /admin/{newspaper}/{date}?handler=ReleaseNow"] = "in no* no* ok no*",
        ["POST /admin/{newspaper}/{date}?handler=Revoke"] = "in no* no* ok no*",
        ["POST /admin/{newspaper}/{date}?handler=SignOff"] = "in no* no* ok no*",
        ["GET /admin/{newspaper}/{date}/changes"] = "in ok ok ok ok",
        ["POST /admin/{newspaper}/{date}/changes?handler=Approve"] = "in no* ok ok no*",
        ["POST /admin/{newspaper}/{date}/changes?handler=Reject"] = "in no* ok ok no*",
        ["POST /admin/{newspaper}/{date}/changes?handler=Republish"] = "in ok ok ok no*",
        ["GET /admin/{newspaper}/new"] = "in ok ok ok no",
        ["POST /admin/{newspaper}/new"] = "in ok ok ok no",
        ["POST /admin/{newspaper}/new?handler=Plan"] = "in ok ok ok no",
        ["GET /admin/{newspaper}/packages"] = "in ok ok ok no",
        ["GET /admin/{newspaper}/packages?handler=Status"] = "in ok ok ok no",
        ["POST /admin/{newspaper}/packages?handler=Files"] = "in ok ok ok no",
        ["POST /admin/{newspaper}/packages?handler=Retry"] = "in ok ok ok no",
        ["GET /admin/{newspaper}/{date}/intake"] = "in ok ok ok no",
        ["GET /admin/{newspaper}/{date}/intake?handler=Status"] = "in ok ok ok no",
        ["POST /admin/{newspaper}/{date}/intake?handler=Files"] = "in ok ok ok no",
        ["POST /admin/{newspaper}/{date}/intake?handler=Label"] = "in ok ok ok no",
        ["POST /admin/{newspaper}/{date}/intake?handler=Remove"] = "in ok ok ok no",
        ["GET /admin/{newspaper}/{date}/{label}"] = "in ok ok ok ok",
        ["POST /admin/{newspaper}/{date}/{label}?handler=Add"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}/{label}?handler=Areas"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}/{label}?handler=Facts"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}/{label}?handler=Move"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}/{label}?handler=Order"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}/{label}?handler=Remove"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}/{label}?handler=RemovePage"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}/{label}?handler=Text"] = "in ok ok ok no*",
        ["GET /admin/{newspaper}/{date}/{label}/replace"] = "in ok ok ok no",
        ["POST /admin/{newspaper}/{date}/{label}/replace"] = "in ok ok ok no",
        ["GET /admin/{newspaper}/{date}/{label}/{number}/withdraw"] = "in no no ok no",
        ["POST /admin/{newspaper}/{date}/{label}/{number}/withdraw"] = "in no no ok no",
        ["GET /admin/{newspaper}/{date}/{label}/{number}"] = "in ok ok ok ok",
        ["POST /admin/{newspaper}/{date}/{label}/{number}"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}/{label}/{number}?handler=Discard"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}/{label}/{number}?handler=Photos"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}/{label}/{number}?handler=Presence"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}/{label}/{number}?handler=Preview"] = "in ok ok ok ok",
        ["POST /admin/{newspaper}/{date}/{label}/{number}?handler=Propose"] = "in ok ok ok no*",
        ["POST /admin/{newspaper}/{date}/{label}/{number}?handler=Save"] = "in ok ok ok no*",
        ["GET /admin/{newspaper}/{date}/{label}/{number}/history"] = "in ok ok ok ok",
        ["POST /admin/{newspaper}/{date}/{label}/{number}/history?handler=Restore"] = "in ok ok ok no*",
    };

    /// <summary>What stands for the parameters of addresses.</summary>
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal)
    {
        ["newspaper"] = Paper.Code,
        ["date"] = "2024-03-01",
        ["label"] = "A01",
        ["number"] = "1",
        ["token"] = "dead",
        ["status"] = "404",
        ["user"] = DeskRoles.Editor,
        ["file"] = "thumbnail.webp",
        ["level"] = "0",
        ["tile"] = "0_0.jpg",
    };

    private static readonly string[] Roles = [DeskRoles.Editor, DeskRoles.Reviewer, DeskRoles.Chief, DeskRoles.Administrator];
    private PaperApplication _application = null!;
    private int _client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _application = await PaperApplication.CreateAsync();
        await _application.ImportAsync(ExampleEditions.Rich());
        await using (var scope = _application.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
            _values["hash"] = await db.Photos.Where(photo => photo.Article.Withdrawal == null).OrderBy(photo => photo.Id).Select(photo => photo.Hash).FirstAsync(Cancellation);
            _values["version"] = await db.PrintPages.Where(page => page.FacsimileVersion != null).OrderBy(page => page.Position).Select(page => page.FacsimileVersion!).FirstAsync(Cancellation);
        }

        foreach (var role in Roles)
        {
            await _application.AddUserAsync(role, DeskRoles.All[role]);
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task Every_address_and_method_lets_in_whom_it_should()
    {
        var cookies = new List<string?> { null };
        foreach (var role in Roles)
        {
            cookies.Add(await _application.CreateCookieAsync(role));
        }

        var problems = new List<string>();
        var found = await FindAddressesAsync();
        foreach (var row in found)
        {
            var isPost = row.StartsWith("POST ", StringComparison.Ordinal);
            var seen = new List<(int Status, bool ToSignIn)>();
            foreach (var cookie in cookies)
            {
                seen.Add(await AskAsync(row, cookie));
            }

            var said = string.Join(' ', seen.Select(answer => Say(answer, isPost)));
            if (!Table.TryGetValue(row, out var expected))
            {
                problems.Add($"No row for this address. If it is right, add:\n        [\"{row}\"] = \"{said}\",");
            }
            else if (expected.Replace("no*", "ok", StringComparison.Ordinal) != said)
            {
                problems.Add($"{row}: expected \"{expected}\", found \"{said}\"");
            }
        }

        problems.AddRange(Table.Keys.Except(found).Select(row => $"{row}: no such address any more"));
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public async Task Handlers_that_need_more_than_their_page_refuse_those_without()
    {
        foreach (var (row, cells) in Table)
        {
            var roles = cells.Split(' ').Skip(1).Zip(Roles).Where(cell => cell.First == "no*").Select(cell => cell.Second);
            foreach (var role in roles)
            {
                using var client = await _application.CreateDeskClientAsync(role);
                var token = DeskForms.Token(await client.GetStringAsync("/admin/account", Cancellation));
                using var content = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]);
                using var answer = await client.PostAsync(Address(row), content, Cancellation);
                Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{row} as {role}: {answer.StatusCode}");
            }
        }
    }

    private static string Say((int Status, bool ToSignIn) answer, bool isPost) => answer switch
    {
        (302, true) => "in",
        (403, _) => "no",
        (400, _) when isPost => "ok",
        (200, _) when !isPost => "ok",
        _ => answer.Status.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Asks from an address of its own each time: the limit of attempts is no matter here.</summary>
    private async Task<(int Status, bool ToSignIn)> AskAsync(string row, string? cookie)
    {
        var uri = new Uri("http://localhost" + Address(row));
        var number = Interlocked.Increment(ref _client);
        var answer = await _application.Server.SendAsync(
            context =>
            {
                context.Request.Method = row[..row.IndexOf(' ', StringComparison.Ordinal)];
                context.Request.Host = new HostString("localhost");
                context.Request.Path = uri.AbsolutePath;
                context.Request.QueryString = new QueryString(uri.Query);
                context.Connection.RemoteIpAddress = new IPAddress([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
                if (cookie is not null)
                {
                    context.Request.Headers.Cookie = $"{DeskSignIn.CookieName}={cookie}";
                }

                if (HttpMethods.IsPost(context.Request.Method))
                {
                    context.Request.ContentType = "application/x-www-form-urlencoded";
                }
            },
            Cancellation);
        return (answer.Response.StatusCode, answer.Response.Headers.Location.ToString().StartsWith("/admin/sign-in?", StringComparison.Ordinal));
    }

    private async Task<List<string>> FindAddressesAsync()
    {
        var loader = _application.Services.GetRequiredService<PageLoader>();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in _application.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            var pattern = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
            if (pattern != "/admin" && !pattern.StartsWith("/admin/", StringComparison.Ordinal))
            {
                continue;
            }

            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
            {
                var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];
                found.UnionWith(methods.Where(method => method != "HEAD").Select(method => $"{method} {pattern}"));
                continue;
            }

            // A page without a handler for it is shown all the same.
            found.Add($"GET {pattern}");
            foreach (var handler in (await loader.LoadAsync(page, endpoint.Metadata)).HandlerMethods)
            {
                found.Add($"{handler.HttpMethod.ToUpperInvariant()} {pattern}{(handler.Name is null ? "" : $"?handler={handler.Name}")}");
            }
        }

        return [.. found];
    }

    private string Address(string row) => Parameter().Replace(row[(row.IndexOf(' ', StringComparison.Ordinal) + 1)..], match =>
        _values.TryGetValue(match.Groups[1].Value, out var value) ? value : "x");

    [GeneratedRegex("\\{\\*{0,2}([A-Za-z]+)[^}]*\\}")]
    private static partial Regex Parameter();
}
