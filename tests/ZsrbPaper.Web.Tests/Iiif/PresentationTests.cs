using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Tests.Desk;

namespace ZsrbPaper.Web.Tests.Iiif;

/// <summary>Collections, manifests, annotations and searches over the example editions.</summary>
public sealed class PresentationTests(ReaderPortal portal)
{
    private const string Site = "https://paper.example.com";
    private const string Manifest = "/iiif/zsrb/2024-03-01/manifest.json";

    private static readonly string[] _documents =
    [
        "/iiif/zsrb/collection.json", "/iiif/zsrb/2024-03/collection.json", Manifest, "/iiif/zsrb/2019-01-22/manifest.json",
        "/iiif/zsrb/2024-03-01/A01/canvas.json", "/iiif/zsrb/2024-03-01/A04/canvas.json", "/iiif/zsrb/2024-03-01/A01/areas.json", "/iiif/zsrb/2024-03-01/A01/text.json",
        "/iiif/zsrb/2024-03-01/B01/areas.json", "/iiif/zsrb/2024-03-01/search?q=" + "%E6%AE%B5",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Documents => [.. _documents];

    [Fact]
    public async Task Collections_lead_to_every_visible_edition_and_to_no_other()
    {
        var months = await ReadAsync("/iiif/zsrb/collection.json");
        Assert.Equal("Collection", (string?)months["type"]);
        Assert.Equal("中山日报", (string?)months["label"]!["zh-CN"]![0]);
        Assert.Equal(["2019年1月", "2024年2月", "2024年3月"], months["items"]!.AsArray().Select(item => (string?)item!["label"]!["zh-CN"]![0]));
        var manifests = new List<string?>();
        foreach (var month in months["items"]!.AsArray())
        {
            var collection = await ReadAsync(((string)month!["id"]!)[Site.Length..]);
            Assert.Equal($"{Site}/iiif/zsrb/collection.json", (string?)collection["partOf"]![0]!["id"]);
            Assert.All(collection["items"]!.AsArray(), item => Assert.Equal("Manifest", (string?)item!["type"]));
            manifests.AddRange(collection["items"]!.AsArray().Select(item => (string?)item!["id"]));
        }

        Assert.Equal(
            [$"{Site}/iiif/zsrb/2019-01-22/manifest.json", $"{Site}/iiif/zsrb/2024-02-29/manifest.json", Site + Manifest], manifests);
    }

    [Fact]
    public async Task Manifest_has_the_facts_of_the_edition()
    {
        var manifest = await ReadAsync(Manifest);

        Assert.Equal("@context", manifest.First().Key);
        Assert.Equal("http://iiif.io/api/presentation/3/context.json", (string?)manifest["@context"]);
        Assert.Equal(Site + Manifest, (string?)manifest["id"]);
        Assert.Equal("Manifest", (string?)manifest["type"]);
        Assert.Equal("中山日报 2024年03月01日", (string?)manifest["label"]!["zh-CN"]![0]);
        Assert.Equal("2024-03-01T00:00:00Z", (string?)manifest["navDate"]);
        Assert.Contains("期号 12345", manifest["metadata"]!.AsArray().Select(fact => $"{fact!["label"]!["zh-CN"]![0]} {fact["value"]!["zh-CN"]![0]}"));
        Assert.Equal($"{Site}/zsrb/2024-03-01", (string?)manifest["homepage"]![0]!["id"]);
        Assert.Equal("Agent", (string?)manifest["provider"]![0]!["type"]);
        Assert.Equal($"{Site}/iiif/zsrb/2024-03/collection.json", (string?)manifest["partOf"]![0]!["id"]);
        Assert.Equal($"{Site}/api/v1/newspapers/zsrb/editions/2024-03-01", (string?)manifest["seeAlso"]![0]!["id"]);
        Assert.Equal($"{Site}/zsrb/2024-03-01/mets.xml", (string?)manifest["seeAlso"]![1]!["id"]);
        Assert.Equal($"{Site}/zsrb/2024-03-01/A01/alto.xml", (string?)manifest["items"]![0]!["seeAlso"]![0]!["id"]);
        Assert.Equal("SearchService2", (string?)manifest["service"]![0]!["type"]);
        Assert.Null(manifest["rights"]);

        // Its PDF shows an article that has been withdrawn.
        Assert.Equal([$"{Site}/zsrb/2024-03-01.epub", $"{Site}/zsrb/2024-03-01.zip"], manifest["rendering"]!.AsArray().Select(form => (string?)form!["id"]));
        Assert.Equal(
            [$"{Site}/zsrb/2024-02-29.pdf", $"{Site}/zsrb/2024-02-29.epub", $"{Site}/zsrb/2024-02-29.zip"], (await ReadAsync("/iiif/zsrb/2024-02-29/manifest.json"))["rendering"]!.AsArray().Select(form => (string?)form!["id"]));
    }

    [Fact]
    public async Task Pages_are_canvases_in_print_order_of_the_size_of_their_pictures()
    {
        var canvases = (await ReadAsync(Manifest))["items"]!.AsArray();

        Assert.Equal(["A01版:要闻", "A02-A03版:专题", "A04版:综合", "B01版:空版"], canvases.Select(canvas => (string?)canvas!["label"]!["zh-CN"]![0]));
        Assert.Equal([1, 1, 0, 1], canvases.Select(canvas => canvas!["items"]!.AsArray().Count));
        var first = canvases[0]!;
        Assert.Equal((TinyFiles.PageWidth, TinyFiles.PageHeight), ((int)first["width"]!, (int)first["height"]!));
        var painting = first["items"]![0]!["items"]![0]!;
        Assert.Equal("painting", (string?)painting["motivation"]);
        Assert.Equal((string?)first["id"], (string?)painting["target"]);
        Assert.Equal("ImageService3", (string?)painting["body"]!["service"]![0]!["type"]);
        Assert.Equal($"{Site}/zsrb/2024-03-01/A01", (string?)first["homepage"]![0]!["id"]);
    }

    [Fact]
    public async Task Articles_are_ranges_over_every_page_on_which_they_stand()
    {
        var structures = (await ReadAsync(Manifest))["structures"]!.AsArray();

        Assert.Equal(["A01版:要闻", "A02-A03版:专题", "A04版:综合", "B01版:空版"], structures.Select(range => (string?)range!["label"]!["zh-CN"]![0]));
        var articles = structures[0]!["items"]!.AsArray().Where(item => (string?)item!["type"] == "Range").ToList();
        Assert.Equal(["带着问题学经验 带着思考谋发展", "<b>题</b> & \"引号\" '撇号' 𠮷", "公告 公告一则"], articles.Select(article => (string?)article!["label"]!["zh-CN"]![0]));
        Assert.Equal(
            [$"{Site}/iiif/zsrb/2024-03-01/A01/canvas.json#xywh=21,60,413,540", $"{Site}/iiif/zsrb/2024-03-01/A04/canvas.json#xywh=100,141,300,425"],
            articles[0]!["items"]!.AsArray().Select(place => (string?)place!["id"]));

        // Without an area, an article stands somewhere on its page.
        Assert.Equal($"{Site}/iiif/zsrb/2024-03-01/A04/canvas.json", (string?)structures[2]!["items"]![1]!["items"]![0]!["id"]);
    }

    [Fact]
    public async Task Areas_name_their_articles_and_lead_to_them()
    {
        var areas = (await ReadAsync("/iiif/zsrb/2024-03-01/A01/areas.json"))["items"]!.AsArray();

        Assert.Equal(
            [$"{Site}/zsrb/2024-03-01/A01/1", $"{Site}/zsrb/2024-03-01/A01/2", $"{Site}/zsrb/2024-03-01/A01/4"], areas.Select(area => (string?)area!["body"]![1]!["id"]));
        Assert.Equal("带着问题学经验 带着思考谋发展", (string?)areas[0]!["body"]![0]!["value"]);
        Assert.Equal("xywh=21,60,413,540", (string?)areas[0]!["target"]!["selector"]!["value"]);

        // What goes on there belongs to the article of the other page.
        Assert.Equal($"{Site}/zsrb/2024-03-01/A01/1", (string?)Assert.Single((await ReadAsync("/iiif/zsrb/2024-03-01/A04/areas.json"))["items"]!.AsArray())!["body"]![1]!["id"]);
    }

    [Fact]
    public async Task Area_that_is_no_box_is_an_outline()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01", more: page => page.WithPicture())
            .WithArticle("头条", article => article.Areas.Add((null, AreaShape.Parse("10,10 50,10 50,50.05 30,60")))));
        using var client = application.CreatePlainClient();
        var areas = JsonNode.Parse(await client.GetStringAsync("/iiif/zsrb/2024-03-01/A01/areas.json", Ct))!;

