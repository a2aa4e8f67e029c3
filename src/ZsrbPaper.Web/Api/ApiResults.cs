using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using ZsrbPaper.Web.Crawlers;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Api;

/// <summary>The two ways in which the API answers: what was asked for, and why not.</summary>
internal static class ApiResults
{
    public const string ProblemType = "application/problem+json";

    /// <summary>The value as JSON, or 304 when the client has the same.</summary>
    public static IResult Ok<T>(T value) => new Answer<T>(value);

    /// <param name="detail">What is wrong and what can be done, in Chinese; null: what is said of every such status.</param>
    public static IResult Problem(int status, string? detail = null) => new ProblemAnswer(status, detail);

    /// <summary>Of a list's cursor that no answer gave out.</summary>
    public static IResult WrongCursor() => Problem(StatusCodes.Status400BadRequest, "参数 cursor 不对。请照原样用上一批应答里的 next，或者去掉它，从头取起。");

    /// <summary>Gives an answer that has only a status its body.</summary>
    public static Task WriteProblemAsync(HttpContext context) => Problem(context.Response.StatusCode).ExecuteAsync(context);

    public static Problem Describe(int status, string? detail, string requestNumber) => new()
    {
        Title = ReasonPhrases.GetReasonPhrase(status),
        Status = status,
        Detail = detail ?? Explain(status),
        RequestId = requestNumber,
    };

    private static string Serialize<T>(HttpContext context, T value)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return JsonSerializer.Serialize(value, options.GetTypeInfo(typeof(T)));
    }

    private static async Task WriteAsync(HttpContext context, string json, string contentType)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(json);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.WriteAsync(json, context.RequestAborted);
        }
    }

    private sealed class Answer<T>(T value) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            var json = Serialize(context, value);
            return context.IsUnchanged(json) ? Task.CompletedTask : WriteAsync(context, json, "application/json; charset=utf-8");
        }
    }

    private sealed class ProblemAnswer(int status, string? detail) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.StatusCode = status;
            context.Response.Headers.CacheControl = "no-store";
            return WriteAsync(context, Serialize(context, Describe(status, detail, Portal.RequestNumber(context))), ProblemType);
        }
    }

    private static string Explain(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "这个请求无法理解，请检查地址和参数；写法见 /api。",
        StatusCodes.Status404NotFound => "没有这个地址，或者还没有发布。请从 /api/v1/newspapers 起，照应答里的地址一级一级取；写法见 /api。",
        StatusCodes.Status405MethodNotAllowed => "这个接口只供读取，请用 GET 或 HEAD。",
        StatusCodes.Status410Gone => "内容已撤回，不再提供。请把您那里存的也删去。",
        StatusCodes.Status414UriTooLong => "参数 q 太长，请选最要紧的词来搜。",
        StatusCodes.Status429TooManyRequests => "请求太多。请按应答头 Retry-After 所说的秒数等一等再来，并用 ETag 省去没有变化的内容。",
        StatusCodes.Status503ServiceUnavailable => "系统正在维护或繁忙，请按应答头 Retry-After 所说的秒数等一等再来。",
        >= StatusCodes.Status500InternalServerError => "服务器出了差错，我们会尽快查明；询问时请附上请求编号。",
        _ => "这个请求无法完成，请检查地址；写法见 /api。",
    };
}
