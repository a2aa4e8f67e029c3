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

/// <summary>Why a text cannot be saved.</summary>
/// <param name="Field">The field's name as the form has it, such as <c>Title</c> or <c>Photos[0].Caption</c>.</param>
/// <param name="Sentence">For the editor.</param>
public sealed record ArticleProblem(string Field, string Sentence);

/// <summary>What must hold of an article's content before it is stored.</summary>
public static class ArticleRules
{
    /// <summary>The title of an article that nobody has given one yet; the checks count it as missing.</summary>
    public const string Untitled = "未定标题";

    private const int MaxNames = 50;

    public static IReadOnlyList<ArticleProblem> Check(ArticleContent content)
    {
        var problems = new List<ArticleProblem>();
        Length("Kicker", "引题", content.Kicker, Article.TitleMaxLength);
        Length("Title", "主题", content.Title, Article.TitleMaxLength);
        Length("Subtitle", "副题", content.Subtitle, Article.TitleMaxLength);
        Length("Column", "栏目", content.Column, Article.FactMaxLength);
        Length("Source", "来源", content.Source, Article.FactMaxLength);
        People("Reporters", "记者", content.Reporters);
        People("Correspondents", "通讯员", content.Correspondents);
        People("Photographers", "摄影", content.Photographers);
        Length("Body", "正文", content.Body, Article.BodyMaxLength);
        if (content.Body.Length <= Article.BodyMaxLength && ArticleMarkdown.FindProblem(content.Body) is { } problem)
        {
            problems.Add(new ArticleProblem("Body", InWords(problem)));
        }

        for (var i = 0; i < content.Photos.Count; i++)
        {
            Length($"Photos[{i}].Caption", "图说", content.Photos[i].Caption, Photo.TextMaxLength);
            Length($"Photos[{i}].Credit", "供图", content.Photos[i].Credit, Article.FactMaxLength);
            Length($"Photos[{i}].Alt", "替代文字", content.Photos[i].Alt, Photo.TextMaxLength);
        }

        return problems;

        void Length(string field, string name, string? text, int limit)
        {
            if (text?.Length > limit)
            {
                problems.Add(new ArticleProblem(field, $"{name}有 {text.Length} 字，最多 {limit} 字。"));
            }
        }

        void People(string field, string name, IReadOnlyList<string> names)
        {
            if (names.Count > MaxNames)
            {
                problems.Add(new ArticleProblem(field, $"{name}有 {names.Count} 人，最多 {MaxNames} 人。"));
            }

            Length(field, name, names.MaxBy(person => person.Length), Article.FactMaxLength);
        }
    }

    /// <summary>
    /// The same for the same text: what the editor began with, to find out whether someone else saved since. Areas and what happened
    /// to the article (correction, withdrawal) are no part of it: drawing an area disturbs nobody who writes.
    /// </summary>
    public static string Basis(ArticleContent content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        (content with { Areas = [], OldNumber = null, Correction = null, Withdrawal = null }).ToJson())))[..32];

    private static string InWords(string problem) => problem switch
    {
        _ when problem.Contains("lines", StringComparison.Ordinal) => "正文的行数太多，无法排版。请删去多余的换行。",
        _ when problem.Contains("cells", StringComparison.Ordinal) => "正文里的表格太大。请拆开或精简。",
        _ when problem.Contains("times the character", StringComparison.Ordinal) => $"正文里同一个标记符号太多（{problem[^3]}）。请删去多余的。",
        _ => "正文里的列表、引文或括号嵌套太深。请减少层次。",
    };
}
