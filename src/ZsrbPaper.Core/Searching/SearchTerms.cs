using System.Globalization;
using System.Text;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Searching;

/// <summary>
/// The terms by which the database finds a text: each two neighbouring ideographs, an ideograph that stands last of its run alone, and each
/// word of scripts that part words, and each two of them that one mark parts, as in 28.7. Written as the hexadecimal UTF-16 code units, so that both
/// engines take them as they are: <c>4e2d5c71</c> is 中山. Terms of a heading are there a second time behind a <c>t</c>, those of authors behind an <c>n</c>.
/// </summary>
/// <remarks>
/// <para>
/// A text is stored so that its terms can be cut out of it by a rule of one line, which PostgreSQL knows too (the function
/// <c>search_terms</c> of the migrations): the text in its normal form, then each word once, as two characters of Unicode's private use area that
/// are a hash of the word. Terms then are just neighbours. Two words may share a hash, and a newspaper's own characters may be private too, so
/// a term says which texts may have a word: the text itself says whether it has.
/// </para>
/// <para>
/// Pairs, because they need no dictionary: whatever stands in a text is found, new names too. A word of one character is found as the beginning of
/// pairs (see <see cref="IsPrefix"/>).
/// </para>
/// </remarks>
public static class SearchTerms
{
    /// <summary>After the text, before its words.</summary>
    public const char WordsMark = '\u001E';

    private const char FirstPrivate = '\uE000';
    private const int PrivateCount = 0xF900 - FirstPrivate;

    /// <summary>Before the character of a year; and this plus 1 to 12, of a month in it. No word begins with these.</summary>
    private const char Dates = '\uF8F0';

    /// <summary>Before the hash of a page label, and of a section.</summary>
    private const char Labels = (char)(Dates + 13);

    private const char Sections = (char)(Dates + 14);

    /// <summary>A normal text with its words behind it, as it is stored.</summary>
    public static string WithWords(string normal)
    {
        ArgumentNullException.ThrowIfNull(normal);
        return WithWordsBehind(normal).ToString();
    }

    /// <summary>A normal text with its words and its place behind it: by date, page and section the index finds it too.</summary>
    public static string WithWords(string normal, DateOnly date, PageLabel label, string section)
    {
        ArgumentNullException.ThrowIfNull(normal);
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(section);
        var year = CharacterOf(date.Year);
        return WithWordsBehind(normal)
            .Append(Dates).Append(year).Append(' ')
            .Append((char)(Dates + date.Month)).Append(year).Append(' ')
            .Append(Labels).Append(Hash(label.Value)[0]).Append(' ')
            .Append(Sections).Append(Hash(section)[0]).Append(' ')
            .ToString();
    }

    private static StringBuilder WithWordsBehind(string normal)
    {
        var stored = new StringBuilder(normal, normal.Length + 64).Append(WordsMark);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in WordsAndPairs(normal))
        {
            if (known.Add(word))
            {
                stored.Append(Hash(word)).Append(' ');
            }
        }

