using System.Security.Cryptography;
using System.Text;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Desk;

/// <summary>What the article page sends: the fields as typed, and the photos in their order, with what is said of each.</summary>
public sealed record ArticleText
{
    public string? Kicker { get; init; }

    /// <summary>Empty while someone is between two titles: the old one then stays.</summary>
    public string? Title { get; init; }

    public string? Subtitle { get; init; }

    public string? Column { get; init; }

    public ArticleKind Kind { get; init; }

    public IReadOnlyList<string> Reporters { get; init; } = [];

    public IReadOnlyList<string> Correspondents { get; init; } = [];

    public IReadOnlyList<string> Photographers { get; init; } = [];

    public string? Source { get; init; }

    public string? Body { get; init; }

    /// <summary>The photos that stay, by their hash; those that the article does not have are passed over. Null leaves the photos alone.</summary>
    public IReadOnlyList<PhotoText>? Photos { get; init; }

    /// <summary>The content that an article with <paramref name="before"/> is to have.</summary>
    public ArticleContent Over(ArticleContent before) => before with
    {
        Kind = Kind,
        Kicker = Clean(Kicker),
        Title = Clean(Title) ?? before.Title,
        Subtitle = Clean(Subtitle),
        Column = Clean(Column),
        Reporters = Names(Reporters),
        Correspondents = Names(Correspondents),
        Photographers = Names(Photographers),
        Source = Clean(Source),
        Body = PackageReader.Canonical(PackageText.Storable(Body ?? "")),
        Photos = Photos is null ? before.Photos : [.. Kept(before.Photos)],
    };

    private IEnumerable<PhotoContent> Kept(IReadOnlyList<PhotoContent> before)
    {
        var left = before.ToList();
        foreach (var text in Photos!)
        {
            if (left.Find(photo => photo.Hash == text.Hash) is { } photo)
            {
                left.Remove(photo);
                yield return photo with
                {
                    Caption = Clean(text.Caption),
                    Credit = Clean(text.Credit),
                    Alt = Clean(text.Alt),
                    Focus = text is { FocusX: { } x, FocusY: { } y } ? PhotoContent.FocusText(new AreaPoint(Percent(x), Percent(y))) : null,
                };
            }
        }
    }

    private static decimal Percent(decimal value) => Math.Round(Math.Clamp(value, 0, 100), 4);

    /// <summary>One line of text without what no package can hold; null when nothing is left.</summary>
    private static string? Clean(string? text) => ArticleContent.NullIfEmpty(
        PackageText.Storable(text ?? "").Replace('\n', ' ').Replace('\u00A0', ' ').Trim());

    private static List<string> Names(IReadOnlyList<string> names) =>
        [.. names.Select(Clean).OfType<string>().Distinct(StringComparer.Ordinal)];
}

/// <param name="Hash">Which photo of the article.</param>
/// <param name="FocusX">Percent from the left; null when not chosen.</param>
/// <param name="FocusY">Percent from the top; null when not chosen.</param>
public sealed record PhotoText(string Hash, string? Caption, string? Credit, string? Alt, decimal? FocusX, decimal? FocusY);

/// <summary>Why a text cannot be saved. The words are made where it is shown.</summary>
public enum ArticleProblemKind
{
    /// <summary>The field has more characters than the limit.</summary>
    TooLong,

    /// <summary>The field names more people than the limit.</summary>
    TooManyPeople,

    /// <summary>The body has too many lines to be set.</summary>
    TooManyLines,

    /// <summary>A table of the body has too many cells.</summary>
    TableTooLarge,

    /// <summary>One of Markdown's signs stands too often in the body.</summary>
    TooManyMarks,

    /// <summary>Lists, quotations or brackets of the body stand too deep within each other.</summary>
    TooDeep,

    /// <summary>The article is withdrawn.</summary>
    Withdrawn,
}

/// <summary>What is wrong, and with which field.</summary>
/// <param name="Field">The field's name as the form has it, such as <c>Title</c> or <c>Photos[0].Caption</c>; empty for the whole.</param>
/// <param name="Found">How many there are; 0 where that does not matter.</param>
/// <param name="Limit">How many there may be; 0 where that does not matter.</param>
public sealed record ArticleProblem(string Field, ArticleProblemKind Kind, int Found = 0, int Limit = 0);

/// <summary>What must hold of an article's content before it is stored.</summary>
public static class ArticleRules
{
    /// <summary>The title of an article that nobody has given one yet; the checks count it as missing.</summary>
    public const string Untitled = "未定标题";

    private const int MaxNames = 50;

    public static IReadOnlyList<ArticleProblem> Check(ArticleContent content)
    {
        var problems = new List<ArticleProblem>();
        Length("Kicker", content.Kicker, Article.TitleMaxLength);
        Length("Title", content.Title, Article.TitleMaxLength);
        Length("Subtitle", content.Subtitle, Article.TitleMaxLength);
        Length("Column", content.Column, Article.FactMaxLength);
        Length("Source", content.Source, Article.FactMaxLength);
        People("Reporters", content.Reporters);
        People("Correspondents", content.Correspondents);
        People("Photographers", content.Photographers);
        Length("Body", content.Body, Article.BodyMaxLength);
        if (content.Body.Length <= Article.BodyMaxLength && ArticleMarkdown.FindProblem(content.Body) is { } problem)
        {
            problems.Add(new ArticleProblem("Body", KindOf(problem.ToString())));
        }

        for (var i = 0; i < content.Photos.Count; i++)
        {
            Length($"Photos[{i}].Caption", content.Photos[i].Caption, Photo.TextMaxLength);
            Length($"Photos[{i}].Credit", content.Photos[i].Credit, Article.FactMaxLength);
            Length($"Photos[{i}].Alt", content.Photos[i].Alt, Photo.TextMaxLength);
        }

        return problems;

        void Length(string field, string? text, int limit)
        {
            if (text?.Length > limit)
            {
                problems.Add(new ArticleProblem(field, ArticleProblemKind.TooLong, text.Length, limit));
            }
        }

        void People(string field, IReadOnlyList<string> names)
        {
            if (names.Count > MaxNames)
            {
                problems.Add(new ArticleProblem(field, ArticleProblemKind.TooManyPeople, names.Count, MaxNames));
            }

            Length(field, names.MaxBy(person => person.Length), Article.FactMaxLength);
        }
    }

    /// <summary>
    /// The same for the same text: what the editor began with, to find out whether someone else saved since. Areas and what happened
    /// to the article (correction, withdrawal) are no part of it: drawing an area disturbs nobody who writes.
    /// </summary>
    public static string Basis(ArticleContent content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        (content with { Areas = [], OldNumber = null, Correction = null, Withdrawal = null }).ToJson())))[..32];

    private static ArticleProblemKind KindOf(string problem) => problem switch
    {
        _ when problem.Contains("lines", StringComparison.Ordinal) => ArticleProblemKind.TooManyLines,
        _ when problem.Contains("cells", StringComparison.Ordinal) => ArticleProblemKind.TableTooLarge,
        _ when problem.Contains("times the character", StringComparison.Ordinal) => ArticleProblemKind.TooManyMarks,
        _ => ArticleProblemKind.TooDeep,
    };
}
