using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.OldAddresses;

/// <summary>A line of a file of old addresses that cannot be taken.</summary>
/// <param name="Line">From 1.</param>
public sealed record OldAddressProblem(int Line, Sentence Text);

/// <summary>How reading a file of old addresses ended; with problems, nothing was stored.</summary>
public sealed record OldAddressImport(int Added, int Changed, IReadOnlyList<OldAddressProblem> Problems);

/// <summary>
/// The addresses that the archive had on other platforms. They point at editions, pages and articles rather than at addresses, so that they lead
/// to the final one in a single step whatever is moved later.
/// </summary>
public sealed class OldAddressTable(PaperDbContext db, TimeProvider clock)
{
    /// <summary>So many problems of a file are told.</summary>
    public const int MaxProblems = 100;

    private const int BatchSize = 1_000;

    /// <summary>Where an old address leads; null when the table has none, or nothing visible, for it. One database command.</summary>
    /// <param name="host">The host that was asked, without port.</param>
    /// <param name="pathAndQuery">As the client sent it.</param>
    public async Task<FinalAddress?> FindAsync(string host, string pathAndQuery, CancellationToken cancellationToken)
    {
        if (!OldAddress.TryNormalize(pathAndQuery, out var anywhere))
        {
            return null;
        }

        var there = $"//{host.ToLowerInvariant()}{anywhere}";
        var now = clock.GetUtcNow().UtcDateTime;
        var found = await db.OldAddresses.AsNoTracking()
            .Where(old => (old.Address == anywhere || old.Address == there) && old.Edition.SignedOffAt != null && old.Edition.ReleaseAt <= now)
            .OrderByDescending(old => old.Address == there)
            .Select(old => new { old.Edition.Newspaper.Code, old.Edition.Date, Label = old.Page == null ? null : old.Page.Label, Number = old.Article == null ? (int?)null : old.Article.Number })
            .FirstOrDefaultAsync(cancellationToken);
        return found is null ? null : new FinalAddress(found.Code, found.Date, found.Label, found.Number);
    }

    /// <summary>The first of the newspaper's old addresses, in order.</summary>
    /// <param name="beginning">Only those that begin so; empty for all.</param>
    public async Task<IReadOnlyList<(string Address, FinalAddress Target)>> ListAsync(
        string newspaper, string beginning, int count, CancellationToken cancellationToken)
    {
        var start = beginning.ToLowerInvariant();
        var rows = await db.OldAddresses.AsNoTracking()
            .Where(old => old.Edition.Newspaper.Code == newspaper && old.Address.StartsWith(start))
            .OrderBy(old => old.Address)
            .Take(count)
            .Select(old => new { old.Address, old.Edition.Date, Label = old.Page == null ? null : old.Page.Label, Number = old.Article == null ? (int?)null : old.Article.Number })
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(row => (row.Address, new FinalAddress(newspaper, row.Date, row.Label, row.Number)));
    }

    /// <summary>Adds one, or lets it lead elsewhere.</summary>
    /// <param name="newspaper">Only to this newspaper's editions.</param>
    /// <returns>What stands against it; null when it is stored.</returns>
    public async Task<Sentence?> SetAsync(string newspaper, string old, string target, CancellationToken cancellationToken)
    {
        var (entries, problems) = await ResolveAsync([(1, old, target)], cancellationToken);
        if (problems is [var problem])
        {
            return problem.Text;
        }

        if (entries[0].Newspaper != newspaper)
        {
            return $"'{target}' belongs to another newspaper";
        }

        await StoreAsync(entries, cancellationToken);
        return null;
    }

