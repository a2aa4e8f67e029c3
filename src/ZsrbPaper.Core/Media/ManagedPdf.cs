using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Writer;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Media;

/// <summary>
/// What can be done with PDFs where poppler is missing: look at one, and join several. It reads in this process, so poppler, which
/// can be bounded from outside, is preferred; drawing a page cannot be done at all.
/// </summary>
internal static class ManagedPdf
{
    private const double MillimetresPerPoint = 25.4 / 72;
    private const int StackBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    /// <summary>The size in millimetres of the only page, or what is wrong.</summary>
    public static Task<(double WidthMm, double HeightMm, Sentence? Problem)> InspectAsync(string path, CancellationToken ct) => RunAsync<(double, double, Sentence?)>(() =>
    {
        try
        {
            using var document = PdfDocument.Open(path, new ParsingOptions { UseLenientParsing = true });
            if (document.IsEncrypted)
            {
                return (0, 0, $"the PDF is encrypted; save it without a password or restrictions");
            }

            if (document.NumberOfPages != 1)
            {
                return (0, 0, $"the PDF has {document.NumberOfPages} pages; a page's PDF holds one page");
            }

            var page = document.GetPage(1);
            return (page.Width * MillimetresPerPoint, page.Height * MillimetresPerPoint, null);
        }
        catch (PdfDocumentEncryptedException)
        {
            return (0, 0, $"the PDF is encrypted; save it without a password or restrictions");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // PdfPig throws whatever the damage leads it into.
            return (0, 0, $"the PDF is damaged ({e.Message})");
        }
    }, ct);

    /// <exception cref="MediaException">The files cannot be joined.</exception>
    public static async Task JoinAsync(IReadOnlyList<string> files, string joined, CancellationToken ct)
    {
        var problem = await RunAsync(() =>
        {
            try
            {
                var streams = files.Select(File.OpenRead).ToList();
                try
                {
                    using var output = File.Create(joined);
                    PdfMerger.Merge([.. streams], output);
                    return null;
                }
                finally
                {
                    streams.ForEach(stream => stream.Dispose());
                }
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                return e.Message;
            }
        }, ct).ConfigureAwait(false);
        if (problem is not null)
        {
            throw new MediaException($"The pages cannot be joined into the edition's PDF: {problem}");
        }
    }

    /// <summary>On a thread with a deep stack, since damaged files nest deeply; given up after a minute.</summary>
    private static async Task<T> RunAsync<T>(Func<T> work, CancellationToken ct)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => done.TrySetResult(work()), StackBytes) { IsBackground = true, Name = "PDF" }.Start();
        try
        {
            return await done.Task.WaitAsync(TimeLimit, ct).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new MediaException($"reading it took longer than {TimeLimit.TotalSeconds} seconds");
        }
    }
}
