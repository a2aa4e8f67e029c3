using NetVips;
using Xunit;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Tests.Media;

/// <summary>A folder of its own for one test: a media store, and files made for it.</summary>
public sealed class MediaFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zsrbpaper-test-");

    public MediaFolder() => Store = new FolderMediaStore(StoreRoot);

    public string StoreRoot => Path.Combine(_folder.FullName, "media");

    public FolderMediaStore Store { get; }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    public async Task<PictureFile> PictureAsync(string name, byte[] bytes)
    {
        var inspected = await new PictureInspector().InspectAsync(Write(name, bytes), name, Cancellation);
        Assert.Null(inspected.Problem);
        return inspected.Value!;
    }

    public async Task<string?> ProblemOfPictureAsync(string name, byte[] bytes) =>
        (await new PictureInspector().InspectAsync(Write(name, bytes), name, Cancellation)).Problem?.ToString();

    public async Task<PdfFile> PdfAsync(string name, byte[] bytes)
    {
        var inspected = await new PdfInspector().InspectAsync(Write(name, bytes), name, Cancellation);
        Assert.Null(inspected.Problem);
        return inspected.Value!;
    }

    public async Task<byte[]> ReadAsync(string name)
    {
        await using var stream = await Store.OpenAsync(name, Cancellation);
        Assert.NotNull(stream);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    /// <summary>Every file of the store, by name.</summary>
    public IReadOnlyList<string> Stored() => Directory.Exists(StoreRoot)
        ? [.. Directory.EnumerateFiles(StoreRoot, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(StoreRoot, file).Replace('\\', '/')).Order(StringComparer.Ordinal)]
        : [];

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>Pictures made for tests.</summary>
internal static class Pictures
{
    public static readonly double[] Red = [220, 20, 20];
    public static readonly double[] Green = [20, 200, 20];
    public static readonly double[] Blue = [20, 20, 220];
    public static readonly double[] Yellow = [230, 220, 20];

    public static Image Plain(int width, int height, params double[] colour) =>
        (Image.Black(width, height) + colour).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);

    /// <summary>Quarters: red, green, blue and yellow, from the top left clockwise.</summary>
    public static Image Quarters(int width, int height) => Plain(width, height, Red).Mutate(canvas =>
    {
        canvas.DrawRect(Green, width / 2, 0, width, height / 2, fill: true);
        canvas.DrawRect(Blue, width / 2, height / 2, width, height, fill: true);
        canvas.DrawRect(Yellow, 0, height / 2, width / 2, height, fill: true);
    });

    /// <summary>Such as does not compress, so that half a file is half a picture.</summary>
    public static Image Noise(int width, int height)
    {
        using var noise = Image.Gaussnoise(width, height, sigma: 60, mean: 128, seed: 1).Cast(Enums.BandFormat.Uchar);
        return noise.Bandjoin(noise.Rot180(), noise.Flip(Enums.Direction.Horizontal)).Copy(interpretation: Enums.Interpretation.Srgb).CopyMemory();
    }

    public static byte[] Encode(Image picture, string extension) => extension switch
    {
        "jpg" => picture.JpegsaveBuffer(q: 92),
        "png" => picture.PngsaveBuffer(),
        "webp" => picture.WebpsaveBuffer(q: 90),
        "tif" => picture.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw),
        _ => throw new ArgumentOutOfRangeException(nameof(extension)),
    };

    /// <summary>The colour of one pixel of an encoded JPEG, WebP or PNG.</summary>
    public static double[] ColourAt(byte[] encoded, double x, double y)
    {
        using var picture = Decode(encoded);
        return picture.Getpoint((int)(x * (picture.Width - 1)), (int)(y * (picture.Height - 1)));
    }

    public static Image Decode(byte[] encoded) => encoded[0] switch
    {
        0xFF => Image.JpegloadBuffer(encoded),
        (byte)'R' => Image.WebploadBuffer(encoded),
        _ => Image.PngloadBuffer(encoded),
    };

    public static void AssertColour(double[] expected, double[] actual, double tolerance = 40)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.True(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max() <= tolerance,
            $"expected ({string.Join(", ", expected)}), found ({string.Join(", ", actual)})");
    }
}
