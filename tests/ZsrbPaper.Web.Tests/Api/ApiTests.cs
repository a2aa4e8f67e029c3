using System.Net;
using System.Text.Json.Nodes;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Areas.Admin;

namespace ZsrbPaper.Web.Tests.Api;

/// <summary>What programs read. That every answer has the form that the document says is tested beside this.</summary>
public sealed class ApiTests(ReaderPortal portal)
{
    private const string Editions = "/api/v1/newspapers/zsrb/editions";
    private const string Site = "https://paper.example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Newspaper_links_to_its_latest_visible_edition()
    {
        var paper = await ReadAsync("/api/v1/newspapers/zsrb");

        Assert.Equal("中山日报", paper["name"]!.GetValue<string>());
        Assert.Equal("2019-01-22", paper["firstDate"]!.GetValue<string>());
        Assert.Equal("2024-03-01", paper["latest"]!["date"]!.GetValue<string>());
        Assert.Equal($"{Site}{Editions}/2024-03-01", paper["latest"]!["api"]!.GetValue<string>());
    }

    [Fact]
    public async Task Edition_has_its_pages_headlines_and_areas()
    {
        var edition = await ReadAsync($"{Editions}/2024-03-01");

        Assert.Equal("2024-03-01T06:00:00+08:00", edition["publishedAt"]!.GetValue<string>());
        Assert.Equal("2024-02-29", edition["previous"]!["date"]!.GetValue<string>());
        Assert.Null(edition["next"]);
        Assert.Equal(["A01", "A02-A03", "A04", "B01"], edition["pages"]!.AsArray().Select(page => page!["label"]!.GetValue<string>()));
        var first = edition["pages"]![0]!;
        Assert.Equal([1, 2, 4], first["articles"]!.AsArray().Select(article => article!["number"]!.GetValue<int>()));
        Assert.Equal(["A04"], first["articles"]![0]!["continuesOn"]!.AsArray().Select(label => label!.GetValue<string>()));
        Assert.Equal("notice", first["articles"]![2]!["kind"]!.GetValue<string>());
        Assert.Equal([(3m, 6m), (62m, 6m), (62m, 60m), (3m, 60m)], first["areas"]![0]!["points"]!.AsArray().Select(point => (point!["x"]!.GetValue<decimal>(), point["y"]!.GetValue<decimal>())));
        Assert.Equal(1, first["areas"]![0]!["article"]!["number"]!.GetValue<int>());
        Assert.Single(first["areas"]!.AsArray(), area => area!["article"] is null);
        Assert.Equal("带着问题学经验 带着思考谋发展", edition["pages"]![2]!["continuations"]![0]!["title"]!.GetValue<string>());
        Assert.Empty(edition["pages"]![2]!["facsimile"]!.AsArray());
    }

