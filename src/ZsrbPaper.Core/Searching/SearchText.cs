using System.Globalization;
using System.Text;

namespace ZsrbPaper.Core.Searching;

/// <summary>
/// The form of a text in which search compares it. Two spellings that a reader takes for the same have the same form: full and half width,
/// upper and lower case, accents, traditional, simplified and variant characters, kinds of quotation marks and dashes; spaces are kept only
/// between words that need them.
/// </summary>
/// <remarks>
/// A text is two kinds of characters. <em>Ideographs</em> (Han, and whatever else is written without spaces) are found one by one; <em>word
/// characters</em> (letters and digits of scripts that part words) only as whole words. The rest is marks.
/// </remarks>
public static class SearchText
{
    /// <summary>From here on characters are written without spaces between words; all punctuation above is mapped below, see <see cref="Fold"/>.</summary>
    private const char FirstIdeograph = '\u2E80';

    public static bool IsIdeograph(char c) => c >= FirstIdeograph;

    public static bool IsWordCharacter(char c) => c < FirstIdeograph && char.IsLetterOrDigit(c);

    /// <summary>The form of one paragraph; line ends are spaces.</summary>
    public static string Normalise(string text) => Write(text, null);

    /// <summary>The form of one paragraph, and for each of its characters where it came from in <paramref name="text"/>.</summary>
    public static (string Normal, IReadOnlyList<int> Origins) NormaliseWithOrigins(string text)
    {
        var origins = new List<int>(text.Length);
        return (Write(text, origins), origins);
    }

    /// <summary>The first place of a word or phrase from <paramref name="start"/> on, never within a longer word or number; -1 when there is none.</summary>
    public static int Find(ReadOnlySpan<char> text, ReadOnlySpan<char> word, int start = 0)
    {
        if (word.IsEmpty)
        {
            return -1;
        }

        while (start <= text.Length - word.Length)
        {
            var at = text[start..].IndexOf(word);
            if (at < 0)
            {
                return -1;
            }

            at += start;
            var end = at + word.Length;
            if (!(IsWordCharacter(word[0]) && at > 0 && IsWordCharacter(text[at - 1]))
                && !(IsWordCharacter(word[^1]) && end < text.Length && IsWordCharacter(text[end])))
            {
                return at;
            }

            start = at + 1;
        }

        return -1;
    }

    public static bool Contains(ReadOnlySpan<char> text, ReadOnlySpan<char> word) => Find(text, word) >= 0;

    /// <summary>
    /// The words of what somebody typed without spaces and quotation marks: marks part them, but not within 9.2%, 321·123 or AT&amp;T.
    /// </summary>
    public static IEnumerable<string> Words(string typed)
    {
        var start = 0;
        while (start < typed.Length)
        {
            if (!IsOfWord(typed, start))
            {
                start++;
                continue;
            }

            var end = start + 1;
            while (end < typed.Length && (IsOfWord(typed, end) || IsJoint(typed, end)))
            {
                end++;
            }

            yield return typed[start..end];
            start = end;
        }
    }

    /// <summary>Without marks and spaces at either end; a percent sign stays with its number.</summary>
    public static string TrimMarks(string normal)
    {
        var start = 0;
        var end = normal.Length;
        while (start < end && !IsIdeograph(normal[start]) && !IsWordCharacter(normal[start]))
        {
            start++;
        }

        while (end > start && !IsIdeograph(normal[end - 1]) && !IsWordCharacter(normal[end - 1]) && !IsPercentage(normal, end - 1))
        {
            end--;
        }

        return normal[start..end];
    }

    private static bool IsPercentage(string normal, int i) => normal[i] == '%' && i > 0 && char.IsDigit(normal[i - 1]);

    private static bool IsOfWord(string typed, int i)
    {
        var c = Fold(typed[i]);
        return c != '\0' && (IsIdeograph(c) || char.IsSurrogate(c) || char.IsLetterOrDigit(c));
    }

    /// <summary>Whether a mark holds together what stands around it.</summary>
    private static bool IsJoint(string typed, int i) =>
        IsForeignWord(typed, i - 1) && (IsForeignWord(typed, i + 1) || (Fold(typed[i]) == '%' && char.IsDigit(Fold(typed[i - 1]))));

