using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Tests;

[assembly: AssemblyFixture(typeof(ReaderPortal))]

namespace ZsrbPaper.Web.Tests;

/// <summary>A portal with the example editions, imported once for every test that only reads. Its clock is not to be moved.</summary>
public sealed class ReaderPortal : IAsyncLifetime
{
    private PaperApplication? _application;

    public PaperApplication Application => _application!;

    /// <summary>Shows redirects as they are.</summary>
    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _application = await PaperApplication.CreateAsync(TestEngine.Sqlite);
        await _application.ImportAsync(ExampleEditions.All());
        Client = _application.CreatePlainClient();
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    /// <summary>The page at an address that must answer 200.</summary>
    public async Task<IHtmlDocument> GetPageAsync(string address)
    {
        using var response = await Client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        return Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static IHtmlDocument Parse(string html) => new HtmlParser(new HtmlParserOptions(), BrowsingContext.New()).ParseDocument(html);

    /// <summary>Every root-relative address that a page points to.</summary>
    public static IEnumerable<string> AddressesOf(IParentNode page) =>
        page.QuerySelectorAll("[href], [src], [srcset]")
            .SelectMany(element => new[] { element.GetAttribute("href"), element.GetAttribute("src") }
                .Concat((element.GetAttribute("srcset") ?? "").Split(',').Select(candidate => candidate.Trim().Split(' ')[0])))
            .Where(address => address is ['/', not '/', ..] or "/")
            .Select(address => address!.Split('#')[0]);
}
