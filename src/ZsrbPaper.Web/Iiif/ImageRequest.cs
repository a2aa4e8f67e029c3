using System.Globalization;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Web.Iiif;

/// <summary>
/// What of a picture is asked for by <c>{region}/{size}/{rotation}/{quality}.{format}</c> of the IIIF Image API 3, as far as a service of
/// level 0 answers it: whole pictures and tiles, in the canonical form that viewers write.
/// </summary>
/// <param name="Area">Null for the whole picture.</param>
/// <param name="Size">In pixels; null for the largest (<c>max</c>).</param>
internal sealed record ImageRequest(PixelArea? Area, (int Width, int Height)? Size)
{
    /// <summary>Reads the four segments; null, with the reason, when this service does not answer them.</summary>
    public static ImageRequest? Read(string region, string size, string rotation, string file, out string? problem)
    {
        problem = null;
        if (file != "default.jpg")
        {
            problem = "Quality and format are 'default.jpg'.";
            return null;
        }

        if (rotation != "0")
        {
            problem = "The rotation is '0'.";
            return null;
        }

        PixelArea? area = null;
        if (region != "full")
        {
            if (ReadNumbers(region) is not [var x, var y, > 0 and var areaWidth, > 0 and var areaHeight])
            {
                problem = "The region is 'full' or the 'x,y,w,h' of a tile.";
                return null;
            }

            area = new PixelArea(x, y, areaWidth, areaHeight);
        }

        if (size == "max")
        {
            return new ImageRequest(area, null);
        }

        if (ReadNumbers(size) is not [> 0 and var width, > 0 and var height])
        {
            problem = "The size is 'max' or the 'w,h' of a tile or of one of the sizes of info.json.";
            return null;
        }

        return new ImageRequest(area, (width, height));
    }

    /// <summary>Whole numbers parted by commas; empty for any other form.</summary>
    private static int[] ReadNumbers(string text)
    {
        var parts = text.Split(',');
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return [];
            }
        }

        return numbers;
    }
}
