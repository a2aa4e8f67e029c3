using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ZsrbPaper.Core.Reading;

/// <summary>An article in which a search found all its words.</summary>
/// <param name="Excerpt">The first word found with what stands around it.</param>
public sealed record TextMatch(Headline Article, string Excerpt);

/// <summary>Finds words in the articles of one edition, which are few enough to be read through.</summary>
public static partial class EditionSearch
{
    /// <summary>Longest search in characters; what follows is not heeded.</summary>
    public const int MaxLength = 100;

    /// <summary>Characters of an excerpt before and after the find.</summary>
    private const int Around = 30;

    /// <summary>
    /// The articles that have every word of the query, which are parted by spaces, in title or text. Case and width of letters and
    /// digits make no difference.
    /// </summary>
    public static IReadOnlyList<TextMatch> Find(IReadOnlyList<ArticleView> articles, string query)
    {
        ArgumentNullException.ThrowIfNull(articles);
        ArgumentNullException.ThrowIfNull(query);
        var words = Folded(query.Length > MaxLength ? query[..MaxLength] : query).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var matches = new List<TextMatch>();
        foreach (var article in words.Length == 0 ? [] : articles)
        {
            var text = article.PlainText();
            var folded = Folded(text);
            if (words.All(word => folded.Contains(word, StringComparison.Ordinal)))
            {
                matches.Add(new TextMatch(article.Headline, Excerpt(folded.Length == text.Length ? text : folded, folded.IndexOf(words[0], StringComparison.Ordinal), words[0].Length)));
            }
        }

        return matches;
    }

    /// <summary>The title and the text without its markup, a line for each paragraph.</summary>
    public static string PlainText(this ArticleView article)
    {
        ArgumentNullException.ThrowIfNull(article);
        var text = WebUtility.HtmlDecode(Tag().Replace(EndOfLine().Replace(article.BodyHtml, "\n"), ""));
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', [article.Headline.Title, .. lines]);
    }

    /// <summary>The text with one form for letters and digits, whatever their case and width.</summary>
    private static string Folded(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            folded.Append(Rune.ToLowerInvariant(rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - 0xFEE0) : rune));
        }

        return folded.ToString();
    }

    private static string Excerpt(string text, int start, int length)
    {
        var from = Math.Max(0, start - Around);
        var to = Math.Min(text.Length, start + length + Around);
        from -= from > 0 && char.IsLowSurrogate(text[from]) ? 1 : 0;
        to += to < text.Length && char.IsLowSurrogate(text[to]) ? 1 : 0;
        return text[from..to].Replace('\n', ' ');
    }

    [GeneratedRegex("<br ?/?>|</(?:p|h[1-6]|li|tr|blockquote)>", RegexOptions.CultureInvariant)]
    private static partial Regex EndOfLine();

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
