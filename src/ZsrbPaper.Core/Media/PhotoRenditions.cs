namespace ZsrbPaper.Core.Media;

/// <summary>The encodings in which pictures are served.</summary>
public enum PictureEncoding
{
    Avif,
    Webp,
    Jpeg,
}

/// <summary>One size of a photo: its name, and its width in pixels, which is less than the name stands for when the photo is smaller.</summary>
public sealed record PhotoRendition(string Name, int Width)
{
    /// <summary>The height in pixels of this rendition of a picture of the given size.</summary>
    public int HeightFor(int pictureWidth, int pictureHeight) =>
        Math.Max(1, (int)Math.Round((double)pictureHeight * Width / pictureWidth, MidpointRounding.AwayFromZero));
}

/// <summary>The few sizes in which photos are served; there are no free sizes.</summary>
public static class PhotoRenditions
{
    private static readonly PhotoRendition[] All =
    [
        new("thumbnail", 320),
        new("small", 640),
        new("medium", 960),
        new("large", 1600),
        new("full", 2560),
    ];

    /// <summary>Every encoding, best first, as a <c>picture</c> element lists them.</summary>
    public static IReadOnlyList<PictureEncoding> Encodings { get; } = [PictureEncoding.Avif, PictureEncoding.Webp, PictureEncoding.Jpeg];

    /// <summary>
    /// The renditions of a photo of this width, narrowest first: all that are narrower than it, and the next one at the
    /// photo's own width, since nothing is enlarged.
    /// </summary>
    public static IReadOnlyList<PhotoRendition> For(int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var narrower = All.Count(rendition => rendition.Width < width);
        return narrower == All.Length ? All : [.. All[..narrower], All[narrower] with { Width = width }];
    }

    /// <summary>The file extension, without dot.</summary>
    public static string Extension(this PictureEncoding encoding) => encoding switch
    {
        PictureEncoding.Avif => "avif",
        PictureEncoding.Webp => "webp",
        PictureEncoding.Jpeg => "jpg",
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, null),
    };

    public static string ContentType(this PictureEncoding encoding) => encoding switch
    {
        PictureEncoding.Avif => "image/avif",
        PictureEncoding.Webp => "image/webp",
        PictureEncoding.Jpeg => "image/jpeg",
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, null),
    };
}
