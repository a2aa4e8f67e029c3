using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Xunit;
using ZsrbPaper.Web.Caching;

namespace ZsrbPaper.Web.Tests.Caching;

/// <summary>A hit leaves nothing behind for the garbage collector: what is allocated for each one, every reader pays.</summary>
public sealed class HitAllocationTests
{
    /// <summary>The text of <c>Content-Length</c>, which this dictionary keeps as one; Kestrel keeps a number.</summary>
    private const int MostBytes = 40;

    [Fact]
    public void Hit_allocates_next_to_nothing()
    {
        const string Address = "/zsrb/2024-03-01/A03/1";
        var store = new AnswerStore(Options.Create(new CacheOptions()));
        var addresses = new KeptAddresses(Options.Create(new SiteOptions()));
        store.Keep(
            new KeptAnswer
            {
                Address = Address,
                Status = 200,
                Headers = [new("Content-Type", "text/html; charset=utf-8"), new("Cache-Control", "public, max-age=0"), new("X-Content-Type-Options", "nosniff")],
                ETag = "W/\"0123456789abcdef\"",
                LastModified = null,
                Subject = AnswerSubject.Of("zsrb"),
                Body = new byte[20_000],
                Brotli = new byte[6_000],
            },
            0);
        var response = new HttpResponseFeature();
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = "GET", RawTarget = Address, Path = Address, Headers = new HeaderDictionary { ["Host"] = "paper.example.com", ["Accept-Encoding"] = "gzip, deflate, br" } });
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        Ask(1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Ask(1000);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000.0;

        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes:0.0} bytes a hit");
        Assert.InRange(bytes, 0, MostBytes);

        void Ask(int times)
        {
            for (var i = 0; i < times; i++)
            {
                response.StatusCode = 200;
                Assert.True(AnswerWriter.WriteAsync(store.Find(addresses.Find(features)!)!, features).IsCompletedSuccessfully);
            }
        }
    }
}
