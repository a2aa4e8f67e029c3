namespace ZsrbPaper.Benchmarks.Measuring;

/// <summary>Durations of the same thing done over and over, in milliseconds.</summary>
internal sealed class Samples
{
    private readonly List<double> _milliseconds = [];

    public int Count => _milliseconds.Count;

    public double Median => At(0.5);

    public double P95 => At(0.95);

    public double P99 => At(0.99);

    public double Min => At(0);

    public double Max => At(1);

    public void Add(TimeSpan duration) => _milliseconds.Add(duration.TotalMilliseconds);

    /// <summary>The smallest duration that so great a share of all is not above.</summary>
    private double At(double share)
    {
        var ordered = _milliseconds.Order().ToList();
        return ordered[Math.Max(0, (int)Math.Ceiling(share * ordered.Count) - 1)];
    }
}
