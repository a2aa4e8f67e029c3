using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Packages;

/// <summary>
/// Everything of an article that a package says, in one canonical form: what comes in and what is there are compared by it,
/// and the history keeps it as JSON.
/// </summary>
public sealed record ArticleContent
{
    public required ArticleKind Kind { get; init; }

    public string? Kicker { get; init; }

    public required string Title { get; init; }

    public string? Subtitle { get; init; }

    public string? Column { get; init; }

    public required IReadOnlyList<string> Reporters { get; init; }

    public required IReadOnlyList<string> Correspondents { get; init; }

    public required IReadOnlyList<string> Photographers { get; init; }

    public string? Source { get; init; }

    public int? OldNumber { get; init; }

    public required IReadOnlyList<AreaContent> Areas { get; init; }

    public required IReadOnlyList<PhotoContent> Photos { get; init; }

    public string? Correction { get; init; }

    public string? Withdrawal { get; init; }

    public required string Body { get; init; }

    public static ArticleContent Of(Article article) => new()
    {
        Kind = article.Kind,
        Kicker = NullIfEmpty(article.Kicker),
        Title = article.Title,
        Subtitle = NullIfEmpty(article.Subtitle),
        Column = NullIfEmpty(article.Column),
        Reporters = [.. article.Reporters],
        Correspondents = [.. article.Correspondents],
        Photographers = [.. article.Photographers],
        Source = NullIfEmpty(article.Source),
        OldNumber = article.OldNumber,
        Areas = [.. article.Areas.OrderBy(area => area.Position).Select(area => new AreaContent(area.Page.Label.Value, area.Shape.Text))],
        Photos = [.. article.Photos.OrderBy(photo => photo.Position).Select(PhotoContent.Of)],
        Correction = NullIfEmpty(article.Correction),
        Withdrawal = article.Withdrawal,
        Body = PackageReader.Canonical(PackageText.WithLineFeeds(article.Body)),
    };

