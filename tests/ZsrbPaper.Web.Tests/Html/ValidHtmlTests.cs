using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Html;

/// <summary>HTML of every kind of page, errors included, is free of mistakes.</summary>
public sealed class ValidHtmlTests(ReaderPortal portal)
{
    private static readonly string[] _addresses =
    [
        "/zsrb", "/zsrb/2024-03-01", "/zsrb/2024-02-29", "/zsrb/2019-01-22", "/zsrb/2024-03-01/all", "/zsrb/2024-03-01/A01", "/zsrb/2024-03-01/A02-A03", "/zsrb/2024-03-01/A04",
        "/zsrb/2024-03-01/B01", "/zsrb/2019-01-22/01", "/zsrb/2024-03-01/A01/1", "/zsrb/2024-03-01/A01/2", "/zsrb/2024-03-01/A01/3", "/zsrb/2024-03-01/A01/4",
        "/zsrb/2024-03-01/A02-A03/1", "/zsrb/2024-03-01/A02-A03/1/related", "/zsrb/2024-03-01/A04/2", "/zsrb/2019-01-22/01/1", "/zsrb/archive", "/zsrb/archive/2024", "/zsrb/archive/2021", "/zsrb/archive/2024-03",
        "/zsrb/archive/2021-07", "/zsrb/2024-03-02", "/nothing", "/zsrb/2024-03-01/A01.pdf", "/api",
        "/search", "/search?q=%E6%AD%A3%E6%96%87&newspaper=zsrb&from=2024-01-01&to=2024-12-31", "/search?q=%E6%B2%A1%E6%9C%89%E7%9A%84+-%E8%AF%8D", "/search?q=-%E8%AF%8D",
    ];

    [Fact]
    public async Task Pages_of_every_kind_pass_the_nu_validator()
    {
        using var folder = new TemporaryFolder();
        var pages = new Dictionary<string, string>();
        await SaveAsync(portal.Client, _addresses);

        await using var application = await PaperApplication.CreateAsync();
        using var client = application.CreatePlainClient();
        await SaveAsync(client, ["/"]);
        await using (var scope = application.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
            db.AddRange(Paper.Newspaper("zsrb"), Paper.Newspaper("zsws", "中山<晚报> & \"号外\""));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await SaveAsync(client, ["/", "/zsws", "/zsws/archive"]);

        var errors = await NuValidator.FindErrorsAsync(folder.Path, TestContext.Current.CancellationToken);

        Assert.True(
            errors.Count == 0,
            string.Join('\n', errors.Select(error => pages.Aggregate(error, (text, page) => text.Replace(page.Key, page.Value, StringComparison.Ordinal)))));

        async Task SaveAsync(HttpClient from, string[] addresses)
        {
            foreach (var address in addresses)
            {
                using var response = await from.GetAsync(address, TestContext.Current.CancellationToken);
                Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
                var file = $"page-{pages.Count:000}.html";
                pages.Add(file, address);
                folder.Write(file, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
        }
    }
}
