using System.Text.RegularExpressions;

namespace ZsrbPaper.Core.Searching;

/// <summary>
/// How well an article fits a query: the order "best first".
/// </summary>
/// <remarks>
/// <para>
/// The query is cut into units: each two neighbouring ideographs of a word, each ideograph by itself at a lower weight (names are often one rare
/// character), and each word of letters or digits. A unit weighs the more the fewer articles have it:
/// <c>idf = ln(1 + (N - n + ½) / (n + ½))</c>, where N is the number of articles and n that of those which have the unit, both told by the
/// <see cref="SearchSample"/>. Where no article has the whole query, the words that make it a question (什么, 多少, …) are left out: they are rare
/// in newspapers, and yet say nothing.
/// </para>
/// <para>
/// An article scores the sum of four parts:
/// </para>
/// <list type="number">
/// <item><em>Words</em>, BM25F (Robertson, Zaragoza, Taylor 2004): each unit gives <c>idf · f / (k + f)</c>, where f counts its places, each by the weight
/// of where it stands (<see cref="TitleWeight"/>, <see cref="KickerWeight"/>, … 1 in the body), divided by how much longer than usual the text is.</item>
/// <item><em>Phrase</em>: the longest pieces of the query that stand in the article as they stand in the query, each by the weight of its units
/// beyond the first. A piece of one unit gives nothing, the whole query most.</item>
/// <item><em>Nearness</em>: the one sentence (or heading) that holds the most of the query, by weight: the square of its share of the whole query's
/// weight, so that all words in one sentence count more than the same words strewn about.</item>
/// <item><em>Heading</em>: a title, kicker or subtitle that stands whole in the query, by the weight of its units: who types a title, or asks
/// about it, wants that article.</item>
/// </list>
/// <para>
/// Where more articles have the query than are ranked together, headings alone are looked at (<see cref="ArticleSearch"/>). Of articles that score the same the newer comes first, then the one that stands earlier in its edition (<see cref="SearchDocument.Key"/>): no two
/// tie.
/// </para>
/// </remarks>
public sealed partial class SearchRanking
{
    private const double TitleWeight = 4;
    private const double KickerWeight = 2.5;
    private const double AuthorWeight = 2;
    private const double CaptionWeight = 1;

    /// <summary>BM25's k1: how soon further places of a unit stop counting.</summary>
    private const double Saturation = 1.2;

    /// <summary>BM25's b: how much a long text's places count less.</summary>
    private const double LengthWeight = 0.5;

    private const double PhraseWeight = 0.3;
    private const double NearnessWeight = 0.3;
    private const double HeadingWeight = 1;

    /// <summary>Weight of a single ideograph, of what its idf would give it.</summary>
    private const double SingleWeight = 0.7;

    /// <summary>Units of a query that are weighed; the rest of a long text adds nothing.</summary>
    private const int MaxUnits = 96;

    /// <summary>In their normal form; a decimal point parts as well, which does no harm here.</summary>
    private static readonly System.Buffers.SearchValues<char> _sentenceEnds = System.Buffers.SearchValues.Create("\n.!?;");

    private readonly List<Unit> _units = [];
    private readonly List<string> _runs;
    private readonly double _total;
    private readonly double _meanLength;
    private readonly string _whole;

    /// <param name="nearest">Whether no article has the whole query, so that its parts are looked for.</param>
    public SearchRanking(SearchQuery query, SearchSample sample, bool nearest = false)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(sample);
        _runs = [.. query.Words.Select(word => word.Normal)];
        if (nearest && _runs.SelectMany(run => QuestionWord().Split(run)).Where(part => part.Length > 0).ToList() is { Count: > 0 } told)
        {
            _runs = told;
        }

        _whole = string.Concat(_runs);
        var singles = _whole.Where(SearchText.IsIdeograph).Select(one => one.ToString());
        foreach (var unit in _runs.SelectMany(UnitsOf).Concat(singles).Distinct(StringComparer.Ordinal).Take(MaxUnits))
        {
            var frequency = sample.FrequencyOf(unit);
            var idf = Math.Log(1 + Math.Max(0, (sample.Documents - frequency + 0.5) / (frequency + 0.5)));
            var isSingle = unit.Length == 1 && SearchText.IsIdeograph(unit[0]);
            _units.Add(new Unit(unit, isSingle ? SingleWeight * idf : idf, frequency));
        }

