namespace ZsrbPaper.Web;

internal static class ContentSecurityPolicy
{
    public static string HeaderValue => "default-src 'self'";
}
