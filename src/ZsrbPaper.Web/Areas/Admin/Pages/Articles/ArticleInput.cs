using System.Globalization;
using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Articles;

/// <summary>The article page's form.</summary>
public sealed class ArticleInput
{
    private static readonly char[] _separators = [' ', '\u3000', '\u00A0', '、', ',', '\uFF0C', ';', '\uFF1B', '\t', '\n', '\r'];

    /// <summary>What the form was filled from, see <see cref="ArticleRules.Basis"/>.</summary>
    public string? Basis { get; set; }

    /// <summary>The basis of what another person saved, when it is to be overwritten knowingly.</summary>
    public string? Over { get; set; }

    public string? Kicker { get; set; }

    public string? Title { get; set; }

    public string? Subtitle { get; set; }

    public string? Column { get; set; }

    public ArticleKind Kind { get; set; }

    /// <summary>Names, separated by spaces or 、.</summary>
    public string? Reporters { get; set; }

    public string? Correspondents { get; set; }

    public string? Photographers { get; set; }

    public string? Source { get; set; }

    public string? Body { get; set; }

    public List<PhotoInput> Photos { get; set; } = [];

    public List<IFormFile>? Files { get; set; }

    /// <summary>Hashes of photos of the edition that are to be added.</summary>
    public List<string>? Pick { get; set; }

    /// <summary>The note of a correction.</summary>
    public string? Note { get; set; }

    public static ArticleInput Of(ArticleContent content) => new()
    {
        Kicker = content.Kicker,
        Title = content.Title == ArticleRules.Untitled ? "" : content.Title,
        Subtitle = content.Subtitle,
        Column = content.Column,
        Kind = content.Kind,
        Reporters = string.Join('、', content.Reporters),
        Correspondents = string.Join('、', content.Correspondents),
        Photographers = string.Join('、', content.Photographers),
        Source = content.Source,
        Body = content.Body,
        Photos = [.. content.Photos.Select(PhotoInput.Of)],
    };

    public ArticleText ToText() => new()
    {
        Kicker = Kicker,
        Title = Title,
        Subtitle = Subtitle,
        Column = Column,
        Kind = Enum.IsDefined(Kind) ? Kind : ArticleKind.Article,
        Reporters = Names(Reporters),
        Correspondents = Names(Correspondents),
        Photographers = Names(Photographers),
        Source = Source,
        Body = Body,
        Photos = [.. Photos.Where(photo => !photo.Remove && photo.Hash is not null).OrderBy(photo => photo.Position).Select(photo => photo.ToText())],
    };

    /// <summary>Names of one person may have a space or a dot within when Latin; a comma or 、 then parts them.</summary>
    private static string[] Names(string? text) =>
        (text ?? "").Any(char.IsAsciiLetter)
            ? (text ?? "").Split(['、', ',', '\uFF0C', ';', '\uFF1B', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : (text ?? "").Split(_separators, StringSplitOptions.RemoveEmptyEntries);
}

public sealed class PhotoInput
{
    public string? Hash { get; set; }

    public string? Caption { get; set; }

    public string? Credit { get; set; }

    public string? Alt { get; set; }

    /// <summary>Percent; as text, so that what is no number does no harm.</summary>
    public string? FocusX { get; set; }

    public string? FocusY { get; set; }

    public int Position { get; set; }

    public bool Remove { get; set; }

    public static PhotoInput Of(PhotoContent photo, int position) => Of(photo, position + 1, photo.Focus?.Split(','));

    public PhotoText ToText() => new(Hash!, Caption, Credit, Alt, Number(FocusX), Number(FocusY));

    private static PhotoInput Of(PhotoContent photo, int position, string[]? focus) => new()
    {
        Hash = photo.Hash,
        Caption = photo.Caption,
        Credit = photo.Credit,
        Alt = photo.Alt,
        FocusX = focus?[0],
        FocusY = focus?[1],
        Position = position,
    };

    private static decimal? Number(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>Items of the photo list.</summary>
/// <param name="Count">How many photos the article has then.</param>
public sealed record PhotoItems(string Code, DateOnly Date, IReadOnlyList<PhotoInput> Photos, bool MayWrite, int Count);

/// <summary>Two people's texts.</summary>
/// <param name="TheirBasis">What a save must say to overwrite theirs knowingly.</param>
public sealed record ArticleConflict(ArticleContent Mine, ArticleContent Theirs, string TheirBasis, string By, DateTimeOffset At);

/// <summary>What the right side of the page shows.</summary>
public sealed record Reading(ArticlePreview Preview, IReadOnlyList<Finding> Findings);

/// <summary>An article as its readers will have it.</summary>
public sealed record ArticlePreview(string Code, DateOnly Date, ArticleView Article, int Characters)
{
    public static ArticlePreview Of(string code, DateOnly date, PageLabel label, Article article, ArticleContent content)
    {
        var body = ArticleMarkdown.Render(content.Body);
        var headline = new Headline(label, article.Number, content.Kind, content.Column, content.Kicker, content.Title, content.Subtitle, []);
        var photos = content.Photos.Select(photo => new PhotoView(photo.Hash, photo.Width, photo.Height, photo.Caption, photo.Credit, photo.Alt, null, null));
        return new ArticlePreview(code, date, new ArticleView(
            headline, content.Reporters, content.Correspondents, content.Photographers, content.Source, content.Correction, article.ModifiedAt,
            content.Body, body.Html, body.OpensWithByline, [.. photos]), Count(content.Body));
    }

    /// <summary>Characters as newspapers count them: without spaces and line ends.</summary>
    private static int Count(string text) => text.EnumerateRunes().Count(rune => !System.Text.Rune.IsWhiteSpace(rune));
}
