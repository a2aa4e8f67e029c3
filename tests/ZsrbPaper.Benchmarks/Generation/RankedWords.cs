namespace ZsrbPaper.Benchmarks.Generation;

/// <summary>
/// Words by rank: the word of rank r (from 1) is chosen 1/(r + 2) times as often as others, as words of natural language are (Zipf and
/// Mandelbrot). Chosen in constant time by Walker's alias method.
/// </summary>
internal sealed class RankedWords
{
    private readonly string[] _words;
    private readonly double[] _keeps;
    private readonly int[] _aliases;

    /// <param name="words">Most frequent first; a word that is listed twice counts where it first stands.</param>
    public RankedWords(IEnumerable<string> words)
    {
        _words = [.. words.Distinct()];
        var weights = Enumerable.Range(1, _words.Length).Select(rank => 1.0 / (rank + 2)).ToArray();
        var average = weights.Sum() / _words.Length;
        _keeps = [.. weights.Select(weight => weight / average)];
        _aliases = new int[_words.Length];
        var small = new Stack<int>(Enumerable.Range(0, _words.Length).Where(word => _keeps[word] < 1));
        var large = new Stack<int>(Enumerable.Range(0, _words.Length).Where(word => _keeps[word] >= 1));
        while (small.TryPop(out var poor) && large.TryPop(out var rich))
        {
            _aliases[poor] = rich;
            _keeps[rich] -= 1 - _keeps[poor];
            (_keeps[rich] < 1 ? small : large).Push(rich);
        }

        // What is left over differs from 1 by rounding only.
        foreach (var word in small.Concat(large))
        {
            _keeps[word] = 1;
        }
    }

    /// <summary>Most frequent first.</summary>
    public IReadOnlyList<string> Words => _words;

    public string Next(ref Dice dice)
    {
        var word = dice.Next(_words.Length);
        return _words[dice.NextDouble() < _keeps[word] ? word : _aliases[word]];
    }
}
