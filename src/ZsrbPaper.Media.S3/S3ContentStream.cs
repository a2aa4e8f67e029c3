using Amazon.Util;

namespace ZsrbPaper.Media.S3;

/// <summary>
/// What is to be stored, as the SDK may read it. It signs with one hash a thread, and leaves that half filled when a stream fails under it:
/// the next request of that thread, whatever it asks, would carry a wrong signature and be refused. Here the failing stream clears it.
/// </summary>
internal sealed class S3ContentStream(Stream content) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => content.Length;

    public override long Position
    {
        get => content.Position;
        set => content.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return content.Read(buffer);
        }
        catch
        {
            // It ends with a hash, and so begins anew.
            CryptoUtilFactory.CryptoInstance.ComputeSHA256Hash([]);
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        content.ReadAsync(buffer, offset, count, cancellationToken);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => content.ReadAsync(buffer, cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => content.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
