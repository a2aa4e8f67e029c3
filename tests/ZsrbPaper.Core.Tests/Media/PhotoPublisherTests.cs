using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using NetVips;
using Xunit;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Tests.Media;

public sealed class PhotoPublisherTests : IDisposable
{
    private readonly MediaFolder _folder = new();

    [Fact]
    public async Task Photo_gets_its_original_and_every_rendition_that_does_not_enlarge_it()
    {
        using var noise = Pictures.Noise(1000, 667);
        var bytes = Pictures.Encode(noise, "jpg");
        var picture = await PublishAsync("a.jpg", bytes);

        string[] expected =
        [
            "original.jpg",
            .. from name in new[] { "large", "medium", "small", "thumbnail" } from extension in new[] { "avif", "jpg", "webp" } select $"{name}.{extension}",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), _folder.Stored().Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(bytes, await _folder.ReadAsync(MediaNames.Original(picture.Hash, "jpg")));
        foreach (var rendition in PhotoRenditions.For(1000))
        {
            var height = rendition.HeightFor(1000, 667);
            using var jpeg = Pictures.Decode(await RenditionAsync(picture, rendition, PictureEncoding.Jpeg));
            using var webp = Pictures.Decode(await RenditionAsync(picture, rendition, PictureEncoding.Webp));
            Assert.Equal((rendition.Width, height, 3), (jpeg.Width, jpeg.Height, jpeg.Bands));
            Assert.Equal((rendition.Width, height), (webp.Width, webp.Height));
            Assert.Equal((rendition.Width, height), AvifSize(await RenditionAsync(picture, rendition, PictureEncoding.Avif)));
        }
    }

    // Where the corners red, green, blue and yellow (stored from the top left clockwise) are seen, clockwise from the top left.
    [Theory]
    [InlineData(1, "RGBY")]
    [InlineData(2, "GRYB")]
    [InlineData(3, "BYRG")]
    [InlineData(4, "YBGR")]
    [InlineData(5, "RYBG")]
    [InlineData(6, "YRGB")]
    [InlineData(7, "BGRY")]
    [InlineData(8, "GBYR")]
    public async Task Orientation_is_applied_to_the_pixels(int orientation, string seen)
    {
        using var quarters = Pictures.Quarters(90, 60);
        using var marked = quarters.Mutate(canvas => canvas.Set(GValue.GIntType, "orientation", orientation));

        var picture = await PublishAsync("a.jpg", marked.JpegsaveBuffer(q: 95, subsampleMode: Enums.ForeignSubsample.Off));

        Assert.Equal(orientation < 5 ? (90, 60) : (60, 90), (picture.Width, picture.Height));
        foreach (var encoding in new[] { PictureEncoding.Jpeg, PictureEncoding.Webp })
        {
            var rendition = await RenditionAsync(picture, PhotoRenditions.For(picture.Width)[0], encoding);
            using var decoded = Pictures.Decode(rendition);
            Assert.Equal((picture.Width, picture.Height), (decoded.Width, decoded.Height));
            Assert.False(decoded.Contains("orientation"));
            (double X, double Y)[] corners = [(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)];
            foreach (var (corner, letter) in corners.Zip(seen))
            {
                var expected = letter switch { 'R' => Pictures.Red, 'G' => Pictures.Green, 'B' => Pictures.Blue, _ => Pictures.Yellow };
                Pictures.AssertColour(expected, Pictures.ColourAt(rendition, corner.X, corner.Y));
            }
        }
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("tif")]
    public async Task Cmyk_becomes_srgb(string extension)
    {
        using var black = Image.Black(60, 40);
        using var cmyk = (black.Bandjoin(black, black, black) + new double[] { 0, 255, 255, 0 }).Cast(Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Cmyk);

        var picture = await PublishAsync("a." + extension, extension == "jpg" ? cmyk.JpegsaveBuffer(q: 95) : cmyk.TiffsaveBuffer());

        var rendition = await RenditionAsync(picture, PhotoRenditions.For(60)[0], PictureEncoding.Jpeg);
        using var decoded = Pictures.Decode(rendition);
        Assert.Equal((3, Enums.Interpretation.Srgb), (decoded.Bands, decoded.Interpretation));
        var colour = Pictures.ColourAt(rendition, 0.5, 0.5);
        Assert.True(colour[0] > 180 && colour[1] < 90 && colour[2] < 90, string.Join(", ", colour));
    }

