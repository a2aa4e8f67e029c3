using System.Globalization;
using System.Text.RegularExpressions;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.Core.Checking;

/// <summary>A place in one text, and what is to be said of it; see <see cref="Finding"/>.</summary>
public readonly record struct TextFinding(FindingKind Kind, int Offset, int Length, params IReadOnlyList<string> Arguments);

/// <summary>The checks of a single text: a title, a body as Markdown, a caption.</summary>
public static partial class TextChecks
{
    private const string Openers = "“‘「『（《〈【〔(";
    private const string Closers = "”’」』）》〉】〕)";

    /// <summary>Every finding of the text, in the order of its places.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="date">Date of the edition: dates without a year are near it.</param>
    /// <param name="words">The newspaper's word list.</param>
    public static IReadOnlyList<TextFinding> Run(string text, DateOnly date, IReadOnlyList<WordRule> words)
    {
        var plain = WithoutMarkup(text);
        return [.. Punctuation(plain).Concat(Pairs(plain)).Concat(Weekdays(plain, date)).Concat(Words(text, words)).OrderBy(finding => finding.Offset)];
    }

    /// <summary>Half-width punctuation beside a Chinese character. Figures (1,000; 3:2; 10:30), Latin text, addresses and Markdown's own marks are left alone.</summary>
    public static IEnumerable<TextFinding> Punctuation(string text)
    {
        var lead = Lead().Match(text);
        for (var i = 0; i < text.Length; i++)
        {
            if (FullWidth(text[i]) is not { } full || (lead.Success && i >= lead.Index && i < lead.Index + lead.Length))
            {
                continue;
            }

            var before = i > 0 ? text[i - 1] : '\n';
            var after = i + 1 < text.Length ? text[i + 1] : '\n';
            var isAmongChinese = text[i] switch
            {
                '.' => IsHan(before) && (IsHan(after) || char.IsWhiteSpace(after)),
                _ => IsHan(before) || (IsHan(after) && before is not '\n'),
            };
            if (isAmongChinese)
            {
                yield return new TextFinding(FindingKind.HalfWidthPunctuation, i, 1, text[i].ToString(), full.ToString());
            }
        }
    }

    /// <summary>Quotation marks and brackets without a partner, half and full width alike.</summary>
    public static IEnumerable<TextFinding> Pairs(string text)
    {
        var open = new List<int>();
        var findings = new List<TextFinding>();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '’' or '‘' && i > 0 && char.IsAsciiLetter(text[i - 1]) && i + 1 < text.Length && char.IsAsciiLetter(text[i + 1]))
            {
                // An apostrophe.
                continue;
            }

