using System.Text.Json.Serialization;

namespace ZsrbPaper.Web.Iiif;

/// <summary>A thing of the IIIF Presentation API 3; what is null is left out.</summary>
/// <param name="Id">Absolute.</param>
internal abstract record Resource([property: JsonPropertyOrder(-2)] string Id, [property: JsonPropertyOrder(-1)] string Type)
{
    /// <summary>Set on what is a document of its own: an address, or several with that of the Presentation API last.</summary>
    [JsonPropertyName("@context"), JsonPropertyOrder(-3)]
    public object? Context { get; init; }

    /// <summary>Texts by their language.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Label { get; init; }
}

/// <summary>A resource that is described elsewhere.</summary>
internal sealed record ResourceReference(string Id, string Type) : Resource(Id, Type)
{
    /// <summary>A moment as XSD writes it.</summary>
    public string? NavDate { get; init; }
}

internal sealed record Collection(string Id) : Resource(Id, "Collection")
{
    public IReadOnlyList<LinkedDocument>? Homepage { get; init; }

    public IReadOnlyList<Agent>? Provider { get; init; }

    public IReadOnlyList<ResourceReference>? PartOf { get; init; }

    public required IReadOnlyList<ResourceReference> Items { get; init; }
}

internal sealed record Manifest(string Id) : Resource(Id, "Manifest")
{
    public required IReadOnlyList<LabelAndValue> Metadata { get; init; }

    /// <summary>A moment as XSD writes it.</summary>
    public required string NavDate { get; init; }

    /// <summary>A licence of Creative Commons or a statement of RightsStatements.org.</summary>
    public string? Rights { get; init; }

    public required IReadOnlyList<Agent> Provider { get; init; }

    public IReadOnlyList<Picture>? Thumbnail { get; init; }

    public required IReadOnlyList<LinkedDocument> Homepage { get; init; }

    /// <summary>The same for people.</summary>
    public required IReadOnlyList<LinkedDocument> Rendering { get; init; }

    /// <summary>The same for programs.</summary>
    public required IReadOnlyList<LinkedDocument> SeeAlso { get; init; }

    public required IReadOnlyList<Service> Service { get; init; }

    public required IReadOnlyList<ResourceReference> PartOf { get; init; }

    public required IReadOnlyList<Canvas> Items { get; init; }

    public IReadOnlyList<Range>? Structures { get; init; }
}

/// <summary>What a page is drawn on; size in pixels of its facsimile.</summary>
internal sealed record Canvas(string Id, int Width, int Height) : Resource(Id, "Canvas")
{
    public IReadOnlyList<Picture>? Thumbnail { get; init; }

    public required IReadOnlyList<LinkedDocument> Homepage { get; init; }

    public IReadOnlyList<LinkedDocument>? Rendering { get; init; }

    /// <summary>The same for programs.</summary>
    public IReadOnlyList<LinkedDocument>? SeeAlso { get; init; }

    public IReadOnlyList<ResourceReference>? PartOf { get; init; }

    /// <summary>The picture; empty where a page has none.</summary>
    public required IReadOnlyList<AnnotationPage> Items { get; init; }

    public IReadOnlyList<ResourceReference>? Annotations { get; init; }
}

internal sealed record Range(string Id) : Resource(Id, "Range")
{
    /// <summary>Ranges, and references to canvases and boxes on them.</summary>
    public required IReadOnlyList<object> Items { get; init; }
}

internal sealed record AnnotationPage(string Id) : Resource(Id, "AnnotationPage")
{
    /// <summary>Parameters of a search that were not heeded.</summary>
    public IReadOnlyList<string>? Ignored { get; init; }

    public required IReadOnlyList<Annotation> Items { get; init; }
}

/// <param name="Motivation">One word, or several.</param>
/// <param name="Body">A <see cref="Picture"/>, a <see cref="TextualBody"/>, or several.</param>
/// <param name="Target">The address of a canvas, or a <see cref="CanvasPart"/>.</param>
internal sealed record Annotation(string Id, object Motivation, object Body, object Target) : Resource(Id, "Annotation");

internal sealed record TextualBody(string Value, string Language, string? Purpose = null)
{
    public string Type { get; } = "TextualBody";

    public string Format { get; } = "text/plain";
}

/// <summary>A part of a canvas.</summary>
internal sealed record CanvasPart(ResourceReference Source, Selector Selector)
{
    public string Type { get; } = "SpecificResource";
}

/// <param name="Type"><c>FragmentSelector</c> or <c>SvgSelector</c>.</param>
internal sealed record Selector(string Type, string Value, string? ConformsTo = null);

/// <summary>A picture; size in pixels.</summary>
internal sealed record Picture(string Id, int Width, int Height) : Resource(Id, "Image")
{
    public string Format { get; } = "image/jpeg";

    public IReadOnlyList<Service>? Service { get; init; }
}

internal sealed record LinkedDocument(string Id, string Type, string Format) : Resource(Id, Type)
{
    public IReadOnlyList<string>? Language { get; init; }

    public string? Purpose { get; init; }

    /// <summary>The schema that it follows.</summary>
    public string? Profile { get; init; }
}

internal sealed record Service(string Id, string Type, string? Profile = null) : Resource(Id, Type);

internal sealed record Agent(string Id) : Resource(Id, "Agent")
{
    public required IReadOnlyList<LinkedDocument> Homepage { get; init; }

    public IReadOnlyList<Picture>? Logo { get; init; }
}

internal sealed record LabelAndValue(IReadOnlyDictionary<string, IReadOnlyList<string>> Label, IReadOnlyDictionary<string, IReadOnlyList<string>> Value);
