using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using ZsrbPaper.Core.Searching;

namespace ZsrbPaper.Web.Api;

/// <summary>What the description of the API says beyond its endpoints and records: parameters, headers, statuses and examples.</summary>
internal static class ApiDescriptions
{
    public const string Tag = "读报";

    private const string LabelPattern = "^[A-Z]{0,3}[0-9]{1,4}(-[A-Z]{0,3}[0-9]{1,4})*$";

    private const string Introduction = """
        读取数字报的报纸、各期、各版和稿件，供应用、小程序和各种程序使用。无需登记，也没有密钥；只读不写。

        - 从报纸起，照应答里的 `api` 和 `next` 一级一级取，不必自己拼地址。`url` 是给读者看的网页，永不改变。
        - 例子里的报纸 example 是虚构的，请换成 /api/v1/newspapers 里有的代码。
        - 没有的项不写出来，不写 null。日期如 2024-03-01；时刻带报纸所在时区的偏移，如 2024-03-01T06:00:00+08:00。
        - 每个应答都有 ETag；再问时放进 If-None-Match，没有变化就应答 304，没有内容。HEAD 与 GET 相同，只是没有内容。
        - 每件东西只有一个地址；别的写法（大小写、补零、末尾的斜线、不认识的参数）永久转到它（301）。
        - 只有已经发布的内容。撤回的稿件应答 410，请把存下的也删去。
        - 任何网站的脚本都可以读（CORS）。
        - 以后在 v1 里只会增加，不会改名、改义；请忽略不认识的项。
        """;

