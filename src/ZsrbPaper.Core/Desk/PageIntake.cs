using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Desk;

/// <summary>What became of a file that was dropped.</summary>
/// <param name="Job">The work that it makes, or made when it was dropped before; null when it was refused.</param>
/// <param name="Problem">Why it was refused, in words for the desk.</param>
public sealed record IntakeResult(PageJob? Job, string? Problem);

/// <summary>
/// Takes the files of the night in: each is judged by its content, put into the media store, and becomes a <see cref="PageJob"/>.
/// Nothing is stored of a file that breaks off or is refused.
/// </summary>
public sealed class PageIntake(PaperDbContext db, IMediaStore store, PictureInspector pictures, PdfInspector pdfs, PdfTools tools, TimeProvider clock)
{
    private const int BufferLength = 128 * 1024;

    /// <summary>How much of a page's height, from the top, its header is looked for in.</summary>
    private const double HeaderShare = 0.12;
    private const double PointsPerMm = 72 / 25.4;

    /// <param name="edition">The edition, tracked by this context.</param>
    /// <param name="fileName">As the sender calls it.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="maximumBytes">Files longer than this are refused.</param>
    /// <param name="by">User name.</param>
    /// <param name="cancellationToken">The sender has gone, or the portal stops.</param>
    public async Task<IntakeResult> AddAsync(
        Edition edition, string fileName, Stream content, long maximumBytes, string by, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(fileName.Replace('\\', '/'));
        name = name.Length > Photo.FileNameMaxLength ? name[^Photo.FileNameMaxLength..] : name;
        var folder = TemporaryFolders.Create();
        try
        {
            var path = Path.Combine(folder.FullName, "file" + ExtensionOf(name));
            if (!await CopyAsync(content, path, maximumBytes, cancellationToken))
            {
                return new IntakeResult(null, string.Create(CultureInfo.InvariantCulture, $"{name} 超过每个文件 {maximumBytes / (1024 * 1024)} MB 的上限"));
            }

            var (hash, extension, header, problem) = await InspectAsync(path, name, cancellationToken);
            if (problem is not null)
            {
                return new IntakeResult(null, problem);
            }

            if (await db.PageJobs.FirstOrDefaultAsync(job => job.EditionId == edition.Id && job.Hash == hash, cancellationToken) is { } before)
            {
                return new IntakeResult(before, null);
            }

            await using (var original = File.OpenRead(path))
            {
                await store.PutAsync(MediaNames.Original(hash!, extension!), original, cancellationToken);
            }

            var job = new PageJob(edition, name, hash!, extension!, by, clock.GetUtcNow().UtcDateTime)
            {
                Label = LabelGuess.FromFileName(name) ?? LabelGuess.FromText(header ?? ""),
            };
            db.PageJobs.Add(job);
            await db.SaveChangesAsync(cancellationToken);
            return new IntakeResult(job, null);
        }
        catch (MediaException exception)
        {
            return new IntakeResult(null, $"{name}: {exception.Message}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<(string? Hash, string? Extension, string? Header, string? Problem)> InspectAsync(string path, string name, CancellationToken cancellationToken)
    {
        if (ExtensionOf(name) == ".pdf")
        {
            var pdf = await pdfs.InspectAsync(path, name, cancellationToken);
            return pdf.IsGood ? (pdf.Value.Hash, "pdf", await ReadHeaderAsync(pdf.Value, cancellationToken), null) : (null, null, null, pdf.Problem);
        }

        var picture = await pictures.InspectAsync(path, name, cancellationToken);
        return picture.IsGood ? (picture.Value.Hash, picture.Value.Extension, null, null) : (null, null, null, picture.Problem);
    }

    /// <summary>The text at the top of the page; null when it cannot be had, which is no reason to refuse the file.</summary>
    private async Task<string?> ReadHeaderAsync(PdfFile pdf, CancellationToken cancellationToken)
    {
        static string Whole(double value) => ((int)Math.Ceiling(value)).ToString(CultureInfo.InvariantCulture);
        try
        {
            var (width, height) = (pdf.WidthMm * PointsPerMm, pdf.HeightMm * PointsPerMm);
            var result = await tools.RunAsync(
                PdfTools.ToText,
                ["-f", "1", "-l", "1", "-r", "72", "-x", "0", "-y", "0", "-W", Whole(width), "-H", Whole(height * HeaderShare), "-enc", "UTF-8", pdf.Path, "-"],
                cancellationToken);
            return result.ExitCode == 0 ? result.Output : null;
        }
        catch (MediaException)
        {
            return null;
        }
    }

    private static string ExtensionOf(string name)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant();
        return extension.Length is > 1 and <= 6 && extension.Skip(1).All(char.IsAsciiLetterOrDigit) ? extension : "";
    }

    /// <summary>False when there is more than may be.</summary>
    private static async Task<bool> CopyAsync(Stream content, string path, long maximumBytes, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        var buffer = new byte[BufferLength];
        int got;
        while ((got = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (file.Length + got > maximumBytes)
            {
                return false;
            }

            await file.WriteAsync(buffer.AsMemory(0, got), cancellationToken);
        }

        return true;
    }
}
