using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ZsrbPaper.Core.Auditing;

/// <summary>
/// One act in the audit log. Entries are numbered without gaps and chained: each holds the hash of the one before, so that none can
/// be altered, left out or put in unseen. The database refuses to change or delete them (triggers on both engines).
/// </summary>
public sealed class AuditEntry
{
    public const int ActMaxLength = 50;
    public const int SubjectMaxLength = 200;
    public const int DetailMaxLength = 4000;

    /// <summary>The hash before the first entry.</summary>
    public const string NoHash = "0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public AuditEntry(DateTime at, string actor, string act, string? subject, string? detail)
    {
        // Whole microseconds: PostgreSQL keeps no finer time, and the hash must come out the same.
        At = new DateTime(at.Ticks - (at.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
        Actor = actor;
        Act = act;
        Subject = Cut(subject, SubjectMaxLength);
        Detail = Cut(detail, DetailMaxLength);
    }

    private AuditEntry()
    {
        Actor = null!;
        Act = null!;
    }

    /// <summary>From 1, without gaps.</summary>
    public long Number { get; private set; }

    public DateTime At { get; private set; }

    /// <summary>A user name, <c>cli:</c> and the user of the operating system, or <c>system</c>.</summary>
    public string Actor { get; private set; }

    /// <summary>What was done, one of <see cref="Acts"/>.</summary>
    public string Act { get; private set; }

    /// <summary>To what, as an address without its first slash: <c>zsrb/2024-03-01/A03/1</c>, or <c>user/wang</c>.</summary>
    public string? Subject { get; private set; }

    /// <summary>In words or as JSON.</summary>
    public string? Detail { get; private set; }

    public string PreviousHash { get; private set; } = NoHash;

    public string Hash { get; private set; } = NoHash;

    /// <summary>SHA-256 over the previous hash and everything the entry says, as lower-case hexadecimal.</summary>
    public string ComputeHash()
    {
        var text = JsonSerializer.Serialize(
            (string?[])[PreviousHash, Number.ToString(CultureInfo.InvariantCulture), At.ToString("O", CultureInfo.InvariantCulture), Actor, Act, Subject, Detail], Json);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    internal void ChainTo(long previousNumber, string previousHash)
    {
        Number = previousNumber + 1;
        PreviousHash = previousHash;
        Hash = ComputeHash();
    }

    private static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length];
}