        Assert.Equal("SvgSelector", (string?)areas["items"]![0]!["target"]!["selector"]!["type"]);
        Assert.Equal(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M70,100L350,100L350,500.5L210,600Z\"/></svg>", (string?)areas["items"]![0]!["target"]!["selector"]!["value"]);
    }

    [Fact]
    public async Task Texts_stand_where_their_articles_start()
    {
        var texts = (await ReadAsync("/iiif/zsrb/2024-03-01/A01/text.json"))["items"]!.AsArray();

        Assert.Equal(3, texts.Count);
        Assert.All(texts, text => Assert.Equal("supplementing", (string?)text!["motivation"]));
        Assert.StartsWith("带着问题学经验 带着思考谋发展\n本报讯(记者 徐钧钻)第一段。\n第二段,有重点和链接。", (string?)texts[0]!["body"]!["value"], StringComparison.Ordinal);
        Assert.Contains("<script>alert(1)</script> 一段 & <b>不加粗</b>。", (string?)texts[1]!["body"]!["value"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_finds_articles_and_says_which_words_it_did_not_heed()
    {
        var found = await ReadAsync("/iiif/zsrb/2024-03-01/search?q=%E7%AC%AC%E4%BA%8C%E6%AE%B5&motivation=painting");

        Assert.Equal("http://iiif.io/api/search/2/context.json", (string?)found["@context"]);
        Assert.Equal("AnnotationPage", (string?)found["type"]);
        Assert.Equal(["motivation"], found["ignored"]!.AsArray().Select(name => (string?)name));
        var hit = Assert.Single(found["items"]!.AsArray())!;
        Assert.Equal($"{Site}/iiif/zsrb/2024-03-01/A01/text.json#A01/1", (string?)hit["id"]);
        Assert.Contains("第二段", (string?)hit["body"]!["value"], StringComparison.Ordinal);
        Assert.Equal($"{Site}/iiif/zsrb/2024-03-01/A01/canvas.json", (string?)hit["target"]!["source"]!["id"]);
        Assert.Empty((await ReadAsync("/iiif/zsrb/2024-03-01/search"))["items"]!.AsArray());
    }

    /// <summary>Title, text and reason of what is withdrawn; numbers of withdrawn articles are no secret.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Withdrawn_article_is_in_no_document(string address)
    {
        var text = await portal.Client.GetStringAsync(address, Ct);

        Assert.DoesNotContain("撤下的题目", text, StringComparison.Ordinal);
        Assert.DoesNotContain("应作者要求撤稿", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/A01/3", text, StringComparison.Ordinal);
        Assert.Empty((await ReadAsync("/iiif/zsrb/2024-03-01/search?q=%E6%92%A4%E4%B8%8B"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Every_address_in_a_document_is_absolute_and_answers()
    {
        var asked = new HashSet<string>();
        var broken = new List<string>();
        foreach (var document in _documents)
        {
            foreach (var id in IdsOf(await ReadAsync(document)))
            {
                Assert.StartsWith(Site + "/", id, StringComparison.Ordinal);
                var address = id[Site.Length..].Split('#')[0];
                if (asked.Add(address) && await portal.Client.StatusAsync(address) is var status and not HttpStatusCode.OK && !(address.StartsWith("/iiif/3/", StringComparison.Ordinal) && status == HttpStatusCode.SeeOther))
                {
                    broken.Add($"{document} has {address}: {status}");
                }
            }
        }

        Assert.Empty(broken);
        Assert.Contains("/zsrb/2024-03-01/A02-A03.pdf", asked);
    }

    [Fact]
    public async Task Documents_have_what_the_API_requires()
    {
        var documents = await Task.WhenAll(_documents.Select(ReadAsync));
        foreach (var thing in documents.SelectMany(ThingsOf))
        {
            string[] required = (string?)thing["type"] switch
            {
                "Manifest" or "Collection" => ["id", "label"],
                "Canvas" when thing.ContainsKey("items") => ["id", "label", "width", "height"],
                "Range" => ["id", "label", "items"],
                "AnnotationPage" when thing.ContainsKey("items") || thing.ContainsKey("label") => ["id"],
                "Annotation" => ["id", "motivation", "body", "target"],
                "Image" => ["id", "format", "width", "height"],
                "ImageService3" => ["id", "profile"],
                "Canvas" or "SearchService2" or "Agent" or "Text" or "Dataset" => ["id"],
                "SpecificResource" => ["source", "selector"],
                "FragmentSelector" or "SvgSelector" or "TextualBody" => ["value"],
                var other => throw new InvalidOperationException($"No document has a {other}."),
            };
            Assert.All(required, name => Assert.True(thing.ContainsKey(name), $"{thing.ToJsonString()} has no {name}."));
        }

        Assert.All(documents, document => Assert.Equal("@context", document.First().Key));

        // The schema of the API's own validator, where a checkout of test data lies beside the project; it does not know searches.
        var schema = RepositoryFolder.Find("..", "shared", "data", "schemas", "iiif", "schema", "iiif_3_0.json");
        if (File.Exists(schema))
        {
            Assert.Equal("", await FindFaultsAsync(schema, documents.Where(document => (string?)document["@context"] == "http://iiif.io/api/presentation/3/context.json" && (string?)document["type"] != "Canvas")));
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Document_is_sent_once_and_as_JSON_LD_to_who_asks(string address)
    {
        using var first = await portal.Client.GetAsync(address, Ct);
        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var answer = await portal.Client.SendAsync(again, Ct);
        using var linked = new HttpRequestMessage(HttpMethod.Head, address);
        linked.Headers.Add("Accept", "application/ld+json");
        using var head = await portal.Client.SendAsync(linked, Ct);

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        Assert.Equal("application/json", first.Content.Headers.ContentType!.ToString());
        Assert.Equal("application/ld+json", head.Content.Headers.ContentType!.MediaType);
        Assert.Equal("*", Assert.Single(first.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.False(first.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("/iiif/ZSRB/collection.json", "/iiif/zsrb/collection.json")]
    [InlineData("/iiif/zsrb/2024-3/Collection.json", "/iiif/zsrb/2024-03/collection.json")]
    [InlineData("/iiif/zsrb/2024-3-1/manifest.json", Manifest)]
    [InlineData("/iiif/zsrb/2024-03-01/manifest.json/", Manifest)]
    [InlineData("/iiif/zsrb/2024-03-01/manifest.json?utm=1", Manifest)]
    [InlineData("/iiif/zsrb/2024-03-01/a01/areas.json", "/iiif/zsrb/2024-03-01/A01/areas.json")]
    [InlineData("/iiif/ZSRB/2024-03-01/search?q=a", "/iiif/zsrb/2024-03-01/search?q=a")]
    [InlineData("/iiif/zsrb/2024-03-01/search?motivation=painting&q=a", "/iiif/zsrb/2024-03-01/search?q=a&motivation=painting")]
    public async Task Other_spelling_leads_to_the_one_address(string address, string target)
    {
        using var response = await portal.Client.GetAsync(address, Ct);

        Assert.Equal(HttpStatusCode.MovedPermanently, response.StatusCode);
        Assert.Equal(target, response.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("/iiif")]
    [InlineData("/iiif/collection.json")]
    [InlineData("/iiif/wanbao/collection.json")]
    [InlineData("/iiif/zsrb/2024-04/collection.json")]
    [InlineData("/iiif/zsrb/2024-13/collection.json")]
    [InlineData("/iiif/zsrb/9999-12/collection.json")]
    [InlineData("/iiif/zsrb/2024-02-28/manifest.json")]
    [InlineData("/iiif/zsrb/2024-02-30/manifest.json")]
    [InlineData("/iiif/zsrb/2024-03-01/A09/canvas.json")]
    [InlineData("/iiif/zsrb/2024-03-01/xyz/canvas.json")]
    [InlineData("/iiif/zsrb/2024-03-02/manifest.json")]
    [InlineData("/iiif/zsrb/2024-03-02/search?q=%E6%98%8E%E5%A4%A9")]
    [InlineData("/iiif/zsrb/2024-03-02/A01/canvas.json")]
    [InlineData("/iiif/zsrb/2024-03-02/A01/areas.json")]
    [InlineData("/iiif/zsrb/2024-03-02/A01/text.json")]
    [InlineData("/iiif/zsrb/2024-03-03/manifest.json")]
    [InlineData("/iiif/zsrb/2024-03-03/A01/text.json")]
    [InlineData("/iiif/3/zsrb/2024-03-01/A01/0123456789abcdef/info.json")]
    [InlineData("/iiif/3/zsrb/2024-03-01/A01/..%2F..%2Fetc/info.json")]
    public async Task What_is_not_there_or_not_released_is_404(string address) =>
        Assert.Equal(HttpStatusCode.NotFound, await portal.Client.StatusAsync(address));

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task Documents_change_with_a_withdrawal(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        await application.ImportAsync(ExampleEditions.All());
        using var client = application.CreatePlainClient();
        Assert.Contains("带着问题学经验", await client.GetStringAsync("/iiif/zsrb/2024-03-01/A04/areas.json", Ct), StringComparison.Ordinal);
        await using var scope = application.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ReleasedChanges>()
            .WithdrawAsync("zsrb", new DateOnly(2024, 3, 1), PageLabel.Parse("A01"), 1, "事实有误", "editor", Ct);
        foreach (var document in _documents.Append("/iiif/zsrb/2024-03-01/A04/areas.json"))
        {
            Assert.DoesNotContain("带着问题学经验", await client.GetStringAsync(document, Ct), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Overview_names_its_manifest()
    {
        var page = await portal.GetPageAsync("/zsrb/2024-03-01");

        Assert.Equal(Manifest, page.QuerySelector("link[rel=alternate][type='application/ld+json;profile=\"http://iiif.io/api/presentation/3/context.json\"']")?.GetAttribute("href"));
    }

    [Fact]
    public async Task Rights_are_told_where_they_are_configured()
    {
        await using var application = (await PaperApplication.CreateAsync()).With("Site:Rights", "http://rightsstatements.org/vocab/InC/1.0/");
        await application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("头条"));
        using var client = application.CreatePlainClient();

        Assert.Equal("http://rightsstatements.org/vocab/InC/1.0/", (string?)JsonNode.Parse(await client.GetStringAsync(Manifest, Ct))!["rights"]);
    }

    private async Task<JsonObject> ReadAsync(string address)
    {
        using var response = await portal.Client.GetAsync(address, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!.AsObject();
    }

    /// <summary>What a validator of JSON Schema, npm's <c>ajv</c> in Node, says of documents.</summary>
    private static async Task<string> FindFaultsAsync(string schema, IEnumerable<JsonObject> documents)
    {
        if (Missing.FindProgram("node") is not { } node)
        {
            Missing.Skip("The schema of IIIF is checked in Node, and PATH has none.");
            return "";
        }

        const string script = """
            const [, ajv, schema, documents] = process.argv;
            const { readFileSync } = require("fs");
            const check = new (require(ajv))({ allErrors: true, logger: false }).compile(JSON.parse(readFileSync(schema)));
            for (const document of JSON.parse(readFileSync(documents))) {
              if (!check(document)) console.log(document.id, JSON.stringify(check.errors.slice(0, 20), null, 1));
            }
            """;
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["documents.json"], new JsonArray([.. documents.Select(document => document.DeepClone())]).ToJsonString(), Ct);
        var ajv = await NpmTool.FetchAsync("ajv", "6.12.6", Ct);
        return (await NpmTool.RunAsync(node, ["-e", script, ajv, schema, folder["documents.json"]], Ct)).Output;
    }

    private static IEnumerable<JsonObject> ThingsOf(JsonNode? node) => node switch
    {
        JsonObject thing => thing.SelectMany(property => ThingsOf(property.Value)).Concat(thing.ContainsKey("type") ? [thing] : []),
        JsonArray things => things.SelectMany(ThingsOf),
        _ => [],
    };

    private static IEnumerable<string> IdsOf(JsonNode? node) => node switch
    {
        JsonObject thing => thing.SelectMany(property => property is { Key: "id", Value: JsonValue id } && id.GetValueKind() == JsonValueKind.String ? [(string)id!] : IdsOf(property.Value)),
        JsonArray things => things.SelectMany(IdsOf),
        _ => [],
    };
}
