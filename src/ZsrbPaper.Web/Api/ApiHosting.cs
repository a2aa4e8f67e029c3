using Microsoft.AspNetCore.Http.Json;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Api;

/// <summary>What the API is made of, and what a request to it passes through.</summary>
internal static class ApiHosting
{
    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ApiAnswers>();
        services.AddSingleton<ApiExamples>();
        services.Configure<JsonOptions>(json => ApiJson.Configure(json.SerializerOptions));
        services.AddApiDocument();
        services.AddApiLimits(configuration);
        return services;
    }

    /// <summary>Programs are told in JSON what is wrong, and may ask only so often.</summary>
    public static void UseApi(this IApplicationBuilder app) => app.UseWhen(IsApi, api =>
    {
        api.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = ApiResults.WriteProblemAsync, StatusCodeSelector = Portal.StatusOf });
        api.UseStatusCodePages(context => ApiResults.WriteProblemAsync(context.HttpContext));
        api.UseRateLimiter(ApiLimits.CreateOptions());
    });

    /// <summary>Whether a program asks; <c>/api</c> itself is a page for people.</summary>
    private static bool IsApi(HttpContext context) => context.Request.Path is var path
        && (path.StartsWithSegments(Addresses.Api, out var rest) ? rest.HasValue && rest != "/" : path.StartsWithSegments("/openapi"));
}
