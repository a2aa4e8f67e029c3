using System.Net;
using System.Text.RegularExpressions;
using Xunit;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>The preview shows an unreleased edition as readers will see it, to its newspaper's people and nobody else.</summary>
public sealed partial class PreviewTests : IAsyncLifetime
{
    private const string Root = "/admin/preview/zsrb/2024-03-03";
    private PaperApplication _application = null!;

    public async ValueTask InitializeAsync()
    {
        _application = await PaperApplication.CreateAsync();
        await _application.ImportAsync(
            Paper.Edition("2024-03-01").WithPage("A01").WithArticle("昨天"),
            Paper.Edition("2024-03-03").Draft()
                .WithPage("A01", "要闻", page => page.WithPicture().WithPdf())
                .WithArticle("草稿的秘密", article => article.At(5, 5, 95, 60).WithPhoto("draft.jpg"))
                .WithPage("A02", "新闻").WithArticle("第二版"),
            Paper.Edition("2024-03-04").Draft().WithPage("A01").WithArticle("另一份草稿", article => article.WithPhoto("other.jpg")));
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task Everything_of_the_draft_is_seen_and_leads_on_within_the_preview()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Proofread);
        var open = new Queue<string>([Root]);
        var seen = new HashSet<string>(StringComparer.Ordinal) { Root };
        while (open.TryDequeue(out var address))
        {
            using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {(int)answer.StatusCode}");
            Assert.True(answer.Headers.CacheControl is { NoStore: true, Private: true }, address);
            if (answer.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }

            var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("preview-mark", html, StringComparison.Ordinal);
            Assert.DoesNotContain("\"/zsrb/2024-03-03", html, StringComparison.Ordinal);
            Assert.DoesNotContain("\"/media/", html, StringComparison.Ordinal);
            foreach (Match link in Address().Matches(html))
            {
                if (seen.Add(link.Groups[1].Value))
                {
                    open.Enqueue(link.Groups[1].Value);
                }
            }
        }

        Assert.Contains($"{Root}/A01/1", seen);
        Assert.Contains($"{Root}/all", seen);
        Assert.Contains(seen, address => address.StartsWith($"{Root}/media/", StringComparison.Ordinal));
        Assert.Contains(seen, address => address.Contains("/facsimile/", StringComparison.Ordinal));
        Assert.Contains(seen, address => address.EndsWith(".pdf", StringComparison.Ordinal));

        // Without the preview's prefix all of it is not there, for nobody and for the signed-in alike.
        using var nobody = _application.CreatePlainClient();
        foreach (var address in seen)
        {
            var plain = address.StartsWith($"{Root}/media/", StringComparison.Ordinal) ? address[Root.Length..] : address["/admin/preview".Length..];
            Assert.Equal(HttpStatusCode.NotFound, await nobody.StatusAsync(plain));
            Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync(plain));
        }
    }

    [Fact]
    public async Task Nobody_is_led_to_sign_in_and_others_are_refused()
    {
        using var nobody = _application.CreatePlainClient();
        using (var answer = await nobody.GetAsync($"{Root}/A01/1", TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Equal("/admin/sign-in", new Uri(new Uri("http://localhost"), answer.Headers.Location!).AbsolutePath);
        }

        using var stranger = await _application.CreateDeskClientAsync("stranger", DeskRights.None);
        Assert.Equal(HttpStatusCode.Forbidden, await stranger.StatusAsync(Root));
    }

    [Fact]
    public async Task Preview_of_one_draft_shows_nothing_of_another()
    {
        using var client = await _application.CreateDeskClientAsync("wang", DeskRights.Write);
        var other = await client.ReadAsync("/admin/preview/zsrb/2024-03-04/A01/1");
        var photo = Regex.Match(other, "/admin/preview/zsrb/2024-03-04(/media/[^\"\\s]+)").Groups[1].Value;
        Assert.NotEmpty(photo);
        Assert.Equal(HttpStatusCode.OK, await client.StatusAsync($"/admin/preview/zsrb/2024-03-04{photo}"));
        Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync(Root + photo));
        Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync("/admin/preview/zsrb/2024-03-09"));
        Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync($"{Root}/A09"));
    }

    [GeneratedRegex("(?:href|src)=\"(/admin/preview/[^\"#?]+)")]
    private static partial Regex Address();
}
