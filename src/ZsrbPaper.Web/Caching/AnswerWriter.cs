using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ZsrbPaper.Web.Caching;

/// <summary>Gives a kept answer to who asks: the encoding that the client takes, 304 to who has it, no body for HEAD.</summary>
internal static class AnswerWriter
{
    private static readonly StringValues _vary = HeaderNames.AcceptEncoding;
    private static readonly StringValues _gzip = "gzip";
    private static readonly StringValues _brotli = "br";

    /// <summary>Headers that belong to one answer on one connection, or are set for each anew.</summary>
    private static readonly HashSet<string> _passing = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.ContentLength, HeaderNames.ContentEncoding, HeaderNames.ContentType, HeaderNames.ETag, HeaderNames.Vary,
        HeaderNames.Date, HeaderNames.Connection, HeaderNames.TransferEncoding, HeaderNames.KeepAlive, HeaderNames.AltSvc,
    };

    /// <summary>Those headers of an answer that every answer made of it has too, its type apart.</summary>
    public static IEnumerable<KeyValuePair<string, StringValues>> LastingOf(IHeaderDictionary headers) => headers.Where(header => !_passing.Contains(header.Key));

    public static Task WriteAsync(KeptAnswer answer, IFeatureCollection features)
    {
        var headers = features.GetRequiredFeature<IHttpResponseFeature>().Headers;

        // Not by an enumerator: it would be all that a hit allocates here.
        for (var i = 0; i < answer.Headers.Count; i++)
        {
            headers[answer.Headers[i].Key] = answer.Headers[i].Value;
        }

        if (answer.Shared is { } shared)
        {
            headers.CacheControl = shared.CacheControl;
        }

        var body = Begin(answer, features);
        if (body.Length == 0)
        {
            return Task.CompletedTask;
        }

        var written = features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(body);
        if (!written.IsCompletedSuccessfully)
        {
            return written.AsTask();
        }

        _ = written.Result;
        return Task.CompletedTask;
    }

    /// <summary>Sets the status and those headers that depend on the request.</summary>
    /// <returns>What is then to be written.</returns>
    public static byte[] Begin(KeptAnswer answer, IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        response.Headers.ETag = answer.ETag;
        if (!answer.IsFile)
        {
            response.Headers.Vary = _vary;
        }

        if (answer.Status == StatusCodes.Status200OK && IsHad(answer, request.Headers))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            response.Headers.ContentType = StringValues.Empty;
            return [];
        }

        response.StatusCode = answer.Status;
        var (encoding, bytes) = Choose(answer, request.Headers.AcceptEncoding);
        if (encoding.Count > 0)
        {
            response.Headers.ContentEncoding = encoding;
        }

        response.Headers.ContentLength = bytes.Length;
        return HttpMethods.IsHead(request.Method) ? [] : bytes;
    }

    /// <summary>Whether the client has the answer already (RFC 9110, 13.2.2): a date counts only where no tag is sent.</summary>
    private static bool IsHad(KeptAnswer answer, IHeaderDictionary headers)
    {
        var tags = headers.IfNoneMatch;
        if (tags.Count > 0)
        {
            return HasTag(tags.ToString(), answer.ETag);
        }

        var since = headers.IfModifiedSince;
        return since.Count > 0 && answer.LastModified is { } modified
            && DateTimeOffset.TryParseExact(since.ToString(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var had)
            && modified <= had;
    }

    /// <summary>Whether a list of tags has this one, by weak comparison, or is <c>*</c>.</summary>
    private static bool HasTag(string list, string tag) =>
        list.AsSpan().Trim() is "*" || list.AsSpan().Contains(tag.AsSpan(tag.IndexOf('"', StringComparison.Ordinal)), StringComparison.Ordinal);

    private static (StringValues Encoding, byte[] Bytes) Choose(KeptAnswer answer, StringValues accepted)
    {
        var list = accepted.ToString();
        return answer.Brotli is { } brotli && Accepts(list, "br") ? (_brotli, brotli)
            : answer.Gzip is { } gzip && Accepts(list, "gzip") ? (_gzip, gzip)
            : (StringValues.Empty, answer.Body);
    }

    /// <summary>Whether an <c>Accept-Encoding</c> names the encoding and does not refuse it (<c>q=0</c>).</summary>
    internal static bool Accepts(ReadOnlySpan<char> accepted, ReadOnlySpan<char> encoding)
    {
        foreach (var range in accepted.Split(','))
        {
            var part = accepted[range].Trim();
            var at = part.IndexOf(';');
            var name = at < 0 ? part : part[..at].TrimEnd();
            var weight = at < 0 ? default : part[(at + 1)..].Trim();
            if (name.Equals(encoding, StringComparison.OrdinalIgnoreCase))
            {
                return !weight.StartsWith("q=0", StringComparison.OrdinalIgnoreCase) || weight[3..].ContainsAnyExcept('.', '0');
            }
        }

        return false;
    }
}
