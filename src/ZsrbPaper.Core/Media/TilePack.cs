using System.Globalization;
using System.IO.Compression;

namespace ZsrbPaper.Core.Media;

/// <summary>The tiles of a facsimile, which lie uncompressed in one zip file so that a page is a handful of files.</summary>
public sealed class TilePack
{
    private TilePack()
    {
    }

    /// <summary>
    /// One tile as JPEG, in memory; null when there is no such facsimile, level or tile. Level 0 is one pixel, each further one twice
    /// as large (Deep Zoom).
    /// </summary>
    public static async Task<Stream?> OpenTileAsync(
        IMediaStore store, string sourceHash, string version, int level, int column, int row, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (!MediaNames.IsHash(sourceHash) || !MediaNames.IsVersion(version) || level < 0 || column < 0 || row < 0)
        {
            return null;
        }

        var pack = await store.OpenAsync(MediaNames.Facsimile(sourceHash, version, FacsimilePublisher.TilesFile), ct).ConfigureAwait(false);
        if (pack is null)
        {
            return null;
        }

        // The directory of a page's tiles is some ten kilobytes, read in one go; keeping it would save less than it costs to invalidate.
        var zip = await ZipArchive.CreateAsync(pack, ZipArchiveMode.Read, leaveOpen: false, entryNameEncoding: null, ct).ConfigureAwait(false);
        await using (zip.ConfigureAwait(false))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{FacsimilePublisher.TilesFolder}/{level}/{column}_{row}.jpg");
            if (zip.GetEntry(name) is not { } entry)
            {
                return null;
            }

            var tile = new MemoryStream((int)entry.Length);
            var content = await entry.OpenAsync(ct).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                await content.CopyToAsync(tile, ct).ConfigureAwait(false);
            }

            tile.Position = 0;
            return tile;
        }
    }
}
