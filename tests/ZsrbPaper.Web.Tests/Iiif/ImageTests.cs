using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Tests.Desk;

namespace ZsrbPaper.Web.Tests.Iiif;

/// <summary>The Image API 3 over facsimiles of 700 by 1000 pixels.</summary>
public sealed class ImageTests(ReaderPortal portal)
{
    private const string Site = "https://paper.example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Description_says_what_is_served()
    {
        var service = await ServiceAsync("2024-02-29", "A01");
        using var answer = await portal.Client.GetAsync(service + "/info.json", Ct);
        using var info = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct));
        var root = info.RootElement;

        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("<http://iiif.io/api/image/3/level0.json>;rel=\"profile\"", Assert.Single(answer.Headers.GetValues("Link")));
        Assert.Equal("@context", root.EnumerateObject().First().Name);
        Assert.Equal("http://iiif.io/api/image/3/context.json", root.GetProperty("@context").GetString());
        Assert.Equal(Site + service, root.GetProperty("id").GetString());
        Assert.Equal("ImageService3", root.GetProperty("type").GetString());
        Assert.Equal("http://iiif.io/api/image", root.GetProperty("protocol").GetString());
        Assert.Equal("level0", root.GetProperty("profile").GetString());
        Assert.Equal("""{"width":700,"height":1000,"maxWidth":700,"maxHeight":1000}""", JsonSerializer.Serialize(
            root.EnumerateObject().Where(property => property.Name is "width" or "height" or "maxWidth" or "maxHeight").ToDictionary(property => property.Name, property => property.Value)));
        Assert.Equal("""[{"width":350,"height":500},{"width":400,"height":571},{"width":700,"height":1000}]""", root.GetProperty("sizes").GetRawText());
        Assert.Equal("""[{"width":512,"height":512,"scaleFactors":[1,2]}]""", root.GetProperty("tiles").GetRawText());
    }

    [Fact]
    public async Task Every_tile_and_size_of_the_description_is_served()
    {
        var service = await ServiceAsync("2024-02-29", "A01");
        using var info = JsonDocument.Parse(await portal.Client.GetStringAsync(service + "/info.json", Ct));
        var (width, height) = (info.RootElement.GetProperty("width").GetInt32(), info.RootElement.GetProperty("height").GetInt32());
        var asked = info.RootElement.GetProperty("sizes").EnumerateArray()
            .Select(size => ("full", size.GetProperty("width").GetInt32(), size.GetProperty("height").GetInt32())).ToList();
        foreach (var scale in info.RootElement.GetProperty("tiles")[0].GetProperty("scaleFactors").EnumerateArray().Select(factor => factor.GetInt32()))
        {
            for (var x = 0; x < width; x += 512 * scale)
            {
                for (var y = 0; y < height; y += 512 * scale)
                {
                    var (w, h) = (Math.Min(512 * scale, width - x), Math.Min(512 * scale, height - y));
                    var region = (w, h) == (width, height) ? "full" : string.Create(CultureInfo.InvariantCulture, $"{x},{y},{w},{h}");
                    asked.Add((region, (w + scale - 1) / scale, (h + scale - 1) / scale));
                }
            }
        }

        Assert.Equal(8, asked.Count);
        foreach (var (region, w, h) in asked)
        {
            using var picture = NetVips.Image.NewFromBuffer(await PictureAsync($"{service}/{region}/{w},{h}/0/default.jpg"));
            Assert.Equal((w, h), (picture.Width, picture.Height));
        }
    }

    [Fact]
    public async Task Tiles_and_sizes_are_the_very_files_that_are_stored()
    {
        var service = await ServiceAsync("2024-02-29", "A01");
        var stored = $"/zsrb/2024-02-29/A01/facsimile/{service.Split('/')[^1]}";

        Assert.Equal(await PictureAsync(stored + "/tiles/10/1_1.jpg"), await PictureAsync(service + "/512,512,188,488/188,488/0/default.jpg"));
        Assert.Equal(await PictureAsync(stored + "/tiles/10/1_1.jpg"), await PictureAsync(service + "/512,512,188,488/max/0/default.jpg"));
        Assert.Equal(await PictureAsync(stored + "/tiles/9/0_0.jpg"), await PictureAsync(service + "/full/350,500/0/default.jpg"));
        Assert.Equal(await PictureAsync(stored + "/page-900.jpg"), await PictureAsync(service + "/full/max/0/default.jpg"));
        Assert.Equal(await PictureAsync(stored + "/thumbnail.jpg"), await PictureAsync(service + "/full/400,571/0/default.jpg"));
    }

    [Theory]
    [InlineData("full/max/0/default.png")]
    [InlineData("full/max/0/gray.jpg")]
    [InlineData("full/max/90/default.jpg")]
    [InlineData("full/max/!0/default.jpg")]
    [InlineData("square/max/0/default.jpg")]
    [InlineData("pct:0,0,50,50/max/0/default.jpg")]
    [InlineData("0,0,512,0/max/0/default.jpg")]
    [InlineData("0,0,512/max/0/default.jpg")]
    [InlineData("0,0,99999999999,1/max/0/default.jpg")]
    [InlineData("-1,0,512,512/512,512/0/default.jpg")]
    [InlineData("1,0,512,512/512,512/0/default.jpg")]
    [InlineData("0,0,512,512/511,512/0/default.jpg")]
    [InlineData("0,0,700,512/max/0/default.jpg")]
    [InlineData("full/401,571/0/default.jpg")]
    [InlineData("full/400,/0/default.jpg")]
    [InlineData("full/^max/0/default.jpg")]
    [InlineData("full/0,0/0/default.jpg")]
    [InlineData("abc/def/ghi/jkl")]
    public async Task What_level_0_does_not_do_is_400_with_a_reason(string request)
    {
        using var answer = await portal.Client.GetAsync($"{await ServiceAsync("2024-02-29", "A01")}/{request}", Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith("text/plain", answer.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(await answer.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task Programs_of_any_site_may_read_it_and_ask_for_JSON_LD()
    {
        var service = await ServiceAsync("2024-02-29", "A01");
        using var request = new HttpRequestMessage(HttpMethod.Get, service + "/info.json");
        request.Headers.Add("Accept", "application/ld+json");
        using var info = await portal.Client.SendAsync(request, Ct);
        using var picture = await portal.Client.GetAsync(service + "/full/max/0/default.jpg", Ct);

        Assert.Equal("application/ld+json; profile=\"http://iiif.io/api/image/3/context.json\"", info.Content.Headers.ContentType!.ToString());
        Assert.Contains("Accept", info.Headers.Vary);
        Assert.Equal("*", Assert.Single(info.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("*", Assert.Single(picture.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("<http://iiif.io/api/image/3/level0.json>;rel=\"profile\"", Assert.Single(picture.Headers.GetValues("Link")));
        Assert.Equal("public, max-age=3600, s-maxage=0", picture.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Description_and_pictures_are_sent_once()
    {
        var service = await ServiceAsync("2024-02-29", "A01");
        foreach (var address in new[] { "/info.json", "/full/max/0/default.jpg", "/full/350,500/0/default.jpg" })
        {
            using var first = await portal.Client.GetAsync(service + address, Ct);
            using var again = new HttpRequestMessage(HttpMethod.Get, service + address);
            again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var answer = await portal.Client.SendAsync(again, Ct);
            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        }
    }

    [Fact]
    public async Task One_spelling_serves()
    {
        var service = await ServiceAsync("2024-02-29", "A01");
        Assert.Equal((303, service + "/info.json"), await RedirectAsync(service));
        Assert.Equal((301, service), await RedirectAsync(service + "/"));
        Assert.Equal((301, service + "/info.json"), await RedirectAsync(service.ToUpperInvariant() + "/info.json"));
        Assert.Equal((301, service + "/info.json"), await RedirectAsync(service.Replace("2024-02-29", "2024-2-29", StringComparison.Ordinal) + "/info.json"));
        Assert.Equal((301, service + "/info.json"), await RedirectAsync(service + "/info.json?a=1"));
        Assert.Equal((301, service + "/full/400,571/0/default.jpg"), await RedirectAsync(service + "/full/400,571/0/Default.jpg"));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task What_is_not_released_is_not_there(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        await application.ImportAsync(Paper.Edition("2024-03-02").Planned("2024-03-02T06:00").WithPage("A01", more: page => page.WithPicture()).WithArticle("明天"));
        using var client = application.CreatePlainClient();
        await using var scope = application.Services.CreateAsyncScope();
        var version = await scope.ServiceProvider.GetRequiredService<PaperDbContext>().PrintPages.Select(page => page.FacsimileVersion).SingleAsync(Ct);
        string[] addresses = [$"/iiif/3/zsrb/2024-03-02/A01/{version}/info.json", $"/iiif/3/zsrb/2024-03-02/A01/{version}/full/max/0/default.jpg", $"/iiif/3/zsrb/2024-03-02/A01/{version}/full/350,500/0/default.jpg"];

        Assert.All(await Task.WhenAll(addresses.Select(client.StatusAsync)), status => Assert.Equal(HttpStatusCode.NotFound, status));

        application.Clock.Advance(TimeSpan.FromDays(1));
        Assert.All(await Task.WhenAll(addresses.Select(client.StatusAsync)), status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task Page_of_a_withdrawn_article_has_another_address_and_the_old_one_is_none()
    {
        await using var application = await PaperApplication.CreateAsync();
        await application.ImportAsync(Paper.Edition("2024-03-01").WithPage("A01", more: page => page.WithPicture()).WithArticle("头条", article => article.At(5, 5, 95, 60)));
        using var client = application.CreatePlainClient();
        var before = await ServiceAsync(client, "2024-03-01", "A01");
        await using var scope = application.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ReleasedChanges>()
            .WithdrawAsync("zsrb", new DateOnly(2024, 3, 1), PageLabel.Parse("A01"), 1, "事实有误", "editor", Ct);
        var addresses = new[] { "/info.json", "/full/max/0/default.jpg", "/full/350,500/0/default.jpg" };

        Assert.All(await Task.WhenAll(addresses.Select(address => client.StatusAsync(before + address))), status => Assert.Equal(HttpStatusCode.NotFound, status));

        await application.FinishJobsAsync();
        var after = await ServiceAsync(client, "2024-03-01", "A01");
        Assert.NotEqual(before, after);
        Assert.All(await Task.WhenAll(addresses.Select(address => client.StatusAsync(before + address))), status => Assert.Equal(HttpStatusCode.NotFound, status));
        Assert.All(await Task.WhenAll(addresses.Select(address => client.StatusAsync(after + address))), status => Assert.Equal(HttpStatusCode.OK, status));
    }

    private async Task<(int Status, string? Target)> RedirectAsync(string address)
    {
        using var answer = await portal.Client.GetAsync(address, Ct);
        return ((int)answer.StatusCode, answer.Headers.Location?.OriginalString);
    }

    private async Task<byte[]> PictureAsync(string address)
    {
        using var answer = await portal.Client.GetAsync(address, Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {answer.StatusCode}");
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.ToString());
        return await answer.Content.ReadAsByteArrayAsync(Ct);
    }

    private Task<string> ServiceAsync(string date, string label) => ServiceAsync(portal.Client, date, label);

    /// <summary>The root-relative address of a page's image service, as its canvas names it.</summary>
    private static async Task<string> ServiceAsync(HttpClient client, string date, string label)
    {
        using var canvas = JsonDocument.Parse(await client.GetStringAsync($"/iiif/zsrb/{date}/{label}/canvas.json", Ct));
        var service = canvas.RootElement.GetProperty("thumbnail")[0].GetProperty("service")[0].GetProperty("id").GetString()!;
        Assert.StartsWith($"{Site}/iiif/3/zsrb/{date}/{label}/", service, StringComparison.Ordinal);
        return service[Site.Length..];
    }
}
