using System.Net.Sockets;
using System.Text;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Hosting;

/// <summary>Whatever is asked for, the portal answers properly: on real sockets, since clients tidy addresses up.</summary>
public sealed class HostileRequestTests(HostileRequestTests.ListeningPortal portal) : IClassFixture<HostileRequestTests.ListeningPortal>
{
    private static readonly string[] _addresses =
    [
        "/", "/zsrb", "/zsrb/2024-03-01", "/zsrb/2024-03-01/all", "/zsrb/2024-03-01/A01", "/zsrb/2024-03-01/A01/1", "/zsrb/2024-03-01/A01.pdf", "/zsrb/2024-03-01.pdf",
        "/zsrb/archive", "/zsrb/archive/2024", "/zsrb/archive/2024-03", "/media/0000000000000000000000000000000000000000000000000000000000000000/large.jpg",
        "/zsrb/2024-03-01/A01/facsimile/v1/page-900.jpg", "/zsrb/2024-03-01/A01/facsimile/v1/tiles/9/0_0.jpg", "/healthz", "/readyz", "/favicon.ico", "/robots.txt",
        "/search", "/admin", "/api/v1/search", "/error/404", "/zsrb/ShowIndex.asp",
    ];

    private static readonly string[] _queries =
    [
        "?", "??", "?a", "?=", "?&&", "?a=1&a=2", "?page=-1", "?page=99999999999999999999", "?q=%00", "?q=%FF%FE", "?q=%", "?q=%ZZ", "?q=%u4e2d", "?q='%22%3Cscript%3E", "?q=\"*(",
        "?paperdate=20240301", "?paperdate=20240230&part=x&article=-1", "?number=1&label=A09&date=2024-02-30&newspaper=abc", "?[]=1", "?handler=Delete", "?__proto__=1", "?q=" + "中",
        "?area=Admin&page=/Error", "?status=200",
    ];

