using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Searching;

/// <summary>A word or phrase of a query.</summary>
/// <param name="Normal">As <see cref="SearchText.Normalise"/> writes it.</param>
/// <param name="Field">Where it must stand.</param>
/// <param name="Typed">As the reader typed it, without quotation marks and field.</param>
public sealed record SearchWord(string Normal, SearchField Field, string Typed);

/// <summary>
/// What a reader's query means. Words parted by spaces must all occur; a run of Chinese is found as written. <c>"…"</c> forces a phrase,
/// <c>-词</c> excludes, <c>作者:</c> <c>标题:</c> <c>正文:</c> <c>图说:</c> look in one field, <c>版次:A03</c> on one page. Whatever else is typed
/// is punctuation that parts words: there is no wrong query.
/// </summary>
/// <param name="Typed">The query as typed, without spaces around it.</param>
/// <param name="Words">All must occur.</param>
/// <param name="Excluded">None may occur.</param>
/// <param name="Label">The page that 版次: names; null without one.</param>
public sealed record SearchQuery(string Typed, IReadOnlyList<SearchWord> Words, IReadOnlyList<SearchWord> Excluded, PageLabel? Label)
{
    /// <summary>Characters that the box takes.</summary>
    public const int MaxTyped = 200;

    /// <summary>Words beyond these are not looked for.</summary>
    public const int MaxWords = 32;

    /// <summary>Whether there is anything to look for: excluding alone, or a page alone, is nothing.</summary>
    public bool IsEmpty => Words.Count == 0;

    private static readonly (string Name, SearchField Field)[] _fields =
    [
        ("标题", SearchField.Title), ("作者", SearchField.Author), ("正文", SearchField.Text), ("图说", SearchField.Caption),
        ("title", SearchField.Title), ("author", SearchField.Author), ("text", SearchField.Text), ("caption", SearchField.Caption),
    ];

    private static readonly string[] _labels = ["版次", "page"];

    /// <param name="typed">What the reader typed; longer than <see cref="MaxTyped"/> it is cut there.</param>
    /// <param name="field">Where words without a field of their own must stand.</param>
    public static SearchQuery Parse(string? typed, SearchField field = SearchField.Any)
    {
        var text = (typed ?? "").Trim();
        text = text.Length <= MaxTyped ? text : text[..(char.IsHighSurrogate(text[MaxTyped - 1]) ? MaxTyped - 1 : MaxTyped)];
        var words = new List<SearchWord>();
        var excluded = new List<SearchWord>();
        PageLabel? label = null;
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var isExcluded = text[i] is '-' or '－' or '−' && i + 1 < text.Length && !char.IsWhiteSpace(text[i + 1]);
            i += isExcluded ? 1 : 0;
            var inField = TakeName(text, ref i, _fields.Select(known => known.Name)) is { } name ? _fields.First(known => known.Name == name).Field : field;
            var start = i;
            var isLabel = inField == field && TakeName(text, ref i, _labels) is not null;
            var (part, isPhrase) = TakePart(text, ref i);
            if (isLabel && !isExcluded && PageLabel.TryParse(SearchText.Normalise(part).ToUpperInvariant(), out var parsed))
            {
                label = parsed;
                continue;
            }

            var list = isExcluded ? excluded : words;
            foreach (var word in isPhrase ? [part] : SearchText.Words(isLabel ? text[start..i] : part))
            {
                var normal = SearchText.TrimMarks(SearchText.Normalise(word));
                if (normal.Length > 0 && list.Count < MaxWords && !list.Exists(known => known.Normal == normal && known.Field == inField))
                {
                    list.Add(new SearchWord(normal, inField, word));
                }
            }
        }

        return new SearchQuery(text, words, excluded, label);
    }

    /// <summary>Steps over one of the names and its colon, if they stand here with something after them.</summary>
    private static string? TakeName(string text, ref int i, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var end = i + name.Length;
            if (string.Compare(text, i, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0
                && end + 1 < text.Length && text[end] is ':' or '：' && !char.IsWhiteSpace(text[end + 1]))
            {
                i = end + 1;
                return name;
            }
        }

        return null;
    }

    /// <summary>Up to the next space; in quotation marks up to the closing one, or to the end when there is none.</summary>
    private static (string Part, bool IsPhrase) TakePart(string text, ref int i)
    {
        if (IsQuote(text[i]))
        {
            var close = i + 1;
            while (close < text.Length && !IsQuote(text[close]))
            {
                close++;
            }

            var phrase = text[(i + 1)..close];
            i = Math.Min(close + 1, text.Length);
            return (phrase, true);
        }

        var end = i;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && !(IsQuote(text[end]) && end > i))
        {
            end++;
        }

        var part = text[i..end];
        i = end;
        return (part, false);
    }

    private static bool IsQuote(char c) => c is '"' or '“' or '”' or '„' or '‟' or '＂';
}
