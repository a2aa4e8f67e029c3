using System.Security.Cryptography;
using NetVips;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Media;

/// <summary>
/// Finds out whether a file is the picture that its name says, whole and of a size that can be worked on. The header is read
/// first, then every pixel is decoded once.
/// </summary>
public sealed class PictureInspector
{
    /// <summary>Enough for a broadsheet page at 600 dpi, and what the decoders may take in memory at the worst stays bearable.</summary>
    internal const long MaximumPixels = 200_000_000;

    /// <summary>Decoded, with all channels and bits: bounds what 16-bit pictures may take.</summary>
    internal const long MaximumDecodedBytes = 1L << 30;

    /// <summary>WebP and AVIF encode no longer side.</summary>
    private const int MaximumRenditionSide = 16_383;

#pragma warning disable CA1822 // An instance, so that it is asked for and injected like the other parts of the pipeline.
    /// <param name="nameShown">How messages call the file, usually its path in the package; its extension is what the content must match.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<Checked<PictureFile>> InspectAsync(string path, string nameShown, CancellationToken ct)
    {
        var stream = new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        await using (stream.ConfigureAwait(false))
        {
            var start = new byte[32];
            var got = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
            var problem = ProblemOfName(nameShown, start.AsSpan(0, got), out var format);
            if (problem is not null)
            {
                return Checked.Refused<PictureFile>($"{nameShown}: {problem}");
            }

            var header = await Task.Run(() => PictureHeader.Read(stream, format), ct).ConfigureAwait(false);
            problem = ProblemOfSize(header);
            if (problem is not null)
            {
                return Checked.Refused<PictureFile>($"{nameShown}: {problem}");
            }

            stream.Position = 0;
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct).ConfigureAwait(false));
            var decoded = await Vips.RunAsync(() => Decode(path, format, header!.Value, ct), ct).ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
            if (decoded.Problem is not null)
            {
                return Checked.Refused<PictureFile>($"{nameShown}: {decoded.Problem}");
            }

            var (width, height) = (decoded.Width, decoded.Height);
            var widest = PhotoRenditions.For(width)[^1];
            return widest.HeightFor(width, height) > MaximumRenditionSide
                ? Checked.Refused<PictureFile>($"{nameShown}: the picture is too long for its width ({width} × {height} pixels)")
                : Checked.Good(new PictureFile(path, hash, stream.Length, format.Extension(), width, height, decoded.Caption, decoded.Credit));
        }
    }

#pragma warning restore CA1822

    private static Sentence? ProblemOfName(string nameShown, ReadOnlySpan<byte> start, out PictureFormat format)
    {
        var named = PictureFormats.OfName(nameShown);
        var content = PictureFormats.OfContent(start);
        format = content ?? default;
        if (content is null)
        {
            return PictureFormats.OtherContent(start) is { } other
                ? (Sentence)$"this is {other}, which is not taken as a picture; JPEG, PNG, WebP and TIFF are taken"
                : $"this is no picture; JPEG, PNG, WebP and TIFF are taken";
        }

        return named == content ? null
            : (Sentence)$"this is a {content.Value.DisplayName()} picture, but its name says otherwise; call it .{content.Value.Extension()}";
    }

    private static Sentence? ProblemOfSize(PictureHeader? header)
    {
        if (header is not { Width: > 0, Height: > 0 } size)
        {
            return $"the picture is damaged (its header is cut off or makes no sense)";
        }

        // Each side first: their product may be more than a number holds.
        return size.Width > MaximumPixels || size.Height > MaximumPixels || size.Width * size.Height > MaximumPixels
            || size.BytesPerPixel > 64 || size.Width * size.Height * size.BytesPerPixel > MaximumDecodedBytes
            ? (Sentence)$"the picture is too large ({size.Width} × {size.Height} pixels); at most {MaximumPixels / 1_000_000} megapixels are taken"
            : null;
    }

    private static Decoded Decode(string path, PictureFormat format, PictureHeader header, CancellationToken ct)
    {
        try
        {
            try
            {
                return Decode(path, format, header, Enums.FailOn.Warning, ct);
            }
            catch (VipsException e) when (!ct.IsCancellationRequested && IsHarmless(e, format))
            {
                return Decode(path, format, header, Enums.FailOn.Error, ct);
            }
        }
        catch (VipsException e)
        {
            ct.ThrowIfCancellationRequested();
            var reason = Vips.Reason(e);
            return new Decoded(0, 0, null, null, $"the picture is damaged ({PlainWords(reason)})");
        }
    }

    private static Decoded Decode(string path, PictureFormat format, PictureHeader header, Enums.FailOn failOn, CancellationToken ct)
    {
        using var source = Source.NewFromFile(path);
        // A JPEG is decoded at an eighth: all of its data is read and checked, and the arithmetic on pixels saved.
        using var picture = Vips.OpenSequential(source, format, failOn, shrink: 8);
        var shrink = format == PictureFormat.Jpeg ? 8 : 1;
        if (Math.Abs(picture.Width - ((double)header.Width / shrink)) > 1 || Math.Abs(picture.Height - ((double)header.Height / shrink)) > 1)
        {
            return new Decoded(0, 0, null, null, $"the picture is damaged (it contradicts its own size)");
        }

        picture.SetProgress(null, ct);
        _ = picture.Avg();
        ct.ThrowIfCancellationRequested();

        var (width, height) = Vips.IsTurned(picture) ? (header.Height, header.Width) : (header.Width, header.Height);
        var (caption, credit) = PictureCaption.Read(BytesOf(picture, "iptc-data"), BytesOf(picture, "xmp-data"));
        return new Decoded((int)width, (int)height, caption, credit, null);
    }

    private static byte[]? BytesOf(Image picture, string field) => picture.Contains(field) ? picture.Get(field) as byte[] : null;

    /// <summary>Some cameras pad the data before a marker, which readers skip; TIFF readers warn of every private tag.</summary>
    private static bool IsHarmless(VipsException exception, PictureFormat format)
    {
        if (format == PictureFormat.Tiff)
        {
            return true;
        }

        var lines = exception.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return format == PictureFormat.Jpeg && lines.All(line => line.StartsWith("unable to call", StringComparison.Ordinal)
            || line.Contains("extraneous bytes before marker", StringComparison.Ordinal)
            || line.Contains("unknown JFIF revision", StringComparison.Ordinal)
            || line.Contains("Unknown Adobe color transform", StringComparison.Ordinal));
    }

    private static Sentence PlainWords(string reason) =>
        reason.Contains("premature end", StringComparison.OrdinalIgnoreCase) || reason.Contains("end of", StringComparison.OrdinalIgnoreCase)
        || reason.Contains("unexpected EOF", StringComparison.OrdinalIgnoreCase) || reason.Contains("truncated", StringComparison.OrdinalIgnoreCase)
            ? (Sentence)$"it ends before the picture does: {reason}"
            : $"{reason}";

    private readonly record struct Decoded(int Width, int Height, string? Caption, string? Credit, Sentence? Problem);
}
