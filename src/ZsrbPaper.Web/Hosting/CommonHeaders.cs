namespace ZsrbPaper.Web.Hosting;

/// <summary>The headers that every answer carries; pages may be kept only to be asked for again.</summary>
internal sealed class CommonHeaders(RequestDelegate next)
{
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
            if (headers.CacheControl.Count == 0)
            {
                headers.CacheControl = context.Request.Path.StartsWithSegments("/admin")
                    ? "private, no-store"
                    : "public, max-age=0, s-maxage=0, must-revalidate";
            }

            if (context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            {
                headers.RetryAfter = "30";
            }

            return Task.CompletedTask;
        });
        return next(context);
    }
}
