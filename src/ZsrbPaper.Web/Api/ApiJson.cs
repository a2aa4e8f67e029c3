using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Web.Api;

/// <summary>How the API writes JSON; the metadata is made when the program is built.</summary>
[JsonSerializable(typeof(NewspaperList))]
[JsonSerializable(typeof(NewspaperAnswer))]
[JsonSerializable(typeof(EditionList))]
[JsonSerializable(typeof(EditionAnswer))]
[JsonSerializable(typeof(SinglePageAnswer))]
[JsonSerializable(typeof(ArticleAnswer))]
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(string))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Settles what both the answers and the schemas of the OpenAPI document are made by.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Default);
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter<ArticleKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));

        // Chinese and markup as themselves: the answers are never part of an HTML page, and say what they are.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }
}
