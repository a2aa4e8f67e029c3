using System.Collections.Concurrent;
using System.Diagnostics;
using NetVips;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Benchmarks.Importing;

/// <summary>
/// What an import is measured against: <c>pdftocairo</c> and libvips make the very files that the portal makes of a package's pages and photos, and nothing
/// else is done. Nothing is checked, hashed or flushed to the disk; each core takes the next file as soon as it is free, and libvips has one thread on each,
/// which is faster than several that wait for each other.
/// </summary>
internal static class PopplerAndVips
{
    private static readonly (string Name, int Width, PictureEncoding[] Encodings)[] _pageSizes =
    [
        ("page-1600", 1600, [PictureEncoding.Webp, PictureEncoding.Jpeg]),
        ("page-900", 900, [PictureEncoding.Webp, PictureEncoding.Jpeg]),
        ("thumbnail", 400, [PictureEncoding.Avif, PictureEncoding.Webp, PictureEncoding.Jpeg]),
    ];

    /// <summary>Makes all files of a package.</summary>
    /// <param name="package">Its folder.</param>
    /// <param name="target">Where each file's renditions get a folder, see <see cref="FolderOf"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task RunAsync(string package, string target, CancellationToken cancellationToken)
    {
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;

        // Pages first: they take longest, so that no core is left with one at the end.
        var work = new ConcurrentQueue<string>(Directory.EnumerateFiles(package, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".pdf" or ".jpg")
            .OrderByDescending(file => Path.GetExtension(file), StringComparer.Ordinal).ThenBy(file => file, StringComparer.Ordinal));
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(
            () =>
            {
                while (work.TryDequeue(out var file))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var folder = FolderOf(package, file, target);
                    Directory.CreateDirectory(folder);
                    if (Path.GetExtension(file) == ".pdf")
                    {
                        MakePage(file, folder);
                    }
                    else
                    {
                        MakePhoto(file, folder);
                    }
                }
            },
            cancellationToken)));
    }

    /// <summary>The folder of what is made of a file of a package.</summary>
    public static string FolderOf(string package, string file, string target) => Path.Combine(target, Path.GetRelativePath(package, file));

    private static void MakePage(string pdf, string folder)
    {
        var drawing = Path.Combine(folder, "drawing");
        var start = new ProcessStartInfo("pdftocairo", ["-tiff", "-singlefile", "-cropbox", "-f", "1", "-l", "1", "-r", "200", pdf, drawing]);
        using (var draw = Process.Start(start)!)
        {
            draw.WaitForExit();
            if (draw.ExitCode != 0)
            {
                throw new InvalidOperationException($"pdftocairo ended with {draw.ExitCode} at {pdf}");
            }
        }

        using var drawn = Image.Tiffload(drawing + ".tif", access: Enums.Access.Sequential);
        using var page = drawn.CopyMemory();
        File.Delete(drawing + ".tif");
        File.WriteAllBytes(Path.Combine(folder, "tiles.zip"), page.DzsaveBuffer(imagename: "page", layout: Enums.ForeignDzLayout.Dz, suffix: ".jpg", tileSize: 512,
            overlap: 0, depth: Enums.ForeignDzDepth.Onepixel, container: Enums.ForeignDzContainer.Zip, compression: 0, q: 82, keep: Enums.ForeignKeep.None));
        foreach (var (name, width, encodings) in _pageSizes)
        {
            Write(page, name, Math.Min(width, page.Width), encodings, folder);
        }
    }

    private static void MakePhoto(string jpeg, string folder)
    {
        using var header = Image.Jpegload(jpeg);
        var renditions = PhotoRenditions.For(header.Width);
        var widest = renditions[^1];
        using var decoded = Image.Thumbnail(jpeg, widest.Width, height: widest.HeightFor(header.Width, header.Height), size: Enums.Size.Force,
            outputProfile: "srgb", intent: Enums.Intent.Perceptual);
        using var photo = decoded.CopyMemory();
        foreach (var rendition in renditions)
        {
            Write(photo, rendition.Name, rendition.Width, PhotoRenditions.Encodings, folder, rendition.HeightFor(header.Width, header.Height));
        }
    }

    private static void Write(Image whole, string name, int width, IEnumerable<PictureEncoding> encodings, string folder, int? height = null)
    {
        height ??= new PhotoRendition(name, width).HeightFor(whole.Width, whole.Height);
        using var resized = width == whole.Width ? whole.Copy() : whole.ThumbnailImage(width, height: height, size: Enums.Size.Force, noRotate: true);
        using var picture = resized.CopyMemory();
        foreach (var encoding in encodings)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{name}.{encoding.Extension()}"), encoding switch
            {
                PictureEncoding.Avif => picture.HeifsaveBuffer(q: 58, compression: Enums.ForeignHeifCompression.Av1, effort: 2, bitdepth: 8, keep: Enums.ForeignKeep.None),
                PictureEncoding.Webp => picture.WebpsaveBuffer(q: 80, effort: 3, keep: Enums.ForeignKeep.None),
                _ => picture.JpegsaveBuffer(q: 82, optimizeCoding: true, interlace: true, keep: Enums.ForeignKeep.None),
            });
        }
    }
}
