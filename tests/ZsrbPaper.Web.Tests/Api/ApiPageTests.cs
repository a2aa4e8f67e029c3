using System.Text.Json.Nodes;
using Xunit;

namespace ZsrbPaper.Web.Tests.Api;

/// <summary>The page for people says what the document for programs says.</summary>
public sealed class ApiPageTests(ReaderPortal portal)
{
    [Fact]
    public async Task Page_tells_every_operation_parameter_and_member_of_the_document()
    {
        var document = JsonNode.Parse(await portal.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!;
        var page = await portal.GetPageAsync("/api");

        var paths = document["paths"]!.AsObject();
        Assert.Equal(paths.Select(path => $"GET {path.Key}"), page.QuerySelectorAll(".api-path").Select(path => path.TextContent.Trim()));
        foreach (var (_, path) in paths)
        {
            var operation = path!["get"]!;
            var section = page.GetElementById(operation["operationId"]!.GetValue<string>())!.ParentElement!;
            var told = section.QuerySelectorAll("tbody th").Select(cell => cell.TextContent.Trim());
            Assert.Equal(
                (operation["parameters"]?.AsArray() ?? []).Select(parameter => parameter!["name"]!.GetValue<string>()).Concat(operation["responses"]!.AsObject().Select(response => response.Key)), told);
            Assert.NotNull(JsonNode.Parse(section.QuerySelector("details pre")!.TextContent));
        }

        var members = document["components"]!["schemas"]!.AsObject().SelectMany(schema => schema.Value!["properties"]?.AsObject().Select(member => member.Key) ?? []);
        Assert.Equal(members, page.GetElementById("answers")!.ParentElement!.QuerySelectorAll("tbody th code").Select(cell => cell.TextContent));
    }

    [Fact]
    public async Task Links_within_the_page_lead_somewhere_and_every_page_links_to_it()
    {
        var page = await portal.GetPageAsync("/api");

        Assert.All(page.QuerySelectorAll("article a[href^='#']"), link => Assert.NotNull(page.GetElementById(link.GetAttribute("href")![1..])));
        Assert.NotNull((await portal.GetPageAsync("/zsrb/2024-03-01")).QuerySelector("footer a[href='/api']"));
        Assert.NotNull(page.QuerySelector("footer a[href='/api']"));
    }

    [Fact]
    public async Task Examples_start_with_the_sites_own_address()
    {
        var page = await portal.GetPageAsync("/api");

        Assert.All(
            page.QuerySelectorAll("pre").Where(block => block.TextContent.StartsWith("curl", StringComparison.Ordinal)),
            command => Assert.Contains(" 'https://paper.example.com/api/v1/", command.TextContent, StringComparison.Ordinal));
    }
}
