using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Xunit;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>Fills in the desk's forms as a browser without script would.</summary>
internal static partial class DeskForms
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A client of nobody yet, which keeps cookies and shows redirects as they are.</summary>
    public static HttpClient CreateBrowser(this PaperApplication application) =>
        application.CreateDefaultClient(new Uri("http://localhost"), new CookieContainerHandler());

    /// <summary>Opens the page, then posts to it or to another address with the page's antiforgery token.</summary>
    public static async Task<HttpResponseMessage> SubmitAsync(this HttpClient client, string page, string? action, params (string Name, string Value)[] fields)
    {
        var token = Token(await client.GetStringAsync(page, Cancellation));
        using var content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        return await client.PostAsync(action ?? page, content, Cancellation);
    }

    public static Task<HttpResponseMessage> SignInAsync(this HttpClient client, string userName, string password, string page = "/admin/sign-in") =>
        client.SubmitAsync(page, null, ("Input.UserName", userName), ("Input.Password", password));

    public static string Token(string html)
    {
        var match = TokenField().Match(html);
        Assert.True(match.Success, "The page has no form with an antiforgery token.");
        return WebUtility.HtmlDecode(match.Groups[1].Value);
    }

    public static void AssertLeadsTo(string address, HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(address, answer.Headers.Location!.OriginalString);
    }

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="([^"]+)""")]
    private static partial Regex TokenField();
}
