using System.Globalization;
using System.Text;

namespace ZsrbPaper.Core.Searching;

/// <summary>
/// The terms by which the database finds a text: each two neighbouring ideographs, an ideograph that stands last of its run alone, and each
/// word of scripts that part words. Written as the hexadecimal UTF-16 code units, so that both engines take them as they are: <c>4e2d5c71</c>
/// is 中山. Terms of a heading are there a second time behind a <c>t</c>.
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

    /// <summary>A normal text with its words behind it, as it is stored.</summary>
    /// <param name="date">Month and year of it are words of the text too, see <see cref="OfMonth"/>.</param>
    public static string WithWords(string normal, DateOnly? date = null)
    {
        ArgumentNullException.ThrowIfNull(normal);
        var stored = new StringBuilder(normal, normal.Length + 64).Append(WordsMark);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (start, length) in Words(normal))
        {
            var word = normal.Substring(start, length);
            if (known.Add(word))
            {
                stored.Append(Hash(word)).Append(' ');
            }
        }

        if (date is { } day)
        {
            stored.Append(Dates).Append(CharacterOf(day.Year)).Append(' ').Append((char)(Dates + day.Month)).Append(CharacterOf(day.Year)).Append(' ');
        }

        return stored.ToString();
    }

    /// <summary>The term of texts dated in a year.</summary>
    public static string OfYear(int year) => Hex(Dates, CharacterOf(year));

    /// <summary>The term of texts dated in a month.</summary>
    public static string OfMonth(int year, int month) => Hex((char)(Dates + month), CharacterOf(year));

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

        return terms;
    }

    /// <summary>The terms that a text must have to have a word or phrase in it; none for marks, or a private character, alone.</summary>
    /// <param name="normal">The word in its normal form.</param>
    /// <param name="inHeading">Whether it must stand in the heading.</param>
    public static IReadOnlyList<string> OfWord(string normal, bool inHeading = false)
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

        foreach (var (start, length) in Words(normal))
        {
            var hash = Hash(normal.Substring(start, length));
            terms.Add(Hex(hash[0], hash[1]));
        }

        return [.. terms.Distinct().Select(term => inHeading ? "t" + term : term)];
    }

    /// <summary>Whether a term is one ideograph, which texts have as the beginning of other terms.</summary>
    public static bool IsPrefix(string term) => term.Length <= 5;

    /// <summary>What a text has stored where it has a term, and whether only its heading counts.</summary>
    internal static (string Characters, bool InHeading) StoredOf(string term)
    {
        var inHeading = term[0] == 't';
        return (Encoding.BigEndianUnicode.GetString(Convert.FromHexString(inHeading ? term[1..] : term)), inHeading);
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
