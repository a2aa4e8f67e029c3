using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Media;

/// <summary>The picture formats that are taken.</summary>
internal enum PictureFormat
{
    Jpeg,
    Png,
    Webp,
    Tiff,
}

internal static class PictureFormats
{
    /// <summary>The extension that stored files get, without dot.</summary>
    public static string Extension(this PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => "jpg",
        PictureFormat.Png => "png",
        PictureFormat.Webp => "webp",
        PictureFormat.Tiff => "tif",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    public static string DisplayName(this PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => "JPEG",
        PictureFormat.Png => "PNG",
        PictureFormat.Webp => "WebP",
        PictureFormat.Tiff => "TIFF",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    /// <summary>The format that a file's name promises; null when it promises none of ours.</summary>
    public static PictureFormat? OfName(string name) => Path.GetExtension(name).ToUpperInvariant() switch
    {
        ".JPG" or ".JPEG" => PictureFormat.Jpeg,
        ".PNG" => PictureFormat.Png,
        ".WEBP" => PictureFormat.Webp,
        ".TIF" or ".TIFF" => PictureFormat.Tiff,
        _ => null,
    };

    /// <summary>The format that a file's first bytes (32 are enough) show; null when it is none of ours.</summary>
    public static PictureFormat? OfContent(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
        {
            return PictureFormat.Jpeg;
        }

        if (start.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return PictureFormat.Png;
        }

        if (start.Length >= 12 && start.StartsWith("RIFF"u8) && start[8..12].SequenceEqual("WEBP"u8))
        {
            return PictureFormat.Webp;
        }

        return start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) || start.StartsWith("II+\0"u8) || start.StartsWith("MM\0+"u8)
            ? PictureFormat.Tiff
            : null;
    }

    /// <summary>What else the bytes are, as a person knows it ("an HEIC picture"); null when that is not known either.</summary>
    public static Sentence? OtherContent(ReadOnlySpan<byte> start)
    {
        if (start.Length >= 12 && start[4..8].SequenceEqual("ftyp"u8))
        {
            var brand = start[8..12];
            return brand.StartsWith("avi"u8) ? (Sentence)$"an AVIF picture"
                : brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.StartsWith("mif"u8) || brand.StartsWith("msf"u8) ? (Sentence)$"an HEIC picture"
                : $"a film";
        }

        return start.StartsWith("GIF8"u8) ? (Sentence)$"a GIF picture"
            : start.StartsWith("BM"u8) ? (Sentence)$"a BMP picture"
            : start.StartsWith("8BPS"u8) ? (Sentence)$"a Photoshop file"
            : start.StartsWith("%!PS"u8) ? (Sentence)$"an EPS file"
            : start.StartsWith("%PDF"u8) ? (Sentence)$"a PDF"
            : start.StartsWith("PK\x03\x04"u8) ? (Sentence)$"a ZIP archive"
            : start.TrimStart((byte)' ').StartsWith("<"u8) ? (Sentence)$"text (HTML, XML or SVG)"
            : null;
    }
}
