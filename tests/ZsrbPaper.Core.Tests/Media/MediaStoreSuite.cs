using System.IO.Compression;
using Xunit;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Tests.Media;

/// <summary>What holds for every media store.</summary>
public abstract class MediaStoreSuite : IAsyncLifetime
{
    private static readonly Random _random = new(1);

    public static TheoryData<string> Escapes =>
    [
        "", ".", "..", "/", "/etc/passwd", "../outside", "a/../../outside", "a/..", "a/./b", "a//b", "a/", "./a", "a\\b", "..\\outside",
        "C:/outside", "C:outside", "a:stream", "a/b.", "a/b..", "a/...", "a\0b", "a\nb", "a b", "~/a", "%2e%2e/a", "a/%2e%2e/b", "名字",
        "//server/share", "\\\\server\\share", "a/..\u2215b", "a?b", "a#b", new string('a', 300),
    ];

    protected abstract IMediaStore Store { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task Name_that_leaves_the_root_or_is_odd_is_refused_by_every_method(string name)
    {
        using var content = new MemoryStream([1]);

        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenAsync(name, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(name, content, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ExistsAsync(name, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(name, Cancellation));
        Assert.Empty(await StoredAsync());
    }

    [Fact]
    public async Task Put_file_is_read_back_and_can_be_sought_in()
    {
        await PutAsync("ab/cd/x.jpg", [1, 2, 3]);

        await using var stream = await Store.OpenAsync("ab/cd/x.jpg", Cancellation);

        Assert.NotNull(stream);
        Assert.True(stream.CanSeek);
        Assert.Equal(3, stream.Length);
        Assert.True(await Store.ExistsAsync("ab/cd/x.jpg", Cancellation));
    }

    [Fact]
    public async Task Absent_file_opens_as_null_and_deletes_as_nothing()
    {
        Assert.Null(await Store.OpenAsync("ab/cd/x.jpg", Cancellation));
        Assert.False(await Store.ExistsAsync("ab/cd/x.jpg", Cancellation));
        await Store.DeleteAsync("ab/cd/x.jpg", Cancellation);
    }

    [Fact]
    public async Task Put_over_an_existing_file_keeps_it_and_makes_it_young()
    {
        await PutAsync("ab/x.jpg", [1, 2, 3]);
        var written = await LastWriteAsync("ab/x.jpg");

        // Some stores count in seconds: by then it must be another.
        var again = written;
        for (var patience = System.Diagnostics.Stopwatch.StartNew(); again <= written && patience.Elapsed < TimeSpan.FromSeconds(10);)
        {
            await PutAsync("ab/x.jpg", [9]);
            again = await LastWriteAsync("ab/x.jpg");
        }

        Assert.True(again > written);
        Assert.Equal(DateTimeKind.Utc, again.Kind);
        Assert.InRange(again, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddMinutes(1));
        Assert.Equal([1, 2, 3], await ReadAsync("ab/x.jpg"));
    }

    [Fact]
    public async Task Put_that_breaks_off_leaves_nothing()
    {
        await using var content = new BreakingStream();

        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("ab/x.jpg", content, Cancellation));

        Assert.Empty(await StoredAsync());
    }

    [Fact]
    public async Task Content_is_stored_from_where_it_stands_and_need_not_be_seekable()
    {
        using var content = new MemoryStream([1, 2, 3, 4]);
        content.Position = 2;
        await Store.PutAsync("ab/x.jpg", content, Cancellation);
        var bytes = Bytes(100_000);
        await using var packed = new GZipStream(new MemoryStream(Pack(bytes)), CompressionMode.Decompress);
        await Store.PutAsync("ab/y.jpg", packed, Cancellation);
        await PutAsync("ab/empty.jpg", []);

        Assert.Equal([3, 4], await ReadAsync("ab/x.jpg"));
        Assert.Equal(bytes, await ReadAsync("ab/y.jpg"));
        Assert.Empty(await ReadAsync("ab/empty.jpg"));
    }

    [Fact]
    public async Task Puts_of_one_name_at_the_same_time_leave_one_whole_file()
    {
        var bytes = Bytes(200_000);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => PutAsync("ab/cd/x.jpg", bytes))));

