using System.Net;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>
/// The desk works over HTTPS, or in a browser on the server's own machine. Anywhere else a password and the cookie that stands for it
/// would cross the network in the open.
/// </summary>
internal static class SecureTransport
{
    /// <summary>
    /// Whether the desk's cookies are safe on this request's way. A browser writes <c>localhost</c> as the host only when it talks to its
    /// own machine, also where a container or a proxy stands between: the connection's own address tells nothing more.
    /// </summary>
    public static bool IsSecure(this HttpRequest request) => request.IsHttps || IsLoopback(request.Host.Host);

    internal static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}

/// <summary>A cookie of the desk: Secure always, except over plain HTTP to the own machine, and never sent to readers' pages.</summary>
internal sealed class DeskCookieBuilder : CookieBuilder
{
    public DeskCookieBuilder(string name)
    {
        Name = name;
        Path = "/admin";
        HttpOnly = true;
        SameSite = SameSiteMode.Lax;
        IsEssential = true;
    }

    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var options = base.Build(context, expiresFrom);
        options.Secure = context.Request.IsHttps || !context.Request.IsSecure();
        return options;
    }
}
