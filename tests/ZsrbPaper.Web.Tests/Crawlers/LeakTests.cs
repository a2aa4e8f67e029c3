using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NetVips;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Tests.Desk;

namespace ZsrbPaper.Web.Tests.Crawlers;

/// <summary>
/// What is withdrawn, drafted or released tomorrow leaks nowhere. Every endpoint comes from the running application and is asked for it by
/// nobody in particular; a new one whose parameters are unknown here fails the test. All secret words contain 机密, all secret pictures a dark field.
/// </summary>
public sealed partial class LeakTests
{
    private const string Secret = "机密";

    private static readonly string[] _secretDates = ["2024-03-02", "2024-03-03"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Neither_what_is_withdrawn_nor_what_is_unreleased_is_in_any_answer()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.ImportAsync(
            EditionOf("2024-03-01").WithArticle("标题", article => article.At(70, 70, 95, 95)),
            EditionOf("2024-03-02").Draft(),
            EditionOf("2024-03-03").Planned("2024-03-03T06:00"));
        using var reader = application.CreatePlainClient();
        var seenBefore = await CollectAsync(reader);
        Assert.Contains(seenBefore, address => address.Contains("/card/", StringComparison.Ordinal));
        Assert.Contains(seenBefore, address => address.StartsWith("/media/", StringComparison.Ordinal));
        Assert.NotEmpty((await LeaksAsync(reader, "/zsrb/2024-03-01/A01"))!);
        Assert.NotEmpty((await LeaksAsync(reader, seenBefore.First(address => address.StartsWith("/media/", StringComparison.Ordinal))))!);

        Assert.NotEmpty((await LeaksAsync(reader, "/zsrb/2024-03-01/A01/2/related"))!);

        using (var chief = await application.CreateDeskClientAsync("总编", DeskRights.Withdraw))
        {
            Assert.Contains("稿件已撤", await chief.HandleAsync("/admin/zsrb/2024-03-01/A01/1/withdraw", null, ("reason", "应作者要求")), StringComparison.Ordinal);
        }

        var addresses = (await GenerateAsync(application)).Concat(seenBefore).Distinct().ToList();
        Assert.True(addresses.Count > 500, $"Only {addresses.Count} addresses");
        var leaks = new List<string>();
        var answered = 0;
        foreach (var address in addresses)
        {
            var found = await LeaksAsync(reader, address);
            leaks.AddRange(found ?? []);
            answered += found is null ? 0 : 1;
        }

        Assert.Equal([], leaks);
        Assert.True(answered > 30, $"Only {answered} addresses answered with anything");
    }

    /// <summary>A page whose dark field is the area of a secret article, which has a secret photo.</summary>
    private static EditionBuilder EditionOf(string date) => Paper.Edition(date)
        .WithPage("A01", date == "2024-03-01" ? "要闻" : "机密版名", page => page.WithPicture().WithPdf())
        .WithArticle("机密标题", article =>
        {
            (article.Kicker, article.Subtitle, article.Column, article.Source) = ("机密引题", "机密副题", "机密栏目", "机密来源");
            article.Body = "机密正文第一段。\n\n机密正文第二段。";
            article.By("机密记者").At(8, 8, 62, 62).WithPhoto("secret.jpg", "机密图说", "机密供图");
        });

    /// <summary>Every address of the edition that a reader or a program met while the article was there.</summary>
    private static async Task<List<string>> CollectAsync(HttpClient reader)
    {
        var met = new List<string>();
        foreach (var address in new[] { "/zsrb/2024-03-01", "/zsrb/2024-03-01/A01", "/zsrb/2024-03-01/A01/1", "/zsrb/2024-03-01/A01/2", "/zsrb/2024-03-01/all" })
        {
            var html = await reader.ReadAsync(address);
            met.AddRange(Address().Matches(html).Select(match => match.Groups[1].Value));
        }

        return [.. met.Where(address => !address.StartsWith("/assets/", StringComparison.Ordinal)).Distinct()];
    }