        Assert.Equal(["ab/cd/x.jpg"], await StoredAsync());
        Assert.Equal(bytes, await ReadAsync("ab/cd/x.jpg"));
    }

    [Fact]
    public async Task Puts_and_deletes_side_by_side_never_fail()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                var name = $"ab/cd/{worker}.jpg";
                await PutAsync(name, [1]);
                await Store.DeleteAsync(name, Cancellation);
            }
        })));

        Assert.Empty(await StoredAsync());
    }

    [Fact]
    public async Task Every_part_of_a_large_file_is_what_was_stored()
    {
        var bytes = Bytes(5_000_000);
        await PutAsync("ab/x.pdf", bytes);

        Assert.Equal(bytes, await ReadAsync("ab/x.pdf"));
        await using var stream = await Store.OpenAsync("ab/x.pdf", Cancellation);
        var random = new Random(2);
        for (var i = 0; i < 40; i++)
        {
            var part = new byte[random.Next(1, i % 4 == 0 ? 300_000 : 5_000)];
            var start = random.Next(bytes.Length - part.Length);
            stream!.Seek(i % 2 == 0 ? start : start - bytes.Length, i % 2 == 0 ? SeekOrigin.Begin : SeekOrigin.End);
            if (i % 3 == 0)
            {
                // As libvips reads.
#pragma warning disable CA1849
                stream.ReadExactly(part);
#pragma warning restore CA1849
            }
            else
            {
                await stream.ReadExactlyAsync(part, Cancellation);
            }

            Assert.True(part.AsSpan().SequenceEqual(bytes.AsSpan(start, part.Length)), $"{part.Length} bytes at {start}");
        }

        stream!.Position = bytes.Length;
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Cancellation));
        Assert.Throws<IOException>(() => stream.Seek(-1, SeekOrigin.Begin));
    }

    [Fact]
    public async Task Tiles_of_a_facsimile_are_read_out_of_their_file()
    {
        using var files = new MediaFolder();
        using var drawn = Pictures.Quarters(1700, 2400);
        var picture = await files.PictureAsync("page.jpg", Pictures.Encode(drawn, "jpg"));
        var published = await new FacsimilePublisher(Store, new PdfRasteriser()).PublishAsync(picture, [], null, Cancellation);

        // The original lies in the store only, and another version is made of it.
        File.Delete(picture.Path);
        var masked = await new FacsimilePublisher(Store, new PdfRasteriser())
            .PublishAsync(picture, [new MaskArea([(0, 0), (50, 0), (50, 50), (0, 50)])], null, Cancellation);

        foreach (var version in new[] { published.Version, masked.Version })
        {
            await using var tile = await TilePack.OpenTileAsync(Store, picture.Hash, version, 12, 0, 4, Cancellation);
            Assert.NotNull(tile);
            using var bytes = new MemoryStream();
            await tile.CopyToAsync(bytes, Cancellation);
            Pictures.AssertColour(Pictures.Yellow, Pictures.ColourAt(bytes.ToArray(), 0.5, 0.5));
            Assert.Null(await TilePack.OpenTileAsync(Store, picture.Hash, version, 12, 99, 0, Cancellation));
        }
    }

    [Fact]
    public async Task List_names_every_file_folder_by_folder()
    {
        string[] names =
        [
            "ab/one/a.jpg", "ab/one/c.jpg", "ab/one/facsimile-1/b.jpg", "ab/two/d.jpg", "cd/three/e.jpg",
            .. Enumerable.Range(0, 120).Select(number => $"ef/{number % 6}/{number:000}.jpg"),
        ];
        foreach (var name in names)
        {
            await PutAsync(name, [1]);
        }

        var listed = await StoredAsync();

        Assert.Equal(names.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        var second = listed.Select(name => name.Split('/')[1]).ToList();
        Assert.Equal(second.Distinct().Count(), second.Zip(second.Skip(1)).Count(pair => pair.First != pair.Second) + 1);
    }

    [Fact]
    public async Task List_of_an_empty_store_is_empty()
    {
        Assert.Empty(await StoredAsync());
    }

    protected static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        lock (_random)
        {
            _random.NextBytes(bytes);
        }

        return bytes;
    }

    protected async Task PutAsync(string name, byte[] bytes)
    {
        using var content = new MemoryStream(bytes);
        await Store.PutAsync(name, content, Cancellation);
    }

    protected async Task<byte[]> ReadAsync(string name)
    {
        await using var stream = await Store.OpenAsync(name, Cancellation);
        Assert.NotNull(stream);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    /// <summary>The names of all files, in the order of the list; left-overs too.</summary>
    protected async Task<IReadOnlyList<string>> StoredAsync()
    {
        var names = new List<string>();
        await foreach (var file in Store.ListAsync(Cancellation))
        {
            names.Add(file.Name);
        }

        return names;
    }

    private async Task<DateTime> LastWriteAsync(string name)
    {
        await foreach (var file in Store.ListAsync(Cancellation))
        {
            if (file.Name == name)
            {
                return file.LastWriteUtc;
            }
        }

        throw new InvalidOperationException($"The store does not list {name}.");
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    protected sealed class BreakingStream : Stream
    {
        private int _read;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => 100_000;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            _read += Math.Min(count, 10_000);
            return _read > 50_000 ? throw new IOException("broken off") : Math.Min(count, 10_000);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => Position = offset;

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