        return stored;
    }

    /// <summary>The term of texts dated in a year.</summary>
    public static string OfYear(int year) => Hex(Dates, CharacterOf(year));

    /// <summary>The term of texts dated in a month.</summary>
    public static string OfMonth(int year, int month) => Hex((char)(Dates + month), CharacterOf(year));

    /// <summary>The term of texts on pages of a label; others may share it.</summary>
    public static string OfLabel(PageLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return Hex(Labels, Hash(label.Value)[0]);
    }

    /// <summary>The term of texts in a section; others may share it.</summary>
    public static string OfSection(string section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Hex(Sections, Hash(section)[0]);
    }

    /// <summary>The normal text of what is stored.</summary>
    public static ReadOnlySpan<char> TextOf(string stored)
    {
        var end = stored.AsSpan().IndexOf(WordsMark);
        return end < 0 ? stored : stored.AsSpan(0, end);
    }

    /// <summary>The terms of a stored heading and text, each once.</summary>
    public static IReadOnlySet<string> OfDocument(string heading, string text)
    {
        ArgumentNullException.ThrowIfNull(heading);
        ArgumentNullException.ThrowIfNull(text);
        var terms = new HashSet<string>(StringComparer.Ordinal);
        foreach (var term in Neighbours(heading))
        {
            terms.Add(term);
            terms.Add("t" + term);
        }

        foreach (var term in Neighbours(text))
        {
            terms.Add(term);
        }

        var authors = text.IndexOf(SearchDocument.PartsMark, StringComparison.Ordinal);
        foreach (var term in Neighbours(text[..Math.Max(0, authors)]))
        {
            terms.Add("n" + term);
        }

        return terms;
    }

    /// <summary>The terms that a text must have to have a word or phrase in it; none for marks, or a private character, alone.</summary>
    /// <param name="normal">The word in its normal form.</param>
    /// <param name="field">Where it must stand; only headings and authors have terms of their own.</param>
    public static IReadOnlyList<string> OfWord(string normal, SearchField field = SearchField.Any)
    {
        ArgumentNullException.ThrowIfNull(normal);
        var terms = new List<string>();
        for (var i = 0; i < normal.Length; i++)
        {
            var isPair = i + 1 < normal.Length && SearchText.IsIdeograph(normal[i + 1]);
            var isAlone = i == 0 || !SearchText.IsIdeograph(normal[i - 1]);
            if (SearchText.IsIdeograph(normal[i]) && (isPair || (isAlone && !IsPrivate(normal[i]))))
            {
                terms.Add(isPair ? Hex(normal[i], normal[i + 1]) : Hex(normal[i]));
            }
        }

        // Words stand behind the whole text, so those of authors are found in any part of it.
        var words = WordsAndPairs(normal).Select(Hash).Select(hash => Hex(hash[0], hash[1]));
        return field switch
        {
            SearchField.Title => [.. terms.Concat(words).Distinct().Select(term => "t" + term)],
            SearchField.Author => [.. terms.Select(term => "n" + term).Concat(words).Distinct()],
            _ => [.. terms.Concat(words).Distinct()],
        };
    }

    /// <summary>Whether the terms of a word in a field say for certain whether a text has it: it is not in parts, and no hash.</summary>
    internal static bool AreCertain(string normal, SearchField field) =>
        normal.Length <= 2 && field is SearchField.Any or SearchField.Title or SearchField.Author && IsOfIdeographs(normal);

    /// <summary>Whether a word is found wherever its characters stand: nothing in it can be part of a longer word, or be a hash.</summary>
    internal static bool IsOfIdeographs(string normal) => normal.All(SearchText.IsIdeograph) && !HasPrivate(normal);

    /// <summary>Whether a word has characters of which the hashes of words are made.</summary>
    internal static bool HasPrivate(string normal) => normal.Any(IsPrivate);

    /// <summary>Whether a term is one ideograph, which texts have as the beginning of other terms.</summary>
    public static bool IsPrefix(string term) => term.Length <= 5;

    /// <summary>What a text has stored where it has a term, and where.</summary>
    internal static (string Characters, SearchField Field) StoredOf(string term)
    {
        var field = term[0] == 't' ? SearchField.Title : term[0] == 'n' ? SearchField.Author : SearchField.Any;
        return (Encoding.BigEndianUnicode.GetString(Convert.FromHexString(field == SearchField.Any ? term : term[1..])), field);
    }

    private static IEnumerable<string> Neighbours(string stored)
    {
        for (var i = 0; i < stored.Length; i++)
        {
            if (SearchText.IsIdeograph(stored[i]))
            {
                if (i + 1 < stored.Length && SearchText.IsIdeograph(stored[i + 1]))
                {
                    yield return Hex(stored[i], stored[i + 1]);
                }
                else if (!IsPrivate(stored[i]))
                {
                    yield return Hex(stored[i]);
                }
            }
        }
    }

    private static bool IsPrivate(char c) => c is >= FirstPrivate and < (char)(FirstPrivate + PrivateCount);

    private static IEnumerable<(int Start, int Length)> Words(string normal)
    {
        var start = -1;
        for (var i = 0; i <= normal.Length; i++)
        {
            var isOfWord = i < normal.Length && SearchText.IsWordCharacter(normal[i]);
            if (isOfWord && start < 0)
            {
                start = i;
            }
            else if (!isOfWord && start >= 0)
            {
                yield return (start, i - start);
                start = -1;
            }
        }
    }

    /// <summary>Words, and each two of them with the one mark or space between them.</summary>
    private static IEnumerable<string> WordsAndPairs(string normal)
    {
        var (lastStart, lastEnd) = (-1, -1);
        foreach (var (start, length) in Words(normal))
        {
            yield return normal.Substring(start, length);
            if (start == lastEnd + 1 && lastStart >= 0 && !SearchText.IsIdeograph(normal[lastEnd]))
            {
                yield return normal[lastStart..(start + length)];
            }

            (lastStart, lastEnd) = (start, start + length);
        }
    }

    /// <summary>FNV-1a: stored texts have it, so it never changes.</summary>
    private static string Hash(string word)
    {
        var hash = 2166136261u;
        foreach (var c in word)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return $"{(char)(FirstPrivate + (hash % (Dates - FirstPrivate)))}{(char)(FirstPrivate + (hash / PrivateCount % PrivateCount))}";
    }

    private static char CharacterOf(int year) => (char)(FirstPrivate + (year % PrivateCount));

    private static string Hex(char one) => ((int)one).ToString("x4", CultureInfo.InvariantCulture);

    private static string Hex(char one, char two) => Hex(one) + Hex(two);
}
