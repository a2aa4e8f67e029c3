using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Web.Tests.Api;

/// <summary>The OpenAPI document says what is served, no more and no less.</summary>
public sealed partial class ApiDocumentTests(ReaderPortal portal)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_answer_of_a_journey_through_the_whole_api_matches_the_document()
    {
        var document = await ReadAsync();
        var check = new SchemaCheck(document);
        var waiting = new Queue<string>(
        [
            "/api/v1/newspapers", "/api/v1/newspapers/zsrb/editions?limit=1", "/api/v1/newspapers/zsrb/editions?limit=0", "/api/v1/newspapers/abc",
            "/api/v1/newspapers/abc/editions", "/api/v1/newspapers/zsrb/editions/2024-03-02", "/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A09",
            "/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A01/articles/3", "/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A01/articles/9",
            "/api/v1/search?q=%E6%AD%A3%E6%96%87&limit=2", "/api/v1/search", "/api/v1/search?q=a&newspaper=abc", "/api/v1/search?q=" + new string('a', 1001),
        ]);
        var seen = new HashSet<string>(waiting);
        var answered = new HashSet<string>();
        var faults = new List<string>();
        while (waiting.TryDequeue(out var address))
        {
            using var answer = await portal.Client.GetAsync(address, Ct);
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
            var (route, operation) = OperationOf(document, address);
            var status = ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
            answered.Add($"{route} {status}");
            if (operation["responses"]![status]?["content"]?[answer.Content.Headers.ContentType!.MediaType!]?["schema"] is { } schema)
            {
                faults.AddRange(check.FindFaults(body, schema).Select(fault => $"{address} {status} {fault}"));
            }
            else
            {
                faults.Add($"{address} answers {status} {answer.Content.Headers.ContentType}, which {route} does not say");
            }

            foreach (var next in ApiAddressesIn(body).Where(seen.Add))
            {
                waiting.Enqueue(next);
            }
        }

        Assert.Empty(faults);
        Assert.Contains("/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A02-A03/articles/1", seen);

        // Whatever the document says of found, wrong, missing and withdrawn things has been met; overload and outages have their own tests.
        var said = document["paths"]!.AsObject().SelectMany(path => path.Value!["get"]!["responses"]!.AsObject().Select(response => $"{path.Key} {response.Key}"))
            .Where(each => !each.EndsWith("304", StringComparison.Ordinal) && !each.EndsWith("429", StringComparison.Ordinal) && !each.EndsWith("503", StringComparison.Ordinal));
        Assert.Equal(said.Order(), answered.Order());
    }

    [Fact]
    public async Task Every_route_under_api_is_in_the_document_and_the_other_way_round()
    {
        var routes = portal.Application.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
            .Where(route => route.StartsWith("/api/", StringComparison.Ordinal));

        Assert.Equal(routes.Distinct().Order(), (await ReadAsync())["paths"]!.AsObject().Select(path => path.Key).Order());
    }

    [Fact]
    public async Task Everything_has_a_description_and_every_answer_an_example_that_matches_its_schema()
    {
        var document = await ReadAsync();
        var check = new SchemaCheck(document);
        var faults = new List<string>();
        foreach (var (route, path) in document["paths"]!.AsObject())
        {
            var operation = path!["get"]!;
            Assert.NotNull(operation["operationId"]);
            Assert.NotNull(operation["summary"]);
            Assert.All(operation["parameters"]?.AsArray() ?? [], parameter => Assert.Matches(Chinese(), parameter!["description"]!.GetValue<string>()));
            foreach (var (status, response) in operation["responses"]!.AsObject())
            {
                Assert.Matches(Chinese(), response!["description"]!.GetValue<string>());
                foreach (var (_, content) in response["content"]?.AsObject() ?? [])
                {
                    faults.AddRange(check.FindFaults(content!["example"], content["schema"]!).Select(fault => $"{route} {status} {fault}"));
                }
            }
        }

        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject().Where(schema => schema.Value!["properties"] is not null))
        {
            Assert.Matches(Chinese(), schema!["description"]!.GetValue<string>());
            faults.AddRange(schema["properties"]!.AsObject().Where(property => property.Value!["description"] is null).Select(property => $"{name}.{property.Key} is not described"));
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task Document_passes_the_linter()
    {
        using var folder = new TemporaryFolder();

        // The linter takes the tests' own site for one that somebody forgot to set.
        var document = await ReadAsync();
        document["servers"]![0]!["url"] = "https://epaper.zsrb.cn";
        await File.WriteAllTextAsync(folder["openapi.json"], document.ToJsonString(), Ct);

        Assert.Empty(await OpenApiLinter.FindErrorsAsync(folder["openapi.json"], Ct));
    }

    [Fact]
    public async Task Document_is_asked_for_again_only_after_a_change_and_names_the_site()
    {
        using var first = await portal.Client.GetAsync("/openapi/v1.json", Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var again = await portal.Client.SendAsync(request, Ct);
        using var elsewhere = await portal.Client.GetAsync("/openapi/v2.json", Ct);

        Assert.Equal("application/json", first.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        var document = await ReadAsync();
        Assert.StartsWith("3.1", document["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("https://paper.example.com", Assert.Single(document["servers"]!.AsArray())!["url"]!.GetValue<string>());
    }

    private async Task<JsonNode> ReadAsync() => JsonNode.Parse(await portal.Client.GetStringAsync("/openapi/v1.json", Ct))!;

    /// <summary>The operation that the document has for an address; the test fails without one.</summary>
    private static (string Route, JsonNode Operation) OperationOf(JsonNode document, string address)
    {
        var path = address.Split('?')[0];
        var (route, item) = Assert.Single(
            document["paths"]!.AsObject(), route => Regex.IsMatch(path, "^" + Parameter().Replace(route.Key, "[^/]+") + "$"));
        return (route, item!["get"]!);
    }

    /// <summary>Every address of the API that an answer names, root-relative.</summary>
    private static IEnumerable<string> ApiAddressesIn(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => ApiAddressesIn(member.Value)),
        JsonArray items => items.SelectMany(ApiAddressesIn),
        JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith("https://paper.example.com/api/", StringComparison.Ordinal) => [new Uri(text).PathAndQuery],
        _ => [],
    };

    [GeneratedRegex("\\{[a-z]+\\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("\\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();
}
