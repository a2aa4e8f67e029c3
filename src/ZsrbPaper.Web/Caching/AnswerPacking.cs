using System.IO.Compression;
using System.Threading.Channels;

namespace ZsrbPaper.Web.Caching;

/// <summary>
/// Packs kept answers. The first one goes out as quickly as it can; once it was asked for often, it is packed as tightly as it can be, by one
/// worker in the background.
/// </summary>
internal sealed class AnswerPacking(AnswerStore store) : BackgroundService
{
    /// <summary>Larger ones are not worth the seconds that the tightest packing takes.</summary>
    private const int Large = 256 * 1024;

    /// <summary>Shorter ones fit into a packet as they are.</summary>
    private const int Short = 256;

    // What finds no place in the queue stays as it is until it is kept anew.
    private readonly Channel<KeptAnswer> _queue = Channel.CreateBounded<KeptAnswer>(new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>A quick gzip; null where it is not worth it.</summary>
    public static byte[]? PackQuickly(byte[] body, string contentType) =>
        body.Length < Short || !IsText(contentType) ? null : Gzip(body, CompressionLevel.Fastest);

    /// <summary>To be called whenever somebody asks again.</summary>
    public void Asked(KeptAnswer answer)
    {
        if (answer.Ask() && answer.Gzip is not null && answer.Brotli is null)
        {
            _queue.Writer.TryWrite(answer);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var answer in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            if (store.Find(answer.Address) == answer)
            {
                store.Replace(answer, answer.With(Gzip(answer.Body, CompressionLevel.SmallestSize), Brotli(answer.Body)));
            }
        }
    }

    private static bool IsText(string contentType) =>
        contentType.StartsWith("text/", StringComparison.Ordinal) || contentType.Contains("json", StringComparison.Ordinal) || contentType.Contains("xml", StringComparison.Ordinal)
        || contentType.Contains("javascript", StringComparison.Ordinal);

    private static byte[] Gzip(byte[] body, CompressionLevel level)
    {
        using var packed = new MemoryStream(body.Length / 3);
        using (var gzip = new GZipStream(packed, level, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }

    private static byte[] Brotli(byte[] body)
    {
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
        return BrotliEncoder.TryCompress(body, packed, out var length, quality: body.Length > Large ? 5 : 11, window: 22)
            ? packed[..length]
            : throw new InvalidOperationException("Brotli took more room than it said it would at most.");
    }
}
