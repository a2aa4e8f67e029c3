using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.Core.Packages;

/// <summary>
/// Imports an edition package: open, read, check everything, compare with what is there, publish pictures, save all rows in
/// one transaction. Either the whole package comes in or nothing does, and the same package again changes nothing.
/// </summary>
public sealed class EditionImporter(
    PaperDbContext db,
    IMediaStore store,
    PictureInspector pictures,
    PdfInspector pdfs,
    PhotoPublisher photoPublisher,
    FacsimilePublisher facsimilePublisher,
    EditionPdfPublisher editionPdfPublisher,
    TimeProvider clock)
{
    /// <summary>How often an import starts over when someone else changed the edition meanwhile.</summary>
    private const int Attempts = 3;

    /// <param name="path">A folder or a zip.</param>
    /// <param name="options">How it is to be done.</param>
    /// <param name="progress">Told how far it is; may be null. Called from several threads.</param>
    /// <param name="cancellationToken">Stops the import; nothing of it is stored then.</param>
    /// <exception cref="MediaException">A program that pictures or PDFs need is missing (<see cref="MediaException.ToolMissing"/>).</exception>
    public async Task<ImportResult> ImportAsync(string path, ImportOptions options, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new WorkProgress(WorkStage.Reading, 0, 0));
        try
        {
            using var files = await new PackageOpener().OpenAsync(path, options.Name ?? path, cancellationToken);
            var reading = await PackageReader.ReadAsync(files, cancellationToken);
            if (reading.Edition is not { } package)
            {
                return new ImportResult(ImportOutcome.Rejected, reading.Problems) { DryRun = options.DryRun };
            }

            var problems = new ProblemList();
            problems.AddRange(reading.Problems);
            var result = await ImportAsync(package, options, problems, progress, cancellationToken);
            return result with { Newspaper = package.Newspaper, Date = package.Date, Problems = problems.ToList(), DryRun = options.DryRun };
        }
        catch (PackageRefusedException refused)
        {
            return new ImportResult(ImportOutcome.Rejected, refused.Problems) { DryRun = options.DryRun };
        }
        finally
        {
            db.Discard();
        }
    }

    private static ImportResult Rejected() => new(ImportOutcome.Rejected, []);

    private async Task<ImportResult> ImportAsync(
        EditionPackage package, ImportOptions options, ProblemList problems, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var newspaper = await db.Newspapers.AsNoTracking().FirstOrDefaultAsync(newspaper => newspaper.Code == package.Newspaper, cancellationToken);
        DateTime? plannedRelease = null;
        if (options.OnlyFor is { } only && package.Newspaper != only)
        {
            problems.Error(PackageOpener.EditionFileName, package.NewspaperLine, $"the package is of the newspaper '{package.Newspaper}', not of '{only}'.");
            return Rejected();
        }

        if (newspaper is null)
        {
            problems.Error(PackageOpener.EditionFileName, package.NewspaperLine, $"there is no newspaper '{package.Newspaper}'. Create it first, with the command 'newspaper <file.yaml>'.");
        }
        else if (package.Release is { } release)
        {
            plannedRelease = release.ToUtc(newspaper.GetTimeZone());
            if (plannedRelease is null)
            {
                problems.Error(PackageOpener.EditionFileName, package.ReleaseLine, $"'release:' {release} does not exist in {newspaper.TimeZone}: the clocks go forward over it. Choose another time.");
            }
        }

        // Pictures are looked at even then, so that all problems are known at once.
        var incoming = await new PackageMediaChecker(pictures, pdfs).CheckAsync(package, plannedRelease, problems, progress, cancellationToken);
        if (incoming is null)
        {
            return Rejected();
        }

        for (var attempt = 1; ; attempt++)
        {
            var soFar = new ProblemList();
            var result = await TryImportAsync(incoming, options, soFar, progress, cancellationToken);
            if (result is not null || attempt == Attempts)
            {
                problems.AddRange(soFar.ToList());
            }

            if (result is not null)
            {
                return result;
            }

            if (attempt == Attempts)
            {
                problems.Error(null, null, $"The edition was changed by someone else while it was imported. Nothing was stored; import it again.");
                return Rejected();
            }
        }
    }

    /// <summary>One attempt; null when someone else changed the edition between reading and saving.</summary>
    private async Task<ImportResult?> TryImportAsync(
        CheckedEdition incoming, ImportOptions options, ProblemList problems, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        db.Discard();
        var newspaper = await db.Newspapers.FirstOrDefaultAsync(newspaper => newspaper.Code == incoming.Package.Newspaper, cancellationToken);
        if (newspaper is null)
        {
            return null;
        }

        var edition = await LoadAsync(newspaper, incoming.Package.Date, options, cancellationToken);
        var isNew = edition is null;
        if (!isNew && options.OnlyNew)
        {
            problems.Error(PackageOpener.EditionFileName, null, $"there is an edition of {incoming.Package.Date:yyyy-MM-dd} already; it is changed at the desk.");
            return Rejected();
        }

        if (edition is null)
        {
            edition = new Edition(newspaper, incoming.Package.Date) { IsSample = options.IsSample };
            db.Editions.Add(edition);
        }

        var media = new EditionMedia(store, pictures, pdfs, photoPublisher, facsimilePublisher, editionPdfPublisher);
        media.Remember(edition);
        var merge = new EditionMerge(db, edition, incoming, options, now, problems);
        merge.Apply();
        if (problems.HasErrors)
        {
            return Rejected();
        }

        var sampleRemoved = 0;
        if (!options.IsSample && (isNew || merge.Changed))
        {
            sampleRemoved = await SampleRemover.MarkAsync(db, newspaper, cancellationToken);
            newspaper.IsSample = false;
        }

        var result = new ImportResult(isNew ? ImportOutcome.Imported : merge.Changed ? ImportOutcome.Updated : ImportOutcome.AlreadyImported, [])
        {
            Counts = merge.Counts,
            SignedOff = merge.SignedOff,
            ReleaseAt = edition.ReleaseAt is { } release ? TimeZoneInfo.ConvertTime(new DateTimeOffset(release), newspaper.GetTimeZone()) : null,
            SampleRemoved = sampleRemoved,
        };
        if (options.DryRun || (!isNew && !merge.Changed && !merge.Noted))
        {
            return result;
        }

        try
        {
            if (isNew || merge.Changed)
            {
                await media.PublishAsync(edition, incoming, merge.ArticlesTaken, progress, cancellationToken);
            }
        }
        catch (MediaException exception) when (!exception.ToolMissing)
        {
            problems.Error(null, null, exception.Problem);
            return Rejected();
        }

        if (isNew || merge.Changed)
        {
            await TellTheDeskAsync(edition, merge, isNew, options, now, cancellationToken);
        }

        progress?.Report(new WorkProgress(WorkStage.Saving, 0, 0));
        try
        {
            // One save is one transaction. Every change of an edition raises the edition's own version, so that of two
            // imports at once, and of an import and the desk, one finds out here.
            await db.SaveChangesAsync(cancellationToken);
            return result;
        }
        catch (DbUpdateConcurrencyException)
        {
            return null;
        }
        catch (DbUpdateException exception) when (db.IsUniqueViolation(exception))
        {
            return null;
        }
    }

    /// <summary>
    /// An import is a change like any other: it stands in the audit log, voids the reviews of what it changed, and where there is a desk it holds the
    /// release of an edition that was signed off, unless it is to release by itself.
    /// </summary>
    private async Task TellTheDeskAsync(
        Edition edition, EditionMerge merge, bool isNew, ImportOptions options, DateTime now, CancellationToken cancellationToken)
    {
        var subject = AuditSubjects.Of(edition);
        var counts = merge.Counts;
        db.Audit(now, options.By, Acts.EditionImported, subject, isNew
            ? string.Create(CultureInfo.InvariantCulture, $"{counts.Pages} pages, {counts.Articles} articles")
            : string.Create(CultureInfo.InvariantCulture, $"pages +{counts.PagesAdded} ~{counts.PagesUpdated} -{counts.PagesRemoved}, articles +{counts.ArticlesAdded} ~{counts.ArticlesUpdated} -{counts.ArticlesRemoved}"));
        if (merge.SignedOff)
        {
            db.Audit(now, options.By, Acts.SignedOff, subject, edition.ReleaseAt?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }

        if (isNew)
        {
            return;
        }

        var reviews = await db.Reviews.Where(review => review.Page.EditionId == edition.Id && review.VoidedAt == null).ToListAsync(cancellationToken);
        foreach (var review in reviews.Where(review => review.ArticleId is { } article
            ? merge.ArticlesTouched.Any(touched => touched.Id == article)
            : merge.PagesTouched.Any(touched => touched.Id == review.PageId)))
        {
            review.Void(now, $"{options.By} 修改");
        }

        if (!options.Release && await db.Users.AnyAsync(cancellationToken) && edition.Hold(now, $"{subject} {options.By}"))
        {
            db.Audit(now, options.By, Acts.ReleaseHeld, subject, options.By);
        }
    }

    /// <summary>The edition with all its parts, tracked; null when there is none, or only a sample that gives way.</summary>
    private async Task<Edition?> LoadAsync(Newspaper newspaper, DateOnly date, ImportOptions options, CancellationToken cancellationToken)
    {
        var edition = await db.Editions
            .Include(edition => edition.RetiredNumbers)
            .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Photos)
            .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Areas)
            .AsSplitQuery()
            .FirstOrDefaultAsync(edition => edition.NewspaperId == newspaper.Id && edition.Date == date, cancellationToken);
        if (edition is { IsSample: true } && !options.IsSample)
        {
            db.Editions.Remove(edition);
            return null;
        }

        return edition;
    }
}