    /// <summary>Takes one of the newspaper's out of the table; false when it is not there.</summary>
    public async Task<bool> RemoveAsync(string newspaper, string address, CancellationToken cancellationToken)
    {
        if (await db.OldAddresses.FirstOrDefaultAsync(old => old.Address == address && old.Edition.Newspaper.Code == newspaper, cancellationToken) is not { } known)
        {
            return false;
        }

        db.OldAddresses.Remove(known);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody else was quicker.
            return false;
        }
    }

    /// <summary>
    /// Reads a file of two addresses a line, the old one and the final one, with a tab or comma between. The whole file is checked before anything is
    /// stored; what was stored when it is interrupted stays, and reading the file again goes on. Of two lines with one old address the later counts.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<OldAddressImport> ImportAsync(string path, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var problems = new List<OldAddressProblem>();
        var lines = 0;
        await foreach (var batch in ReadAsync(path, problems, cancellationToken))
        {
            problems.AddRange((await ResolveAsync(batch, cancellationToken)).Problems);
            lines += batch.Count;
            progress?.Report(new WorkProgress(WorkStage.Reading, lines));
            if (problems.Count >= MaxProblems)
            {
                break;
            }
        }

        if (problems.Count > 0)
        {
            return new OldAddressImport(0, 0, [.. problems.OrderBy(problem => problem.Line).Take(MaxProblems)]);
        }

        var (added, changed, done) = (0, 0, 0);
        await foreach (var batch in ReadAsync(path, problems, cancellationToken))
        {
            var (entries, _) = await ResolveAsync(batch, cancellationToken);
            var (more, others) = await StoreAsync(entries, cancellationToken);
            (added, changed, done) = (added + more, changed + others, done + batch.Count);
            progress?.Report(new WorkProgress(WorkStage.Saving, done, lines));
        }

        return new OldAddressImport(added, changed, []);
    }

    private static async IAsyncEnumerable<List<(int Line, string Old, string Target)>> ReadAsync(
        string path, List<OldAddressProblem> problems, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<(int, string, string)>(BatchSize);
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line[0] == '#')
            {
                continue;
            }

            // A comma may be part of the old address, never of the final one.
            var at = line.IndexOf('\t', StringComparison.Ordinal) is >= 0 and var tab ? tab : line.LastIndexOf(',');
            if (at < 0)
            {
                problems.Add(new OldAddressProblem(number, $"no tab or comma between the old address and the final one"));
                continue;
            }

            batch.Add((number, line[..at].Trim(), line[(at + 1)..].Trim()));
            if (batch.Count == BatchSize)
            {
                yield return batch;
                batch = new List<(int, string, string)>(BatchSize);
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private async Task<(List<Entry> Entries, List<OldAddressProblem> Problems)> ResolveAsync(
        List<(int Line, string Old, string Target)> lines, CancellationToken cancellationToken)
    {
        var problems = new List<OldAddressProblem>();
        var wanted = new List<(int Line, string Address, FinalAddress Target)>(lines.Count);
        foreach (var (line, old, target) in lines)
        {
            if (!OldAddress.TryNormalize(old, out var address))
            {
                problems.Add(new(line, $"'{old}' is no old address: an absolute one, or path and query from the first slash, of at most {OldAddress.MaxLength} characters"));
            }
            else if (FinalAddress.Find(old) is not null && address[1] != '/')
            {
                problems.Add(new(line, $"'{old}' is a final address itself"));
            }
            else if (FinalAddress.Find(target) is not { } final)
            {
                problems.Add(new(line, $"'{target}' is no final address of an edition, a page or an article, such as /zsrb/2024-03-01/A03/1"));
            }
            else
            {
                wanted.Add((line, address, final));
            }
        }

        var codes = wanted.Select(line => line.Target.Newspaper).Distinct().ToList();
        var dates = wanted.Select(line => line.Target.Date).Distinct().ToList();
        var editions = (await db.Editions.AsNoTracking()
            .Where(edition => codes.Contains(edition.Newspaper.Code) && dates.Contains(edition.Date))
            .Select(edition => new
            {
                edition.Id,
                edition.Newspaper.Code,
                edition.Date,
                Pages = edition.Pages.Select(page => new { page.Id, page.Label, Articles = page.Articles.Select(article => new { article.Id, article.Number }).ToList() }).ToList(),
            })
            .ToListAsync(cancellationToken))
            .ToDictionary(edition => (edition.Code, edition.Date));
        var entries = new List<Entry>(wanted.Count);
        foreach (var (line, address, target) in wanted)
        {
            var edition = editions.GetValueOrDefault((target.Newspaper, target.Date));
            var page = target.Label is null ? null : edition?.Pages.FirstOrDefault(page => page.Label == target.Label);
            var article = target.Number is null ? null : page?.Articles.FirstOrDefault(article => article.Number == target.Number);
            if (edition is null || (page is null && target.Label is not null) || (article is null && target.Number is not null))
            {
                problems.Add(new(line, $"the archive has no {target.Newspaper}/{target.Date:yyyy-MM-dd}{(target.Label is null ? "" : $"/{target.Label}")}{(target.Number is null ? "" : $"/{target.Number}")}"));
            }
            else
            {
                entries.Add(new Entry(address, target.Newspaper, edition.Id, page?.Id, article?.Id));
            }
        }

        return (entries, problems);
    }

    private async Task<(int Added, int Changed)> StoreAsync(List<Entry> entries, CancellationToken cancellationToken)
    {
        var addresses = entries.Select(entry => entry.Address).Distinct().ToList();
        var known = await db.OldAddresses.Where(old => addresses.Contains(old.Address)).ToDictionaryAsync(old => old.Address, cancellationToken);
        var (added, changed) = (0, 0);
        foreach (var entry in entries)
        {
            if (!known.TryGetValue(entry.Address, out var old))
            {
                known.Add(entry.Address, old = new OldAddress(entry.Address, entry.EditionId, entry.PageId, entry.ArticleId));
                db.Add(old);
                added++;
            }
            else if ((old.EditionId, old.PageId, old.ArticleId) != (entry.EditionId, entry.PageId, entry.ArticleId))
            {
                old.LeadTo(entry.EditionId, entry.PageId, entry.ArticleId);
                changed++;
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
        return (added, changed);
    }

    private sealed record Entry(string Address, string Newspaper, int EditionId, int? PageId, int? ArticleId);
}
