using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace ZsrbPaper.Web.Crawlers;

/// <summary>Programs ask again and again for what they have; they are told so before anything is written.</summary>
internal static class ConditionalRequests
{
    /// <summary>Gives the answer a weak <c>ETag</c> and status 200, or 304 when the client has it already.</summary>
    /// <param name="facts">Everything that the answer is made of, or when it last changed.</param>
    public static bool IsUnchanged(this HttpContext context, string facts)
    {
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)))[..16]}\"", isWeak: true);
        context.Response.GetTypedHeaders().ETag = tag;
        var has = context.Request.GetTypedHeaders().IfNoneMatch;
        var isUnchanged = has.Any(asked => asked.Compare(tag, useStrongComparison: false) || asked.Equals(EntityTagHeaderValue.Any));
        context.Response.StatusCode = isUnchanged ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
        return isUnchanged;
    }
}
