using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Searching;

/// <summary>
/// What search knows of an article, whether readers see it or not: its text in the form in which it is compared. Kept by every save of the
/// article, in the same transaction (<see cref="SearchUpkeep"/>). Who may see it is asked of the article itself.
/// </summary>
public sealed class SearchDocument
{
    /// <summary>Longest stored text in characters; more than an article may have.</summary>
    public const int TextMaxLength = 120_000;

    /// <summary>Between the parts of <see cref="Text"/>: authors, captions, body.</summary>
    internal const char PartsMark = '\u001F';

    /// <summary><see cref="Text"/> with nothing in its parts.</summary>
    internal const string NoText = "\u001F\u001F";

    public SearchDocument(int articleId) => ArticleId = articleId;

    private SearchDocument()
    {
    }

    public int ArticleId { get; private set; }

    public Article Article { get; private set; } = null!;

    /// <summary>Place in the order of all articles by date, greater is newer; see <see cref="KeyOf"/>.</summary>
    public long Key { get; set; }

    public int NewspaperId { get; set; }

    public int EditionId { get; set; }

    /// <summary>Whether readers' search leaves it out although its edition is released: it is withdrawn, or an advertisement.</summary>
    public bool IsWithheld { get; set; }

    /// <summary>版名.</summary>
    public string Section { get; set; } = "";

    /// <summary>版次.</summary>
    public PageLabel Label { get; set; } = null!;

    /// <summary>Reporters and correspondents as they are written, a line each.</summary>
    public string Authors { get; set; } = "";

    /// <summary>Kicker, title and subtitle, a line each, and their words, see <see cref="SearchTerms"/>.</summary>
    public string Heading { get; set; } = "";

    /// <summary>Authors, captions and body, and their words.</summary>
    public string Text { get; set; } = "";

    /// <summary>By date, and on one day the article that came first is the greater.</summary>
    public static long KeyOf(DateOnly date, int articleId) => FirstOf(date) + (uint.MaxValue - (uint)articleId);

    /// <summary>The least key that articles of a date can have.</summary>
    public static long FirstOf(DateOnly date) => (long)date.DayNumber << 32;

    public static DateOnly DateOf(long key) => DateOnly.FromDayNumber((int)(key >> 32));
}
