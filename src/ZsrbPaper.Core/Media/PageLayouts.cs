using System.Text;
using System.Xml;

namespace ZsrbPaper.Core.Media;

/// <summary>Reads the words of print PDFs, each PDF once: what was read is kept in the store beside it.</summary>
public sealed class PageLayouts(IMediaStore store, PdfTools tools) : IDisposable
{
    /// <summary>A full page of small type takes about 2 MB.</summary>
    private const long MaximumBytes = 32 << 20;

    private readonly WorkPerName _work = new();

    /// <summary>However many pages are asked for at once, the machine has other things to do too.</summary>
    private readonly SemaphoreSlim _places = new(2, 2);

    /// <summary>The words of a PDF in the store, each once; without lines when it has none.</summary>
    /// <exception cref="MediaException">The PDF is missing or its text cannot be read.</exception>
    public async Task<PageLayout> ReadAsync(string hash, CancellationToken ct)
    {
        var name = MediaNames.Layout(hash);
        using var turn = await _work.TakeAsync(hash, ct).ConfigureAwait(false);
        if (await store.OpenAsync(name, ct).ConfigureAwait(false) is { } kept)
        {
            using var reader = new StreamReader(kept, Encoding.UTF8);
            return Parse(await reader.ReadToEndAsync(ct).ConfigureAwait(false));
        }

        var text = await ExtractAsync(hash, ct).ConfigureAwait(false);
        var layout = Parse(text);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false);
        await store.PutAsync(name, content, ct).ConfigureAwait(false);
        return layout;
    }

    public void Dispose() => _places.Dispose();

    private async Task<string> ExtractAsync(string hash, CancellationToken ct)
    {
        await _places.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var original = await OriginalFile.OpenAsync(store, null, hash, "pdf", ct).ConfigureAwait(false);
            await using (original.ConfigureAwait(false))
            {
                var folder = TemporaryFolders.Create();
                try
                {
                    // The crop box is what the facsimile shows.
                    var output = Path.Combine(folder.FullName, "layout.html");
                    var result = await tools.RunAsync(
                        PdfTools.ToText, ["-bbox-layout", "-cropbox", "-f", "1", "-l", "1", "-enc", "UTF-8", original.Path, output], ct).ConfigureAwait(false);
                    return result.ExitCode == 0 && File.Exists(output) && new FileInfo(output).Length <= MaximumBytes
                        ? await File.ReadAllTextAsync(output, ct).ConfigureAwait(false)
                        : throw new MediaException($"The text of the PDF cannot be read: {result.Reason}");
                }
                finally
                {
                    folder.Delete(recursive: true);
                }
            }
        }
        finally
        {
            _places.Release();
        }
    }

    private static PageLayout Parse(string text)
    {
        try
        {
            return PageLayout.Parse(text);
        }
        catch (XmlException e)
        {
            throw new MediaException($"The text of the PDF cannot be read: {e.Message}", innerException: e);
        }
    }
}
