namespace ZsrbPaper.Core.Checking;

/// <summary>
/// What the checks (检查) look for. The names stand in newspapers' settings: they never change. Each says what <see cref="Finding.Arguments"/> it comes
/// with; the words are made where it is shown.
/// </summary>
public enum FindingKind
{
    MissingTitle,

    /// <summary>A photo without 供图: its number, from 1.</summary>
    MissingCredit,

    /// <summary>A photo without 图说: its number, from 1.</summary>
    MissingCaption,

    /// <summary>The page has a facsimile, but nothing on it leads to the article.</summary>
    ArticleWithoutArea,

    /// <summary>A page without any article.</summary>
    PageWithoutArticle,

    /// <summary>A long paragraph that stands twice in the edition: label and number of the other article; none when it is the same.</summary>
    DuplicateText,

    /// <summary>Half-width punctuation among Chinese: the mark, and the one that should stand there.</summary>
    HalfWidthPunctuation,

    /// <summary>A quotation mark or bracket without its partner: the mark, and the partner that is missing.</summary>
    UnclosedQuotation,

    /// <summary>
    /// A date whose weekday is another: year, month, day, its weekday and the weekday that is said (0 is Sunday); or a date that does not exist: month
    /// and day.
    /// </summary>
    DateWeekdayMismatch,

    /// <summary>A word of the newspaper's list: the word, the right one (empty when it is not to be used at all), the reason (empty without one).</summary>
    WordList,
}

/// <summary>Something that the desk should look at. Findings warn; each newspaper decides which kinds block sign-off.</summary>
/// <param name="Label">Label of the page.</param>
/// <param name="Number">The article's number; null when it is about the page itself.</param>
/// <param name="Field">Where in the article: a field as the article page names it, such as <c>Body</c> or <c>Photos[0].Caption</c>; null for the whole.</param>
/// <param name="Offset">Where in the field, in UTF-16 units from 0.</param>
/// <param name="Length">How much of it; 0 when something is missing there.</param>
/// <param name="Arguments">What exactly, see <see cref="FindingKind"/>.</param>
public sealed record Finding(FindingKind Kind, string Label, int? Number, string? Field, int Offset, int Length, params IReadOnlyList<string> Arguments);

/// <summary>What an edition has for the checks to look at.</summary>
public sealed record EditionToCheck(DateOnly Date, IReadOnlyList<Newspapers.WordRule> WordList, IReadOnlyList<PageToCheck> Pages)
{
    /// <summary>The edition with an article as it is being typed.</summary>
    public EditionToCheck With(string label, int number, Packages.ArticleContent content) => this with
    {
        Pages = [.. Pages.Select(page => page.Label != label ? page : page with
        {
            Articles = [.. page.Articles.Select(article => article.Number != number ? article : article with
            {
                Kicker = content.Kicker,
                Title = content.Title,
                Subtitle = content.Subtitle,
                Body = content.Body,
                HasPhotographers = content.Photographers.Count > 0,
                Photos = [.. content.Photos.Select(photo => new PhotoToCheck(photo.Caption, photo.Credit))],
            })],
        })],
    };
}

/// <param name="Articles">Those that start on it and are not withdrawn, in their order.</param>
public sealed record PageToCheck(string Label, bool HasFacsimile, IReadOnlyList<ArticleToCheck> Articles);

public sealed record ArticleToCheck
{
    public required int Number { get; init; }

    public string? Kicker { get; init; }

    public required string Title { get; init; }

    public string? Subtitle { get; init; }

    public required string Body { get; init; }

    public bool HasPhotographers { get; init; }

    public bool HasArea { get; init; }

    public IReadOnlyList<PhotoToCheck> Photos { get; init; } = [];
}

public sealed record PhotoToCheck(string? Caption, string? Credit);
