using NetVips;
using ZsrbPaper.Benchmarks.Generation;

namespace ZsrbPaper.Benchmarks.Importing;

/// <summary>
/// Photos as cameras of press photographers deliver them: 6 to 12 megapixels, soft and sharp parts at all scales, and grain, without which encoders
/// would have little to do. Each is another part of one large scene, under another part of one field of grain.
/// </summary>
internal sealed class CameraPhotos : IDisposable
{
    private const int Width = 4800;
    private const int Height = 4400;
    /// <summary>Standard deviation, in steps of 256.</summary>
    private const double Grain = 5;

    /// <summary>Across and down, in pixels.</summary>
    private static readonly (int Width, int Height)[] _sizes = [(3000, 2000), (2000, 3000), (3456, 2304), (4000, 2667), (3000, 4000), (4240, 2832)];

    private readonly Image _scene;
    private readonly Image _grain;

    public CameraPhotos(int seed)
    {
        Image Clouds(int cell, int thing) => Image.Perlin(Width, Height, cellSize: cell, seed: seed + thing);
        Image Shapes(int cell, int thing) => Clouds(cell, thing) > 0;
        using var light = 85 + (Clouds(900, 1) * 70) + (Clouds(180, 2) * 40) + (Clouds(40, 3) * 30) + (Clouds(9, 4) * 20)
            + (Shapes(400, 7) * (35 / 255.0)) + (Shapes(90, 8) * (25 / 255.0));
        using var red = light + (Clouds(600, 5) * 30);
        using var blue = light + (Clouds(600, 6) * 30);
        using var scene = red.Bandjoin(light, blue).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        _scene = scene.CopyMemory();
        using var grain = Image.Gaussnoise(Width, Height, sigma: Grain, mean: 0, seed: seed)
            .Bandjoin(Image.Gaussnoise(Width, Height, sigma: Grain, mean: 0, seed: seed + 1), Image.Gaussnoise(Width, Height, sigma: Grain, mean: 0, seed: seed + 2))
            .Cast(Enums.BandFormat.Char);
        _grain = grain.CopyMemory();
    }

    public void Write(string file, ref Dice dice)
    {
        var (width, height) = dice.Choose(_sizes);
        using var part = Part(_scene, width, height, ref dice);
        using var grain = Part(_grain, width, height, ref dice);
        using var photo = (part + grain).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        photo.Jpegsave(file, q: 90);
    }

    public void Dispose()
    {
        _scene.Dispose();
        _grain.Dispose();
    }

    private static Image Part(Image whole, int width, int height, ref Dice dice) =>
        whole.Crop(dice.Next(whole.Width - width), dice.Next(whole.Height - height), width, height);
}
