using System.Globalization;

namespace ZsrbPaper.Core.Media;

/// <summary>Draws a page's PDF as pixels with poppler's <c>pdftocairo</c>.</summary>
public sealed class PdfRasteriser(PdfTools? tools = null)
{
    /// <summary>Body type of a newspaper (8 to 10 points) is some 25 pixels high and comfortable to read.</summary>
    internal const double Resolution = 200;

    /// <summary>A broadsheet page at full resolution has 13 megapixels, a joined one 26.</summary>
    internal const double MaximumPixels = 40_000_000;

    private const double MillimetresPerInch = 25.4;

    private readonly PdfTools _tools = tools ?? new PdfTools();

    public bool IsAvailable => _tools.IsAvailable;

    /// <summary>
    /// Draws the page's crop box, on white, into a new TIFF file in a new folder under the system's temporary folder, and gives the
    /// file's path. The caller deletes file and folder.
    /// </summary>
    /// <exception cref="MediaException">Poppler is missing, or the page cannot be drawn within its limits.</exception>
    public async Task<string> RasteriseAsync(string pdf, CancellationToken ct)
    {
        var inspected = await new PdfInspector(_tools).InspectAsync(pdf, Path.GetFileName(pdf), ct).ConfigureAwait(false);
        return inspected.IsGood
            ? await RasteriseAsync(inspected.Value, pdf, ct).ConfigureAwait(false)
            : throw new MediaException(inspected.Problem);
    }

    /// <summary>The same for a PDF that has passed inspection, at the given place.</summary>
    internal async Task<string> RasteriseAsync(PdfFile pdf, string path, CancellationToken ct)
    {
        var squareInches = pdf.WidthMm * pdf.HeightMm / (MillimetresPerInch * MillimetresPerInch);
        var resolution = Math.Min(Resolution, Math.Sqrt(MaximumPixels / squareInches));
        var folder = TemporaryFolders.Create();
        var output = Path.Combine(folder.FullName, "page");
        try
        {
            // TIFF without compression: PNG takes a second longer, and the file lives for a moment only.
            var result = await _tools.RunAsync(PdfTools.ToCairo,
                [
                    "-tiff", "-singlefile", "-cropbox", "-f", "1", "-l", "1",
                    "-r", resolution.ToString("0.##", CultureInfo.InvariantCulture), Path.GetFullPath(path), output,
                ], ct).ConfigureAwait(false);
            var file = output + ".tif";
            return result.ExitCode == 0 && File.Exists(file)
                ? file
                : throw new MediaException($"The page's PDF cannot be drawn: {result.Reason}");
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }
}
