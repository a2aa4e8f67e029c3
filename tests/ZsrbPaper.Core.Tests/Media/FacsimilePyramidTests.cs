using Xunit;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Tests.Media;

public sealed class FacsimilePyramidTests
{
    [Fact]
    public void Every_tile_of_the_canonical_grid_is_stored_and_no_other()
    {
        var pyramid = new FacsimilePyramid(1301, 1800);

        Assert.Equal([1, 2, 4], pyramid.ScaleFactors);
        var places = new HashSet<TilePlace>();
        foreach (var scale in pyramid.ScaleFactors)
        {
            for (var x = 0; x < pyramid.Width; x += 512 * scale)
            {
                for (var y = 0; y < pyramid.Height; y += 512 * scale)
                {
                    var area = new PixelArea(x, y, Math.Min(512 * scale, pyramid.Width - x), Math.Min(512 * scale, pyramid.Height - y));
                    var (width, height) = ((int)Math.Ceiling((double)area.Width / scale), (int)Math.Ceiling((double)area.Height / scale));
                    Assert.True(places.Add(Assert.NotNull(pyramid.FindTile(area, width, height))));
                    Assert.Null(pyramid.FindTile(area, width + 1, height));
                    Assert.Null(pyramid.FindTile(area with { X = x + 1 }, width, height));
                    Assert.Null(pyramid.FindTile(area with { Width = area.Width + 1 }, width, height));
                }
            }
        }

        // 3 × 4 tiles, half as large 2 × 2, a quarter as large one; eleven halvings lead to a single pixel.
        Assert.Equal(17, places.Count);
        Assert.Equal([9, 10, 11], places.Select(place => place.Level).Distinct().Order());
        Assert.Contains(new TilePlace(11, 2, 3), places);
    }

    [Theory]
    [InlineData(-512, 0, 512, 512)]
    [InlineData(1536, 0, 512, 512)]
    [InlineData(0, 0, 0, 0)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue)]
    public void What_is_outside_is_no_tile(int x, int y, int width, int height) =>
        Assert.Null(new FacsimilePyramid(1301, 1800).FindTile(new PixelArea(x, y, width, height), width, height));

    [Theory]
    [InlineData(3300, 4700, "400x570 900x1282 1600x2279")]
    [InlineData(700, 1000, "400x571 700x1000")]
    [InlineData(300, 100, "300x100")]
    public void Whole_pictures_are_listed_once_each_smallest_first(int width, int height, string sizes) =>
        Assert.Equal(sizes, string.Join(' ', new FacsimilePyramid(width, height).Pictures.Select(picture => $"{picture.Width}x{picture.Height}")));

    [Theory]
    [InlineData(3300, 4700, "52x74 104x147 207x294 400x570 900x1282 1600x2279")]
    [InlineData(1301, 1800, "326x450 400x553 900x1245 1301x1800")]
    [InlineData(700, 1000, "350x500 400x571 700x1000")]
    [InlineData(300, 100, "150x50 300x100")]
    [InlineData(1, 1, "1x1")]
    public void There_are_more_sizes_than_levels_each_a_picture_or_a_single_tile(int width, int height, string sizes)
    {
        var pyramid = new FacsimilePyramid(width, height);

        Assert.Equal(sizes, string.Join(' ', pyramid.Sizes.Select(size => $"{size.Width}x{size.Height}")));
        Assert.All(pyramid.Sizes, size => Assert.True(
            pyramid.Pictures.Any(picture => (picture.Width, picture.Height) == size) || pyramid.FindTile(new PixelArea(0, 0, width, height), size.Width, size.Height) is { Column: 0, Row: 0 }));
    }

    [Fact]
    public void Single_pixel_is_its_own_tile() => Assert.Equal(new TilePlace(0, 0, 0), new FacsimilePyramid(1, 1).FindTile(new PixelArea(0, 0, 1, 1), 1, 1));
}
