using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Core.Packages;

public enum ExportOutcome
{
    Exported,

    /// <summary>There is no such newspaper or edition.</summary>
    NotFound,

    /// <summary>The target cannot be written, or something of the edition is missing.</summary>
    Refused,
}

/// <summary>What came of an export; <paramref name="Problem"/> is null when all went well.</summary>
public sealed record ExportResult(ExportOutcome Outcome, string? Problem)
{
    public int Pages { get; init; }

    public int Articles { get; init; }

    public int Files { get; init; }
}

/// <summary>An edition as readers see it, ready to be written as a package.</summary>
/// <param name="Fingerprint">The same for the same package.</param>
public sealed record ReadersPackage(string Fingerprint)
{
    internal IReadOnlyList<string> Folders { get; init; } = [];

    internal IReadOnlyList<WrittenFile> Files { get; init; } = [];
}

/// <summary>
/// Writes an edition back as a package, whole or not at all: into a folder that is new or empty, or into a new zip when the
/// target's name ends so.
/// </summary>
public sealed class EditionExporter(PaperDbContext db, IMediaStore store, TimeProvider clock, PreviewScope? preview = null)
{
    /// <summary>The earliest that a zip can say; what a package is does not depend on when it was written.</summary>
    private static readonly DateTimeOffset ZipTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task<ExportResult> ExportAsync(string newspaper, DateOnly date, string target, IProgress<(int Done, int Total)>? progress, CancellationToken cancellationToken)
    {
        var edition = await WithEverything(db.Editions, newspaper, date).FirstOrDefaultAsync(cancellationToken);
        if (edition is null)
        {
            var known = await db.Newspapers.AnyAsync(other => other.Code == newspaper, cancellationToken);
            return new ExportResult(ExportOutcome.NotFound, known ? $"{newspaper} has no edition of {date:yyyy-MM-dd}." : $"There is no newspaper '{newspaper}'.");
        }

        var fullTarget = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        var isZip = Path.GetExtension(fullTarget).Equals(".zip", StringComparison.OrdinalIgnoreCase);
        if (File.Exists(fullTarget) || (Directory.Exists(fullTarget) && (isZip || Directory.EnumerateFileSystemEntries(fullTarget).Any())))
        {
            return new ExportResult(ExportOutcome.Refused, $"'{target}' is there already; name {(isZip ? "a new file" : "a new or an empty folder")}.");
        }

        var (folders, files) = PackageWriter.Write(edition, clock.GetUtcNow().UtcDateTime);

        // A folder that is there may be a mount, or where someone's shell stands, so it is filled and not replaced.
        var isThere = Directory.Exists(fullTarget);
        var unfinished = ".incomplete-" + Guid.NewGuid().ToString("N")[..8];
        var work = isThere ? Path.Combine(fullTarget, unfinished) : fullTarget + unfinished;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(fullTarget)!);
            if (isZip)
            {
                await using (var output = new FileStream(work, FileMode.CreateNew, FileAccess.ReadWrite))
                {
                    await WriteZipAsync(output, folders, files, progress, cancellationToken);
                }

                File.Move(work, fullTarget);
            }
            else
            {
                await WriteFolderAsync(work, folders, files, progress, cancellationToken);
                if (isThere)
                {
                    MoveUp(work, fullTarget);
                }
                else
                {
                    Directory.Move(work, fullTarget);
                }
            }
        }
        catch (MediaException exception)
        {
            return new ExportResult(ExportOutcome.Refused, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ExportResult(ExportOutcome.Refused, $"'{target}' cannot be written: {exception.Message}");
        }
        finally
        {
            Discard(work);
        }

        return new ExportResult(ExportOutcome.Exported, null)
        {
            Pages = edition.Pages.Count,
            Articles = edition.Pages.Sum(page => page.Articles.Count),
            Files = files.Count,
        };
    }

    /// <summary>What readers may have of the newspaper's visible edition of that date; null when there is none, or the store lacks a file of it.</summary>
    public async Task<ReadersPackage?> FindForReadersAsync(string newspaper, DateOnly date, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var visible = (preview ?? new PreviewScope()).Visible(db.Editions, now);
        if (await WithEverything(visible, newspaper, date).FirstOrDefaultAsync(cancellationToken) is not { } edition)
        {
            return null;
        }

        var (folders, files) = PackageWriter.Write(edition, now, PackageAudience.Readers);
        foreach (var file in files)
        {
            if (file.MediaName is { } name && !await store.ExistsAsync(name, cancellationToken))
            {
                return null;
            }
        }

        return new ReadersPackage(Canonical.Hash(files)) { Folders = folders, Files = files };
    }

    /// <summary>Writes the package as a zip, file by file; no more than a buffer is ever in memory.</summary>
    /// <param name="target">Need not be able to seek; stays open.</param>
    public Task WriteZipAsync(ReadersPackage package, Stream target, CancellationToken cancellationToken) =>
        WriteZipAsync(target, package.Folders, package.Files, progress: null, cancellationToken);

    private static IQueryable<Edition> WithEverything(IQueryable<Edition> editions, string newspaper, DateOnly date) =>
        editions.AsNoTrackingWithIdentityResolution()
            .Include(edition => edition.Newspaper)
            .Include(edition => edition.RetiredNumbers)
            .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Photos)
            .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Areas).ThenInclude(area => area.Page)
            .Where(edition => edition.Newspaper.Code == newspaper && edition.Date == date)
            .AsSplitQuery();

    private async Task WriteFolderAsync(
        string root, IReadOnlyList<string> folders, IReadOnlyList<WrittenFile> files, IProgress<(int Done, int Total)>? progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(root);
        foreach (var folder in folders)
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
        }

        foreach (var (file, index) in files.Select((file, index) => (file, index)))
        {
            await using var output = new FileStream(Path.Combine(root, file.Path), FileMode.CreateNew, FileAccess.Write);
            await CopyAsync(file, output, cancellationToken);
            progress?.Report((index + 1, files.Count));
        }
    }

    private async Task WriteZipAsync(
        Stream output, IReadOnlyList<string> folders, IReadOnlyList<WrittenFile> files, IProgress<(int Done, int Total)>? progress, CancellationToken cancellationToken)
    {
        await using var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken);
        foreach (var folder in folders.Where(folder => !files.Any(file => file.Path.StartsWith(folder + "/", StringComparison.Ordinal))))
        {
            zip.CreateEntry(folder + "/").LastWriteTime = ZipTime;
        }

        foreach (var (file, index) in files.Select((file, index) => (file, index)))
        {
            // Pictures and PDFs are compressed already.
            var entry = zip.CreateEntry(file.Path, file.Text is null ? CompressionLevel.NoCompression : CompressionLevel.Optimal);
            entry.LastWriteTime = ZipTime;
            await using var content = await entry.OpenAsync(cancellationToken);
            await CopyAsync(file, content, cancellationToken);
            progress?.Report((index + 1, files.Count));
        }
    }

    private async Task CopyAsync(WrittenFile file, Stream target, CancellationToken cancellationToken)
    {
        if (file.Text is { } text)
        {
            await target.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            return;
        }

        await using var original = await store.OpenAsync(file.MediaName!, cancellationToken)
            ?? throw new MediaException($"The original of {file.Path} is missing from the media store ({file.MediaName}).");
        await original.CopyToAsync(target, cancellationToken);
    }

    /// <summary>Moves a folder's content into the folder around it; what makes it a package comes last.</summary>
    private static void MoveUp(string work, string target)
    {
        foreach (var folder in Directory.GetDirectories(work))
        {
            Directory.Move(folder, Path.Combine(target, Path.GetFileName(folder)));
        }

        foreach (var file in Directory.GetFiles(work))
        {
            File.Move(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    private static void Discard(string work)
    {
        try
        {
            if (Directory.Exists(work))
            {
                Directory.Delete(work, recursive: true);
            }
            else if (File.Exists(work))
            {
                File.Delete(work);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What went wrong before is what the caller must hear of.
        }
    }
}
