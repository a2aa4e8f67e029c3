using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Desk;

/// <summary>
/// Imports uploaded packages as drafts. Rights hold for one newspaper, and what stands already is changed at the desk, so only new editions of
/// the newspaper that the package was uploaded for come in.
/// </summary>
public sealed class PackageJobRunner(PaperDbContext db, IServiceScopeFactory scopes, IMediaStore store, EditionImporter importer, TimeProvider clock)
    : JobRunner<PackageJob>(db, scopes, clock)
{
    protected override async Task<Sentence?> DoAsync(PackageJob job, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        var code = await Db.Newspapers.Where(newspaper => newspaper.Id == job.NewspaperId).Select(newspaper => newspaper.Code).SingleAsync(cancellationToken);
        await using var package = await OriginalFile.OpenAsync(store, null, job.Hash, job.Extension, cancellationToken);
        var options = new ImportOptions { By = job.CreatedBy, Name = job.FileName, OnlyFor = code, OnlyNew = true };
        var result = await importer.ImportAsync(package.Path, options, progress, cancellationToken);

        // An import that was killed between its save and the end of its job is there already, and nobody else's.
        var isIn = result.Outcome != ImportOutcome.Rejected || (job.Attempts > 1 && await WasImportedAsync(code, result, job, cancellationToken));
        Db.Discard();
        Db.Attach(job);
        (job.Date, job.Problems) = (result.Date, isIn && result.Outcome == ImportOutcome.Rejected ? [] : result.Problems);
        if (isIn)
        {
            job.Complete(Now);
        }
        else
        {
            job.Fail($"期刊包有问题，什么都没有存。", Now);
        }

        await Db.SaveChangesAsync(cancellationToken);
        return null;
    }

    private Task<bool> WasImportedAsync(string code, ImportResult result, PackageJob job, CancellationToken cancellationToken) => Db.AuditEntries.AnyAsync(
        entry => entry.Act == Auditing.Acts.EditionImported && entry.Actor == job.CreatedBy && entry.At >= job.CreatedAt
            && entry.Subject == code + "/" + (result.Date ?? default).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        cancellationToken);
}
