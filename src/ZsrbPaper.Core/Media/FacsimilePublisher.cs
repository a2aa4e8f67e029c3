using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NetVips;

namespace ZsrbPaper.Core.Media;

/// <summary>The area of a withdrawn article: a polygon in percent (0..100) of the page's width and height, from the top left.</summary>
public sealed record MaskArea(IReadOnlyList<(decimal X, decimal Y)> Points);

/// <summary>A published facsimile. The version changes with source, masks and the way it is made, so its files never change.</summary>
/// <param name="Version">Sixteen hexadecimal digits.</param>
/// <param name="Width">Of the largest level of the tiles, in pixels.</param>
/// <param name="Height">Of the largest level of the tiles, in pixels.</param>
/// <param name="TileSize">Side of a whole tile, in pixels.</param>
public sealed record FacsimileInfo(string Version, int Width, int Height, int TileSize);

/// <summary>
/// Makes the picture of a printed page: thumbnail, two sizes for reading without script, and deep-zoom tiles in one file. What is masked
/// is painted over before anything is scaled or encoded, so no trace of it is in any file of that version.
/// </summary>
public sealed class FacsimilePublisher(IMediaStore store, PdfRasteriser rasteriser)
{
    /// <summary>Raised when the files of a version come out differently for the same input.</summary>
    private const int PipelineVersion = 1;

    internal const int TileSize = 512;
    internal const string TilesFile = "tiles.zip";

    /// <summary>Written last: where it is, everything was.</summary>
    internal const string InfoFile = "facsimile.json";

    /// <summary>The folder of the tiles within their file, as Deep Zoom names it.</summary>
    internal const string TilesFolder = "page_files";

    /// <summary>File name, greatest width in pixels, encodings; narrowest first.</summary>
    private static readonly (string Name, int Width, PictureEncoding[] Encodings)[] Sizes =
    [
        ("thumbnail", 400, [PictureEncoding.Avif, PictureEncoding.Webp, PictureEncoding.Jpeg]),
        ("page-900", 900, [PictureEncoding.Webp, PictureEncoding.Jpeg]),
        ("page-1600", 1600, [PictureEncoding.Webp, PictureEncoding.Jpeg]),
    ];

    private readonly WorkPerName _work = new();

    /// <summary>The names of every file that readers are served of a version, within <see cref="MediaNames.Facsimile"/>, tiles aside.</summary>
    public static IReadOnlyList<string> PictureFiles { get; } =
        [.. Sizes.SelectMany(size => size.Encodings.Select(encoding => $"{size.Name}.{encoding.Extension()}"))];

    /// <summary>The whole pictures of a facsimile of this size in pixels, narrowest first: name without extension, size in pixels.</summary>
    internal static IEnumerable<(string Name, int Width, int Height)> PicturesOf(int width, int height) =>
        from size in Sizes
        let rendition = new PhotoRendition(size.Name, Math.Min(size.Width, width))
        select (size.Name, rendition.Width, rendition.HeightFor(width, height));

    /// <summary>Publishes a page that came as a picture; does nothing again that is there. Tells <paramref name="progress"/> of each step, if given.</summary>
    /// <exception cref="MediaException">The picture cannot be worked on after all, or its original is nowhere.</exception>
    public Task<FacsimileInfo> PublishAsync(PictureFile source, IReadOnlyList<MaskArea> masks, IProgress<WorkProgress>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(source);
        return PublishAsync(source.Path, source.Hash, source.Extension, masks, path => Vips.RunAsync(() =>
        {
            var (width, height) = Fitting(source.Width, source.Height);
            return Vips.LoadResized(path, width, height);
        }, ct), progress, ct);
    }

    /// <summary>Publishes a page that came as a PDF only: draws it, then does the same.</summary>
    /// <exception cref="MediaException">The PDF cannot be drawn, its original is nowhere, or poppler is missing.</exception>
    public Task<FacsimileInfo> PublishAsync(PdfFile source, IReadOnlyList<MaskArea> masks, IProgress<WorkProgress>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(source);
        return PublishAsync(source.Path, source.Hash, "pdf", masks, async path =>
        {
            var drawn = await rasteriser.RasteriseAsync(source, path, ct).ConfigureAwait(false);
            try
            {
                return await Vips.RunAsync(() => Vips.Load(drawn, PictureFormat.Tiff), ct).ConfigureAwait(false);
            }
            finally
            {
                Directory.Delete(Path.GetDirectoryName(drawn)!, recursive: true);
            }
        }, progress, ct);
    }