    [Fact]
    public async Task Article_has_its_text_twice_its_photos_and_its_neighbours()
    {
        var article = await ReadAsync($"{Editions}/2024-03-01/pages/A01/articles/1");

        Assert.StartsWith("本报讯(记者 徐钧钻)第一段。", article["markdown"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("<strong>重点</strong>", article["html"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(article["byline"]);
        Assert.Equal(["徐钧钻"], article["reporters"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal(3, article["photos"]!.AsArray().Count);
        Assert.Equal("会场,“带着问题学经验”。", article["photos"]![0]!["caption"]!.GetValue<string>());
        Assert.Equal(3, article["image"]!.AsArray().Count);
        Assert.Equal($"{Site}/zsrb/2024-03-01/A01/1", article["citation"]!["url"]!.GetValue<string>());
        Assert.Equal(
            $"徐钧钻. 带着问题学经验 带着思考谋发展[N/OL]. 中山日报, 2024-03-01(A01). {Site}/zsrb/2024-03-01/A01/1", article["citation"]!["text"]!.GetValue<string>());
        Assert.Null(article["previous"]);
        Assert.Equal(2, article["next"]!["number"]!.GetValue<int>());

        // The next of the last on a page stands on the next page; the withdrawn one between is passed over.
        var last = await ReadAsync($"{Editions}/2024-03-01/pages/A01/articles/4");
        Assert.Equal((2, "A01"), (last["previous"]!["number"]!.GetValue<int>(), last["previous"]!["page"]!.GetValue<string>()));
        Assert.Equal((1, "A02-A03"), (last["next"]!["number"]!.GetValue<int>(), last["next"]!["page"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Hostile_text_is_told_as_written_in_markdown_and_safely_in_html()
    {
        var article = await ReadAsync($"{Editions}/2024-03-01/pages/A01/articles/2");

        Assert.Equal("<b>题</b> & \"引号\" '撇号' 𠮷", article["title"]!.GetValue<string>());
        Assert.Contains("<script>", article["markdown"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", article["html"]!.GetValue<string>(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("javascript:", article["html"]!.GetValue<string>(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("昨日三版“<二>”应为“三”。", article["correction"]!.GetValue<string>());
        Assert.Equal("记者 吴飞雄", article["byline"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_picture_pdf_and_page_that_an_answer_names_can_be_had()
    {
        foreach (var address in new[] { $"{Editions}/2024-03-01", $"{Editions}/2024-02-29", $"{Editions}/2024-03-01/pages/A01/articles/1", Editions })
        {
            foreach (var named in AddressesIn(await ReadAsync(address)).Distinct())
            {
                Assert.StartsWith(Site, named, StringComparison.Ordinal);
                using var answer = await portal.Client.GetAsync(named[Site.Length..], HttpCompletionOption.ResponseHeadersRead, Ct);
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address} names {named}, which answers {(int)answer.StatusCode}");
            }
        }
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task Batches_of_a_list_go_through_all_visible_editions_newest_first_each_once(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        await application.SaveAsync(
            [
                .. Enumerable.Range(1, 7).Select(day => Paper.Edition($"2024-02-0{day}").WithPage("A01").WithArticle("稿件")),
                Paper.Edition("2024-02-03").Of("wanbao").WithPage("01").WithArticle("晚报"),
                Paper.Edition("2024-03-02").ReleasedAt("2024-03-02T00:00:00Z").WithPage("A01").WithArticle("明天"),
                Paper.Edition("2024-03-03").Draft().WithPage("A01").WithArticle("草稿"),
            ]);
        using var client = application.CreatePlainClient();
        var batches = new List<string>();
        for (string? next = $"{Editions}?from=2024-02-02&to=2024-02-29&limit=2"; next is not null;)
        {
            using var answer = await client.GetAsync(next, Ct);
            var list = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
            batches.Add(string.Join(' ', list["editions"]!.AsArray().Select(edition => edition!["date"]!.GetValue<string>()[^2..])));
            next = list["next"]?.GetValue<string>();
            Assert.Equal(next is null ? null : $"<{next}>; rel=\"next\"", answer.Headers.TryGetValues("Link", out var links) ? Assert.Single(links) : null);
            next = next?[Site.Length..];

            // What is released meanwhile belongs to no later batch.
            application.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(["07 06", "05 04", "03 02"], batches);
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=101", "limit")]
    [InlineData("?limit=%2B5", "limit")]
    [InlineData("?limit=x", "limit")]
    [InlineData("?limit=1&limit=2", "limit")]
    [InlineData("?from=2024-02-30", "from")]
    [InlineData("?from=20240201", "from")]
    [InlineData("?to=", "to")]
    [InlineData("?from=2024-03-01&to=2024-02-01", "from")]
    [InlineData("?cursor=", "cursor")]
    [InlineData("?cursor=abc", "cursor")]
    [InlineData("?cursor=%E4%B8%AD", "cursor")]
    [InlineData("?cursor=MjAyNC0wMy0wMQ", "cursor")]
    public async Task Parameter_that_cannot_be_is_400_and_named(string query, string parameter)
    {
        using var answer = await portal.Client.GetAsync(Editions + query, Ct);

        await AssertProblemAsync(answer, HttpStatusCode.BadRequest);
        Assert.Contains(parameter, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v2/newspapers")]
    [InlineData("/api/v1/newspapers/abc")]
    [InlineData("/api/v1/newspapers/abc/editions")]
    [InlineData("/api/v1/newspapers/admin/editions/2024-03-01")]
    [InlineData("/api/v1/newspapers/zsrb/editions/latest")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-02-30")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2022-03-01")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A09")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-03-01/pages/xyz")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A01/articles/9")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A01/articles/0")]
    [InlineData("/api/v1/newspapers/%E4%B8%AD")]
    [InlineData("/openapi/nothing")]
    public async Task What_is_not_there_is_a_404_that_programs_can_read(string address)
    {
        using var answer = await portal.Client.GetAsync(address, Ct);

        await AssertProblemAsync(answer, HttpStatusCode.NotFound);
    }

    /// <summary>What is not yet released answers as what never was.</summary>
    [Theory]
    [InlineData("/2024-03-02")]
    [InlineData("/2024-03-02/pages/A01")]
    [InlineData("/2024-03-02/pages/A01/articles/1")]
    [InlineData("/2024-03-03")]
    [InlineData("/2024-03-03/pages/A01")]
    [InlineData("/2024-03-03/pages/A01/articles/1")]
    public async Task What_is_not_released_answers_as_if_absent(string address)
    {
        using var answer = await portal.Client.GetAsync(Editions + address, Ct);
        using var absent = await portal.Client.GetAsync(Editions + address.Replace("2024", "2022", StringComparison.Ordinal), Ct);

        await AssertProblemAsync(answer, HttpStatusCode.NotFound);
        Assert.Equal((await ProblemAsync(absent))["detail"]!.GetValue<string>(), (await ProblemAsync(answer))["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_withdrawn_is_410_and_nothing_of_it_or_of_drafts_stands_in_any_answer()
    {
        using var answer = await portal.Client.GetAsync($"{Editions}/2024-03-01/pages/A01/articles/3", Ct);
        await AssertProblemAsync(answer, HttpStatusCode.Gone);
        foreach (var address in new[]
        {
            "/api/v1/newspapers", "/api/v1/newspapers/zsrb", Editions, $"{Editions}?from=2024-03-02", $"{Editions}/2024-03-01", $"{Editions}/2024-03-01/pages/A01",
            $"{Editions}/2024-03-01/pages/A01/articles/2", $"{Editions}/2024-03-01/pages/A01/articles/3", $"{Editions}/2024-03-01/pages/A01/articles/4",
        })
        {
            var text = await (await portal.Client.GetAsync(address, Ct)).Content.ReadAsStringAsync(Ct);
            Assert.DoesNotContain("撤下的题目", text, StringComparison.Ordinal);
            Assert.DoesNotContain("应作者要求撤稿", text, StringComparison.Ordinal);
            Assert.DoesNotContain("秘密", text, StringComparison.Ordinal);
            Assert.DoesNotContain("2024-03-02/", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Hashes.Of("withdrawn.jpg"), text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/api/", "/api")]
    [InlineData("/API", "/api")]
    [InlineData("/api/v1", "/api")]
    [InlineData("/api/v1/newspapers/", "/api/v1/newspapers")]
    [InlineData("/api/v1/newspapers?x=1", "/api/v1/newspapers")]
    [InlineData("/API/V1/Newspapers/ZSRB", "/api/v1/newspapers/zsrb")]
    [InlineData("/api/v1/newspapers/zsrb/editions?limit=5&utm_source=x&from=2024-01-01", "/api/v1/newspapers/zsrb/editions?from=2024-01-01&limit=5")]
    [InlineData("/api/v1/newspapers/zsrb/editions?cursor=abc&to=2024-3-1&from=2024-1-01", "/api/v1/newspapers/zsrb/editions?from=2024-01-01&to=2024-03-01&cursor=abc")]
    [InlineData("/api/v1/newspapers/zsrb/editions?limit=20", "/api/v1/newspapers/zsrb/editions")]
    [InlineData("/api/v1/newspapers/zsrb/editions?limit=05&from=2024%2D01%2D01", "/api/v1/newspapers/zsrb/editions?from=2024-01-01&limit=5")]
    [InlineData("/api/v1/newspapers/zsrb/editions/?limit=5", "/api/v1/newspapers/zsrb/editions?limit=5")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-3-1", "/api/v1/newspapers/zsrb/editions/2024-03-01")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-03-01?limit=5", "/api/v1/newspapers/zsrb/editions/2024-03-01")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-03-01/pages", "/api/v1/newspapers/zsrb/editions/2024-03-01")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-03-01/pages/a01", "/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A01")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A1", "/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A01")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A03", "/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A02-A03")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A01/articles", "/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A01")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A01/articles/01", "/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A01/articles/1")]
    [InlineData("/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A03/articles/1", "/api/v1/newspapers/zsrb/editions/2024-03-01/pages/A02-A03/articles/1")]
    [InlineData("/openapi/v1.json?x=1", "/openapi/v1.json")]
    [InlineData("/OpenApi/V1.json", "/openapi/v1.json")]
    public async Task Other_spelling_leads_to_the_one_address(string address, string target)
    {
        using var answer = await portal.Client.GetAsync(address, Ct);

        Assert.Equal(HttpStatusCode.MovedPermanently, answer.StatusCode);
        Assert.Equal(target, answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Answer_is_asked_for_again_only_after_a_change_and_its_head_says_the_same()
    {
        foreach (var address in new[] { "/api/v1/newspapers", "/api/v1/newspapers/zsrb", Editions, $"{Editions}/2024-03-01", $"{Editions}/2024-03-01/pages/A01/articles/1" })
        {
            using var first = await portal.Client.GetAsync(address, Ct);
            using var head = await portal.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, address), Ct);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var again = await portal.Client.SendAsync(request, Ct);

            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal(first.Headers.ETag, head.Headers.ETag);
            Assert.Equal((HttpStatusCode.OK, 0), (head.StatusCode, (await head.Content.ReadAsByteArrayAsync(Ct)).Length));
            Assert.Equal("public, must-revalidate, max-age=0, s-maxage=0", first.Headers.CacheControl!.ToString());
        }

        await using var application = await PaperApplication.CreateAsync();
        await application.SaveAsync(
            Paper.Edition("2024-03-01").WithPage("A01").WithArticle("今天"), Paper.Edition("2024-03-02").ReleasedAt("2024-03-01T22:00:00Z").WithPage("A01").WithArticle("明天"));
        using var client = application.CreatePlainClient();
        using var before = await client.GetAsync("/api/v1/newspapers/zsrb", Ct);
        application.Clock.Advance(TimeSpan.FromDays(1));
        using var later = new HttpRequestMessage(HttpMethod.Get, "/api/v1/newspapers/zsrb");
        later.Headers.IfNoneMatch.Add(before.Headers.ETag!);
        using var after = await client.SendAsync(later, Ct);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task Api_is_read_only_and_says_so()
    {
        using var answer = await portal.Client.PostAsync("/api/v1/newspapers", new StringContent("{}"), Ct);

        await AssertProblemAsync(answer, HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow.Order());
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task Answers_take_few_database_commands(TestEngine engine)
    {
        await using var application = (await PaperApplication.CreateAsync(engine)).With("Cache:Megabytes", "0");
        await application.SaveAsync(ExampleEditions.Rich(), Paper.Edition("2024-02-29").WithPage("A01").WithArticle("昨天"));
        using var client = application.CreatePlainClient();
        foreach (var (address, most) in new[]
        {
            ("/api/v1/newspapers", 1), ("/api/v1/newspapers/zsrb", 1), ($"{Editions}?limit=1", 2), ($"{Editions}/2024-03-01", 2), ($"{Editions}/2024-03-01/pages/A01", 2),
            ($"{Editions}/2024-03-01/pages/A01/articles/1", 3), ($"{Editions}/2024-03-01/pages/A01/articles/3", 2), ($"{Editions}?limit=0", 0), ("/openapi/v1.json", 0),
            ($"{Editions}/latest", 0), ($"{Editions}/2022-03-01", 1),
        })
        {
            application.Commands.Reset();
            using var answer = await client.GetAsync(address, Ct);

            Assert.True(application.Commands.Commands.Count == most, $"{address}: {application.Commands.Commands.Count}, not {most}");
        }
    }

    [Fact]
    public async Task Client_that_asks_too_often_is_told_when_to_come_back_and_neither_readers_nor_the_desk_are_limited()
    {
        await using var application = (await PaperApplication.CreateAsync()).With("Limits:ApiRequestsPerMinute", "2").With("Cache:Megabytes", "0");
        await application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("今天"));
        using var client = application.CreatePlainClient();
        foreach (var expected in new[] { HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests })
        {
            using var answer = await client.GetAsync("/api/v1/newspapers", Ct);
            Assert.Equal(expected, answer.StatusCode);
        }

        using var refused = await client.GetAsync("/api/v1/newspapers", Ct);
        await AssertProblemAsync(refused, HttpStatusCode.TooManyRequests);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        using var page = await client.GetAsync("/zsrb/2024-03-01", Ct);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        using var desk = await client.GetAsync(DeskAddresses.SignIn, Ct);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, desk.StatusCode);
    }

    [Fact]
    public async Task Database_that_is_away_is_a_503_that_programs_can_read()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("今天"));
        using var client = application.CreatePlainClient();
        application.Outage.Of = "Newspapers";

        using var answer = await client.GetAsync("/api/v1/newspapers", Ct);

        await AssertProblemAsync(answer, HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    private static async Task AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var problem = await ProblemAsync(answer);
        Assert.Equal((int)status, problem["status"]!.GetValue<int>());
        Assert.Matches("\\p{IsCJKUnifiedIdeographs}.*。$", problem["detail"]!.GetValue<string>());
    }

    private static async Task<JsonNode> ProblemAsync(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;

    private static IEnumerable<string> AddressesIn(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => AddressesIn(member.Value)),
        JsonArray items => items.SelectMany(AddressesIn),
        JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith("http", StringComparison.Ordinal) => [text],
        _ => [],
    };

    private async Task<JsonNode> ReadAsync(string address)
    {
        using var answer = await portal.Client.GetAsync(address, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
    }
}
