using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Benchmarks.Measuring;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Benchmarks.Delivery;

/// <summary>
/// The portal's kept answers against nginx with the same article as a packed file, and pictures against the same files: one core for the server, one for the
/// load, in turn. nginx sends but its own few headers; the portal all that it sends to readers.
/// </summary>
internal sealed class DeliveryBenchmark(BenchmarkServer server, int rounds, int seconds, TextWriter output)
{
    private const int ServerCore = 0;
    private const int LoadCore = 1;
    private const int Connections = 64;

    private static readonly (string Name, string[] Headers)[] _kinds =
    [
        ("gzip", ["Accept-Encoding: gzip"]),
        ("as browsers ask", ["Accept-Encoding: gzip, deflate, br, zstd", "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Accept-Language: zh-CN,zh;q=0.9", "User-Agent: Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36", "Sec-Fetch-Mode: navigate"]),
        ("not packed", []),
        ("not modified", ["Accept-Encoding: gzip"]),
    ];

    /// <summary>The first is small enough to be kept in memory.</summary>
    private static readonly (string Rendition, int Size)[] _pictures = [("thumbnail", 12_000), ("large", 300_000)];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var plan = new ArchivePlan(Seed: 1, Editions: 4, PagesPerEdition: 16, Articles: 120);
        var folder = Path.Combine(server.Folder, "delivery");
        Directory.CreateDirectory(Path.Combine(folder, "files"));
        var database = await server.PrepareEmbeddedAsync(Path.Combine(folder, "paper.db"), plan, 0, cancellationToken);
        var photo = await AddPhotoAsync(database, Path.Combine(folder, "files"), cancellationToken);
        var program = await PublishedPortal.PublishAsync(Path.Combine(folder, "portal"), cancellationToken);
        var (portalPort, nginxPort) = (PinnedProcess.FreePort(), PinnedProcess.FreePort());
        await using var portal = PinnedProcess.Start(
            ServerCore, program, $"--urls=http://127.0.0.1:{portalPort}", $"--Data:Root={folder}", $"--ConnectionStrings:Paper={database}", $"--Media:Root={server.Media}",
            "--Sample:Seed=false", "--Site:BaseUrl=https://paper.example.com");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{portalPort}") };
        var path = await FindArticleAsync(client, plan, cancellationToken);
        var article = await client.GetByteArrayAsync(path, cancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, "files", "1.html"), article, cancellationToken);
        await using (var packed = File.Create(Path.Combine(folder, "files", "1.html.gz")))
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            await gzip.WriteAsync(article, cancellationToken);
        }

        await using var nginx = Nginx.Start(ServerCore, nginxPort, folder);
        await nginx.ListeningAsync(nginxPort, cancellationToken);
        var (ours, theirs) = (new Uri(client.BaseAddress, path), new Uri($"http://127.0.0.1:{nginxPort}/1.html"));
        var size = new FileInfo(Path.Combine(folder, "files", "1.html.gz")).Length;
        await output.WriteLineAsync(Text(
            $"""
            # Delivery

            `delivery` of {DateTime.UtcNow:yyyy-MM-dd} on {Machine.Describe()}; nginx with `gzip_static`, its access log off, one worker; the portal published with
            ReadyToRun. Server on one core, wrk on another, {Connections} connections kept alive, {rounds} rounds of {seconds} seconds for each in turn. An article of
            {article.Length / 1000.0:0.0} KB, {size / 1000.0:0.0} KB with gzip. nginx = 1.00; the portal sends all its headers, nginx those that it has by itself.

            | | portal/nginx: median | min–max | p99 portal/nginx: median | min–max | nginx, requests/s |
            | --- | ---: | ---: | ---: | ---: | ---: |
            """));
        await WarmUpAsync(ours, theirs, cancellationToken);
        var pictures = _pictures.Select(picture => (
            Name: Text($"picture of {picture.Size / 1000} KB"), Headers: Array.Empty<string>(),
            Ours: new Uri(client.BaseAddress, $"/media/{photo}/{picture.Rendition}.webp"), Theirs: new Uri(theirs, $"/{picture.Rendition}.webp"))).ToList();
        foreach (var picture in pictures)
        {
            await Wrk.RunAsync(LoadCore, picture.Ours, Connections, 15, [], null, cancellationToken);
        }

        foreach (var (name, headers, own, other) in _kinds.Select(kind => (kind.Name, kind.Headers, ours, theirs)).Concat(pictures))
        {
            await CompareAsync(client, name, headers, own, other, cancellationToken);
        }
    }

    private async Task CompareAsync(HttpClient client, string name, string[] headers, Uri ours, Uri theirs, CancellationToken cancellationToken)
    {
        var (rates, slowest, nginxRates) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var other = await Wrk.RunAsync(LoadCore, theirs, Connections, seconds, await HeadersAsync(client, name, headers, theirs, cancellationToken), null, cancellationToken);
            var own = await Wrk.RunAsync(LoadCore, ours, Connections, seconds, await HeadersAsync(client, name, headers, ours, cancellationToken), null, cancellationToken);
            rates.Add(own.PerSecond / other.PerSecond);
            slowest.Add(own.P99 / other.P99);
            nginxRates.Add(other.PerSecond);
        }

        await output.WriteLineAsync(Text(
            $"| {name} | {Median(rates):0.00} | {rates.Min():0.00}–{rates.Max():0.00} | {Median(slowest):0.00} | {slowest.Min():0.00}–{slowest.Max():0.00} | {Median(nginxRates):0} |"));
    }

    /// <summary>Gives an article a photo whose files are random bytes, and nginx the same files.</summary>
    /// <returns>The hash that it is asked for by.</returns>
    private async Task<string> AddPhotoAsync(string database, string files, CancellationToken cancellationToken)
    {
        const string Hash = "b10c0ffeeb10c0ffeeb10c0ffeeb10c0ffeeb10c0ffeeb10c0ffeeb10c0ffee0";
        var store = new FolderMediaStore(server.Media);
        foreach (var (rendition, size) in _pictures)
        {
            var picture = RandomNumberGenerator.GetBytes(size);
            var name = MediaNames.Rendition(Hash, PhotoRenditions.For(int.MaxValue).Single(one => one.Name == rendition), PictureEncoding.Webp);
            await store.DeleteAsync(name, cancellationToken);
            await store.PutAsync(name, new MemoryStream(picture), cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(files, $"{rendition}.webp"), picture, cancellationToken);
        }

        await using var db = TestDatabase.OnKept(TestEngine.Sqlite, database).CreateContext();
        if (!await db.Photos.AnyAsync(photo => photo.Hash == Hash, cancellationToken))
        {
            db.Add(new Photo(await db.Articles.OrderBy(article => article.Id).FirstAsync(cancellationToken), "photo.webp", Hash, "webp", 1600, 1200));
            await db.SaveChangesAsync(cancellationToken);
        }

        return Hash;
    }

    /// <summary>The longest article of the last edition's first page: an ordinary one of a newspaper.</summary>
    private static async Task<string> FindArticleAsync(HttpClient client, ArchivePlan plan, CancellationToken cancellationToken)
    {
        var edition = $"/{ArchivePlan.Newspaper}/{plan.DateOf(plan.Editions - 1):yyyy-MM-dd}/A01";
        await PublishedPortal.FirstAnswerAsync(client, edition, cancellationToken);
        var longest = (Path: edition, Length: 0);
        for (var number = 1; number <= 3; number++)
        {
            using var answer = await client.GetAsync($"{edition}/{number}", cancellationToken);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            longest = answer.IsSuccessStatusCode && body.Length > longest.Length ? ($"{edition}/{number}", body.Length) : longest;
        }

        return longest.Path;
    }

    /// <summary>Until the compilers have done their work and the answer is packed as tightly as it can be.</summary>
    private static async Task WarmUpAsync(Uri ours, Uri theirs, CancellationToken cancellationToken)
    {
        foreach (var (_, headers) in _kinds)
        {
            await Wrk.RunAsync(LoadCore, ours, Connections, 15, headers, null, cancellationToken);
            await Wrk.RunAsync(LoadCore, theirs, Connections, 1, headers, null, cancellationToken);
        }
    }

    private static async Task<string[]> HeadersAsync(HttpClient client, string name, string[] headers, Uri address, CancellationToken cancellationToken)
    {
        if (name != "not modified")
        {
            return headers;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept-Encoding", "gzip" } } };
        using var answer = await client.SendAsync(request, cancellationToken);
        return [.. headers, $"If-None-Match: {answer.Headers.ETag}"];
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
