using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace ZsrbPaper.Web.Crawlers;

/// <summary>A thing as <see href="https://schema.org">schema.org</see> names it; what is null is left out.</summary>
public abstract record Thing([property: JsonPropertyName("@type")] string Type)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        // Chinese as itself; what could end the script element is escaped.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Absolute address that names the thing, here and on other pages.</summary>
    [JsonPropertyName("@id"), JsonPropertyOrder(-1)]
    public string? Id { get; init; }

    /// <summary>The things as one JSON-LD document, safe inside a <c>script</c> element.</summary>
    public static string ToJsonLd(IReadOnlyList<Thing> things) => JsonSerializer.Serialize(new Graph("https://schema.org", [.. things]), _json);

    private sealed record Graph(
        [property: JsonPropertyName("@context")] string Context,
        [property: JsonPropertyName("@graph")] object[] Things);
}

/// <summary>Another thing, told by its <see cref="Thing.Id"/> alone.</summary>
public sealed record Reference([property: JsonPropertyName("@id")] string Id);

public sealed record NewsArticle() : Thing("NewsArticle")
{
    public required string Headline { get; init; }

    public string? AlternativeHeadline { get; init; }

    public required string Url { get; init; }

    public required string MainEntityOfPage { get; init; }

    public string? Description { get; init; }

    /// <summary>Addresses of the same picture, a shape each.</summary>
    public IReadOnlyList<string>? Image { get; init; }

    public required DateTimeOffset DatePublished { get; init; }

    public required DateTimeOffset DateModified { get; init; }

    /// <summary>Persons, or the newspaper itself.</summary>
    public required IReadOnlyList<object> Author { get; init; }

    public required object Publisher { get; init; }

    public required string InLanguage { get; init; }

    public string? Dateline { get; init; }

    public required string PrintPage { get; init; }

    public string? PrintSection { get; init; }

    public required string PrintEdition { get; init; }

    public string? ArticleSection { get; init; }

    public required IReadOnlyList<Reference> IsPartOf { get; init; }

    public bool IsAccessibleForFree => true;

    /// <summary>What was put right, see <see href="https://schema.org/correction"/>.</summary>
    public string? Correction { get; init; }
}

public sealed record Person(string Name) : Thing("Person");

public sealed record ImageObject(string Url, int? Width = null, int? Height = null) : Thing("ImageObject");

public sealed record NewsMediaOrganization(string Name, string Url) : Thing("NewsMediaOrganization")
{
    public ImageObject? Logo { get; init; }

    public string? Email { get; init; }

    public string? Telephone { get; init; }

    public Organization? ParentOrganization { get; init; }

    public IReadOnlyList<string>? SameAs { get; init; }
}

public sealed record Organization(string Name) : Thing("Organization");

/// <summary>A newspaper as a series of issues.</summary>
public sealed record NewspaperSeries(string Name, string Url) : Thing("Newspaper")
{
    /// <summary>The national issue number (国内统一连续出版物号), such as CN44-0126.</summary>
    public string? Identifier { get; init; }

    public required string InLanguage { get; init; }

    public required Reference Publisher { get; init; }
}

/// <summary>One day's edition.</summary>
public sealed record PublicationIssue(string Name, string Url) : Thing("PublicationIssue")
{
    public string? IssueNumber { get; init; }

    public required DateTimeOffset DatePublished { get; init; }

    public required Reference IsPartOf { get; init; }

    public int? Pagination { get; init; }
}

public sealed record BreadcrumbList(IReadOnlyList<Crumb> ItemListElement) : Thing("BreadcrumbList");

/// <param name="Position">From 1.</param>
public sealed record Crumb(int Position, string Name, string Item) : Thing("ListItem");

public sealed record WebSite(string Name, string Url) : Thing("WebSite")
{
    public required string InLanguage { get; init; }

    public required SearchAction PotentialAction { get; init; }

    public required Reference Publisher { get; init; }
}

/// <summary>How the site is searched.</summary>
/// <param name="Target">Absolute address with <c>{words}</c> in the place of what is looked for.</param>
public sealed record SearchAction(EntryPoint Target) : Thing("SearchAction")
{
    [JsonPropertyName("query-input")]
    public string QueryInput => "required name=words";
}

public sealed record EntryPoint(string UrlTemplate) : Thing("EntryPoint");
