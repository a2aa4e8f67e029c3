using System.Globalization;
using System.Text;
using ZsrbPaper.Core.Searching;

namespace ZsrbPaper.Web.Searching;

/// <summary>
/// Where a found article leads. The words go along behind <c>#</c>, so that the article's address stays its one address: for the portal's own
/// script (<c>q=</c>, see <c>found-words.ts</c>) and for the browser's, as a text fragment.
/// </summary>
internal static class FoundLinks
{
    /// <summary>Words that are marked on the article's page; few readers look for more, and addresses should stay short.</summary>
    private const int MaxWords = 8;

    /// <summary>The article, with what was found in it marked.</summary>
    public static string Article(FoundArticle found, SearchQuery query)
    {
        var words = WordsOf(found, query);
        return Addresses.Article(found.Newspaper, found.Date, found.Page, found.Number)
            + (words.Count == 0 ? "" : $"#q={string.Join('+', words)}:~:{string.Join('&', words.Select(word => $"text={word}"))}");
    }

    /// <summary>The page as printed, with the article's area lit.</summary>
    public static string Page(FoundArticle found) => $"{Addresses.Page(found.Newspaper, found.Date, found.Page)}#{AreaId(found.Number)}";

    /// <summary>What names the area of an article on the view of its page.</summary>
    public static string AreaId(int number) => "area-" + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>As the article itself writes them, then those that are looked for but not among what is shown of it.</summary>
    private static List<string> WordsOf(FoundArticle found, SearchQuery query)
    {
        var shown = new[] { found.Title, found.Kicker, found.Subtitle, found.Snippet }.OfType<MarkedText>()
            .SelectMany(text => text.Parts).Where(part => part.IsMarked).Select(part => part.Text).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var normal = shown.Select(SearchText.Normalise).ToHashSet(StringComparer.Ordinal);
        return [.. shown.Concat(query.Words.Where(word => !normal.Contains(word.Normal)).Select(word => word.Typed)).Take(MaxWords).Select(Encode)];
    }

    /// <summary>What text fragments and <c>+</c> give a meaning is encoded, as is all of ASCII but letters and digits; Chinese stands as itself.</summary>
    private static string Encode(string word)
    {
        var encoded = new StringBuilder();
        foreach (var c in word)
        {
            _ = c > '\u007F' || char.IsAsciiLetterOrDigit(c) ? encoded.Append(c) : encoded.Append('%').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }
}
