using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;
using ZsrbPaper.Web.Crawlers;

namespace ZsrbPaper.Web.Iiif;

/// <summary>Writes the documents of the IIIF APIs.</summary>
internal static class IiifJson
{
    private const string JsonLd = "application/ld+json";

    private static readonly JsonSerializerOptions _json = new()
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>
    /// The document as JSON-LD for those who accept that, else as JSON; 304 for who has it. Every API of IIIF takes JSON-LD as the
    /// better of the two.
    /// </summary>
    /// <param name="profile">The address of the API's context.</param>
    public static async Task WriteAsync<T>(HttpContext context, T document, string profile, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(document, _json);
        var isJsonLd = context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == JsonLd);
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        if (context.IsUnchanged($"{isJsonLd}|{json}"))
        {
            return;
        }

        context.Response.ContentType = isJsonLd ? $"{JsonLd};profile=\"{profile}\"" : "application/json";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.WriteAsync(json, cancellationToken);
        }
    }
}
