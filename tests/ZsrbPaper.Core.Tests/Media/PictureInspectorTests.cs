using System.Buffers.Binary;
using System.Text;
using NetVips;
using Xunit;
using ZsrbPaper.Core.Media;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Core.Tests.Media;

public sealed class PictureInspectorTests : IDisposable
{
    private readonly MediaFolder _folder = new();

    [Theory]
    [InlineData("a.jpg", "jpg")]
    [InlineData("a.JPEG", "jpg")]
    [InlineData("a.png", "png")]
    [InlineData("a.webp", "webp")]
    [InlineData("a.tif", "tif")]
    [InlineData("a.TIFF", "tif")]
    public async Task Picture_that_is_what_its_name_says_is_taken(string name, string extension)
    {
        using var noise = Pictures.Noise(123, 45);
        var bytes = Pictures.Encode(noise, extension);

        var picture = await _folder.PictureAsync(name, bytes);

        Assert.Equal((extension, 123, 45, bytes.Length), (picture.Extension, picture.Width, picture.Height, (int)picture.Bytes));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), picture.Hash);
        Assert.Null(picture.IptcCaption);
    }

    [Theory]
    [InlineData("photo[shrink=8].jpg")]
    [InlineData("photo [page=3,n=-1].jpg")]
    [InlineData("-o $(touch x) 'x' .jpg")]
    public async Task Name_with_options_in_it_is_only_a_name(string name)
    {
        using var noise = Pictures.Noise(64, 48);

        var picture = await _folder.PictureAsync(name, Pictures.Encode(noise, "jpg"));
        await new PhotoPublisher(_folder.Store).PublishAsync(picture, MediaFolder.Cancellation);

        Assert.Equal(64, picture.Width);
        Assert.Equal(4, _folder.Stored().Count);
    }

    [Theory]
    [InlineData("a.png", "jpg")]
    [InlineData("a.jpg", "png")]
    [InlineData("a.webp", "tif")]
    [InlineData("a.tif", "webp")]
    [InlineData("a.heic", "jpg")]
    [InlineData("a", "jpg")]
    public async Task Picture_under_another_formats_name_is_refused(string name, string extension)
    {
        using var noise = Pictures.Noise(20, 20);

        var problem = await _folder.ProblemOfPictureAsync(name, Pictures.Encode(noise, extension));

        Assert.StartsWith(name + ": this is a ", problem, StringComparison.Ordinal);
        Assert.EndsWith("call it ." + extension, problem, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> NoPictures => new()
    {
        { "photo.heic", "\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "an HEIC picture" },
        { "photo.jpg", "\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "an HEIC picture" },
        { "photo.avif", "\0\0\0\u0018ftypavif\0\0\0\0mif1avif", "an AVIF picture" },
        { "photo.jpg", "GIF89a\x01\0\x01\0", "a GIF picture" },
        { "photo.jpg", "8BPS\0\x01", "a Photoshop file" },
        { "photo.jpg", "%PDF-1.7\n", "a PDF" },
        { "photo.png", "<svg xmlns='http://www.w3.org/2000/svg'/>", "text" },
        { "photo.jpg", "<!doctype html><script>alert(1)</script>", "text" },
        { "photo.jpg", "MZ\x90\0", "no picture" },
        { "photo.jpg", "", "no picture" },
    };

    [Theory]
    [MemberData(nameof(NoPictures))]
    public async Task File_that_is_no_picture_of_ours_is_refused_saying_what_is_taken(string name, string content, string said)
    {
        var problem = await _folder.ProblemOfPictureAsync(name, Encoding.Latin1.GetBytes(content));

        Assert.StartsWith(name + ": ", problem, StringComparison.Ordinal);
        Assert.Contains(said, problem, StringComparison.Ordinal);
        Assert.Contains("JPEG, PNG, WebP and TIFF are taken", problem, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> AbsurdSizes => new()
    {
        { "a.png", PngHeader(97_000_000, 1_000_000_000) },
        { "a.png", PngHeader(uint.MaxValue, uint.MaxValue) },
        { "a.png", PngHeader(20_000, 20_000) },
        { "a.jpg", JpegHeader(65_535, 65_535) },
        { "a.webp", WebpHeader(16_777_216, 16_777_216) },
        { "a.tif", TiffHeader(97_000_000, 1_000_000_000, little: true) },
        { "a.tif", TiffHeader(97_000_000, 1_000_000_000, little: false) },
        { "a.tif", BigTiffHeader(1L << 62, 1L << 62) },
        { "a.tif", BigTiffHeader(-1, 10) },
        { "a.tif", TiffHeader(10_000, 10_000, little: true, samples: 60_000) },
    };

    [Theory]
    [MemberData(nameof(AbsurdSizes))]
    public async Task Header_that_claims_an_absurd_size_is_refused_as_too_large(string name, byte[] header)
    {
        var problem = await _folder.ProblemOfPictureAsync(name, header);

        Assert.Contains("too large", problem, StringComparison.Ordinal);
        Assert.Contains("200 megapixels", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("tif")]
    public async Task Truncated_picture_is_refused_as_damaged_wherever_it_is_cut(string extension)
    {
        using var noise = Pictures.Noise(400, 300);
        var bytes = Pictures.Encode(noise, extension);

        foreach (var length in new[] { 14, 40, 200, bytes.Length / 4, bytes.Length / 2, bytes.Length * 9 / 10, bytes.Length - 600 })
        {
            var problem = await _folder.ProblemOfPictureAsync("a." + extension, bytes[..length]);

            Assert.NotNull(problem);
            Assert.StartsWith($"a.{extension}: the picture is damaged (", problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    public async Task Picture_with_garbage_in_the_middle_is_refused_as_damaged(string extension)
    {
        using var noise = Pictures.Noise(400, 300);
        var bytes = Pictures.Encode(noise, extension);
        new Random(1).NextBytes(bytes.AsSpan(bytes.Length / 2, 3000));

        var problem = await _folder.ProblemOfPictureAsync("a." + extension, bytes);

        Assert.StartsWith($"a.{extension}: the picture is damaged (", problem ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Random_changes_to_a_picture_end_in_a_verdict_never_in_an_exception()
    {
        var random = new Random(20240301);
        using var noise = Pictures.Noise(60, 40);
        foreach (var extension in new[] { "jpg", "png", "webp", "tif" })
        {
            var whole = Pictures.Encode(noise, extension);
            for (var i = 0; i < 150; i++)
            {
                var bytes = whole.ToArray();
                for (var change = 0; change < 1 + (i % 5); change++)
                {
                    bytes[random.Next(i % 2 == 0 ? Math.Min(bytes.Length, 400) : bytes.Length)] = (byte)random.Next(256);
                }

                var path = _folder.Write("a." + extension, bytes);
                var inspected = await new PictureInspector().InspectAsync(path, "a." + extension, MediaFolder.Cancellation);
                Assert.Equal(inspected.Problem is null, inspected.Value is not null);
            }
        }
    }

    [Fact]
    public async Task Picture_much_longer_than_wide_is_refused()
    {
        using var strip = Pictures.Plain(30, 20_000, Pictures.Red);

        var problem = await _folder.ProblemOfPictureAsync("a.png", Pictures.Encode(strip, "png"));

        Assert.Equal("a.png: the picture is too long for its width (30 × 20000 pixels)", problem);
    }

    [Fact]
    public async Task Cancelled_inspection_stops()
    {
        using var noise = Pictures.Noise(20, 20);
        var path = _folder.Write("a.jpg", Pictures.Encode(noise, "jpg"));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new PictureInspector().InspectAsync(path, "a.jpg", cancelled.Token));
    }

    public static TheoryData<byte[], string> Captions => new()
    {
        { Encoding.UTF8.GetBytes("2月28日下午,学习现场。"), "2月28日下午,学习现场。" },
        { Gbk("朱镕基在中山。"), "朱镕基在中山。" },
        { Encoding.Latin1.GetBytes("Café Müller"), "Café Müller" },
        { Encoding.UTF8.GetBytes("  two\r\nlines\t \0"), "two lines" },
    };

    [Theory]
    [MemberData(nameof(Captions))]
    public async Task Caption_and_credit_of_iptc_are_offered_however_they_are_coded(byte[] caption, string expected)
    {
        var picture = await _folder.PictureAsync("a.jpg", WithIptc([(120, caption), (80, "张三"u8.ToArray()), (110, "新华社"u8.ToArray())]));

        Assert.Equal(expected, picture.IptcCaption);
        Assert.Equal("新华社", picture.IptcCredit);
    }

    [Fact]
    public async Task Photographer_is_the_credit_where_there_is_no_credit_line()
    {
        var picture = await _folder.PictureAsync("a.jpg", WithIptc([(80, "张三"u8.ToArray())]));

        Assert.Equal((null, "张三"), (picture.IptcCaption, picture.IptcCredit));
    }

    [Fact]
    public async Task Caption_and_credit_are_taken_from_xmp_where_iptc_has_none()
    {
        using var plain = Pictures.Plain(30, 20, Pictures.Red);
        using var described = plain.Mutate(canvas => canvas.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes(
            """
            <?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>
            <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about=''
             xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:Credit='通讯员供图'>
            <dc:description><rdf:Alt><rdf:li xml:lang='x-default'>图说</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>
            """)));

        var picture = await _folder.PictureAsync("a.jpg", described.JpegsaveBuffer());

        Assert.Equal(("图说", "通讯员供图"), (picture.IptcCaption, picture.IptcCredit));
    }

    [Fact]
    public async Task Hostile_metadata_gives_no_caption_and_no_harm()
    {
        using var plain = Pictures.Plain(30, 20, Pictures.Red);
        string[] packets =
        [
            "<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;&b;&b;'>]><a>&c;</a>",
            string.Concat(Enumerable.Repeat("<a>", 20_000)),
            "<not closed",
            "\xFF\xFE\0",
        ];
        foreach (var packet in packets)
        {
            using var described = plain.Mutate(canvas => canvas.Set(GValue.BlobType, "xmp-data", Encoding.Latin1.GetBytes(packet)));
            Assert.Null((await _folder.PictureAsync("a.png", described.PngsaveBuffer())).IptcCaption);
        }

        foreach (var records in new byte[][] { [0x1C, 2, 120, 0x7F, 0xFF, 1], [0x1C, 2, 120, 0x80, 4, 1, 1, 1, 1], [0x1C], [0x1C, 2, 120, 0, 0] })
        {
            Assert.Equal((null, null), PictureCaption.Read(records, null));
            Assert.Equal((null, null), PictureCaption.Read([.. "Photoshop 3.0\08BIM\x04\x04\0\0"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. records], null));
        }
    }

    [Fact]
    public async Task Real_photos_get_the_right_verdict()
    {
        var inspector = new PictureInspector();
        foreach (var path in BesideData.Files("photos").Where(path => Path.HasExtension(path)))
        {
            var name = Path.GetFileName(path);
            var inspected = await inspector.InspectAsync(path, name, MediaFolder.Cancellation);

            Assert.Equal(name is not ("corrupted.jpg" or "IMG_5195.HEIC"), inspected.IsGood);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Gbk(string text) => CodePagesEncodingProvider.Instance.GetEncoding("GBK")!.GetBytes(text);

    /// <summary>A JPEG whose Photoshop segment holds another resource and then these data sets of IPTC record 2.</summary>
    private static byte[] WithIptc((byte DataSet, byte[] Value)[] records)
    {
        using var iptc = new MemoryStream();
        foreach (var (dataSet, value) in records)
        {
            iptc.Write([0x1C, 2, dataSet, (byte)(value.Length >> 8), (byte)value.Length, .. value]);
        }

        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, (int)iptc.Length);
        byte[] segment =
        [
            .. "Photoshop 3.0\0"u8, .. "8BIM\x03\xED"u8[..5], 0xED, 3, .. "odd"u8, 0, 0, 0, 3, 1, 2, 3, 0,
            .. "8BIM\x04\x04\0\0"u8, .. length, .. iptc.ToArray(), 0,
        ];
        using var plain = Pictures.Plain(30, 20, Pictures.Red);
        var jpeg = plain.JpegsaveBuffer();
        return [.. jpeg[..2], 0xFF, 0xED, (byte)((segment.Length + 2) >> 8), (byte)(segment.Length + 2), .. segment, .. jpeg[2..]];
    }

    private static byte[] PngHeader(uint width, uint height)
    {
        var header = new byte[200];
        byte[] start = [0x89, .. "PNG\r\n\x1A\n"u8, 0, 0, 0, 13, .. "IHDR"u8];
        start.CopyTo(header, 0);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(20), height);
        header[24] = 8;
        header[25] = 2;
        return header;
    }

    private static byte[] JpegHeader(ushort width, ushort height) =>
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0,
        0xFF, 0xC0, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0,
    ];

    private static byte[] WebpHeader(int width, int height)
    {
        var header = new byte[60];
        "RIFF\x34\0\0\0WEBPVP8X\x0A\0\0\0"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), width - 1);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(27), height - 1);
        return header;
    }

    private static byte[] TiffHeader(uint width, uint height, bool little, ushort samples = 3)
    {
        var file = new MemoryStream();
        void Short(int value) => file.Write(little ? [(byte)value, (byte)(value >> 8)] : [(byte)(value >> 8), (byte)value]);
        void Long(uint value)
        {
            Short((int)(little ? value & 0xFFFF : value >> 16));
            Short((int)(little ? value >> 16 : value & 0xFFFF));
        }

        file.Write(little ? "II"u8 : "MM"u8);
        Short(42);
        Long(8);
        Short(3);
        foreach (var (tag, value) in new[] { (256, width), (257, height) })
        {
            Short(tag);
            Short(4);
            Long(1);
            Long(value);
        }

        Short(277);
        Short(3);
        Long(1);
        Short(samples);
        Short(0);
        Long(0);
        return file.ToArray();
    }

    private static byte[] BigTiffHeader(long width, long height)
    {
        var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("II+\0"u8);
        writer.Write(8);
        writer.Write(16L);
        writer.Write(2L);
        foreach (var (tag, value) in new[] { (256, width), (257, height) })
        {
            writer.Write((short)tag);
            writer.Write((short)16);
            writer.Write(1L);
            writer.Write(value);
        }

        return file.ToArray();
    }
}
