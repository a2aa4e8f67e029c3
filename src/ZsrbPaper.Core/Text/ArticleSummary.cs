using System.Net;
using System.Text.RegularExpressions;

namespace ZsrbPaper.Core.Text;

/// <summary>What an article is about in one or two sentences, for the description of its page.</summary>
public static partial class ArticleSummary
{
    /// <summary>From here on a summary may end, in characters.</summary>
    private const int Least = 80;

    /// <summary>Here it has ended, in characters; what search engines show is hardly longer.</summary>
    private const int Most = 120;

    private const string SentenceEnds = "。！？!?";
    private const string Closings = "”’」』）)";
    private const string Pauses = "，、；：,;:";

    /// <summary>
    /// The opening of a text of 80 to 120 characters, a shorter text whole. It ends with a sentence where one ends there, else with a
    /// clause and an ellipsis, and never within a word, a number or a character of two code units.
    /// </summary>
    /// <param name="html">The text as <see cref="ArticleMarkdown"/> rendered it.</param>
    public static string Of(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        return Shorten(PlainText(html));
    }

    /// <summary>The text without its markup and the head of a report (本报讯(记者 …)); Chinese characters are not parted by spaces.</summary>
    public static string PlainText(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        var text = WebUtility.HtmlDecode(Tag().Replace(Lead().Replace(html, "", 1), " "));
        return SpaceInChinese().Replace(Space().Replace(text, " "), "").Trim();
    }

    /// <summary>The place and office that a report opens with (dateline): 本报讯, 新华社北京2月29日电; null without one.</summary>
    /// <param name="html">The text as <see cref="ArticleMarkdown"/> rendered it.</param>
    public static string? Dateline(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        var lead = Lead().Match(html).Groups[1].Value;
        var text = Byline().Replace(WebUtility.HtmlDecode(Tag().Replace(lead, "")), "").Trim();
        return text.Length == 0 ? null : text;
    }

    private static string Shorten(string text)
    {
        if (text.Length <= Most)
        {
            return text;
        }

        for (var i = Most - 1; i >= Least - 1; i--)
        {
            if (SentenceEnds.Contains(text[i], StringComparison.Ordinal))
            {
                return text[..(i + 1 < Most && Closings.Contains(text[i + 1], StringComparison.Ordinal) ? i + 2 : i + 1)];
            }
        }

        for (var i = Most - 2; i >= Least - 1; i--)
        {
            if (Pauses.Contains(text[i], StringComparison.Ordinal))
            {
                return text[..i] + "…";
            }
        }

        var end = Most - 1;
        while (end > Least && (char.IsLowSurrogate(text[end]) || (IsOfWord(text[end]) && IsOfWord(text[end - 1]))))
        {
            end--;
        }

        return text[..end].TrimEnd() + "…";
    }

    /// <summary>Letters and digits of scripts that part words by spaces.</summary>
    private static bool IsOfWord(char c) => c is '.' or '%' || (c < '\u2E80' && char.IsLetterOrDigit(c));

    [GeneratedRegex("<span class=\"lead\">(.*?)</span>", RegexOptions.Singleline)]
    private static partial Regex Lead();

    [GeneratedRegex("[(（][^)）]*[)）]")]
    private static partial Regex Byline();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("\\s+")]
    private static partial Regex Space();

    [GeneratedRegex("(?<=[\u2E80-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]) | (?=[\u2E80-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF])")]
    private static partial Regex SpaceInChinese();
}
