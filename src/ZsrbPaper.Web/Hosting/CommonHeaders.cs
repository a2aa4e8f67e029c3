namespace ZsrbPaper.Web.Hosting;

/// <summary>The headers that every answer carries; pages may be kept only to be asked for again.</summary>
internal sealed class CommonHeaders(RequestDelegate next)
{
    /// <summary>What caches may do with an answer that says nothing of it.</summary>
    public const string AskAgain = "public, max-age=0, s-maxage=0, must-revalidate";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy.HeaderValue;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (context.Request.Path.StartsWithSegments("/admin"))
            {
                headers.CacheControl = "private, no-store";
                headers.Remove("Pragma");
            }
            else if (headers.CacheControl.Count == 0)
            {
                headers.CacheControl = AskAgain;
            }

            if (context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable && headers.RetryAfter.Count == 0)
            {
                headers.RetryAfter = "30";
            }

            return Task.CompletedTask;
        });
        return next(context);
    }
}
