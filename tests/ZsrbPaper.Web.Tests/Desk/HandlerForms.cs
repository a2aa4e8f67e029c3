using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>Sends the desk's forms as a browser would: with the antiforgery token of the page that they stand on.</summary>
internal static partial class HandlerForms
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<string> ReadAsync(this HttpClient client, string address, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await client.GetAsync(address, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{address}: {(int)answer.StatusCode}, expected {(int)expected}\n{text[..Math.Min(text.Length, 600)]}");
        return text;
    }

    public static async Task<HttpStatusCode> StatusAsync(this HttpClient client, string address)
    {
        using var answer = await client.GetAsync(address, Ct);
        return answer.StatusCode;
    }

    /// <summary>Posts to a handler of a page and returns the page that the answer leads to.</summary>
    public static async Task<string> HandleAsync(this HttpClient client, string page, string? handler, params (string Name, string Value)[] fields)
    {
        using var answer = await client.PostRawAsync(page, handler, fields);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{page} {handler}: {(int)answer.StatusCode}\n{await answer.Content.ReadAsStringAsync(Ct)}");
        return await client.ReadAsync(answer.Headers.Location!.OriginalString.Split('#')[0]);
    }

    public static async Task<HttpResponseMessage> PostRawAsync(this HttpClient client, string page, string? handler, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await client.ReadAsync(page)).Groups[1].Value;
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Append(KeyValuePair.Create("__RequestVerificationToken", token)));
        return await client.PostAsync(handler is null ? page : $"{page}?handler={handler}", content, Ct);
    }

    /// <summary>Posts a form with a file.</summary>
    public static async Task<string> UploadAsync(this HttpClient client, string page, string name, byte[] file, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await client.ReadAsync(page)).Groups[1].Value;
        using var content = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new ByteArrayContent(file), "file", name } };
        foreach (var (field, value) in fields)
        {
            content.Add(new StringContent(value), field);
        }

        using var answer = await client.PostAsync(page, content, Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{page}: {(int)answer.StatusCode}\n{await answer.Content.ReadAsStringAsync(Ct)}");
        return await client.ReadAsync(answer.Headers.Location!.OriginalString.Split('#')[0]);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
