using System.Globalization;

namespace ZsrbPaper.Core.Editions;

/// <summary>A corner of a hot area in percent (0..100) of the page's width and height, from the top left.</summary>
public readonly record struct AreaPoint(decimal X, decimal Y);

/// <summary>A polygon on a page, three points or more.</summary>
public sealed class AreaShape : IEquatable<AreaShape>
{
    public const int MaxPoints = 500;

    private readonly Lazy<IReadOnlyList<AreaPoint>> _points;

    private AreaShape(string text, Lazy<IReadOnlyList<AreaPoint>> points) => (Text, _points) = (text, points);

    public IReadOnlyList<AreaPoint> Points => _points.Value;

    /// <summary>The points as SVG writes them: <c>2.9,6.8 62.3,6.8 62.3,67.6</c>.</summary>
    public string Text { get; }

    public decimal Left => Points.Min(point => point.X);

    public decimal Top => Points.Min(point => point.Y);

    public decimal Right => Points.Max(point => point.X);

    public decimal Bottom => Points.Max(point => point.Y);

    /// <exception cref="ArgumentException">Fewer than three points, too many, or one outside 0..100.</exception>
    public static AreaShape From(IEnumerable<AreaPoint> points)
    {
        var list = points.Select(point => new AreaPoint(Round(point.X), Round(point.Y))).ToList();
        if (list.Count is < 3 or > MaxPoints || list.Any(point => point.X is < 0 or > 100 || point.Y is < 0 or > 100))
        {
            throw new ArgumentException($"A hot area has 3 to {MaxPoints} points within 0..100.", nameof(points));
        }

        return new AreaShape(string.Join(' ', list.Select(point => $"{Format(point.X)},{Format(point.Y)}")), new Lazy<IReadOnlyList<AreaPoint>>(list));
    }

    /// <summary>Reads what <see cref="Text"/> wrote. Readers' pages write it again as it is, so its points are only read when somebody asks for them.</summary>
    public static AreaShape Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new AreaShape(text, new Lazy<IReadOnlyList<AreaPoint>>(() => [.. text.Split(' ').Select(ParsePoint)]));
    }

    /// <summary>Whether a point, in percent, lies within the polygon (even-odd rule).</summary>
    public bool Contains(double x, double y)
    {
        var inside = false;
        for (int i = 0, j = Points.Count - 1; i < Points.Count; j = i++)
        {
            var (ax, ay) = ((double)Points[i].X, (double)Points[i].Y);
            var (bx, by) = ((double)Points[j].X, (double)Points[j].Y);
            if (ay > y != by > y && x < ((bx - ax) * (y - ay) / (by - ay)) + ax)
            {
                inside = !inside;
            }
        }

        return inside;
    }

    public bool Equals(AreaShape? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as AreaShape);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    private static AreaPoint ParsePoint(string pair)
    {
        var comma = pair.IndexOf(',', StringComparison.Ordinal);
        return new AreaPoint(
            decimal.Parse(pair.AsSpan(0, comma), CultureInfo.InvariantCulture),
            decimal.Parse(pair.AsSpan(comma + 1), CultureInfo.InvariantCulture));
    }

    /// <summary>At most four decimals: a twentieth of a millimetre on the largest page is three.</summary>
    private static decimal Round(decimal value) => decimal.Round(value, 4, MidpointRounding.AwayFromZero);

    /// <summary>A coordinate without idle zeros.</summary>
    private static string Format(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