    [Fact]
    public async Task Colour_profile_is_applied_and_left_out()
    {
        // The same numbers in a wide profile mean a purer red than in sRGB, so the numbers must change.
        using var plain = Pictures.Plain(60, 40, 200, 60, 60);
        using var wide = plain.IccTransform("p3", inputProfile: "srgb").Copy();
        var bytes = wide.JpegsaveBuffer(q: 95, profile: "p3");
        var stored = Pictures.ColourAt(bytes, 0.5, 0.5);

        var picture = await PublishAsync("a.jpg", bytes);

        var rendition = await RenditionAsync(picture, PhotoRenditions.For(60)[0], PictureEncoding.Jpeg);
        Assert.True(stored[0] < 192, "the input is not in the wide profile");
        Pictures.AssertColour([200, 60, 60], Pictures.ColourAt(rendition, 0.5, 0.5), tolerance: 6);
        using var decoded = Pictures.Decode(rendition);
        Assert.False(decoded.Contains("icc-profile-data"));
    }

    [Fact]
    public async Task Transparency_becomes_white_and_sixteen_bits_become_eight()
    {
        using var half = Pictures.Plain(60, 40, Pictures.Red).Bandjoin(Image.Black(60, 40));
        var transparent = await PublishAsync("a.png", half.Copy(interpretation: Enums.Interpretation.Srgb).PngsaveBuffer());
        using var deep = (Image.Black(60, 40) + new double[] { 51_400, 5_140, 5_140 }).Cast(Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Rgb16);
        var sixteen = await PublishAsync("b.png", deep.PngsaveBuffer(bitdepth: 16));
        using var grey = Pictures.Plain(60, 40, 90).Copy(interpretation: Enums.Interpretation.Bw);
        var mono = await PublishAsync("c.png", grey.PngsaveBuffer());

        Pictures.AssertColour([255, 255, 255], await JpegColourAsync(transparent), tolerance: 2);
        Pictures.AssertColour([200, 20, 20], await JpegColourAsync(sixteen), tolerance: 6);
        Pictures.AssertColour([90, 90, 90], await JpegColourAsync(mono), tolerance: 4);
    }

    [Fact]
    public async Task Nothing_private_is_in_the_bytes_of_any_rendition()
    {
        const string Secret = "GEHEIMER-ORT-22.5176N";
        using var noise = Pictures.Noise(400, 300);
        using var marked = noise.Mutate(canvas =>
        {
            canvas.Set(GValue.GStrType, "exif-ifd0-ImageDescription", $"{Secret} ({Secret}, ASCII, 20 components, 20 bytes)");
            canvas.Set(GValue.GStrType, "exif-ifd0-Artist", $"{Secret} ({Secret}, ASCII, 20 components, 20 bytes)");
            canvas.Set(GValue.GStrType, "exif-ifd3-GPSLatitude", "22/1 31/1 3/1 (22, 31, 3, Rational, 3 components, 24 bytes)");
            canvas.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes($"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a>{Secret}</a></x:xmpmeta>"));
            canvas.Set(GValue.BlobType, "iptc-data", Encoding.Latin1.GetBytes($"Photoshop 3.0\08BIM\u0004\u0004\0\0\0\0\0\u001a\u001c\u0002\u0078\0\u0015{Secret}"));
        });
        var original = marked.JpegsaveBuffer(q: 90, profile: "srgb");
        Assert.Contains(Secret, Encoding.Latin1.GetString(original), StringComparison.Ordinal);
        Assert.Contains("ICC_PROFILE", Encoding.Latin1.GetString(original), StringComparison.Ordinal);
        using (var read = Image.JpegloadBuffer(original))
        {
            Assert.Contains("exif-ifd3-GPSLatitude", read.GetFields());
        }

        var picture = await PublishAsync("a.jpg", original);

