namespace ZsrbPaper.Core.Searching;

/// <summary>A document's texts by field, in their normal form.</summary>
internal readonly ref struct SearchParts
{
    public SearchParts(string heading, string text)
    {
        Heading = SearchTerms.TextOf(heading);
        var rest = SearchTerms.TextOf(text);
        var captions = rest.IndexOf(SearchDocument.PartsMark);
        var body = captions + 1 + rest[(captions + 1)..].IndexOf(SearchDocument.PartsMark);
        Authors = rest[..captions];
        Captions = rest[(captions + 1)..body];
        Body = rest[(body + 1)..];
        All = rest;
    }

    /// <summary>Kicker, title and subtitle, a line each.</summary>
    public ReadOnlySpan<char> Heading { get; }

    public ReadOnlySpan<char> Authors { get; }

    public ReadOnlySpan<char> Captions { get; }

    public ReadOnlySpan<char> Body { get; }

    /// <summary>Everything but the heading.</summary>
    public ReadOnlySpan<char> All { get; }

    public bool Has(SearchWord word) => word.Field switch
    {
        SearchField.Title => SearchText.Contains(Heading, word.Normal),
        SearchField.Author => SearchText.Contains(Authors, word.Normal),
        SearchField.Caption => SearchText.Contains(Captions, word.Normal),
        SearchField.Text => SearchText.Contains(Body, word.Normal),
        _ => SearchText.Contains(Heading, word.Normal) || SearchText.Contains(All, word.Normal),
    };
}
