using System.Net;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Readers;

/// <summary>Two engines, one behaviour.</summary>
public sealed class EngineTests(ReaderPortal portal)
{
    [Fact]
    public async Task Same_packages_on_postgresql_give_the_same_pages_byte_for_byte()
    {
        await using var other = await PaperApplication.CreateAsync(TestEngine.PostgreSql);
        await other.ImportAsync(ExampleEditions.All());
        using var otherClient = other.CreatePlainClient();
        var seen = new HashSet<string> { "/zsrb" };
        var waiting = new Queue<string>(seen);
        var different = new List<string>();
        while (waiting.TryDequeue(out var address))
        {
            using var here = await portal.Client.GetAsync(address, TestContext.Current.CancellationToken);
            using var there = await otherClient.GetAsync(address, TestContext.Current.CancellationToken);
            var body = await here.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            var otherBody = await there.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            if (here.StatusCode != there.StatusCode || !body.AsSpan().SequenceEqual(otherBody))
            {
                different.Add(address);
            }

            if (here.StatusCode == HttpStatusCode.OK && here.Content.Headers.ContentType?.MediaType == "text/html")
            {
                var page = ReaderPortal.Parse(await here.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                foreach (var found in ReaderPortal.AddressesOf(page).Where(seen.Add))
                {
                    waiting.Enqueue(found);
                }
            }
        }

        Assert.Empty(different);
        Assert.True(seen.Count > 30, $"Only {seen.Count} addresses were compared.");
    }
}
