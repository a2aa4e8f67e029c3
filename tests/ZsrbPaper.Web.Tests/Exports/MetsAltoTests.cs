using System.Globalization;
using System.Net;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Tests.Desk;

namespace ZsrbPaper.Web.Tests.Exports;

/// <summary>Editions as METS, their pages as ALTO.</summary>
public sealed class MetsAltoTests(ReaderPortal portal)
{
    private const string Site = "https://paper.example.com";
    private const string Mets = "/zsrb/2024-03-01/mets.xml";
    private const string Alto = "/zsrb/2024-03-01/A01/alto.xml";

    private static readonly XNamespace _mets = "http://www.loc.gov/METS/";
    private static readonly XNamespace _mods = "http://www.loc.gov/mods/v3";
    private static readonly XNamespace _alto = "http://www.loc.gov/standards/alto/ns-v4#";
    private static readonly XNamespace _xlink = "http://www.w3.org/1999/xlink";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Documents_keep_the_rules_of_their_schemas()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.ImportAsync(ExampleEditions.All());
        await application.SaveAsync(Paper.Edition("1965-11-12").WithPage("01", "]]> & \"<版>\"").WithPage("02")
            .WithArticle("]]> & <题> \u0001\uFFFE", article =>
            {
                (article.Kicker, article.Source, article.Column) = ("<!-- -->", "甲 & 乙", "<栏>");
                article.Body = "一段\u0002 ]]> &amp; 。\n\n两段";
                article.By("甲 & 乙");
            }));
        using var client = application.CreatePlainClient();
        foreach (var date in new[] { "1965-11-12", "2019-01-22", "2024-02-29", "2024-03-01" })
        {
            var mets = await ReadAsync(client, $"/zsrb/{date}/mets.xml");
            XmlRules.CheckMets(mets);

            // Every place that an article is said to have is a block of the page's ALTO.
            var blocks = new HashSet<(string, string)>();
            foreach (var file in mets.Descendants(_mets + "file").Where(file => (string?)file.Parent!.Attribute("USE") == "text"))
            {
                var alto = await ReadAsync(client, ((string)file.Element(_mets + "FLocat")!.Attribute(_xlink + "href")!)[Site.Length..]);
                XmlRules.CheckAlto(alto);
                blocks.UnionWith(alto.Descendants(_alto + "ComposedBlock").Select(block => ((string)file.Attribute("ID")!, (string)block.Attribute("ID")!)));
            }

            var places = mets.Descendants(_mets + "area").Select(area => ((string)area.Attribute("FILEID")!, (string)area.Attribute("BEGIN")!)).ToList();
            Assert.NotEmpty(places);
            Assert.Equal(blocks.Order(), places.Order());
        }
    }

    [Fact]
    public async Task Mets_has_pages_in_print_order_and_articles_in_reading_order()
    {
        var mets = await ReadAsync(portal.Client, Mets);
        var (physical, logical) = (Map(mets, "PHYSICAL"), Map(mets, "LOGICAL"));

        Assert.Equal(["A01", "A02-A03", "A04", "B01"], Divisions(physical, "Page").Select(page => (string)page.Attribute("ORDERLABEL")!));
        Assert.Equal(
            ["带着问题学经验 带着思考谋发展", "<b>题</b> & \"引号\" '撇号' 𠮷", "公告一则", "跨版的稿件", "没有版面图的稿件", "广告一则"],
            logical.Descendants(_mets + "div").Where(division => division.Attribute("CONTENTIDS") is not null && division.Attribute("ID") is not null).Select(article => (string)article.Attribute("LABEL")!));
        var article = Divisions(logical, "Article").First();
        Assert.Equal($"{Site}/zsrb/2024-03-01/A01/1", (string)article.Attribute("CONTENTIDS")!);
        Assert.Equal(
            [("alto-A01", "block-A01-1-1"), ("alto-A04", "block-A01-1-1")],
            article.Descendants(_mets + "area").Select(area => ((string)area.Attribute("FILEID")!, (string)area.Attribute("BEGIN")!)));

        var record = mets.Descendants(_mets + "dmdSec").Single(section => (string)section.Attribute("ID")! == (string)article.Attribute("DMDID")!);
        Assert.Equal("带着问题学经验 带着思考谋发展", record.Descendants(_mods + "title").First().Value);
        Assert.Equal("徐钧钻", record.Descendants(_mods + "namePart").Single().Value);
        Assert.Equal(["12345", "A01"], record.Descendants(_mods + "number").Select(number => number.Value));
        Assert.Equal("2024-03-01", record.Descendants(_mods + "dateIssued").Single().Value);

        // What it names can be had; a PDF that is down is not named.
        var files = mets.Descendants(_mets + "FLocat").Select(file => ((string)file.Attribute(_xlink + "href")!)[Site.Length..]).ToList();
        Assert.Contains("/zsrb/2024-03-01/A02-A03.pdf", files);
        Assert.DoesNotContain("/zsrb/2024-03-01/A01.pdf", files);
        foreach (var file in files)
        {
            Assert.Equal(HttpStatusCode.OK, await portal.Client.StatusAsync(file));
        }
    }

    [Fact]
    public async Task Words_of_a_print_PDF_have_their_places_in_the_pixels_of_the_facsimile()
    {
        var alto = await ReadAsync(portal.Client, "/zsrb/2024-03-01/A02-A03/alto.xml");

        var page = alto.Descendants(_alto + "Page").Single();
        Assert.Equal((TinyFiles.PageWidth, TinyFiles.PageHeight), ((int)page.Attribute("WIDTH")!, (int)page.Attribute("HEIGHT")!));
        var block = alto.Descendants(_alto + "ComposedBlock").Single();
        Assert.Equal("0,0 700,0 700,800 0,800", (string)block.Descendants(_alto + "Polygon").Single().Attribute("POINTS")!);
        Assert.Equal(["Page", "A02-A03"], block.Descendants(_alto + "String").Select(word => (string)word.Attribute("CONTENT")!));
        var first = block.Descendants(_alto + "String").First();
        Assert.InRange((double)first.Attribute("HPOS")!, 39, 42);
        Assert.InRange((double)first.Attribute("VPOS")!, 570, 600);
        Assert.Equal("printed", (string)block.Element(_alto + "TextBlock")!.Attribute("PROCESSINGREFS")!);
        Assert.DoesNotContain("跨版的稿件", block.Descendants(_alto + "String").Select(word => (string)word.Attribute("CONTENT")!));
    }

    [Fact]
    public async Task Without_a_PDF_for_readers_there_is_the_published_text_and_no_place_for_its_lines()
    {
        var alto = await ReadAsync(portal.Client, Alto);
        var block = alto.Descendants(_alto + "ComposedBlock").First();

        Assert.Equal(("21", "60"), ((string)block.Attribute("HPOS")!, (string)block.Attribute("VPOS")!));
        var text = block.Element(_alto + "TextBlock")!;
        Assert.Equal("published", (string)text.Attribute("PROCESSINGREFS")!);
        Assert.Contains("not measured", alto.Descendants(_alto + "processingStepDescription").Single().Value, StringComparison.Ordinal);
        Assert.Contains("本报讯(记者 徐钧钻)第一段。", text.Descendants(_alto + "String").Select(line => (string)line.Attribute("CONTENT")!));
        Assert.All(text.DescendantsAndSelf(), element => Assert.Null(element.Attribute("HPOS")));
        Assert.Equal(
            $"{Site}/zsrb/2024-03-01/A01/1",
            (string)alto.Descendants(_alto + "StructureTag").Single(tag => (string)tag.Attribute("ID")! == (string)block.Attribute("TAGREFS")!).Attribute("URI")!);
    }

    [Fact]
    public async Task PDF_that_cannot_be_read_takes_nothing_away_but_the_places()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.SaveAsync(Paper.Edition("2024-03-01").WithPage("A01", "要闻", page => page.WithPdf()).WithArticle("稿件", article => article.At(0, 0, 100, 50)));
        using var client = application.CreatePlainClient();

        var alto = await ReadAsync(client, Alto);

        Assert.Contains("稿件", alto.Descendants(_alto + "String").Select(line => (string)line.Attribute("CONTENT")!));
        Assert.All(alto.Descendants(_alto + "TextBlock"), text => Assert.Equal("published", (string)text.Attribute("PROCESSINGREFS")!));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task What_is_withdrawn_is_in_neither_and_its_page_gives_no_printed_words(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        await application.ImportAsync(ExampleEditions.Rich());
        using var client = application.CreatePlainClient();
        const string page = "/zsrb/2024-03-01/A02-A03/alto.xml";
        using var before = await client.GetAsync(page, Ct);
        Assert.Contains("跨版的稿件", await client.GetStringAsync(Mets, Ct), StringComparison.Ordinal);
        await using (var scope = application.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<ReleasedChanges>()
                .WithdrawAsync("zsrb", new DateOnly(2024, 3, 1), PageLabel.Parse("A02-A03"), 1, "事实有误", "editor", Ct);
        }

        Assert.DoesNotContain("跨版的稿件", await client.GetStringAsync(Mets, Ct), StringComparison.Ordinal);
        Assert.DoesNotContain("撤下的题目", await client.GetStringAsync(Mets, Ct), StringComparison.Ordinal);
        using var again = new HttpRequestMessage(HttpMethod.Get, page);
        again.Headers.IfNoneMatch.Add(before.Headers.ETag!);
        using var after = await client.SendAsync(again, Ct);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Empty(XDocument.Parse(await after.Content.ReadAsStringAsync(Ct)).Descendants(_alto + "String"));
    }

    [Theory]
    [InlineData(Mets, "application/mets+xml; charset=utf-8", "/zsrb/2024-03-01")]
    [InlineData(Alto, "application/xml; charset=utf-8", "/zsrb/2024-03-01/A01")]
    public async Task It_is_sent_once_to_any_site_and_points_to_the_page_for_people(string address, string type, string page)
    {
        using var first = await portal.Client.GetAsync(address, Ct);
        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await portal.Client.SendAsync(again, Ct);
        using var head = await portal.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, address), Ct);

        Assert.Equal(type, first.Content.Headers.ContentType!.ToString());
        Assert.Equal($"<{Site}{page}>; rel=\"canonical\"", Assert.Single(first.Headers.GetValues("Link")));
        Assert.Equal("noindex", Assert.Single(first.Headers.GetValues("X-Robots-Tag")));
        Assert.Equal("*", Assert.Single(first.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal((HttpStatusCode.OK, first.Headers.ETag), (head.StatusCode, head.Headers.ETag));
    }

    [Theory]
    [InlineData("/zsrb/2024-03-02/mets.xml")]
    [InlineData("/zsrb/2024-03-03/mets.xml")]
    [InlineData("/zsrb/2024-02-28/mets.xml")]
    [InlineData("/zsrb/2024-02-30/mets.xml")]
    [InlineData("/wanbao/2024-03-01/mets.xml")]
    [InlineData("/zsrb/2024-03-02/A01/alto.xml")]
    [InlineData("/zsrb/2024-03-03/A01/alto.xml")]
    [InlineData("/zsrb/2024-03-01/A09/alto.xml")]
    [InlineData("/zsrb/2024-03-01/mets.xml/A01")]
    public async Task What_is_not_there_or_not_released_is_404(string address) => Assert.Equal(HttpStatusCode.NotFound, await portal.Client.StatusAsync(address));

    [Theory]
    [InlineData("/ZSRB/2024-3-1/METS.xml", Mets)]
    [InlineData("/zsrb/2024-03-01/mets.xml?a=1", Mets)]
    [InlineData("/zsrb/2024-03-01/a1/Alto.xml", "/zsrb/2024-03-01/A1/alto.xml")]
    [InlineData("/zsrb/2024-03-01/A1/alto.xml", Alto)]
    [InlineData("/zsrb/2024-03-01/A03/alto.xml", "/zsrb/2024-03-01/A02-A03/alto.xml")]
    public async Task Other_spelling_leads_to_the_one_address(string address, string target)
    {
        using var response = await portal.Client.GetAsync(address, Ct);

        Assert.Equal((HttpStatusCode.MovedPermanently, target), (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    private static XElement Map(XDocument mets, string type) => mets.Descendants(_mets + "structMap").Single(map => (string?)map.Attribute("TYPE") == type);

    private static IEnumerable<XElement> Divisions(XElement map, string type) => map.Descendants(_mets + "div").Where(division => (string?)division.Attribute("TYPE") == type);

    private static async Task<XDocument> ReadAsync(HttpClient client, string address)
    {
        using var response = await client.GetAsync(address, Ct);
        Assert.True(response.StatusCode == HttpStatusCode.OK, string.Create(CultureInfo.InvariantCulture, $"{address}: {response.StatusCode}"));
        return await XDocument.LoadAsync(await response.Content.ReadAsStreamAsync(Ct), LoadOptions.None, Ct);
    }
}