            if (Openers.Contains(c, StringComparison.Ordinal))
            {
                // A quotation over several paragraphs opens each of them, and closes in the last only.
                if (!(c is '“' or '「' && IsParagraphStart(text, i) && open.Exists(at => text[at] == c)))
                {
                    open.Add(i);
                }
            }
            else if (Closers.IndexOf(c, StringComparison.Ordinal) is >= 0 and var kind)
            {
                var partner = open.FindLastIndex(at => IsPair(text[at], kind));
                if (partner >= 0)
                {
                    findings.AddRange(open.Skip(partner + 1).Select(Unclosed));
                    open.RemoveRange(partner, open.Count - partner);
                }
                else if (!IsEnumeration(text, i))
                {
                    findings.Add(new TextFinding(FindingKind.UnclosedQuotation, i, 1, c.ToString(), Openers[kind].ToString()));
                }
            }
        }

        findings.AddRange(open.Select(Unclosed));
        return findings;

        TextFinding Unclosed(int at) => new(
            FindingKind.UnclosedQuotation, at, 1, text[at].ToString(), Closers[Openers.IndexOf(text[at], StringComparison.Ordinal)].ToString());
    }

    /// <summary>Dates with a weekday, such as 3月1日(星期五): whether that day is that weekday. 昨日, 今日 and dates without a weekday say nothing to check.</summary>
    public static IEnumerable<TextFinding> Weekdays(string text, DateOnly date)
    {
        foreach (Match match in DateWithWeekday().Matches(text))
        {
            var month = int.Parse(match.Groups["month"].ValueSpan, CultureInfo.InvariantCulture);
            var day = int.Parse(match.Groups["day"].ValueSpan, CultureInfo.InvariantCulture);
            var years = match.Groups["year"].Success
                ? [int.Parse(match.Groups["year"].ValueSpan, CultureInfo.InvariantCulture)]
                : new[] { date.Year, date.Year - 1, date.Year + 1 };
            var days = years.Where(year => year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month))
                .Select(year => new DateOnly(year, month, day))
                .OrderBy(found => Math.Abs(found.DayNumber - date.DayNumber))
                .ToList();
            if (days.Count == 0)
            {
                yield return new TextFinding(FindingKind.DateWeekdayMismatch, match.Index, match.Length, Number(month), Number(day));
                continue;
            }

            var said = "日一二三四五六".IndexOf(match.Groups["weekday"].Value == "天" ? "日" : match.Groups["weekday"].Value, StringComparison.Ordinal);
            if ((int)days[0].DayOfWeek != said)
            {
                yield return new TextFinding(
                    FindingKind.DateWeekdayMismatch, match.Index, match.Length,
                    Number(days[0].Year), Number(month), Number(day), Number((int)days[0].DayOfWeek), Number(said));
            }
        }
    }

    /// <summary>Words of the list. Where the wrong word is but a part of the right one, and the right one stands, nothing is said.</summary>
    public static IEnumerable<TextFinding> Words(string text, IReadOnlyList<WordRule> words)
    {
        foreach (var rule in words.Where(rule => rule.Wrong.Length > 0))
        {
            var within = rule.Right.IndexOf(rule.Wrong, StringComparison.Ordinal);
            for (var at = text.IndexOf(rule.Wrong, StringComparison.Ordinal); at >= 0; at = text.IndexOf(rule.Wrong, at + rule.Wrong.Length, StringComparison.Ordinal))
            {
                if (within >= 0 && at >= within && string.CompareOrdinal(text, at - within, rule.Right, 0, rule.Right.Length) == 0)
                {
                    continue;
                }

                yield return new TextFinding(FindingKind.WordList, at, rule.Wrong.Length, rule.Wrong, rule.Right, rule.Reason ?? "");
            }
        }
    }

    /// <summary>The text with addresses, code and Markdown's marks blanked out, every other character at its place.</summary>
    internal static string WithoutMarkup(string text) => Markup().Replace(text, match => new string('\u0001', match.Length));

    internal static bool IsHan(char c) => c is >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF' or >= '\uD840' and <= '\uDFFF' or '々' or '〇';

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static char? FullWidth(char c) => c switch
    {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '!' => '！',
        '?' => '？',
        '(' => '（',
        ')' => '）',
        '.' => '。',
        '"' => '“',
        '\'' => '‘',
        _ => null,
    };

    /// <summary>Half- and full-width brackets are each other's partners here: that they are mixed is another check's business.</summary>
    private static bool IsPair(char opener, int closer) =>
        Closers[closer] is '）' or ')' ? opener is '（' or '(' : Openers.IndexOf(opener, StringComparison.Ordinal) == closer;

    /// <summary>The bracket of 1) or a), which has no partner.</summary>
    private static bool IsEnumeration(string text, int at)
    {
        if (text[at] is not ('）' or ')'))
        {
            return false;
        }

        var start = at;
        while (start > 0 && char.IsAsciiLetterOrDigit(text[start - 1]) && at - start < 2)
        {
            start--;
        }

        return start < at && (start == 0 || !IsHan(text[start - 1]));
    }

    private static bool IsParagraphStart(string text, int at)
    {
        while (at > 0 && text[at - 1] is ' ' or '\u3000' or '\u0001' or '\t')
        {
            at--;
            if (at == 0)
            {
                return true;
            }
        }

        return at == 0 || text[at - 1] == '\n';
    }

    /// <summary>Link targets, bare addresses, code, and the marks that begin lines or rule tables.</summary>
    [GeneratedRegex(@"(?<=\])\([^()\s]*\)|\b(?:https?://|www\.)[!-~]+|[\w.+-]+@[A-Za-z0-9.-]+|`[^`\n]*`|^[ \t]*(?:\d+[.)]|[-*+]|\#+|>+)(?=[ \t])|^[ \t]*\|?[ \t:|-]+\|[ \t:|-]*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Markup();

    /// <summary>本报讯(记者 …): newspapers have a style of their own for it.</summary>
    [GeneratedRegex(@"\A\s*[\p{L}\p{N}·]{0,20}(?:讯|电|消息)?\s*[(（][^(（)）\n]{0,100}(?:记者|通讯员|实习生)[^(（)）\n]{0,100}[)）]", RegexOptions.CultureInvariant)]
    private static partial Regex Lead();

    [GeneratedRegex(@"(?:(?<year>\d{4})年|(?<!\d|年))(?<month>\d{1,2})月(?<day>\d{1,2})[日号][，,、 ]?[(（]?(?:星期|礼拜|周)(?<weekday>[一二三四五六日天])(?![报刊])", RegexOptions.CultureInvariant)]
    private static partial Regex DateWithWeekday();
}