    private static readonly Dictionary<string, (string Description, JsonNode Example, OpenApiSchema Schema)> _parameters = new()
    {
        ["newspaper"] = ("报纸代码。", ApiExamples.Newspaper, new() { Type = JsonSchemaType.String, Pattern = "^[a-z][a-z0-9]{1,15}$" }),
        ["date"] = ("出报日期。", "2024-03-01", Date()),
        ["label"] = ("版次；跨版如 A02-A03。", "A01", new() { Type = JsonSchemaType.String, Pattern = LabelPattern }),
        ["number"] = ("稿件号。", 1, new() { Type = JsonSchemaType.Integer, Minimum = "1" }),
        ["from"] = ("只要这一天和以后的。", "2024-01-01", Date()),
        ["to"] = ("只要这一天和以前的。", "2024-03-01", Date()),
        ["q"] = ("要找的词；长于 200 个字的部分不查。", "龙舟 标题:端午", new() { Type = JsonSchemaType.String, MaxLength = Searching.SearchAddress.MaxQuery }),
        ["section"] = ("只要这个版名的，一字不差。", "要闻", new() { Type = JsonSchemaType.String }),
        ["page"] = ("只要这个版次的。", "A01", new() { Type = JsonSchemaType.String, Pattern = LabelPattern }),
        ["field"] = ("没有另外写明的词在哪里查：any 全文，title 标题，author 作者，text 正文，caption 图说。", "title", Words<SearchField>()),
        ["order"] = ("排列：best 按相关程度，newest 从新到旧，oldest 从旧到新。", "newest", Words<SearchOrder>()),
        ["limit"] = ("一次取多少期或多少篇。", 20, new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "100", Default = 20 }),
        ["cursor"] = ("从哪里接着取：照原样用上一批应答里的 next，不要自己写。", EditionCursor.After(new DateOnly(2024, 3, 1)), new() { Type = JsonSchemaType.String }),
    };

    public static void AddApiDocument(this IServiceCollection services)
    {
        services.AddSingleton<ApiDocument>();
        services.AddOpenApi(ApiDocument.Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = endpoint => endpoint.GroupName == ApiDocument.Name && endpoint.HttpMethod == HttpMethods.Get;
            options.AddSchemaTransformer(DescribeAsync);
            options.AddOperationTransformer(DescribeAsync);
            options.AddDocumentTransformer(DescribeAsync);
        });
    }

    /// <summary>What there is not is left out, so nothing is ever null; words of a fixed list are strings.</summary>
    private static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        schema.Type = schema.Enum is { Count: > 0 } ? JsonSchemaType.String : schema.Type & ~JsonSchemaType.Null;
        return Task.CompletedTask;
    }

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in (operation.Parameters ?? []).Cast<OpenApiParameter>())
        {
            var known = _parameters[parameter.Name!];
            (parameter.Description, parameter.Example, parameter.Schema) = (known.Description, known.Example, known.Schema);
            parameter.Required |= parameter.Name == "q";
        }

        operation.Responses ??= [];
        operation.Responses["304"] = new OpenApiResponse();
        var examples = context.ApplicationServices.GetRequiredService<ApiExamples>();
        foreach (var (status, answer) in operation.Responses)
        {
            var response = (OpenApiResponse)answer;
            var code = int.Parse(status, CultureInfo.InvariantCulture);
            response.Description = code switch
            {
                200 => "要的内容。",
                304 => "没有变化，用您已有的。",
                400 => "参数不对。",
                404 => "没有，或者还没有发布。",
                410 => "已撤回。",
                414 => "要找的文字太长。",
                429 => "请求太多。",
                503 => "暂时不能提供。",
                _ => throw new InvalidOperationException($"Status {code} of {operation.OperationId} has no description."),
            };
            if (code is 200 or 304)
            {
                AddHeader(response, "ETag", "这一内容的标记；再问时放进 If-None-Match。");
            }

            if (code is 429 or 503)
            {
                AddHeader(response, "Retry-After", "多少秒以后再来。");
            }

            if (code == 200 && operation.OperationId is "listEditions" or "search")
            {
                AddHeader(response, "Link", "下一批的地址（rel=\"next\"）；取完了就没有。");
            }

            if (response.Content?.Values.SingleOrDefault() is { } content)
            {
                content.Example = examples.Find(operation.OperationId!, code);
            }
        }

        var ordered = new OpenApiResponses();
        foreach (var (status, response) in operation.Responses.OrderBy(response => response.Key, StringComparer.Ordinal))
        {
            ordered.Add(status, response);
        }

        operation.Responses = ordered;
        return Task.CompletedTask;
    }

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var site = context.ApplicationServices.GetRequiredService<IOptions<SiteOptions>>().Value;
        document.Info = new OpenApiInfo { Title = "数字报开放接口", Version = ApiDocument.Name, Description = Introduction };
        document.Servers = [new OpenApiServer { Url = site.BaseUrl.AbsoluteUri.TrimEnd('/') }];
        document.Tags = new HashSet<OpenApiTag> { new() { Name = Tag, Description = "报纸、各期、各版和稿件。" } };
        foreach (var schema in document.Components!.Schemas!.Values.Where(schema => schema.Properties is not null))
        {
            foreach (var (name, property) in schema.Properties!.ToList())
            {
                if (property.OneOf is [{ Type: JsonSchemaType.Null }, var present])
                {
                    schema.Properties![name] = present;
                }
            }
        }

        document.ExternalDocs = new OpenApiExternalDocs { Description = "给人看的说明", Url = new Uri(site.Absolute(Addresses.Api)) };
        return Task.CompletedTask;
    }

    /// <summary>The names of an enumeration, the first of which goes without saying.</summary>
    private static OpenApiSchema Words<TEnum>()
        where TEnum : struct, Enum
    {
        var words = Enum.GetValues<TEnum>().Select(Searching.SearchAddress.NameOf).ToList();
        return new() { Type = JsonSchemaType.String, Enum = [.. words.Select(word => (JsonNode)word)], Default = words[0] };
    }

    private static OpenApiSchema Date() => new() { Type = JsonSchemaType.String, Format = "date" };

    private static void AddHeader(OpenApiResponse response, string name, string description)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
    }
}
