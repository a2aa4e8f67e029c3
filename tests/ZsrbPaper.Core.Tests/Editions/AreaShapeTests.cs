using System.Globalization;
using CsCheck;
using Xunit;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Tests.Editions;

public sealed class AreaShapeTests
{
    private static readonly Gen<decimal> _coordinate = Gen.Int[0, 1_000_000].Select(number => number / 10_000m);
    private static readonly Gen<AreaPoint[]> _points = Gen.Select(_coordinate, _coordinate).Select(pair => new AreaPoint(pair.Item1, pair.Item2)).Array[3, 20];

    [Fact]
    public void Shape_is_written_as_svg_writes_points() =>
        Assert.Equal("2.9,6.8 62.3,6.8 62.3,67.6 0,100", AreaShape.From([new(2.90m, 6.8m), new(62.3m, 6.80m), new(62.3m, 67.6m), new(0, 100)]).Text);

    [Fact]
    public void Shape_knows_its_bounds()
    {
        var shape = AreaShape.From([new(10, 80), new(50, 5), new(90.5m, 60)]);

        Assert.Equal((10m, 5m, 90.5m, 80m), (shape.Left, shape.Top, shape.Right, shape.Bottom));
    }

    [Theory]
    [InlineData(-0.0001, 0)]
    [InlineData(0, -1)]
    [InlineData(100.0001, 0)]
    [InlineData(-0.00005, 0)]
    [InlineData(0, 101)]
    public void Point_outside_the_page_is_refused(double x, double y) =>
        Assert.Throws<ArgumentException>(() => AreaShape.From([new(0, 0), new(1, 1), new((decimal)x, (decimal)y)]));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(AreaShape.MaxPoints + 1)]
    public void Too_few_or_too_many_points_are_refused(int count) =>
        Assert.Throws<ArgumentException>(() => AreaShape.From(Enumerable.Repeat(new AreaPoint(1, 1), count)));

    [Fact]
    public void Any_shape_is_read_back_the_same() => _points.Sample(points =>
    {
        var shape = AreaShape.From(points);
        var again = AreaShape.Parse(shape.Text);
        Assert.Equal(shape, again);
        Assert.Equal(points, again.Points);
        Assert.Equal(shape.GetHashCode(), again.GetHashCode());
    });

    [Fact]
    public void Shape_is_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal("2.5,6.8 62.3,6.8 62.3,67.6", AreaShape.Parse("2.5,6.8 62.3,6.8 62.3,67.6").Text);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Points_finer_than_four_decimals_are_rounded_at_once()
    {
        var shape = AreaShape.From([new(33.333333m, 0), new(99.99995m, 0), new(0, 100)]);

        Assert.Equal([new AreaPoint(33.3333m, 0), new AreaPoint(100, 0), new AreaPoint(0, 100)], shape.Points);
        Assert.Equal(shape.Points, AreaShape.Parse(shape.Text).Points);
    }
}