    /// <summary>The content as JSON, as <see cref="ArticleVersion.Content"/> keeps it.</summary>
    public string ToJson() => Canonical.Json(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no content of an article.</exception>
    public static ArticleContent FromJson(string json) => Canonical.FromJson<ArticleContent>(json);

    /// <summary>
    /// Writes the fields and photos into an article, the reverse of <see cref="Of"/>; a photo of the same file keeps its row. Its old
    /// number, correction and withdrawal are left alone: they say what happened to the article, not what it says.
    /// </summary>
    /// <param name="article">The article, its photos loaded.</param>
    /// <param name="pages">
    /// The pages of its edition, when the areas are to be written too (all areas loaded then); areas on a page that the edition has no
    /// longer are left out. Null leaves the areas alone.
    /// </param>
    public void ApplyTo(Article article, IEnumerable<PrintPage>? pages = null)
    {
        article.Kind = Kind;
        article.Kicker = Kicker;
        article.Title = Title;
        article.Subtitle = Subtitle;
        article.Column = Column;
        article.Source = Source;
        article.Body = Body;

        // A list that says the same is no change that the database should hear of.
        article.Reporters = article.Reporters.SequenceEqual(Reporters) ? article.Reporters : [.. Reporters];
        article.Correspondents = article.Correspondents.SequenceEqual(Correspondents) ? article.Correspondents : [.. Correspondents];
        article.Photographers = article.Photographers.SequenceEqual(Photographers) ? article.Photographers : [.. Photographers];
        ApplyPhotos(article);
        if (pages is not null)
        {
            ApplyAreas(article, [.. pages]);
        }
    }

    private void ApplyPhotos(Article article)
    {
        var before = article.Photos.OrderBy(photo => photo.Position).ToList();
        for (var position = 0; position < Photos.Count; position++)
        {
            var content = Photos[position];
            var photo = before.Find(photo => photo.Hash == content.Hash && photo.FileName == content.FileName)
                ?? before.Find(photo => photo.Hash == content.Hash);
            if (photo is null)
            {
                photo = article.AddPhoto(content.FileName, content.Hash, content.Extension, content.Width, content.Height);
            }
            else
            {
                before.Remove(photo);
            }

            photo.Position = position;
            content.ApplyTo(photo);
        }

        before.ForEach(article.RemovePhoto);
    }

    private void ApplyAreas(Article article, List<PrintPage> pages)
    {
        var wanted = Areas.Where(area => pages.Exists(page => page.Label.Value == area.Page)).ToList();
        var now = article.Areas.OrderBy(area => area.Position).Select(area => new AreaContent(area.Page.Label.Value, area.Shape.Text));
        if (now.SequenceEqual(wanted))
        {
            return;
        }

        article.ClearAreas();
        foreach (var area in wanted)
        {
            article.AddArea(pages.Find(page => page.Label.Value == area.Page)!, AreaShape.Parse(area.Points));
        }
    }

    /// <summary>The same for the same content. The names of photo files are no content.</summary>
    internal string Fingerprint() => Canonical.Hash(this with { Photos = [.. Photos.Select(photo => photo with { FileName = "" })] });

    internal static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <param name="Page">Label of the page on which the area lies.</param>
/// <param name="Points">The polygon as <see cref="AreaShape.Text"/>.</param>
public sealed record AreaContent(string Page, string Points);

public sealed record PhotoContent(string FileName, string Hash, string Extension, int Width, int Height)
{
    public string? Caption { get; init; }

    public string? Credit { get; init; }

    public string? Alt { get; init; }

    /// <summary>The focus as <c>50,40</c>; null when not chosen.</summary>
    public string? Focus { get; init; }

    internal static PhotoContent Of(Photo photo) => new(photo.FileName, photo.Hash, photo.Extension, photo.Width, photo.Height)
    {
        Caption = ArticleContent.NullIfEmpty(photo.Caption),
        Credit = ArticleContent.NullIfEmpty(photo.Credit),
        Alt = ArticleContent.NullIfEmpty(photo.Alt),
        Focus = photo is { FocusX: { } x, FocusY: { } y } ? FocusText(new AreaPoint(x, y)) : null,
    };

    internal void ApplyTo(Photo photo)
    {
        photo.Caption = Caption;
        photo.Credit = Credit;
        photo.Alt = Alt;
        var focus = Focus?.Split(',');
        photo.FocusX = focus is [var x, _] ? decimal.Parse(x, System.Globalization.CultureInfo.InvariantCulture) : null;
        photo.FocusY = focus is [_, var y] ? decimal.Parse(y, System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    internal static string FocusText(AreaPoint focus) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{focus.X:0.####},{focus.Y:0.####}");
}

/// <summary>What a package says of a page itself, its articles and their order left out.</summary>
internal sealed record PageContent(
    string Section,
    int? Part,
    IReadOnlyList<string> Editors,
    IReadOnlyList<string> Designers,
    IReadOnlyList<string> Proofreaders,
    string? PictureHash,
    string? PdfHash)
{
    public static PageContent Of(PrintPage page) => new(
        page.Section, page.Part, [.. page.Editors], [.. page.Designers], [.. page.Proofreaders], page.PictureHash, page.PdfHash);

    public string Fingerprint() => Canonical.Hash(this);
}

/// <summary>What a package says of an edition itself, its pages and their order left out.</summary>
internal sealed record EditionContent(int? Number, DateTime? PlannedRelease)
{
    public string Fingerprint() => Canonical.Hash(this);
}

/// <summary>
/// The fingerprint of something with an ordered list in it: one half for the facts, one for the order. So a page that gets
/// another article is not taken for a page whose facts changed.
/// </summary>
internal readonly record struct SplitFingerprint(string Facts, string Order)
{
    private const int Half = 32;

    public static SplitFingerprint Of<T>(string facts, IEnumerable<T> order) => new(facts[..Half], OfOrder(order));

    public static string OfOrder<T>(IEnumerable<T> order) => Canonical.Hash(order.Select(item => item!.ToString()).ToList())[..Half];

    public static SplitFingerprint? Parse(string? text) =>
        text is { Length: 2 * Half } ? new SplitFingerprint(text[..Half], text[Half..]) : null;

    public override string ToString() => Facts + Order;
}

internal static class Canonical
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Json<T>(T content) => JsonSerializer.Serialize(content, Options);

    /// <exception cref="JsonException">The text is not of this form.</exception>
    public static T FromJson<T>(string json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("null");

    public static string Hash<T>(T content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json(content))));
}