    private static bool IsForeignWord(string typed, int i) => i < typed.Length && IsWordCharacter(Fold(typed[i]));

    private static string Write(string text, List<int>? origins)
    {
        var normal = new StringBuilder(text.Length);
        var space = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c))
            {
                space = true;
                continue;
            }

            if (char.IsSurrogate(c))
            {
                if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                {
                    Add(c, i);
                    Add(text[i + 1], ++i);
                }

                continue;
            }

            var folded = Fold(c);
            if (folded != '\0')
            {
                Add(folded, i);
            }
            else if (Expand(c) is { } several)
            {
                foreach (var part in several)
                {
                    Add(part, i);
                }
            }
        }

        return normal.ToString();

        void Add(char c, int origin)
        {
            // Repeated marks are one, …… and ——, but not the signs that are written as characters, 二〇〇八.
            if (normal.Length > 0 && normal[^1] == c && !IsIdeograph(c) && !IsWordCharacter(c))
            {
                return;
            }

            if (space && normal.Length > 0 && IsWordCharacter(c) && IsWordCharacter(normal[^1]))
            {
                normal.Append(' ');
                origins?.Add(origin);
            }

            space = false;
            normal.Append(c);
            origins?.Add(origin);
        }
    }

    /// <summary>The one form of a character; U+0000 for what has none (invisible) or several, see <see cref="Expand"/>.</summary>
    private static char Fold(char c) => c < 0x80 ? (c < ' ' ? '\0' : char.ToLowerInvariant(c)) : _folded[c];

    private static string? Expand(char c) => _expanded.GetValueOrDefault(c);

    private static readonly Dictionary<char, string> _expanded = [];
    private static readonly char[] _folded = CreateFolded();

    private static char[] CreateFolded()
    {
        var variants = HanVariants.Load();
        var folded = new char[char.MaxValue + 1];
        for (var code = 0x80; code <= char.MaxValue; code++)
        {
            var c = (char)code;
            if (char.IsSurrogate(c))
            {
                folded[c] = c;
                continue;
            }

            var form = Mark(c) is { } mark ? mark.ToString() : Compatible(c, variants);
            if (form.Length == 1)
            {
                folded[c] = form[0];
            }
            else if (form.Length > 1)
            {
                _expanded[c] = form;
            }
        }

        return folded;
    }

    private static string Compatible(char c, Dictionary<char, char> variants)
    {
        if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.OtherNotAssigned)
        {
            return "";
        }

        var form = new StringBuilder();
        foreach (var part in c.ToString().Normalize(NormalizationForm.FormKC))
        {
            var letter = part is < FirstIdeograph and >= '\u00C0' ? WithoutAccent(part) : part;
            letter = char.ToLowerInvariant(variants.GetValueOrDefault(letter, letter));
            if (Mark(letter) is { } mark)
            {
                letter = mark;
            }

            if (!char.IsWhiteSpace(letter) && CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            {
                form.Append(letter);
            }
        }

        return form.ToString();
    }

    private static char WithoutAccent(char c)
    {
        var parts = c.ToString().Normalize(NormalizationForm.FormD);
        return parts.Length > 1 && CharUnicodeInfo.GetUnicodeCategory(parts[1]) == UnicodeCategory.NonSpacingMark ? parts[0] : c;
    }

    /// <summary>Marks that are one to a reader; null for what is none of them.</summary>
    private static char? Mark(char c) => c switch
    {
        '。' or '｡' or '．' => '.',
        '、' or '､' or '，' => ',',
        '“' or '”' or '„' or '‟' or '「' or '」' or '『' or '』' or '《' or '》' or '〈' or '〉' or '〝' or '〞' or '〟' or '＂' or '«' or '»' => '"',
        '‘' or '’' or '‚' or '‛' or '＇' => '\'',
        '【' or '〔' or '〖' or '［' or '（' => '(',
        '】' or '〕' or '〗' or '］' or '）' => ')',
        '‐' or '‑' or '‒' or '–' or '—' or '―' or '−' or '－' or '─' or '━' => '-',
        '•' or '・' or '‧' or '･' or '∙' or '●' => '·',
        '～' or '〜' or '∼' => '~',
        '…' or '‥' => '.',
        _ => null,
    };
}
