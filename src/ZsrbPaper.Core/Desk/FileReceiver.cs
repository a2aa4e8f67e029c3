using System.Globalization;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Desk;

/// <summary>An uploaded file that passed inspection and is in the media store as an original.</summary>
/// <param name="Name">As the sender called it, without folders.</param>
/// <param name="Hash">SHA-256.</param>
/// <param name="Extension">By content, without the dot.</param>
/// <param name="Header">The text at the top of a page's PDF; null when there is none or it cannot be had.</param>
public sealed record ReceivedFile(string Name, string Hash, string Extension, string? Header = null);

/// <summary>The sender went away in the middle of a file. (A disk that is full is an <see cref="IOException"/> too, but another matter.)</summary>
public sealed class UploadBrokenException(IOException innerException) : Exception(innerException.Message, innerException);

/// <summary>
/// Receives uploaded files, the one place for it: copied under a limit to a private folder, judged by content, put into the media store.
/// Of a file that breaks off or is refused nothing stays.
/// </summary>
public sealed class FileReceiver(IMediaStore store, PictureInspector pictures, PdfInspector pdfs, PdfTools tools)
{
    /// <summary>The extension of packages.</summary>
    public const string Zip = "zip";

    private const int BufferLength = 128 * 1024;

    /// <summary>How much of a page's height, from the top, its header is looked for in.</summary>
    private const double HeaderShare = 0.12;
    private const double PointsPerMm = 72 / 25.4;

    /// <summary>A page's picture or PDF.</summary>
    /// <param name="fileName">As the sender calls it.</param>
    /// <param name="content">Read to its end, or to the limit.</param>
    /// <param name="maximumBytes">Longer files are refused.</param>
    /// <param name="cancellationToken">The sender has gone, or the portal stops.</param>
    /// <exception cref="UploadBrokenException">The content breaks off.</exception>
    public Task<Checked<ReceivedFile>> ReceivePageAsync(string fileName, Stream content, long maximumBytes, CancellationToken cancellationToken) =>
        ReceiveAsync(fileName, content, maximumBytes, InspectPageAsync, cancellationToken);

    /// <summary>An edition package. That it is a zip is all that is looked at; the import reads it.</summary>
    /// <inheritdoc cref="ReceivePageAsync"/>
    public Task<Checked<ReceivedFile>> ReceivePackageAsync(string fileName, Stream content, long maximumBytes, CancellationToken cancellationToken) =>
        ReceiveAsync(fileName, content, maximumBytes, InspectPackageAsync, cancellationToken);

    private async Task<Checked<ReceivedFile>> ReceiveAsync(
        string fileName,
        Stream content,
        long maximumBytes,
        Func<string, string, CancellationToken, Task<Checked<ReceivedFile>>> inspect,
        CancellationToken cancellationToken)
    {
        var name = ShortName(fileName);
        DirectoryInfo? folder = null;
        try
        {
            folder = TemporaryFolders.Create();
            var path = Path.Combine(folder.FullName, "file" + ExtensionOf(name));
            if (!await CopyAsync(content, path, maximumBytes, cancellationToken))
            {
                return Checked.Refused<ReceivedFile>($"{name} 超过每个文件 {maximumBytes / (1024 * 1024)} MB 的上限");
            }

            var inspected = await inspect(path, name, cancellationToken);
            if (inspected.IsGood)
            {
                await using var original = File.OpenRead(path);
                await store.PutAsync(MediaNames.Original(inspected.Value.Hash, inspected.Value.Extension), original, cancellationToken);
            }

            return inspected;
        }
        catch (MediaException exception)
        {
            return Checked.Refused<ReceivedFile>($"{name}: {exception.Problem}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Checked.Refused<ReceivedFile>($"{name} 没有存下：{DiskProblem(exception)}");
        }
        finally
        {
            folder?.Delete(recursive: true);
        }
    }

    /// <summary>What to do when this machine's disk does not take a file.</summary>
    internal static Sentence DiskProblem(Exception exception) => $"服务器的磁盘写不进去（{exception.Message}）。腾出空间后再试一次。";

    private async Task<Checked<ReceivedFile>> InspectPageAsync(string path, string name, CancellationToken cancellationToken)
    {
        if (ExtensionOf(name) == ".pdf")
        {
            var pdf = await pdfs.InspectAsync(path, name, cancellationToken);
            return pdf.IsGood
                ? Checked.Good(new ReceivedFile(name, pdf.Value.Hash, "pdf", await ReadHeaderAsync(pdf.Value, cancellationToken)))
                : Checked.Refused<ReceivedFile>(pdf.Problem);
        }

        var picture = await pictures.InspectAsync(path, name, cancellationToken);
        return picture.IsGood
            ? Checked.Good(new ReceivedFile(name, picture.Value.Hash, picture.Value.Extension))
            : Checked.Refused<ReceivedFile>(picture.Problem);
    }

    private static async Task<Checked<ReceivedFile>> InspectPackageAsync(string path, string name, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var start = new byte[4];
        var got = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        if (!start.AsSpan(0, got).SequenceEqual("PK\x03\x04"u8))
        {
            return Checked.Refused<ReceivedFile>($"{name} 不是 zip 文件，请重新打包。");
        }

        file.Position = 0;
        var hash = await System.Security.Cryptography.SHA256.HashDataAsync(file, cancellationToken);
        return Checked.Good(new ReceivedFile(name, Convert.ToHexStringLower(hash), Zip));
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

    private static string ShortName(string fileName)
    {
        var name = Path.GetFileName(fileName.Replace('\\', '/'));
        return name.Length > Photo.FileNameMaxLength ? name[^Photo.FileNameMaxLength..] : name;
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
        var length = 0L;
        int got;
        while ((got = await ReadAsync()) > 0)
        {
            length += got;
            if (length > maximumBytes)
            {
                return false;
            }

            await file.WriteAsync(buffer.AsMemory(0, got), cancellationToken);
        }

        return true;

        async ValueTask<int> ReadAsync()
        {
            try
            {
                return await content.ReadAsync(buffer, cancellationToken);
            }
            catch (IOException exception)
            {
                throw new UploadBrokenException(exception);
            }
        }
    }
}
