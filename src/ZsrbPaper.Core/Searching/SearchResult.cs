using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Core.Searching;

/// <summary>What was found: one page of a list.</summary>
/// <param name="Query">What was understood.</param>
/// <param name="Articles">In the order asked for.</param>
/// <param name="Count">How many articles were found, up to <see cref="ArticleSearch.Bound"/>.</param>
/// <param name="IsCountExact">Whether there are no more than <paramref name="Count"/>.</param>
/// <param name="IsNearest">
/// Whether no article has all the words, and these are those that come nearest. Their number says nothing then and is not shown.
/// </param>
/// <param name="RankedSince">With the best first and more found than are ranked together: the date back to which these were ranked; else null.</param>
/// <param name="SearchedSince">When time ran out: the date back to which (or, oldest first, up to which) was searched; else null. <paramref name="Next"/> goes on there.</param>
/// <param name="Next">Where the list goes on; null at its end.</param>
/// <param name="Facets">How the found articles are spread; null when there are more than were counted.</param>
public sealed record SearchResult(
    SearchQuery Query,
    IReadOnlyList<FoundArticle> Articles,
    int Count,
    bool IsCountExact,
    bool IsNearest = false,
    DateOnly? RankedSince = null,
    DateOnly? SearchedSince = null,
    string? Next = null,
    SearchFacets? Facets = null);

/// <summary>A found article as the list shows it.</summary>
/// <param name="Id">The article's key in the database, for what else is asked about it; shown nowhere.</param>
/// <param name="Newspaper">The newspaper's code.</param>
/// <param name="Title">Empty only for a draft without one.</param>
/// <param name="Section">版名 of its page; may be empty.</param>
/// <param name="Snippet">Text around the best places; of the opening when no word stands in the text.</param>
/// <param name="Photo">The first photo; null without one.</param>
public sealed record FoundArticle(
    int Id,
    string Newspaper,
    string NewspaperName,
    DateOnly Date,
    PageLabel Page,
    string Section,
    int Number,
    ArticleKind Kind,
    MarkedText? Kicker,
    MarkedText Title,
    MarkedText? Subtitle,
    MarkedText Snippet,
    IReadOnlyList<string> Authors,
    PhotoView? Photo);

/// <summary>Text in which the found words are marked; plain text, not HTML.</summary>
public sealed record MarkedText(IReadOnlyList<MarkedPart> Parts)
{
    public override string ToString() => string.Concat(Parts.Select(part => part.Text));
}

/// <summary>A piece of a text; marked when it is one of the words searched for.</summary>
public readonly record struct MarkedPart(string Text, bool IsMarked);

/// <summary>How many of the found articles each value has, the most frequent first; years newest first.</summary>
public sealed record SearchFacets(IReadOnlyList<FacetValue> Years, IReadOnlyList<FacetValue> Sections, IReadOnlyList<FacetValue> Authors);

/// <summary>A value by which the list can be narrowed, and how many articles it leaves.</summary>
public readonly record struct FacetValue(string Value, int Count);

/// <summary>What a suggestion is made of.</summary>
public enum SuggestionKind
{
    Title,
    Author,
    Section,
}

/// <summary>What a reader may have begun to type.</summary>
public readonly record struct Suggestion(SuggestionKind Kind, string Text);

/// <summary>How many articles a search finds.</summary>
/// <param name="Number">Up to <see cref="ArticleSearch.Bound"/>.</param>
/// <param name="IsExact">Whether there are no more.</param>
public readonly record struct SearchCount(int Number, bool IsExact);

/// <summary>What may have been meant by a query of which no article has a word.</summary>
/// <param name="Query">The whole query with the word as the archive spells it.</param>
/// <param name="Count">What it finds, at least one.</param>
public readonly record struct SpellingHint(string Query, SearchCount Count);