    /// <summary>The version that a source (by its hash) with these masks has; the order of the masks does not matter.</summary>
    public static string VersionOf(string sourceHash, IReadOnlyList<MaskArea> masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{PipelineVersion}|{sourceHash}");
        var areas = masks.Select(mask => string.Join(' ', mask.Points.Select(point =>
            string.Create(CultureInfo.InvariantCulture, $"{point.X:0.####},{point.Y:0.####}"))));
        foreach (var area in areas.Distinct().Order(StringComparer.Ordinal))
        {
            text.Append('|').Append(area);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    private static (int Width, int Height) Fitting(int width, int height)
    {
        var scale = Math.Min(1, Math.Sqrt(PdfRasteriser.MaximumPixels / ((double)width * height)));
        return (Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)));
    }

    private async Task<FacsimileInfo> PublishAsync(
        string path, string hash, string extension, IReadOnlyList<MaskArea> masks, Func<string, Task<Image>> load, IProgress<WorkProgress>? progress, CancellationToken ct)
    {
        var version = VersionOf(hash, masks);
        using var turn = await _work.TakeAsync($"{hash} {version}", ct).ConfigureAwait(false);
        var original = await OriginalFile.OpenAsync(store, path, hash, extension, ct).ConfigureAwait(false);
        await using (original.ConfigureAwait(false))
        {
            await original.StoreAsync(store, hash, extension, ct).ConfigureAwait(false);
            if (await FindAsync(hash, version, ct).ConfigureAwait(false) is { } published)
            {
                await PutInfoAsync(hash, published, ct).ConfigureAwait(false);
                return published;
            }

            try
            {
                progress?.Report(new WorkProgress(WorkStage.Drawing));
                using var page = await load(original.Path).ConfigureAwait(false);
                using var masked = masks.Count == 0 ? page.Copy() : await Vips.RunAsync(() => PageMask.Paint(page, masks), ct).ConfigureAwait(false);
                await PutPicturesAsync(hash, version, masked, progress, ct).ConfigureAwait(false);
                var info = new FacsimileInfo(version, masked.Width, masked.Height, TileSize);
                await PutInfoAsync(hash, info, ct).ConfigureAwait(false);
                return info;
            }
            catch (VipsException e)
            {
                throw new MediaException($"The page {MediaNames.Original(hash, extension)} cannot be read: {Vips.Reason(e)}", innerException: e);
            }
        }
    }

    private async Task PutPicturesAsync(string hash, string version, Image page, IProgress<WorkProgress>? progress, CancellationToken ct)
    {
        progress?.Report(new WorkProgress(WorkStage.Tiling));
        var tiles = await Vips.RunAsync(() => page.DzsaveBuffer(imagename: TilesFolder[..^"_files".Length], layout: Enums.ForeignDzLayout.Dz,
            suffix: ".jpg", tileSize: TileSize, overlap: 0, depth: Enums.ForeignDzDepth.Onepixel, container: Enums.ForeignDzContainer.Zip,
            compression: 0, q: 82, keep: Enums.ForeignKeep.None), ct).ConfigureAwait(false);
        await PutAsync(MediaNames.Facsimile(hash, version, TilesFile), tiles, ct).ConfigureAwait(false);
        var done = 0;
        progress?.Report(new WorkProgress(WorkStage.Scaling, done, PictureFiles.Count));
        foreach (var ((name, width, height), (_, _, encodings)) in PicturesOf(page.Width, page.Height).Zip(Sizes).Reverse())
        {
            using var resized = await Vips.RunAsync(() => Vips.Resize(page, width, height), ct).ConfigureAwait(false);
            foreach (var encoding in encodings)
            {
                var bytes = await Vips.RunAsync(() => Vips.Encode(resized, encoding), ct).ConfigureAwait(false);
                await PutAsync(MediaNames.Facsimile(hash, version, $"{name}.{encoding.Extension()}"), bytes, ct).ConfigureAwait(false);
                progress?.Report(new WorkProgress(WorkStage.Scaling, ++done, PictureFiles.Count));
            }
        }
    }

    private async Task<FacsimileInfo?> FindAsync(string hash, string version, CancellationToken ct)
    {
        foreach (var file in (string[])[TilesFile, .. PictureFiles])
        {
            if (!await store.ExistsAsync(MediaNames.Facsimile(hash, version, file), ct).ConfigureAwait(false))
            {
                return null;
            }
        }

        var stream = await store.OpenAsync(MediaNames.Facsimile(hash, version, InfoFile), ct).ConfigureAwait(false);
        if (stream is null)
        {
            return null;
        }

        await using (stream.ConfigureAwait(false))
        {
            return await JsonSerializer.DeserializeAsync<FacsimileInfo>(stream, cancellationToken: ct).ConfigureAwait(false);
        }
    }

    private Task PutInfoAsync(string hash, FacsimileInfo info, CancellationToken ct) =>
        PutAsync(MediaNames.Facsimile(hash, info.Version, InfoFile), JsonSerializer.SerializeToUtf8Bytes(info), ct);

    private async Task PutAsync(string name, byte[] bytes, CancellationToken ct)
    {
        using var content = new MemoryStream(bytes, writable: false);
        await store.PutAsync(name, content, ct).ConfigureAwait(false);
    }
}
