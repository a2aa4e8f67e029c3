using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace ZsrbPaper.Web.Crawlers;

/// <summary>Programs ask again and again for what they have; they are told so before anything is written.</summary>
internal static class ConditionalRequests
{
    /// <summary>Gives the answer a weak <c>ETag</c> and status 200, or 304 when the client has it already.</summary>
    /// <param name="facts">Everything that the answer is made of, or when it last changed.</param>
    /// <param name="modifiedAt">For <c>Last-Modified</c>, UTC, by which clients that send no tag ask; null: those get the answer each time.</param>
    public static bool IsUnchanged(this HttpContext context, string facts, DateTime? modifiedAt = null)
    {
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)))[..16]}\"", isWeak: true);
        context.Response.GetTypedHeaders().ETag = tag;
        DateTimeOffset? modified = modifiedAt is { } utc ? new DateTimeOffset(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero) : null;
        context.Response.GetTypedHeaders().LastModified = modified;
        var asked = context.Request.GetTypedHeaders();
        var isUnchanged = asked.IfNoneMatch.Count > 0
            ? asked.IfNoneMatch.Any(had => had.Compare(tag, useStrongComparison: false) || had.Equals(EntityTagHeaderValue.Any))
            : modified <= asked.IfModifiedSince;
        context.Response.StatusCode = isUnchanged ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
        return isUnchanged;
    }
}
