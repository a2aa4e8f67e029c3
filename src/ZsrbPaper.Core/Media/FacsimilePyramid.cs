namespace ZsrbPaper.Core.Media;

/// <summary>A whole picture of a page that is stored; size in pixels.</summary>
/// <param name="File">Its JPEG, see <see cref="MediaNames.Facsimile"/>.</param>
public sealed record StoredPicture(string File, int Width, int Height);

/// <summary>A part of a picture in pixels, from the top left.</summary>
public readonly record struct PixelArea(int X, int Y, int Width, int Height);

/// <summary>A tile as <see cref="TilePack"/> names it.</summary>
public readonly record struct TilePlace(int Level, int Column, int Row);

/// <summary>
/// Which parts of a facsimile are stored, and at which sizes: what can be served without working on any picture. Tiles do not overlap,
/// and each level is half of the next one, rounded up.
/// </summary>
/// <param name="Width">Of the facsimile, in pixels.</param>
/// <param name="Height">Of the facsimile, in pixels.</param>
public sealed record FacsimilePyramid(int Width, int Height)
{
    /// <summary>Side of a whole tile, in pixels.</summary>
    public static int TileSize => FacsimilePublisher.TileSize;

    /// <summary>The whole pictures, smallest first; of a small facsimile several are the same.</summary>
    public IReadOnlyList<StoredPicture> Pictures { get; } =
        [.. FacsimilePublisher.PicturesOf(Width, Height).Select(size => new StoredPicture($"{size.Name}.jpg", size.Width, size.Height)).DistinctBy(picture => picture.Width)];

    /// <summary>How many pixels of the facsimile a pixel of each level is wide: 1, 2, 4 … until one tile holds the whole.</summary>
    public IReadOnlyList<int> ScaleFactors { get; } = [.. Enumerable.Range(0, LevelsAbove(Math.Max(Width, Height), TileSize) + 1).Select(power => 1 << power)];

    /// <summary>
    /// Sizes at which the whole is stored, smallest first: its pictures, and levels that are a single tile. There are more of them than
    /// levels above: OpenSeadragon, which most viewers draw with, takes a list of as many sizes as levels, or one less, for the sizes of the levels.
    /// </summary>
    public IReadOnlyList<(int Width, int Height)> Sizes
    {
        get
        {
            var sizes = Pictures.Select(picture => (picture.Width, picture.Height)).ToHashSet();
            for (var power = ScaleFactors.Count - 1; power <= Deepest && sizes.Count <= ScaleFactors.Count; power++)
            {
                sizes.Add((Scaled(Width, 1 << power), Scaled(Height, 1 << power)));
            }

            return [.. sizes.Order()];
        }
    }

    /// <summary>The level of the tiles that is as large as the facsimile.</summary>
    private int Deepest => LevelsAbove(Math.Max(Width, Height), 1);

    /// <summary>The tile that shows exactly this area at exactly this size; null when there is none.</summary>
    public TilePlace? FindTile(PixelArea area, int width, int height)
    {
        for (var power = 0; power <= Deepest; power++)
        {
            var scale = 1 << power;
            var side = TileSize * scale;
            if (area is { X: >= 0, Y: >= 0 } && area.X < Width && area.Y < Height && area.X % side == 0 && area.Y % side == 0
                && area.Width == Math.Min(side, Width - area.X) && area.Height == Math.Min(side, Height - area.Y)
                && width == Scaled(area.Width, scale) && height == Scaled(area.Height, scale))
            {
                return new TilePlace(Deepest - power, area.X / side, area.Y / side);
            }
        }

        return null;
    }

    private static int Scaled(int pixels, int scale) => (pixels + scale - 1) / scale;

    /// <summary>How often a length is halved until it is no more than another.</summary>
    private static int LevelsAbove(int length, int least)
    {
        var levels = 0;
        for (; Scaled(length, 1 << levels) > least; levels++)
        {
        }

        return levels;
    }
}
