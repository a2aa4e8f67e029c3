using System.IO.Compression;
using Xunit;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Tests.Media;

public sealed class FacsimilePublisherTests : IDisposable
{
    private static readonly double[] Grey = [128, 128, 128];
    private readonly MediaFolder _folder = new();
    private readonly FacsimilePublisher _publisher;

    public FacsimilePublisherTests() => _publisher = new FacsimilePublisher(_folder.Store, new PdfRasteriser());

    [Fact]
    public async Task Page_becomes_a_handful_of_files_in_known_sizes()
    {
        var (picture, info) = await PublishAsync(1300, 1800);

        Assert.Equal((1300, 1800, 512), (info.Width, info.Height, info.TileSize));
        Assert.True(MediaNames.IsVersion(info.Version));
        var files = _folder.Stored().Where(name => name.Contains(info.Version, StringComparison.Ordinal)).Select(Path.GetFileName);
        Assert.Equal([.. FacsimilePublisher.PictureFiles.Append("facsimile.json").Append("tiles.zip").Order(StringComparer.Ordinal)], files);
        foreach (var (file, width, height) in new[] { ("thumbnail.jpg", 400, 554), ("page-900.jpg", 900, 1246), ("page-1600.jpg", 1300, 1800), ("page-900.webp", 900, 1246) })
        {
            using var decoded = Pictures.Decode(await FileAsync(picture, info, file));
            Assert.Equal((width, height), (decoded.Width, decoded.Height));
        }
    }

