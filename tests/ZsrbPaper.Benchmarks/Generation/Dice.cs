namespace ZsrbPaper.Benchmarks.Generation;

/// <summary>
/// Random numbers that are the same on every machine and version of .NET (SplitMix64): whoever knows the seed and the place of an article
/// can write it again.
/// </summary>
internal struct Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Dice of their own for one thing, whatever was thrown for others.</summary>
    public static Dice For(ulong seed, long thing)
    {
        var dice = new Dice(seed ^ ((ulong)thing * 0xD1342543DE82EF95));
        dice.Next();
        return dice;
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From 0 to <paramref name="below"/>, which is not reached.</summary>
    public int Next(int below) => (int)(((UInt128)Next() * (uint)below) >> 64);

    /// <summary>From 0 to 1, which is not reached.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Whether one of so many throws hits.</summary>
    public bool OneIn(int throws) => Next(throws) == 0;

    public T Choose<T>(IReadOnlyList<T> from) => from[Next(from.Count)];
}