    /// <summary>Every readable endpoint with every combination of what could stand for its parameters.</summary>
    private static async Task<List<string>> GenerateAsync(PaperApplication application)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        var versions = await db.PrintPages.Select(page => page.FacsimileVersion!).Distinct().ToListAsync(Ct);
        var hashes = await db.Photos.Select(photo => photo.Hash).Concat(db.PrintPages.Select(page => page.PictureHash!)).Distinct().ToListAsync(Ct);
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["newspaper"] = ["zsrb"],
            ["date"] = ["2024-03-01", .. _secretDates],
            ["label"] = ["A01"],
            ["number"] = ["1"],
            ["version"] = versions,
            ["hash"] = hashes,
            ["file"] =
            [
                "64.jpg", "64.webp", "64.avif", "thumbnail.webp", "thumbnail.jpg", "page-900.jpg", "page-900.webp", "page-700.jpg", "page-700.webp", "default.jpg",
                "atom.xml", "rss.xml", "feed.json",
            ],
            ["level"] = [.. Enumerable.Range(0, 12).Select(level => $"{level}")],
            ["tile"] = ["0_0.jpg", "0_1.jpg", "1_0.jpg", "1_1.jpg"],
            ["region"] = ["full", "0,0,512,512", "0,512,512,488", "512,0,188,512"],
            ["size"] = ["max", "512,512", "512,488", "188,512", "350,500", "88,125"],
            ["rotation"] = ["0"],
            ["month"] = ["2024-03"],
            ["period"] = ["2024", "2024-03"],
            ["section"] = ["要闻", "机密版名"],
            ["shape"] = ["1x1", "4x3", "16x9"],
            ["status"] = ["404"],
            ["documentName"] = ["v1"],
            ["user"] = ["wang"],
            ["token"] = ["none"],
            ["name"] = ["reader.css"],
        };
        var endpoints = application.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is not { } methods || methods.HttpMethods.Contains("GET"))
            .ToList();
        Assert.True(endpoints.Count > 40, $"Only {endpoints.Count} endpoints");
        return
        [
            .. endpoints.SelectMany(endpoint => Fill(endpoint.RoutePattern, values)).SelectMany(path => path.EndsWith("/search", StringComparison.Ordinal) || path is "/search.atom" or "/search/suggest"
                ? [.. new[] { "密正", "密标题", "密记", "密图说", "密版名" }.Select(word => $"{path}?q={Uri.EscapeDataString(word)}"), path]
                : new[] { path }).Distinct(),
        ];
    }

    private static IEnumerable<string> Fill(RoutePattern pattern, Dictionary<string, IReadOnlyList<string>> values)
    {
        IEnumerable<string> paths = [""];
        foreach (var segment in pattern.PathSegments)
        {
            paths = paths.Select(path => path + "/");
            foreach (var part in segment.Parts)
            {
                paths = part switch
                {
                    RoutePatternLiteralPart literal => paths.Select(path => path + literal.Content),
                    RoutePatternSeparatorPart separator => paths.Select(path => path + separator.Content),
                    RoutePatternParameterPart parameter when values.TryGetValue(parameter.Name, out var known) => paths.SelectMany(path => known.Select(value => path + value)),
                    RoutePatternParameterPart parameter => throw new InvalidOperationException($"What can stand for {{{parameter.Name}}} of {pattern.RawText}? Add it to this test."),
                    _ => throw new InvalidOperationException(pattern.RawText),
                };
            }
        }

        return paths.Select(path => path.Length == 0 ? "/" : path);
    }

    /// <summary>What the answer gives away; null when there is none to look at.</summary>
    private static async Task<List<string>?> LeaksAsync(HttpClient reader, string address)
    {
        using var answer = await reader.GetAsync(address, Ct);
        Assert.True((int)answer.StatusCode < 500, $"{address}: {answer.StatusCode}");
        var leaks = new List<string>();
        var bytes = await answer.Content.ReadAsByteArrayAsync(Ct);
        Look(address, answer.Content.Headers.ContentType?.MediaType ?? "", bytes, answer.StatusCode == HttpStatusCode.OK, leaks);
        return answer.StatusCode == HttpStatusCode.OK ? leaks : leaks.Count > 0 ? leaks : null;
    }

    private static void Look(string name, string type, byte[] bytes, bool isAnswer, List<string> leaks)
    {
        switch (type)
        {
            case "application/pdf":
                leaks.Add($"{name}: a PDF with the secret on it");
                break;
            case "application/zip" or "application/epub+zip":
                using (var archive = new ZipArchive(new MemoryStream(bytes)))
                {
                    foreach (var entry in archive.Entries)
                    {
                        using var content = new MemoryStream();
                        using (var stream = entry.Open())
                        {
                            stream.CopyTo(content);
                        }

                        Look($"{name}!{entry.FullName}", TypeOf(entry.Name), content.ToArray(), isAnswer, leaks);
                    }
                }

                break;
            case "image/jpeg" or "image/png" or "image/webp" or "image/avif":
                if (HasDarkField(bytes))
                {
                    leaks.Add($"{name}: the secret picture");
                }

                break;
            default:
                var text = Regex.Unescape(Escape().Replace(WebUtility.HtmlDecode(Encoding.UTF8.GetString(bytes)), match => match.Value.StartsWith("\\u", StringComparison.Ordinal) ? match.Value : ""));
                if (text.Contains(Secret, StringComparison.Ordinal))
                {
                    leaks.Add($"{name}: …{text.Substring(Math.Max(0, text.IndexOf(Secret, StringComparison.Ordinal) - 30), 40)}…");
                }

                // Of an answer to nothing, only the address that was asked for may say the date.
                foreach (var date in _secretDates.Where(date => isAnswer && text.Contains(date, StringComparison.Ordinal)))
                {
                    leaks.Add($"{name}: tells of {date}");
                }

                if (isAnswer && Withdrawn().IsMatch(text))
                {
                    leaks.Add($"{name}: leads to what is withdrawn");
                }

                break;
        }
    }

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".jpg" => "image/jpeg",
        ".png" => "image/png",
        ".webp" => "image/webp",
        ".pdf" => "application/pdf",
        _ => "text/plain",
    };

    /// <summary>Whether any point is as dark as the field of the pictures that tests make.</summary>
    private static bool HasDarkField(byte[] bytes)
    {
        using var image = Image.NewFromBuffer(bytes);
        using var light = image.Colourspace(Enums.Interpretation.Bw);
        return light[0].Min() < 70;
    }

    [GeneratedRegex("(?:href|src|content)=\"(?:https://paper\\.example\\.com)?(/[^\"#?]+)|(?<=[ ,\"])(/(?:media|zsrb)/[^\" ,]+\\.(?:jpg|webp|avif))")]
    private static partial Regex Address();

    /// <summary>A backslash that means itself would be taken for the beginning of an escape.</summary>
    [GeneratedRegex(@"\\u[0-9a-fA-F]{4}|\\")]
    private static partial Regex Escape();

    [GeneratedRegex("/zsrb/(?:editions/)?2024-03-01/(?:pages/)?A01/(?:articles/)?1[\"<?# .]")]
    private static partial Regex Withdrawn();
}
