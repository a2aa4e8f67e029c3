namespace ZsrbPaper.Media.S3;

/// <summary>
/// A file of the bucket to be read and sought in: parts of it are fetched as they are needed, and held one at a time. Who reads on gets
/// ever larger parts, up to a megabyte; who seeks, as in a zip file, gets small ones.
/// </summary>
internal sealed class S3ReadStream : Stream
{
    /// <summary>What is fetched at first, and after seeking; most small pictures are less.</summary>
    public const int SmallestWindow = 64 * 1024;

    private const int LargestWindow = 1024 * 1024;

    private readonly S3MediaStore _store;
    private readonly string _name;
    private readonly long _length;
    private byte[] _window;
    private long _start;
    private int _count;
    private long _position;

    /// <param name="store">Where the file is.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="length">Of the whole file.</param>
    /// <param name="window">Its beginning.</param>
    /// <param name="count">How much of it.</param>
    public S3ReadStream(S3MediaStore store, string name, long length, byte[] window, int count)
    {
        _store = store;
        _name = name;
        _length = length;
        _window = window;
        _count = count;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => _length };
        if (position < 0)
        {
            throw new IOException("A position before the beginning of the file.");
        }

        return _position = position;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _position >= _length)
        {
            return 0;
        }

        if (!IsHeld)
        {
            await FetchAsync(cancellationToken).ConfigureAwait(false);
        }

        return Take(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <remarks>For libraries that know no other way; the thread waits for the network.</remarks>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _position >= _length)
        {
            return 0;
        }

        if (!IsHeld)
        {
            FetchAsync(CancellationToken.None).GetAwaiter().GetResult();
        }

        return Take(buffer);
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool IsHeld => _position >= _start && _position < _start + _count;

    private int Take(Span<byte> buffer)
    {
        var held = _window.AsSpan((int)(_position - _start), (int)(_start + _count - _position));
        var count = Math.Min(held.Length, buffer.Length);
        held[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        var readsOn = _position == _start + _count;
        var size = readsOn ? Math.Min(Math.Max(_window.Length, SmallestWindow) * 4, LargestWindow) : SmallestWindow;

        // Whoever seeks near the end, as for a zip file's directory, reads back from there.
        var start = readsOn ? _position : Math.Min(_position, Math.Max(0, _length - size));
        if (_window.Length != size)
        {
            _window = new byte[size];
        }

        (_start, _count) = (start, 0);
        var (count, length) = await _store.ReadAsync(_name, start, _window, cancellationToken).ConfigureAwait(false)
            ?? throw new IOException($"The media file {_name} was deleted while it was read.");
        if (length != _length || _position >= start + count)
        {
            throw new IOException($"The media file {_name} has {length} bytes now, and had {_length} when it was opened.");
        }

        _count = count;
    }
}