        Assert.Equal(Secret, picture.IptcCaption);
        foreach (var name in _folder.Stored().Where(name => !name.Contains("original", StringComparison.Ordinal)))
        {
            var bytes = Encoding.Latin1.GetString(await _folder.ReadAsync(name));
            foreach (var trace in new[] { Secret, "Exif", "GPS", "xmpmeta", "ns.adobe.com", "Photoshop", "ICC_PROFILE", "ICCP", "8BIM" })
            {
                Assert.DoesNotContain(trace, bytes, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Publishing_again_makes_only_what_is_missing_and_takes_the_original_from_the_store()
    {
        using var noise = Pictures.Noise(400, 300);
        var picture = await PublishAsync("a.jpg", Pictures.Encode(noise, "jpg"));
        var all = _folder.Stored();
        var missing = MediaNames.Rendition(picture.Hash, PhotoRenditions.For(400)[1], PictureEncoding.Webp);
        await _folder.Store.DeleteAsync(missing, MediaFolder.Cancellation);
        File.Delete(picture.Path);
        var counting = new CountingStore(_folder.Store);

        await new PhotoPublisher(counting).PublishAsync(picture, MediaFolder.Cancellation);

        Assert.Equal(all, _folder.Stored());
        Assert.Equal([missing, MediaNames.Original(picture.Hash, "jpg")], counting.Puts.Keys.Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task Photo_published_by_many_at_once_is_encoded_once()
    {
        using var noise = Pictures.Noise(400, 300);
        var picture = await _folder.PictureAsync("a.jpg", Pictures.Encode(noise, "jpg"));
        var counting = new CountingStore(_folder.Store);
        var publisher = new PhotoPublisher(counting);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => publisher.PublishAsync(picture, MediaFolder.Cancellation)));

        Assert.All(counting.Puts.Where(put => !put.Key.Contains("original", StringComparison.Ordinal)), put => Assert.Equal(1, put.Value));
        Assert.Equal(7, counting.Puts.Count);
    }

    [Fact]
    public async Task Original_that_is_nowhere_is_said_so()
    {
        var picture = new PictureFile("", new string('0', 64), 1, "jpg", 10, 10, null, null);

        var exception = await Assert.ThrowsAsync<MediaException>(() => new PhotoPublisher(_folder.Store).PublishAsync(picture, MediaFolder.Cancellation));

        Assert.Contains("missing from the media store", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.ToolMissing);
    }

    public void Dispose() => _folder.Dispose();

    private static (int Width, int Height) AvifSize(byte[] avif)
    {
        Assert.Equal("ftypavif", Encoding.Latin1.GetString(avif, 4, 8));
        var size = avif.AsSpan(avif.AsSpan().IndexOf("ispe"u8) + 8);
        return (BinaryPrimitives.ReadInt32BigEndian(size), BinaryPrimitives.ReadInt32BigEndian(size[4..]));
    }

    private async Task<PictureFile> PublishAsync(string name, byte[] bytes)
    {
        var picture = await _folder.PictureAsync(name, bytes);
        await new PhotoPublisher(_folder.Store).PublishAsync(picture, MediaFolder.Cancellation);
        return picture;
    }

    private Task<byte[]> RenditionAsync(PictureFile picture, PhotoRendition rendition, PictureEncoding encoding) =>
        _folder.ReadAsync(MediaNames.Rendition(picture.Hash, rendition, encoding));

    private async Task<double[]> JpegColourAsync(PictureFile picture) =>
        Pictures.ColourAt(await RenditionAsync(picture, PhotoRenditions.For(picture.Width)[0], PictureEncoding.Jpeg), 0.5, 0.5);
}

/// <summary>Counts what is put.</summary>
internal sealed class CountingStore(IMediaStore store) : IMediaStore
{
    public ConcurrentDictionary<string, int> Puts { get; } = new();

    public Task<Stream?> OpenAsync(string name, CancellationToken ct) => store.OpenAsync(name, ct);

    public Task PutAsync(string name, Stream content, CancellationToken ct)
    {
        Puts.AddOrUpdate(name, 1, (_, count) => count + 1);
        return store.PutAsync(name, content, ct);
    }

    public Task<bool> ExistsAsync(string name, CancellationToken ct) => store.ExistsAsync(name, ct);

    public Task DeleteAsync(string name, CancellationToken ct) => store.DeleteAsync(name, ct);

    public IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct) => store.ListAsync(ct);
}
