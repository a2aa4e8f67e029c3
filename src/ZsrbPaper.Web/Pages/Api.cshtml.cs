using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.OpenApi;
using ZsrbPaper.Core.Text;
using ZsrbPaper.Web.Api;
using ZsrbPaper.Web.Crawlers;

namespace ZsrbPaper.Web.Pages;

/// <summary>What people read about the API, made from the document that programs read.</summary>
internal sealed class ApiModel(ApiDocument document, PageMetaFactory metas) : PageModel
{
    private static readonly JsonSerializerOptions _readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public PageFrame Frame { get; } = new(
        new PageMeta("数字报开放接口", "读取数字报的报纸、各期、各版和稿件的 JSON 接口：地址、参数、应答和例子，供应用、小程序和各种程序使用。", Addresses.Api), "api");

    public string Introduction { get; private set; } = "";

    public IReadOnlyList<ApiOperation> Operations { get; private set; } = [];

    /// <summary>What answers are made of, by name; lists of words are told where they are used.</summary>
    public IReadOnlyList<KeyValuePair<string, IOpenApiSchema>> Schemas { get; private set; } = [];

    public async Task OnGetAsync()
    {
        var described = await document.GetAsync();
        Introduction = ArticleMarkdown.Render(described.Info.Description!).Html;
        Operations = [.. described.Paths.SelectMany(path => path.Value.Operations!.Values.Select(operation => Read(path.Key, operation)))];
        Schemas = [.. described.Components!.Schemas!.Where(schema => schema.Value.Properties is { Count: > 0 })];
    }

    /// <summary>How the kind of a value is told, and the schema that tells more of it.</summary>
    public static (string Words, string? Schema) KindOf(IOpenApiSchema schema) => schema switch
    {
        { Items: { } items } => KindOf(items) is var (words, name) ? ($"{words}的列表", name) : default,
        { Enum: { Count: > 0 } words } => (string.Join(" | ", words.Select(word => word.GetValue<string>())), null),
        OpenApiSchemaReference reference => (reference.Reference.Id!, reference.Reference.Id),
        { Format: "date" } => ("日期", null),
        { Format: "date-time" } => ("时刻", null),
        { Format: "uri" } => ("地址", null),
        { Type: JsonSchemaType.Integer } => ("整数", null),
        { Type: JsonSchemaType.Number } => ("数", null),
        _ => ("文字", null),
    };

    private ApiOperation Read(string path, OpenApiOperation operation)
    {
        var address = path;
        foreach (var parameter in operation.Parameters?.Where(parameter => parameter.In == ParameterLocation.Path) ?? [])
        {
            address = address.Replace($"{{{parameter.Name}}}", parameter.Example!.ToString(), StringComparison.Ordinal);
        }

        var query = new QueryBuilder(operation.Parameters?.Where(parameter => parameter is { In: ParameterLocation.Query, Required: true })
            .Select(parameter => KeyValuePair.Create(parameter.Name!, parameter.Example!.GetValue<string>())) ?? []);
        var found = operation.Responses!["200"].Content!.Values.Single();
        return new ApiOperation(
            operation.OperationId!, operation.Summary!, operation.Description, path, [.. operation.Parameters ?? []], [.. operation.Responses], KindOf(found.Schema!).Schema!,
            metas.Absolute(address + query.ToQueryString()), found.Example!.ToJsonString(_readable));
    }
}

/// <summary>One thing that the API can be asked for.</summary>
/// <param name="Schema">Name of what is answered.</param>
/// <param name="Example">Absolute address to try.</param>
/// <param name="Answer">What such an address answers, as JSON to be read by people.</param>
internal sealed record ApiOperation(
    string Id, string Summary, string? Description, string Path, IReadOnlyList<IOpenApiParameter> Parameters,
    IReadOnlyList<KeyValuePair<string, IOpenApiResponse>> Responses, string Schema, string Example, string Answer);