    public static TheoryData<string> Paths =>
    [
        "/..", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/zsrb/..", "/zsrb/../admin", "/zsrb/%2e%2e", "/zsrb/..%5c..%5c", "/zsrb/%00",
        "/zsrb/2024-03-01%00", "/zsrb/2024-03-01/A01%00", "/zsrb/2024-03-01/%2FA01", "/zsrb/2024-03-01/A01/%31", "/zsrb%2F2024-03-01", "/%FF%FE", "/zsrb/%F0%28%8C%28",
        "/zsrb/%ED%A0%80", "/zsrb/%", "/zsrb/%zz", "/zsrb/2024-03-01/A01/1%20", "/zsrb/ 2024-03-01", "/zsrb/2024-03-01;v=1", "/zsrb/2024-03-01/A01;jsessionid=1", "/zsrb/2024-03-01.",
        "/zsrb/2024-03-01.pdf.pdf", "/zsrb/.pdf", "/.pdf", "/zsrb/2024-03-01/.pdf", "/media/..%2f..%2fpaper.db/large.jpg", "/media/%2e%2e/paper.db", "/media//large.jpg", "/media",
        "/zsrb/2024-03-01/A01/facsimile/../../../../paper.db", "/zsrb/2024-03-01/A01/facsimile/..%2f..%2f/page-900.jpg", "/zsrb/2024-03-01/A01/facsimile/v1/tiles/-1/0_0.jpg",
        "/zsrb/2024-03-01/A01/facsimile/v1/tiles/99999999999/0_0.jpg", "/zsrb/2024-03-01/A01/facsimile/v1/tiles/9/99999_99999.jpg", "//zsrb", "//example.com/zsrb", "/\\example.com",
        "/zsrb/２０２４-03-01", "/zsrb/9999-12-31", "/zsrb/0001-01-01", "/zsrb/archive/0001", "/zsrb/archive/9999", "/zsrb/archive/0000-01", "/zsrb/archive/9999-12", "/.git/config",
        "/appsettings.json", "/data/paper.db", "/Pages/Error.cshtml", "/zsrb.yaml", "/error/200", "/error/0", "/error/99999999999", "/error/500", "/error/301",
        "/media/%E4%B8%AD/LARGE.JPG", "/media/a%0D%0AX-Evil:1/LARGE.jpg", "/zsrb/2024-03-01/A01/facsimile/V1/%E4%B8%AD.JPG", "/zsrb/2024-03-01/A01/facsimile/V1/a%0D%0AX-Evil:1",
        "/zsrb/2024-03-01/%EF%BC%A101", "/%C4%B0srb", "/zsrb/%D9%A2%D9%A0%D9%A2%D9%A4-03-01",
        "/zsrb/sections/%00/atom.xml", "/zsrb/sections/a%0D%0AX-Evil:1/ATOM.xml", "/zsrb/sections/%F0%28%8C%28/rss.xml", "/zsrb/sections/%2F%2Fexample.com/Feed.json",
        "/zsrb/sections/../atom.xml", "/zsrb/pages/%EF%BC%A101/atom.xml", "/zsrb/sections/%EF%BF%BF/atom.xml",
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Hostile_path_is_answered_without_failing_or_leading_elsewhere(string path)
    {
        var (status, head) = await AskAsync("GET", path);

        Assert.True(status is >= 200 and < 500, $"{status}\n{string.Join('\n', portal.Errors)}");
        Assert.DoesNotContain("SQLite format", head, StringComparison.Ordinal);
        AssertLeadsNowhereElse(head);
    }

    [Fact]
    public async Task Any_query_on_any_address_is_answered_without_failing()
    {
        var failed = new List<string>();
        foreach (var address in _addresses)
        {
            foreach (var query in _queries.Append("?q=" + new string('a', 6000)))
            {
                var (status, head) = await AskAsync("GET", address + query);
                AssertLeadsNowhereElse(head);
                if (status is < 200 or >= 500)
                {
                    failed.Add($"{address}{query}: {status}");
                }
            }
        }

        Assert.Empty(failed);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("PROPFIND")]
    [InlineData("CONNECTION")]
    public async Task Any_method_on_any_address_is_answered_without_failing(string method)
    {
        foreach (var address in _addresses)
        {
            var (status, _) = await AskAsync(method, address);

            Assert.True(status is >= 200 and < 500, $"{method} {address}: {status}\n{string.Join('\n', portal.Errors)}");
        }
    }

    [Theory]
    [InlineData("Host: evil.example.com")]
    [InlineData("Host: localhost\r\nX-Forwarded-Host: evil.example.com\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 1.2.3.4")]
    [InlineData("Host: localhost\r\nX-Original-URL: /admin\r\nX-Rewrite-URL: /admin")]
    public async Task Host_that_a_client_makes_up_stands_in_no_answer(string headers)
    {
        foreach (var address in new[] { "/", "/zsrb", "/zsrb/", "/zsrb/2024-03-01/a01", "/zsrb/2024-03-01/A01/1", "/nothing" })
        {
            var (_, answer) = await AskAsync("GET", address, headers);

            Assert.DoesNotContain("evil.example.com", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/zsrb")]
    [InlineData("/zsrb/2024-03-01")]
    [InlineData("/zsrb/2024-03-01/A01")]
    [InlineData("/zsrb/2024-03-01/A01/1")]
    [InlineData("/zsrb/archive/2024-03")]
    [InlineData("/healthz")]
    public async Task Head_answers_as_get_without_a_body(string address)
    {
        var (status, answer) = await AskAsync("HEAD", address);

        Assert.Equal(200, status);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/zsrb/2024-03-01/%41%30%31", "/zsrb/2024-03-01/A01")]
    [InlineData("/%7Asrb", "/zsrb")]
    [InlineData("/zsrb/./2024-03-01", "/zsrb/2024-03-01")]
    [InlineData("/zsrb/x/../2024-03-01", "/zsrb/2024-03-01")]
    public async Task Spelling_that_clients_tidy_up_leads_to_the_one_address(string address, string target)
    {
        var (status, answer) = await AskAsync("GET", address);

        Assert.Equal(301, status);
        Assert.Contains($"\r\nLocation: {target}\r\n", answer, StringComparison.Ordinal);
    }

    private static void AssertLeadsNowhereElse(string answer)
    {
        var location = answer.Split("\r\n").FirstOrDefault(line => line.StartsWith("Location:", StringComparison.OrdinalIgnoreCase))?[9..].Trim();
        Assert.True(location is null or ['/'] or ['/', not ('/' or '\\'), ..], $"Leads to {location}");
    }

    private async Task<(int Status, string Answer)> AskAsync(string method, string path, string headers = "Host: localhost")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(portal.Address.Host, portal.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\n{headers}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        return (int.Parse(answer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), answer);
    }

    /// <summary>A portal on a real port of this machine.</summary>
    public sealed class ListeningPortal : IAsyncLifetime
    {
        private PaperApplication? _application;

        public Uri Address { get; private set; } = null!;

        public IReadOnlyList<LogLine> Errors => _application!.Log.Errors;

        public async ValueTask InitializeAsync()
        {
            _application = await PaperApplication.CreateAsync();
            Address = new Uri(_application.Listen());
            await _application.SaveAsync(ExampleEditions.Rich());
        }

        public async ValueTask DisposeAsync()
        {
            if (_application is not null)
            {
                await _application.DisposeAsync();
            }
        }
    }
}
