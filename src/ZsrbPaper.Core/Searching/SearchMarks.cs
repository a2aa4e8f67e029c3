namespace ZsrbPaper.Core.Searching;

/// <summary>Marks the words that were searched for in texts as they are shown, and cuts out the places worth showing.</summary>
internal static class SearchMarks
{
    /// <summary>Characters of a snippet, about.</summary>
    private const int SnippetLength = 110;

    /// <summary>Characters shown before the first word of a place.</summary>
    private const int Before = 18;

    private const string Ends = "。！？；，、：.!?;,:";

    public static MarkedText? Mark(string? text, IReadOnlyList<string> words) => string.IsNullOrEmpty(text) ? null : Cut(text, Find(text, words), 0, text.Length);

    /// <summary>
    /// The places with the most different words, at most two, in the order of the text; the opening when no word stands in it.
    /// </summary>
    public static MarkedText Snippet(IReadOnlyList<string> paragraphs, IReadOnlyList<string> words)
    {
        var places = new List<(int Paragraph, int Start, IReadOnlySet<string> Words, bool[] Marks)>();
        for (var i = 0; i < paragraphs.Count; i++)
        {
            var (marks, starts) = FindWithStarts(paragraphs[i], words);
            var from = 0;
            while (from < starts.Count)
            {
                var start = starts[from].Start;
                var inside = starts.Skip(from).TakeWhile(next => next.Start < start + (SnippetLength / 2)).ToList();
                places.Add((i, start, inside.Select(next => next.Word).ToHashSet(StringComparer.Ordinal), marks));
                from += inside.Count;
            }
        }

        if (places.Count == 0)
        {
            var opening = paragraphs.Count > 0 ? paragraphs[0] : "";
            return Cut(opening, new bool[opening.Length], 0, SnippetLength);
        }

        var best = places.OrderByDescending(place => place.Words.Count).ThenBy(place => place.Paragraph).ThenBy(place => place.Start).First();
        var second = places.Where(place => !ReferenceEquals(place.Marks, best.Marks) || Math.Abs(place.Start - best.Start) > SnippetLength)
            .OrderByDescending(place => place.Words.Except(best.Words).Count()).ThenBy(place => place.Paragraph).ThenBy(place => place.Start)
            .Select(place => ((int Paragraph, int Start, IReadOnlySet<string> Words, bool[] Marks)?)place).FirstOrDefault();
        var shown = second is { } other ? new[] { best, other } : [best];
        var parts = new List<MarkedPart>();
        foreach (var place in shown.OrderBy(place => place.Paragraph).ThenBy(place => place.Start))
        {
            if (parts.Count > 0 && !parts[^1].Text.EndsWith('…'))
            {
                parts.Add(new MarkedPart("…", false));
            }

            var text = paragraphs[place.Paragraph];
            var start = Math.Max(0, place.Start - Before);
            for (var i = place.Start - 1; i >= start; i--)
            {
                if (Ends.Contains(text[i], StringComparison.Ordinal))
                {
                    start = i + 1;
                    break;
                }
            }

            parts.AddRange(Cut(text, place.Marks, start, SnippetLength / shown.Length).Parts);
        }

        return new MarkedText(parts);
    }

    private static bool[] Find(string text, IReadOnlyList<string> words) => FindWithStarts(text, words).Marks;

    private static (bool[] Marks, List<(int Start, string Word)> Starts) FindWithStarts(string text, IReadOnlyList<string> words)
    {
        var (normal, origins) = SearchText.NormaliseWithOrigins(text);
        var marks = new bool[text.Length];
        var starts = new List<(int Start, string Word)>();
        foreach (var word in words)
        {
            for (var at = SearchText.Find(normal, word); at >= 0; at = SearchText.Find(normal, word, at + 1))
            {
                var (first, last) = (origins[at], origins[at + word.Length - 1]);
                Array.Fill(marks, true, first, last - first + 1);
                starts.Add((first, word));
            }
        }

        starts.Sort((left, right) => left.Start.CompareTo(right.Start));
        return (marks, starts);
    }

    /// <summary>A piece of a text with ellipses where it was cut; never within a character of two code units, a mark or a word of letters.</summary>
    private static MarkedText Cut(string text, bool[] marks, int start, int length)
    {
        while (start > 0 && IsInside(text, marks, start))
        {
            start--;
        }

        var end = Math.Min(text.Length, start + length);
        while (end < text.Length && IsInside(text, marks, end))
        {
            end++;
        }

        var parts = new List<MarkedPart>();
        if (start > 0)
        {
            parts.Add(new MarkedPart("…", false));
        }

        for (var i = start; i < end;)
        {
            var next = i + 1;
            while (next < end && marks[next] == marks[i])
            {
                next++;
            }

            parts.Add(new MarkedPart(text[i..next], marks[i]));
            i = next;
        }

        if (end < text.Length)
        {
            parts.Add(new MarkedPart("…", false));
        }

        return new MarkedText(parts);
    }

    private static bool IsInside(string text, bool[] marks, int i) =>
        char.IsLowSurrogate(text[i]) || (marks[i] && marks[i - 1]) || (SearchText.IsWordCharacter(text[i]) && SearchText.IsWordCharacter(text[i - 1]));
}
