namespace ZsrbPaper.Web.Hosting;

/// <summary>
/// Lets scripts of any site read what is made for programs (CORS): every answer under the open addresses says so, errors included, and
/// asking beforehand (OPTIONS) is answered for all of them alike. Nothing there depends on who asks, so there is nothing to keep from anyone.
/// </summary>
/// <remarks>
/// The framework's own policy names the permission only to who sends <c>Origin</c>; an answer kept by a shared cache would then
/// lack it for the next one, or have to be kept once per site.
/// </remarks>
internal sealed class CrossOriginReading(RequestDelegate next)
{
    private const string Methods = "GET, HEAD, OPTIONS";
    private static readonly PathString[] _open = ["/api", "/iiif", "/oembed", "/openapi"];
    private static readonly string[] _openFiles = ["/mets.xml", "/alto.xml"];

    /// <summary>Whether scripts of other sites may read the address.</summary>
    public static bool IsOpen(PathString path) => Array.Exists(_open, open => path.StartsWithSegments(open))
        || Array.Exists(_openFiles, file => path.Value!.EndsWith(file, StringComparison.Ordinal));

    public Task InvokeAsync(HttpContext context)
    {
        if (!IsOpen(context.Request.Path))
        {
            return next(context);
        }

        // At the start of the answer, since a failure empties what was set before it.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.AccessControlAllowOrigin = "*";
            headers.AccessControlExposeHeaders = "ETag, Link, Retry-After";
            headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            return Task.CompletedTask;
        });
        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.Allow = Methods;
        context.Response.Headers.AccessControlAllowMethods = Methods;
        context.Response.Headers.AccessControlAllowHeaders = "*";
        context.Response.Headers.AccessControlMaxAge = "86400";
        return Task.CompletedTask;
    }
}
