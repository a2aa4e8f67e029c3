using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ZsrbPaper.Web.Crawlers;

namespace ZsrbPaper.Web.Api;

/// <summary>
/// The description of the API for programs (OpenAPI 3.1). It is made once, from the endpoints and records that serve it; what those cannot
/// say, <see cref="ApiDescriptions"/> adds.
/// </summary>
internal sealed class ApiDocument([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider provider)
{
    /// <summary>The version of the API: what is published under it stays as it is.</summary>
    public const string Name = "v1";

    private readonly Lazy<Task<OpenApiDocument>> _document = new(() => provider.GetOpenApiDocumentAsync());

    public Task<OpenApiDocument> GetAsync() => _document.Value;

    public async Task<string> GetJsonAsync() => await (await GetAsync()).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
}

internal static class ApiDocumentEndpoint
{
    public static void MapApiDocument(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(Addresses.OpenApi, [HttpMethods.Get, HttpMethods.Head], async (HttpContext context, ApiDocument document) =>
        {
            var json = await document.GetJsonAsync();
            return context.IsUnchanged(json) ? Results.Empty : Results.Text(json, "application/json");
        });
}
