using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NetVips;

namespace ZsrbPaper.Core.Media;

/// <summary>A page of an edition, in print order: its PDF if there is one, else its picture, by the hashes of their originals.</summary>
/// <param name="PictureExtension">Of the picture's original, without dot.</param>
public sealed record EditionPdfPage(string? PdfHash, string? PictureHash, string? PictureExtension);

/// <summary>
/// Joins the pages of an edition into one PDF, with poppler's <c>pdfunite</c>, or in this process where that is missing. A page that has only a picture becomes a page of that
/// picture at the size of print.
/// </summary>
public sealed class EditionPdfPublisher(IMediaStore store, PdfTools? tools = null)
{
    /// <summary>Raised when the same pages come out differently.</summary>
    private const int PipelineVersion = 1;

    private const double PageWidthMm = 390;
    private const double PointsPerMm = 72 / 25.4;

    private readonly PdfTools _tools = tools ?? new PdfTools();
    private readonly WorkPerName _work = new();

    /// <summary>
    /// The hash under which the edition's PDF lies in the store (<see cref="MediaNames.EditionPdf"/>): that of its pages in their order,
    /// so that it is made once. Null when no page has a PDF or a picture.
    /// </summary>
    /// <exception cref="MediaException">An original is missing, the pages cannot be joined, or poppler is missing.</exception>
    public async Task<string?> PublishAsync(IReadOnlyList<EditionPdfPage> pages, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(pages);
        if (HashOf(pages) is not { } hash)
        {
            return null;
        }

        using var turn = await _work.TakeAsync(hash, ct).ConfigureAwait(false);
        var name = MediaNames.EditionPdf(hash);
        if (await store.ExistsAsync(name, ct).ConfigureAwait(false))
        {
            // Put again so that the sweep knows it as used.
            await store.PutAsync(name, Stream.Null, ct).ConfigureAwait(false);
            return hash;
        }

        var folder = TemporaryFolders.Create();
        var originals = new List<OriginalFile>();
        try
        {
            var files = new List<string>();
            foreach (var page in pages.Where(HasContent))
            {
                files.Add(await FileOfAsync(page, folder.FullName, files.Count, originals, ct).ConfigureAwait(false));
            }

            var joined = files.Count == 1 ? files[0] : await JoinAsync(files, folder.FullName, ct).ConfigureAwait(false);
            var content = File.OpenRead(joined);
            await using (content.ConfigureAwait(false))
            {
                await store.PutAsync(name, content, ct).ConfigureAwait(false);
            }

            return hash;
        }
        finally
        {
            foreach (var original in originals)
            {
                await original.DisposeAsync().ConfigureAwait(false);
            }

            folder.Delete(recursive: true);
        }
    }

    /// <summary>The hash that the PDF of these pages has, made or not; null when no page has a PDF or a picture.</summary>
    public static string? HashOf(IReadOnlyList<EditionPdfPage> pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"edition {PipelineVersion}");
        var any = false;
        foreach (var page in pages.Where(HasContent))
        {
            any = true;
            text.Append(CultureInfo.InvariantCulture, $"|{(page.PdfHash is null ? "picture" : "pdf")} {page.PdfHash ?? page.PictureHash}");
        }

        return any ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))) : null;
    }

    private static bool HasContent(EditionPdfPage page) => page.PdfHash is not null || page is { PictureHash: not null, PictureExtension: not null };

    private async Task<string> FileOfAsync(EditionPdfPage page, string folder, int index, List<OriginalFile> originals, CancellationToken ct)
    {
        if (page.PdfHash is not null)
        {
            var pdf = await OriginalFile.OpenAsync(store, null, page.PdfHash, "pdf", ct).ConfigureAwait(false);
            originals.Add(pdf);
            return pdf.Path;
        }

        var original = await OriginalFile.OpenAsync(store, null, page.PictureHash!, page.PictureExtension!, ct).ConfigureAwait(false);
        await using (original.ConfigureAwait(false))
        {
            try
            {
                var bytes = await Vips.RunAsync(() => PicturePage(original.Path, page.PictureExtension!), ct).ConfigureAwait(false);
                var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"page-{index}.pdf"));
                await File.WriteAllBytesAsync(file, bytes, ct).ConfigureAwait(false);
                return file;
            }
            catch (VipsException e)
            {
                throw new MediaException($"The page picture {page.PictureHash} cannot be read: {Vips.Reason(e)}", innerException: e);
            }
        }
    }

    private async Task<string> JoinAsync(List<string> files, string folder, CancellationToken ct)
    {
        var joined = Path.Combine(folder, "edition.pdf");
        if (!_tools.IsAvailable)
        {
            await ManagedPdf.JoinAsync(files, joined, ct).ConfigureAwait(false);
            return joined;
        }

        var result = await _tools.RunAsync(PdfTools.Unite, [.. files, joined], ct).ConfigureAwait(false);
        if (result.ExitCode != 0 || !File.Exists(joined))
        {
            throw new MediaException($"The pages cannot be joined into the edition's PDF: {result.Reason}");
        }

        var info = await _tools.RunAsync(PdfTools.Info, [joined], ct).ConfigureAwait(false);
        if (!info.Output.Split('\n').Any(line => line.StartsWith("Pages:", StringComparison.Ordinal)
            && line["Pages:".Length..].Trim() == files.Count.ToString(CultureInfo.InvariantCulture)))
        {
            throw new MediaException($"The pages cannot be joined into the edition's PDF: pages were lost on the way");
        }

        await CutIdentifierAsync(joined, ct).ConfigureAwait(false);
        return joined;
    }

    /// <summary>
    /// pdfunite writes a file identifier that changes from run to run, its length too, into the trailer. It is optional, and nothing behind
    /// it is pointed to, so without it equal input makes equal output.
    /// </summary>
    private static async Task CutIdentifierAsync(string pdf, CancellationToken ct)
    {
        const int Tail = 4096;
        var file = new FileStream(pdf, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            var tail = new byte[Math.Min(Tail, file.Length)];
            file.Position = file.Length - tail.Length;
            await file.ReadExactlyAsync(tail, ct).ConfigureAwait(false);
            var trailer = tail.AsSpan().LastIndexOf("trailer"u8);
            var from = trailer < 0 ? -1 : tail.AsSpan(trailer).IndexOf("/ID ["u8);
            var to = from < 0 ? -1 : tail.AsSpan(trailer + from).IndexOf("/Root"u8);
            if (to > 0)
            {
                file.Position = file.Length - tail.Length + trailer + from;
                await file.WriteAsync(tail.AsMemory(trailer + from + to), ct).ConfigureAwait(false);
                file.SetLength(file.Position);
            }
        }
    }

    /// <summary>A PDF of one page, all of it the picture.</summary>
    private static byte[] PicturePage(string path, string extension)
    {
        var (width, height) = Vips.SizeOf(path, PictureFormats.OfName("." + extension) ?? throw new MediaException($"'{extension}' is no picture's extension"));
        var scale = Math.Min(1, Math.Sqrt(PdfRasteriser.MaximumPixels / 2 / ((double)width * height)));
        (width, height) = (Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)));
        using var picture = Vips.LoadResized(path, width, height);
        var jpeg = Vips.Encode(picture, PictureEncoding.Jpeg);

        // A picture wider than high is of two pages that face each other.
        var pageWidth = (width > height ? 2 * PageWidthMm : PageWidthMm) * PointsPerMm;
        var pageHeight = pageWidth * height / width;
        return PicturePdf.Write(jpeg, width, height, pageWidth, pageHeight);
    }
}
