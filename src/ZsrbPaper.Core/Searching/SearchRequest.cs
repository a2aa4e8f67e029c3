using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Searching;

/// <summary>Where a word must stand.</summary>
public enum SearchField
{
    Any,

    /// <summary>Kicker, title or subtitle.</summary>
    Title,

    /// <summary>Reporters, correspondents and photographers.</summary>
    Author,

    /// <summary>The article's text.</summary>
    Text,

    /// <summary>Captions and credits of its photos.</summary>
    Caption,
}

/// <summary>In which order found articles come.</summary>
public enum SearchOrder
{
    /// <summary>What fits best first, see <see cref="SearchRanking"/>.</summary>
    Best,

    /// <summary>By date, the newest first.</summary>
    Newest,

    /// <summary>By date, the oldest first.</summary>
    Oldest,
}

/// <summary>Which articles are searched; what is null does not limit.</summary>
/// <param name="Newspaper">Code of a newspaper.</param>
/// <param name="From">First date of editions.</param>
/// <param name="To">Last date of editions.</param>
/// <param name="Section">版名, exactly.</param>
/// <param name="Label">版次, exactly.</param>
public sealed record SearchFilter(
    string? Newspaper = null, DateOnly? From = null, DateOnly? To = null, string? Section = null, PageLabel? Label = null);

/// <summary>What is searched for.</summary>
/// <param name="Query">As the reader typed it, see <see cref="SearchQuery"/>.</param>
/// <param name="Field">Where words without a field of their own must stand.</param>
/// <param name="After">Where to go on: <see cref="SearchResult.Next"/> of the list before; anything else starts at the beginning.</param>
/// <param name="Size">Most articles to give, 1 to <see cref="MaxSize"/>.</param>
public sealed record SearchRequest(
    string Query,
    SearchFilter Filter,
    SearchOrder Order = SearchOrder.Best,
    SearchField Field = SearchField.Any,
    string? After = null,
    int Size = SearchRequest.DefaultSize)
{
    public const int DefaultSize = 20;

    public const int MaxSize = 100;
}