        _total = _units.Sum(unit => unit.Weight);
        _meanLength = sample.MeanLength;
    }

    /// <summary>The units by weight, the heaviest first.</summary>
    public IReadOnlyList<(string Text, double Frequency)> Units => [.. _units.OrderByDescending(unit => unit.Weight).Select(unit => (unit.Text, unit.Frequency))];

    /// <summary>The pieces of the query that are looked for where it is not found whole, single ideographs of longer words apart.</summary>
    internal IEnumerable<string> Parts => _runs.SelectMany(UnitsOf).Distinct(StringComparer.Ordinal);

    /// <summary>Greater is better; 0 for an article that has nothing of the query.</summary>
    /// <param name="heading">The document's heading as it is stored.</param>
    /// <param name="text">The document's text as it is stored.</param>
    public double Score(string heading, string text)
    {
        var parts = new SearchParts(heading, text);
        var lines = parts.Heading;
        var kickerEnd = lines.IndexOf('\n');
        var titleEnd = kickerEnd + 1 + lines[(kickerEnd + 1)..].IndexOf('\n');
        var kicker = lines[..kickerEnd];
        var title = lines[(kickerEnd + 1)..titleEnd];
        var subtitle = lines[(titleEnd + 1)..];
        var norm = 1 - LengthWeight + (LengthWeight * (heading.Length + text.Length) / _meanLength);

        var words = 0d;
        Span<bool> present = stackalloc bool[_units.Count];
        for (var i = 0; i < _units.Count; i++)
        {
            var unit = _units[i].Text;
            var places = (TitleWeight * Count(title, unit)) + (KickerWeight * (Count(kicker, unit) + Count(subtitle, unit)))
                + (AuthorWeight * Count(parts.Authors, unit)) + (CaptionWeight * Count(parts.Captions, unit)) + Count(parts.Body, unit);
            present[i] = places > 0;
            var f = places / norm;
            words += _units[i].Weight * f / (Saturation + f);
        }

        if (words == 0)
        {
            return 0;
        }

        var phrase = PhraseOf(parts.Heading, parts.All);
        var nearness = Math.Max(ShareIn(parts.Heading, present), Math.Max(BestSentence(parts.Body, present), BestSentence(parts.Captions, present)));
        var named = Math.Max(WeightOfNamed(title), Math.Max(WeightOfNamed(kicker), WeightOfNamed(subtitle)));
        return words + (PhraseWeight * phrase) + (NearnessWeight * _total * nearness * nearness) + (HeadingWeight * named);
    }

    /// <summary>The weight of the units that an article has, wherever and however often: what comes near, told quickly.</summary>
    internal double WeightIn(string heading, string text)
    {
        var parts = new SearchParts(heading, text);
        var weight = 0d;
        foreach (var unit in _units)
        {
            weight += SearchText.Contains(parts.All, unit.Text) || SearchText.Contains(parts.Heading, unit.Text) ? unit.Weight : 0;
        }

        return weight;
    }

    internal static IEnumerable<string> UnitsOf(string normal)
    {
        for (var i = 0; i < normal.Length;)
        {
            if (SearchText.IsIdeograph(normal[i]))
            {
                if (i + 1 < normal.Length && SearchText.IsIdeograph(normal[i + 1]))
                {
                    yield return normal.Substring(i, 2);
                }
                else if (i == 0 || !SearchText.IsIdeograph(normal[i - 1]))
                {
                    yield return normal.Substring(i, 1);
                }

                i++;
            }
            else if (SearchText.IsWordCharacter(normal[i]))
            {
                var end = i + 1;
                while (end < normal.Length && SearchText.IsWordCharacter(normal[end]))
                {
                    end++;
                }

                yield return normal[i..end];
                i = end;
            }
            else
            {
                i++;
            }
        }
    }

    private static int Count(ReadOnlySpan<char> text, string unit)
    {
        var count = 0;
        for (var at = SearchText.Find(text, unit); at >= 0; at = SearchText.Find(text, unit, at + unit.Length))
        {
            count++;
        }

        return count;
    }

    /// <summary>The weight of the longest pieces of each word of the query that the article has, without their first units.</summary>
    private double PhraseOf(ReadOnlySpan<char> heading, ReadOnlySpan<char> text)
    {
        var weight = 0d;
        foreach (var run in _runs)
        {
            for (var start = 0; start + 2 < run.Length;)
            {
                var length = LongestFrom(run, start, heading, text);
                if (length > 2)
                {
                    weight += UnitsOf(run.Substring(start, length)).Skip(1).Sum(unit => _units.Find(known => known.Text == unit).Weight);
                }

                start += Math.Max(1, length - 1);
            }
        }

        return weight;
    }

    private static int LongestFrom(string run, int start, ReadOnlySpan<char> heading, ReadOnlySpan<char> text)
    {
        var length = 0;
        while (start + length < run.Length)
        {
            var longer = run.AsSpan(start, length + 1);
            if (heading.IndexOf(longer) < 0 && text.IndexOf(longer) < 0)
            {
                break;
            }

            length++;
        }

        return length;
    }

    private double WeightOfNamed(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty || _whole.AsSpan().IndexOf(line) < 0)
        {
            return 0;
        }

        var weight = 0d;
        foreach (var unit in _units)
        {
            weight += SearchText.Contains(line, unit.Text) ? unit.Weight : 0;
        }

        return weight;
    }

    private double BestSentence(ReadOnlySpan<char> text, ReadOnlySpan<bool> present)
    {
        var best = 0d;
        foreach (var sentence in text.SplitAny(_sentenceEnds))
        {
            best = Math.Max(best, ShareIn(text[sentence], present));
        }

        return best;
    }

    private double ShareIn(ReadOnlySpan<char> text, ReadOnlySpan<bool> present)
    {
        var weight = 0d;
        for (var i = 0; i < _units.Count; i++)
        {
            weight += present[i] && SearchText.Contains(text, _units[i].Text) ? _units[i].Weight : 0;
        }

        return _total == 0 ? 0 : weight / _total;
    }

    /// <summary>In their normal form.</summary>
    [GeneratedRegex("为什么|是什么|什么时候|什么时间|什么地方|什么|怎么样|怎么|怎样|如何|为何|何时|何地|何处|何人|哪些|哪里|哪儿|哪个|哪一|多少|多久|多大|多长|多高|是谁|几个|是否|请问|吗|呢")]
    private static partial Regex QuestionWord();

    private readonly record struct Unit(string Text, double Weight, double Frequency);
}
