using NetVips;

namespace ZsrbPaper.Core.Media;

/// <summary>Paints the areas of withdrawn articles over.</summary>
internal static class PageMask
{
    private static readonly double[] Grey = [128, 128, 128];

    /// <summary>A copy of the picture with the areas in solid grey. Every pixel that an area touches is covered, and one more around.</summary>
    public static Image Paint(Image page, IReadOnlyList<MaskArea> masks) => page.Mutate(canvas =>
    {
        foreach (var mask in masks)
        {
            var points = mask.Points.Select(point => (X: (double)Math.Clamp(point.X, 0, 100) / 100 * page.Width,
                Y: (double)Math.Clamp(point.Y, 0, 100) / 100 * page.Height)).ToArray();
            foreach (var (left, top, width, height) in Rectangles(points, page.Width, page.Height))
            {
                canvas.DrawRect(Grey, left, top, width, height, fill: true);
            }
        }
    });

    /// <summary>
    /// Rectangles that together cover a polygon. Where its lines cross, all that it goes around counts as inside (a hole would show text).
    /// </summary>
    internal static IEnumerable<(int Left, int Top, int Width, int Height)> Rectangles(
        IReadOnlyList<(double X, double Y)> points, int pageWidth, int pageHeight)
    {
        if (points.Count == 0)
        {
            yield break;
        }

        var top = Math.Max(0, (int)Math.Floor(points.Min(point => point.Y)) - 1);
        var bottom = Math.Min(pageHeight, (int)Math.Ceiling(points.Max(point => point.Y)) + 1);
        var open = new List<(int Left, int Right)>();
        var openFrom = top;
        for (var y = top; y <= bottom; y++)
        {
            var spans = y < bottom ? SpansOfRow(points, y, pageWidth) : [];
            if (spans.SequenceEqual(open))
            {
                continue;
            }

            foreach (var (left, right) in open)
            {
                yield return (left, openFrom, right - left, y - openFrom);
            }

            open = spans;
            openFrom = y;
        }
    }

    /// <summary>The covered spans of a row of pixels, merged: what lies inside at several heights within it, and every line through it.</summary>
    private static List<(int Left, int Right)> SpansOfRow(IReadOnlyList<(double X, double Y)> points, int y, int pageWidth)
    {
        double low = y - 1, high = y + 2;
        var spans = new List<(double Left, double Right)>();
        var crossings = new List<(double X, int Direction)>();
        for (var i = 0; i < points.Count; i++)
        {
            var (a, b) = (points[i], points[(i + 1) % points.Count]);
            if (Math.Max(a.Y, b.Y) < low || Math.Min(a.Y, b.Y) > high)
            {
                continue;
            }

            double x1 = a.X, x2 = b.X;
            if (a.Y != b.Y)
            {
                double At(double height) => a.X + ((Math.Clamp(height, Math.Min(a.Y, b.Y), Math.Max(a.Y, b.Y)) - a.Y) / (b.Y - a.Y) * (b.X - a.X));
                (x1, x2) = (At(low), At(high));
            }

            spans.Add((Math.Min(x1, x2), Math.Max(x1, x2)));
        }

        for (var sample = 0; sample <= 2; sample++)
        {
            var height = y + (sample / 2.0);
            crossings.Clear();
            for (var i = 0; i < points.Count; i++)
            {
                var (a, b) = (points[i], points[(i + 1) % points.Count]);
                if (a.Y <= height != b.Y <= height)
                {
                    crossings.Add((a.X + ((height - a.Y) / (b.Y - a.Y) * (b.X - a.X)), a.Y <= height ? 1 : -1));
                }
            }

            crossings.Sort();
            var winding = 0;
            for (var i = 0; i + 1 < crossings.Count; i++)
            {
                winding += crossings[i].Direction;
                if (winding != 0)
                {
                    spans.Add((crossings[i].X, crossings[i + 1].X));
                }
            }
        }

        var merged = new List<(int Left, int Right)>();
        foreach (var (from, to) in spans.Order())
        {
            var left = Math.Max(0, (int)Math.Floor(from) - 1);
            var right = Math.Min(pageWidth, (int)Math.Ceiling(to) + 1);
            if (left >= right)
            {
                continue;
            }

            if (merged.Count > 0 && left <= merged[^1].Right)
            {
                merged[^1] = (merged[^1].Left, Math.Max(merged[^1].Right, right));
            }
            else
            {
                merged.Add((left, right));
            }
        }

        return merged;
    }
}
