using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Core.Auditing;

/// <summary>The last entry of the log as it was once noted outside the database.</summary>
public sealed record AuditHead(long Number, string Hash);

/// <summary>What checking the audit log found.</summary>
/// <param name="Head">The last entry; null when the log is empty.</param>
/// <param name="Problem">What is wrong, and at which entry; null when nothing is.</param>
public sealed record AuditCheck(AuditHead? Head, string? Problem);

/// <summary>Reads, checks and exports the audit log. It is written through <see cref="PaperDbContext.Audit"/>.</summary>
public sealed class AuditLog(PaperDbContext db)
{
    /// <summary>One line of the export, with everything that <see cref="AuditEntry.ComputeHash"/> hashes.</summary>
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The last entry; null when there is none.</summary>
    public Task<AuditHead?> FindHeadAsync(CancellationToken cancellationToken) =>
        db.AuditEntries.AsNoTracking().OrderByDescending(entry => entry.Number)
            .Select(entry => new AuditHead(entry.Number, entry.Hash)).FirstOrDefaultAsync(cancellationToken);

    /// <summary>
    /// Computes the whole chain anew. Each head that was noted outside must still be in it: that is how a tail that was cut off, or a
    /// chain that was written anew from some entry on, comes to light.
    /// </summary>
    public async Task<AuditCheck> VerifyAsync(IReadOnlyCollection<AuditHead> notedHeads, CancellationToken cancellationToken)
    {
        var noted = notedHeads.ToLookup(head => head.Number, head => head.Hash);
        AuditHead last = new(0, AuditEntry.NoHash);
        await foreach (var entry in Entries().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var problem = entry.Number != last.Number + 1 ? $"entry {last.Number + 1} is missing"
                : entry.PreviousHash != last.Hash ? $"entry {entry.Number} does not follow entry {last.Number}: one of them was replaced"
                : entry.ComputeHash() != entry.Hash ? $"entry {entry.Number} was altered"
                : noted[entry.Number].Any(hash => hash != entry.Hash) ? $"entry {entry.Number} is another than was noted outside the database"
                : null;
            if (problem is not null)
            {
                return new AuditCheck(last, problem);
            }

            last = new AuditHead(entry.Number, entry.Hash);
        }

        var head = last.Number == 0 ? null : last;
        return notedHeads.Where(known => known.Number > last.Number).MaxBy(known => known.Number) is { } lost
            ? new AuditCheck(head, $"entries {last.Number + 1} to {lost.Number} are missing: the end of the log was cut off")
            : new AuditCheck(head, null);
    }

    /// <summary>Whether some entry has this hash; a head that was noted without its number is looked for by it.</summary>
    public Task<bool> ContainsAsync(string hash, CancellationToken cancellationToken) =>
        db.AuditEntries.AnyAsync(entry => entry.Hash == hash, cancellationToken);

    /// <summary>Writes every entry as a line of JSON, oldest first.</summary>
    public async Task ExportAsync(Stream output, CancellationToken cancellationToken)
    {
        await foreach (var entry in Entries().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            await JsonSerializer.SerializeAsync(output, entry, Json, cancellationToken);
            await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }

    /// <summary>Entries, newest first, for the desk's page.</summary>
    /// <param name="before">Only those with a smaller number.</param>
    /// <param name="subject">Only those whose subject is this or lies below it; null for all.</param>
    /// <param name="actor">Only those of this user; null for all.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(long before, string? subject, string? actor, int take, CancellationToken cancellationToken)
    {
        var below = subject + "/";
        return await db.AuditEntries.AsNoTracking()
            .Where(entry => entry.Number < before)
            .Where(entry => subject == null || entry.Subject == subject || entry.Subject!.StartsWith(below))
            .Where(entry => actor == null || entry.Actor == actor)
            .OrderByDescending(entry => entry.Number)
            .Take(take)
            .ToListAsync(cancellationToken);
    }

    private IQueryable<AuditEntry> Entries() => db.AuditEntries.AsNoTracking().OrderBy(entry => entry.Number);
}
