using System.Globalization;

namespace ZsrbPaper.Core.Text;

public enum DiffKind
{
    Same,
    Deleted,
    Inserted,
}

/// <summary>A run of text that both have, or only the older, or only the newer.</summary>
public readonly record struct DiffPart(DiffKind Kind, string Text);

/// <summary>
/// What changed between two texts, as someone reads Chinese: character by character, Latin words and figures whole, and changes that
/// leave but a character or two between them taken together.
/// </summary>
public static class ChineseDiff
{
    /// <summary>Beyond so many edits in one piece, showing it whole is more readable, and finding them takes too long.</summary>
    private const int MaxEdits = 1_500;

    /// <summary>The parts in reading order; joined without the inserted ones they are the older text, without the deleted ones the newer.</summary>
    public static IReadOnlyList<DiffPart> Compare(string? older, string? newer)
    {
        var (a, b) = (Tokens(older ?? ""), Tokens(newer ?? ""));
        var start = 0;
        while (start < a.Count && start < b.Count && a[start] == b[start])
        {
            start++;
        }

        var end = 0;
        while (end < a.Count - start && end < b.Count - start && a[^(end + 1)] == b[^(end + 1)])
        {
            end++;
        }

        var steps = new List<(DiffKind Kind, string Token)>();
        steps.AddRange(a.Take(start).Select(token => (DiffKind.Same, token)));
        steps.AddRange(Middle(a[start..^end], b[start..^end]));
        steps.AddRange(a.Skip(a.Count - end).Select(token => (DiffKind.Same, token)));
        return Join(steps);
    }

    /// <summary>Myers' shortest edit script.</summary>
    private static IEnumerable<(DiffKind Kind, string Token)> Middle(List<string> a, List<string> b)
    {
        var max = Math.Min(a.Count + b.Count, MaxEdits);
        var reach = new int[(2 * max) + 2];
        var trace = new List<int[]>();
        for (var edits = 0; edits <= max; edits++)
        {
            trace.Add(reach[(max - edits)..(max + edits + 2)]);
            for (var k = -edits; k <= edits; k += 2)
            {
                var x = k == -edits || (k != edits && reach[max + k - 1] < reach[max + k + 1]) ? reach[max + k + 1] : reach[max + k - 1] + 1;
                while (x < a.Count && x - k < b.Count && a[x] == b[x - k])
                {
                    x++;
                }

                reach[max + k] = x;
                if (x >= a.Count && x - k >= b.Count)
                {
                    return Back(a, b, trace);
                }
            }
        }

        return a.Select(token => (DiffKind.Deleted, token)).Concat(b.Select(token => (DiffKind.Inserted, token)));
    }

    private static List<(DiffKind Kind, string Token)> Back(List<string> a, List<string> b, List<int[]> trace)
    {
        var steps = new List<(DiffKind, string)>();
        var (x, y) = (a.Count, b.Count);
        for (var edits = trace.Count - 1; edits >= 0; edits--)
        {
            // What was kept of the reach before this round: diagonals -edits to edits + 1.
            var reach = trace[edits];
            var k = x - y;
            var before = edits == 0 ? 0 : k == -edits || (k != edits && reach[k - 1 + edits] < reach[k + 1 + edits]) ? k + 1 : k - 1;
            var beforeX = edits == 0 ? 0 : reach[before + edits];
            var beforeY = beforeX - before;
            while (x > beforeX && y > beforeY)
            {
                steps.Add((DiffKind.Same, a[--x]));
                y--;
            }

            if (edits > 0)
            {
                steps.Add(x == beforeX ? (DiffKind.Inserted, b[--y]) : (DiffKind.Deleted, a[--x]));
            }
        }

        steps.Reverse();
        return steps;
    }

    /// <summary>Runs of one kind; between two changes, a run of at most two characters that says nothing by itself joins them.</summary>
    private static List<DiffPart> Join(List<(DiffKind Kind, string Token)> steps)
    {
        var parts = new List<DiffPart>();
        var i = 0;
        while (i < steps.Count)
        {
            if (steps[i].Kind == DiffKind.Same)
            {
                var from = i;
                while (i < steps.Count && steps[i].Kind == DiffKind.Same)
                {
                    i++;
                }

                parts.Add(new DiffPart(DiffKind.Same, string.Concat(steps[from..i].Select(step => step.Token))));
                continue;
            }

            var (deleted, inserted) = (new List<string>(), new List<string>());
            while (i < steps.Count && (steps[i].Kind != DiffKind.Same || IsCrumb(steps, i)))
            {
                if (steps[i].Kind != DiffKind.Inserted)
                {
                    deleted.Add(steps[i].Token);
                }

                if (steps[i].Kind != DiffKind.Deleted)
                {
                    inserted.Add(steps[i].Token);
                }

                i++;
            }

            Add(DiffKind.Deleted, deleted);
            Add(DiffKind.Inserted, inserted);
        }

        return parts;

        void Add(DiffKind kind, List<string> tokens)
        {
            if (tokens.Count > 0)
            {
                parts.Add(new DiffPart(kind, string.Concat(tokens)));
            }
        }
    }

    /// <summary>Whether what is the same here is a character or two between changes, and no end of a line.</summary>
    private static bool IsCrumb(List<(DiffKind Kind, string Token)> steps, int at)
    {
        var (from, to) = (at, at);
        while (from > 0 && steps[from - 1].Kind == DiffKind.Same)
        {
            from--;
        }

        while (to < steps.Count && steps[to].Kind == DiffKind.Same)
        {
            to++;
        }

        return from > 0 && to < steps.Count && to - from <= 2 && steps[from..to].TrueForAll(step => step.Token != "\n");
    }

    private static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text.AsSpan(i));
            while (length > 0 && char.IsAsciiLetterOrDigit(text[i]) && i + length < text.Length
                && (char.IsAsciiLetterOrDigit(text[i + length])
                    || (text[i + length] is '.' or ',' && i + length + 1 < text.Length && char.IsAsciiDigit(text[i + length - 1]) && char.IsAsciiDigit(text[i + length + 1]))))
            {
                length++;
            }

            tokens.Add(text.Substring(i, length));
            i += length;
        }

        return tokens;
    }
}