    [Fact]
    public async Task Tiles_are_a_deep_zoom_pyramid_without_overlap_stored_uncompressed()
    {
        var (picture, info) = await PublishAsync(1300, 1800);

        using var zip = new ZipArchive(new MemoryStream(await FileAsync(picture, info, "tiles.zip")));
        Assert.All(zip.Entries, entry => Assert.Equal(entry.Length, entry.CompressedLength));

        // Each level halves the one above it, rounded up, down to a single pixel.
        var (width, height, level) = (1300, 1800, 11);
        var tiles = 0;
        while (level >= 0)
        {
            var (columns, rows) = ((width + 511) / 512, (height + 511) / 512);
            for (var column = 0; column < columns; column++)
            {
                for (var row = 0; row < rows; row++)
                {
                    using var tile = Pictures.Decode(await TileAsync(picture, info, level, column, row));
                    Assert.Equal((Math.Min(512, width - (512 * column)), Math.Min(512, height - (512 * row))), (tile.Width, tile.Height));
                    tiles++;
                }
            }

            Assert.Null(await OpenTileAsync(picture.Hash, info.Version, level, columns, 0));
            Assert.Null(await OpenTileAsync(picture.Hash, info.Version, level, 0, rows));
            (width, height, level) = ((width + 1) / 2, (height + 1) / 2, level - 1);
        }

        Assert.Equal(tiles, zip.Entries.Count(entry => entry.Name.EndsWith(".jpg", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(12, 0, 0)]
    [InlineData(-1, 0, 0)]
    [InlineData(11, -1, 0)]
    [InlineData(11, 0, int.MaxValue)]
    public async Task Tile_that_does_not_exist_is_null(int level, int column, int row)
    {
        var (picture, info) = await PublishAsync(1100, 1200);

        Assert.Null(await OpenTileAsync(picture.Hash, info.Version, level, column, row));
        Assert.Null(await OpenTileAsync(picture.Hash, "0000000000000000", 0, 0, 0));
        Assert.Null(await OpenTileAsync("../" + picture.Hash, info.Version, 0, 0, 0));
        Assert.Null(await OpenTileAsync(picture.Hash, "../../../etc/pass", 0, 0, 0));
    }

    [Fact]
    public async Task Mask_is_solid_grey_in_tiles_thumbnail_and_page_pictures_of_a_new_version()
    {
        var (picture, plain) = await PublishAsync(1300, 1800);
        MaskArea[] masks = [new([(10, 10), (45, 10), (45, 45), (10, 45)])];

        var masked = await _publisher.PublishAsync(picture, masks, null, MediaFolder.Cancellation);

        Assert.NotEqual(plain.Version, masked.Version);
        foreach (var encoding in new[] { "thumbnail.jpg", "thumbnail.webp", "page-900.jpg", "page-900.webp", "page-1600.jpg", "page-1600.webp" })
        {
            var bytes = await FileAsync(picture, masked, encoding);
            foreach (var inside in new[] { 0.12, 0.27, 0.43 })
            {
                Pictures.AssertColour(Grey, Pictures.ColourAt(bytes, inside, inside), tolerance: 8);
            }

            Pictures.AssertColour(Pictures.Red, Pictures.ColourAt(bytes, 0.04, 0.04));
            Pictures.AssertColour(Pictures.Blue, Pictures.ColourAt(bytes, 0.9, 0.9));
        }

        // The tile's pixel is page pixel (256, 256), which the mask (from 130, 180) covers; the other is in the blue quarter.
        Pictures.AssertColour(Grey, Pictures.ColourAt(await TileAsync(picture, masked, 11, 0, 0), 0.5, 0.5), tolerance: 4);
        Pictures.AssertColour(Pictures.Blue, Pictures.ColourAt(await TileAsync(picture, masked, 11, 2, 3), 0.5, 0.5));
        Pictures.AssertColour(Pictures.Red, Pictures.ColourAt(await TileAsync(picture, plain, 11, 0, 0), 0.5, 0.5));
    }

    [Fact]
    public async Task Masked_area_keeps_no_trace_of_what_it_covered()
    {
        using var noise = Pictures.Noise(700, 700);
        var picture = await _folder.PictureAsync("noise.png", Pictures.Encode(noise, "png"));

        var masked = await _publisher.PublishAsync(picture, [new([(20, 20), (80, 20), (80, 80), (20, 80)])], null, MediaFolder.Cancellation);

        using var page = Pictures.Decode(await FileAsync(picture, masked, "page-1600.jpg"));
        using var inside = page.ExtractArea(140, 140, 420, 420);
        // Deviation of the grey alone: JPEG blocks that the edge crosses lie outside, as the mask is painted a little larger.
        Assert.True(inside.ExtractArea(16, 16, 388, 388).Deviate() < 0.01, "the covered area varies");
        Assert.True(page.ExtractArea(0, 0, 100, 100).Deviate() > 20, "the rest of the page is gone");
    }

    [Fact]
    public void Version_depends_on_source_and_masks_but_not_on_their_order_or_notation()
    {
        var (a, b) = (new string('a', 64), new string('b', 64));
        MaskArea first = new([(1, 2), (3, 4), (5, 6)]);
        MaskArea second = new([(10, 20), (30, 40), (50, 60.5m)]);

        Assert.Equal(FacsimilePublisher.VersionOf(a, [first, second]), FacsimilePublisher.VersionOf(a, [second, first, first]));
        Assert.Equal(FacsimilePublisher.VersionOf(a, [first]), FacsimilePublisher.VersionOf(a, [new([(1.0m, 2.00m), (3, 4), (5, 6)])]));
        string[] versions = [FacsimilePublisher.VersionOf(a, []), FacsimilePublisher.VersionOf(b, []), FacsimilePublisher.VersionOf(a, [first]), FacsimilePublisher.VersionOf(a, [second])];
        Assert.Equal(4, versions.Distinct().Count());
    }

    [Fact]
    public async Task Publishing_again_does_nothing_again_and_what_is_missing_is_made_again()
    {
        var (picture, info) = await PublishAsync(600, 800);
        var all = _folder.Stored();
        var counting = new CountingStore(_folder.Store);
        var again = new FacsimilePublisher(counting, new PdfRasteriser());

        Assert.Equal(info, await again.PublishAsync(picture, [], null, MediaFolder.Cancellation));
        Assert.Equal(["facsimile.json", "original.png"], counting.Puts.Keys.Select(name => Path.GetFileName(name)!).Order(StringComparer.Ordinal));

        await _folder.Store.DeleteAsync(MediaNames.Facsimile(picture.Hash, info.Version, "tiles.zip"), MediaFolder.Cancellation);
        File.Delete(picture.Path);
        Assert.Equal(info, await again.PublishAsync(picture, [], null, MediaFolder.Cancellation));
        Assert.Equal(all, _folder.Stored());
    }

    [Fact]
    public async Task Pdf_is_drawn_at_reading_size_and_masked()
    {
        Pdfs.RequirePoppler();
        var pdf = await _folder.PdfAsync("page.pdf", Pdfs.Page(0, 0, 1));

        var info = await _publisher.PublishAsync(pdf, [new([(0, 0), (50, 0), (50, 50), (0, 50)])], null, MediaFolder.Cancellation);

        // 100 by 150 mm at 200 dpi.
        Assert.InRange(info.Width, 787, 788);
        Assert.InRange(info.Height, 1181, 1182);
        var page = await _folder.ReadAsync(MediaNames.Facsimile(pdf.Hash, info.Version, "page-900.jpg"));
        Pictures.AssertColour(Grey, Pictures.ColourAt(page, 0.25, 0.25), tolerance: 4);
        Pictures.AssertColour([0, 0, 255], Pictures.ColourAt(page, 0.75, 0.75), tolerance: 8);
        Assert.Equal(await File.ReadAllBytesAsync(pdf.Path, MediaFolder.Cancellation), await _folder.ReadAsync(MediaNames.Original(pdf.Hash, "pdf")));
    }

    [Fact]
    public void Mask_covers_every_pixel_that_its_polygon_touches_and_stays_on_the_page()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var points = Enumerable.Range(0, random.Next(1, 8)).Select(_ => (X: random.NextDouble() * 60, Y: random.NextDouble() * 50)).ToArray();
            var covered = new bool[60, 50];
            foreach (var (left, top, width, height) in PageMask.Rectangles(points, 60, 50))
            {
                Assert.True(left >= 0 && top >= 0 && width > 0 && height > 0 && left + width <= 60 && top + height <= 50);
                for (var x = left; x < left + width; x++)
                {
                    for (var y = top; y < top + height; y++)
                    {
                        covered[x, y] = true;
                    }
                }
            }

            for (var sample = 0; sample < 200; sample++)
            {
                var (x, y) = (random.NextDouble() * 60, random.NextDouble() * 50);
                Assert.True(!IsInside(points, x, y) || covered[(int)x, (int)y], $"({x}, {y}) of round {round} is bare");
            }

            foreach (var (a, b) in points.Zip(points.Skip(1).Append(points[0])))
            {
                var along = random.NextDouble();
                var (x, y) = (a.X + ((b.X - a.X) * along), a.Y + ((b.Y - a.Y) * along));
                Assert.True(covered[(int)x, (int)y], $"the line at ({x}, {y}) of round {round} is bare");
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>By winding, so that what is gone around twice is inside too.</summary>
    private static bool IsInside((double X, double Y)[] points, double x, double y)
    {
        var winding = 0;
        for (var i = 0; i < points.Length; i++)
        {
            var (a, b) = (points[i], points[(i + 1) % points.Length]);
            if (a.Y <= y != b.Y <= y && x < a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)))
            {
                winding += a.Y <= y ? 1 : -1;
            }
        }

        return winding != 0;
    }

    private async Task<(PictureFile Picture, FacsimileInfo Info)> PublishAsync(int width, int height)
    {
        using var quarters = Pictures.Quarters(width, height);
        var picture = await _folder.PictureAsync("page.png", Pictures.Encode(quarters, "png"));
        return (picture, await _publisher.PublishAsync(picture, [], null, MediaFolder.Cancellation));
    }

    private Task<byte[]> FileAsync(PictureFile picture, FacsimileInfo info, string file) =>
        _folder.ReadAsync(MediaNames.Facsimile(picture.Hash, info.Version, file));

    private Task<Stream?> OpenTileAsync(string hash, string version, int level, int column, int row) =>
        TilePack.OpenTileAsync(_folder.Store, hash, version, level, column, row, MediaFolder.Cancellation);

    private async Task<byte[]> TileAsync(PictureFile picture, FacsimileInfo info, int level, int column, int row)
    {
        await using var tile = await OpenTileAsync(picture.Hash, info.Version, level, column, row);
        Assert.NotNull(tile);
        using var bytes = new MemoryStream();
        await tile.CopyToAsync(bytes, MediaFolder.Cancellation);
        return bytes.ToArray();
    }
}
