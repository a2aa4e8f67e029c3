using NetVips;

namespace ZsrbPaper.Core.Media;

/// <summary>
/// The one way to libvips in this program: set up before first use, only the loaders for the formats that are taken, and no more
/// than a few pictures in memory at a time.
/// </summary>
internal static class Vips
{
    /// <summary>White, for pictures with transparency: pages are printed on white.</summary>
    private static readonly double[] White = [255, 255, 255];

    /// <summary>
    /// How many pictures are worked on at once. An encoder of AVIF takes up to a hundred megabytes for a photo, and a large page some hundred, so no more
    /// than two, whatever the machine.
    /// </summary>
    public static readonly int AtOnce = Math.Min(2, Environment.ProcessorCount);

    private static readonly SemaphoreSlim Places = new(AtOnce);

    static Vips()
    {
        NativeMemory.ReturnLargeBlocks();

        // libvips keeps recent operations and their pixels for reuse; here no picture is made twice.
        Cache.Max = 0;

        // Threads for each picture: as many as there are cores for it while others are worked on too. More wait for each other, and cost a tenth of the time.
        NetVips.NetVips.Concurrency = Math.Clamp(Environment.ProcessorCount / AtOnce, 1, 4);
        NetVips.NetVips.BlockUntrusted = true;
        Operation.Block("VipsForeignLoad", true);
        foreach (var loader in (string[])["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadTiff"])
        {
            Operation.Block(loader, false);
        }

        // What libvips says of a damaged picture comes back as an exception; it need not be on standard error too.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning | Enums.LogLevelFlags.Info | Enums.LogLevelFlags.Debug, (_, _, _) => { });
    }

    /// <summary>Runs work on pictures off the caller's thread, when one of the few places is free.</summary>
    public static async Task<T> RunAsync<T>(Func<T> work, CancellationToken ct)
    {
        await Places.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return await Task.Run(work, ct).ConfigureAwait(false);
        }
        finally
        {
            Places.Release();
        }
    }

    /// <summary>
    /// Opens a picture for one pass over its pixels with the loader of its format only. The name is never taken apart: libvips'
    /// own file names may carry options in brackets, a source's do not.
    /// </summary>
    /// <param name="shrink">1, 2, 4 or 8; only JPEG is decoded smaller, the others whole.</param>
    public static Image OpenSequential(Source source, PictureFormat format, Enums.FailOn failOn, int shrink = 1) => format switch
    {
        PictureFormat.Jpeg => Image.JpegloadSource(source, shrink: shrink, access: Enums.Access.Sequential, failOn: failOn),
        PictureFormat.Png => Image.PngloadSource(source, access: Enums.Access.Sequential, failOn: failOn),
        PictureFormat.Webp => Image.WebploadSource(source, access: Enums.Access.Sequential, failOn: failOn),
        PictureFormat.Tiff => Image.TiffloadSource(source, access: Enums.Access.Sequential, failOn: failOn),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    /// <summary>
    /// The picture at exactly this size (of the oriented picture), in memory: turned as its orientation says, in sRGB, without
    /// transparency, 8 bits for each of three channels. It is decoded at a reduced size where its format can.
    /// </summary>
    public static Image LoadResized(string path, int width, int height)
    {
        using var source = Source.NewFromFile(path);
        using var resized = Image.ThumbnailSource(source, width, height: height, size: Enums.Size.Force,
            outputProfile: "srgb", intent: Enums.Intent.Perceptual, failOn: Enums.FailOn.Error);
        return InSrgb(resized);
    }

    /// <summary>The same for a picture that this program has made: as it is, whole.</summary>
    public static Image Load(string path, PictureFormat format)
    {
        using var source = Source.NewFromFile(path);
        using var picture = OpenSequential(source, format, Enums.FailOn.Error);
        return InSrgb(picture);
    }

    /// <summary>Width and height in pixels, after the orientation is applied; only the header is read.</summary>
    public static (int Width, int Height) SizeOf(string path, PictureFormat format)
    {
        using var source = Source.NewFromFile(path);
        using var picture = OpenSequential(source, format, Enums.FailOn.Error);
        return IsTurned(picture) ? (picture.Height, picture.Width) : (picture.Width, picture.Height);
    }

    /// <summary>Whether the orientation swaps width and height.</summary>
    public static bool IsTurned(Image picture) =>
        picture.Contains("orientation") && Convert.ToInt32(picture.Get("orientation"), null) is >= 5 and <= 8;

    /// <summary>A picture in memory, at another size, in memory.</summary>
    public static Image Resize(Image picture, int width, int height)
    {
        if (picture.Width == width && picture.Height == height)
        {
            return picture.Copy();
        }

        using var resized = picture.ThumbnailImage(width, height: height, size: Enums.Size.Force, noRotate: true);
        return resized.CopyMemory();
    }

    public static byte[] Encode(Image picture, PictureEncoding encoding) => encoding switch
    {
        // Effort 2 of 9 codes a picture of 1600 pixels in a third of a second; 4, the default, takes eight times as long
        // for files hardly smaller.
        PictureEncoding.Avif => picture.HeifsaveBuffer(q: 58, compression: Enums.ForeignHeifCompression.Av1, effort: 2, bitdepth: 8,
            keep: Enums.ForeignKeep.None),
        PictureEncoding.Webp => picture.WebpsaveBuffer(q: 80, effort: 3, keep: Enums.ForeignKeep.None),
        PictureEncoding.Jpeg => picture.JpegsaveBuffer(q: 82, optimizeCoding: true, interlace: true, keep: Enums.ForeignKeep.None),
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, null),
    };

    /// <summary>The first line of what libvips says, without its own prefixes.</summary>
    public static string Reason(VipsException exception)
    {
        var lines = exception.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var line = lines.FirstOrDefault(each => !each.StartsWith("unable to call", StringComparison.Ordinal)) ?? lines.FirstOrDefault() ?? "unreadable";
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return colon >= 0 && !line[..colon].Contains(' ', StringComparison.Ordinal) ? line[(colon + 2)..] : line;
    }

    private static Image InSrgb(Image picture)
    {
        using var srgb = picture.Interpretation == Enums.Interpretation.Srgb ? picture.Copy() : picture.Colourspace(Enums.Interpretation.Srgb);
        using var opaque = srgb.HasAlpha() ? srgb.Flatten(background: White) : srgb.Copy();
        using var bytes = opaque.Format == Enums.BandFormat.Uchar ? opaque.Copy() : opaque.Cast(Enums.BandFormat.Uchar);
        return bytes.CopyMemory();
    }
}
