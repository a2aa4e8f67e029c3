namespace ZsrbPaper.Core.Searching;

/// <summary>
/// Words that are spelt nearly as another, which no article has: one character is another, missing or too much. The characters around it are
/// still in the index of terms, and lead to the articles whose text has the word as it should be.
/// </summary>
internal static class SearchSpelling
{
    /// <summary>Shorter words leave no pair to look for, and are near to too many others.</summary>
    private const int Shortest = 3;

    /// <summary>Longer ones are sentences, which are answered by what comes nearest.</summary>
    private const int Longest = 12;

    /// <summary>A query with more characters is a text that was pasted, however short its words.</summary>
    private const int LongestQuery = 24;

    /// <summary>Whether a query may be one that is spelt wrong.</summary>
    public static bool CanBeMended(SearchQuery query) => query.Words.Sum(word => word.Normal.Length) <= LongestQuery;

    /// <summary>Whether a nearly equal word can be looked for.</summary>
    public static bool CanBeMended(SearchWord word) => word.Normal.Length is >= Shortest and <= Longest && word.Normal.All(IsHan);

    /// <summary>For each character that may be the wrong one, the terms of what stands around it; nothing where it leaves none.</summary>
    public static IEnumerable<IReadOnlyList<string>> TermsAround(SearchWord word)
    {
        for (var wrong = 0; wrong < word.Normal.Length; wrong++)
        {
            List<string> terms =
            [
                .. new[] { word.Normal[..wrong], word.Normal[(wrong + 1)..] }.Where(part => part.Length > 1)
                    .SelectMany(part => SearchTerms.OfWord(part, word.Field)).Distinct(),
            ];
            if (terms.Count > 0)
            {
                yield return terms;
            }
        }
    }

    /// <summary>The pieces of a document's texts that are nearly a word, each once, where the word must stand.</summary>
    public static IReadOnlySet<string> FindNear(SearchParts parts, SearchWord word)
    {
        var near = new HashSet<string>(StringComparer.Ordinal);
        switch (word.Field)
        {
            case SearchField.Title:
                AddNear(parts.Heading, word.Normal, near);
                break;
            case SearchField.Author:
                AddNear(parts.Authors, word.Normal, near);
                break;
            case SearchField.Caption:
                AddNear(parts.Captions, word.Normal, near);
                break;
            case SearchField.Text:
                AddNear(parts.Body, word.Normal, near);
                break;
            default:
                AddNear(parts.Heading, word.Normal, near);
                AddNear(parts.All, word.Normal, near);
                break;
        }

        return near;
    }

    /// <summary>
    /// Whether one character makes the difference. One that is missing or too much stands between others: at an end the one would only be the beginning,
    /// or the end, of the other.
    /// </summary>
    public static bool AreNear(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var same = one.CommonPrefixLength(other);
        if (one.Length == other.Length)
        {
            return same < one.Length && one[(same + 1)..].SequenceEqual(other[(same + 1)..]);
        }

        var shorter = one.Length < other.Length ? one : other;
        var longer = one.Length < other.Length ? other : one;
        return longer.Length == shorter.Length + 1 && same > 0 && same < shorter.Length && longer[(same + 1)..].SequenceEqual(shorter[same..]);
    }

    private static void AddNear(ReadOnlySpan<char> text, string word, HashSet<string> near)
    {
        for (var length = word.Length - 1; length <= word.Length + 1; length++)
        {
            for (var start = 0; start <= text.Length - length; start++)
            {
                var piece = text.Slice(start, length);
                if (AreNear(piece, word) && AreHan(piece))
                {
                    near.Add(piece.ToString());
                }
            }
        }
    }

    private static bool AreHan(ReadOnlySpan<char> piece)
    {
        foreach (var c in piece)
        {
            if (!IsHan(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHan(char c) => SearchText.IsIdeograph(c) && !char.IsSurrogate(c);
}
