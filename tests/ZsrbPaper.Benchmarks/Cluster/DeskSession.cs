using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Benchmarks.Cluster;

/// <summary>Somebody at the desk, as a browser without script.</summary>
internal sealed partial class DeskSession(Uri portal) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = portal, Timeout = TimeSpan.FromSeconds(30) };

    public async Task SignInAsync(string userName, CancellationToken cancellationToken)
    {
        using var answer = await PostAsync("/admin/sign-in", null, cancellationToken, ("Input.UserName", userName), ("Input.Password", DeskSignIn.Password));
        if (answer.StatusCode != HttpStatusCode.Redirect)
        {
            throw new InvalidOperationException($"Signing in was answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    /// <summary>Posts to a handler of a page, with the token that stands on it.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, string? handler, CancellationToken cancellationToken, params (string Name, string Value)[] fields)
    {
        var form = await _client.GetStringAsync(page, cancellationToken);
        return await SendAsync(handler is null ? page : $"{page}?handler={handler}", form, cancellationToken, fields);
    }

    /// <summary>What lies on the desk of an article: its form, or what is said instead.</summary>
    public async Task<(HttpStatusCode Status, string Text)> OpenAsync(string page, CancellationToken cancellationToken)
    {
        using var answer = await _client.GetAsync(page, cancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Saves an article.</summary>
    /// <returns>The status, and the basis of the next save or what is said instead.</returns>
    public async Task<(HttpStatusCode Status, string Text)> SaveAsync(string page, string form, string basis, string title, string body, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync($"{page}?handler=Save", form, cancellationToken, ("Input.Basis", basis), ("Input.Title", title), ("Input.Body", body));
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return (answer.StatusCode, answer.StatusCode == HttpStatusCode.OK ? JsonDocument.Parse(text).RootElement.GetProperty("basis").GetString()! : text);
    }

    public static string BasisOf(string form) => Basis().Match(form).Groups[1].Value;

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string address, string form, CancellationToken cancellationToken, params (string Name, string Value)[] fields)
    {
        var token = WebUtility.HtmlDecode(Token().Match(form).Groups[1].Value);
        using var content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        return await _client.PostAsync(address, content, cancellationToken);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("id=\"Basis\" value=\"([^\"]*)\"")]
    private static partial Regex Basis();
}
