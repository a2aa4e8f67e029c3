using Microsoft.Extensions.Primitives;

namespace ZsrbPaper.Web.Caching;

/// <summary>An answer as it goes out: status, headers and the bytes in each encoding.</summary>
internal sealed class KeptAnswer
{
    /// <summary>How many more clients make an answer worth the tightest packing, which takes many times as long as to make it.</summary>
    public const int Often = 8;

    /// <summary>What an entry takes besides its bytes.</summary>
    private const int Overhead = 2_000;

    private int _asked;

    /// <summary>Path and query as they were asked for.</summary>
    public required string Address { get; init; }

    public required int Status { get; init; }

    /// <summary>Those that are the same in every encoding and to everybody.</summary>
    public required IReadOnlyList<KeyValuePair<string, StringValues>> Headers { get; init; }

    /// <summary>One for all encodings, so a weak one.</summary>
    public required string ETag { get; init; }

    /// <summary>Null when the answer tells none.</summary>
    public required DateTimeOffset? LastModified { get; init; }

    /// <summary>For how long caches beyond the portal may keep it: said anew with every answer. Null where they may not, or where the answer says it itself.</summary>
    public SharedSpan? Shared { get; init; }

    public required AnswerSubject Subject { get; init; }

    /// <summary>Whether it is a file in its one form, of which parts can be asked for.</summary>
    public bool IsFile { get; init; }

    /// <summary>Not encoded.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Null where it is not made, or would not be shorter.</summary>
    public byte[]? Gzip { get; init; }

    /// <summary>Null until it was asked for often, see <see cref="AnswerPacking"/>.</summary>
    public byte[]? Brotli { get; init; }

    public int Size => Overhead + (Address.Length * 2) + Body.Length + (Gzip?.Length ?? 0) + (Brotli?.Length ?? 0);

    /// <summary>Whether it was asked for again since it was last forgiven.</summary>
    public bool WasAsked => Volatile.Read(ref _asked) != 0;

    /// <summary>To be called for each who asks for it again; true for the one who makes it <see cref="Often"/>.</summary>
    public bool Ask() => Volatile.Read(ref _asked) < Often && Interlocked.Increment(ref _asked) == Often;

    /// <summary>From now on it counts again whether somebody asks.</summary>
    public void Forgive() => Volatile.Write(ref _asked, 0);

    /// <summary>The same with all headers.</summary>
    public KeptAnswer With(IReadOnlyList<KeyValuePair<string, StringValues>> headers) => Copy(headers, Gzip, Brotli);

    /// <summary>The same, better packed.</summary>
    public KeptAnswer With(byte[] gzip, byte[] brotli) => Copy(Headers, gzip, brotli);

    private KeptAnswer Copy(IReadOnlyList<KeyValuePair<string, StringValues>> headers, byte[]? gzip, byte[]? brotli) => new()
    {
        Address = Address,
        Status = Status,
        Headers = headers,
        ETag = ETag,
        LastModified = LastModified,
        Shared = Shared,
        Subject = Subject,
        IsFile = IsFile,
        Body = Body,
        Gzip = gzip,
        Brotli = brotli,
        _asked = _asked,
    };
}
