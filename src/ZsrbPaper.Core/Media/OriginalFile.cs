namespace ZsrbPaper.Core.Media;

/// <summary>
/// An original as a file on this machine's disk, which is what libvips and poppler read: where it was inspected if it is still
/// there, else out of the store.
/// </summary>
internal sealed class OriginalFile : IAsyncDisposable
{
    private readonly string? _temporary;
    private readonly Stream? _held;

    private OriginalFile(string path, string? temporary, Stream? held)
    {
        Path = path;
        _temporary = temporary;
        _held = held;
    }

    public string Path { get; }

    /// <exception cref="MediaException">It is in neither place.</exception>
    public static async Task<OriginalFile> OpenAsync(IMediaStore store, string? path, string hash, string extension, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(path) && File.Exists(path))
        {
            return new OriginalFile(System.IO.Path.GetFullPath(path), null, null);
        }

        var name = MediaNames.Original(hash, extension);
        var stored = await store.OpenAsync(name, ct).ConfigureAwait(false)
            ?? throw new MediaException($"The original {name} is missing from the media store.");
        if (store is FolderMediaStore && stored is FileStream { Name: var file })
        {
            // Kept open so that it cannot be swept away meanwhile. A file of another store's cache could go at any time.
            return new OriginalFile(file, null, stored);
        }

        await using (stored.ConfigureAwait(false))
        {
            var folder = TemporaryFolders.Create();
            var copy = System.IO.Path.Combine(folder.FullName, "original." + extension);
            try
            {
                var target = File.Create(copy);
                await using (target.ConfigureAwait(false))
                {
                    await stored.CopyToAsync(target, ct).ConfigureAwait(false);
                }
            }
            catch
            {
                folder.Delete(recursive: true);
                throw;
            }

            return new OriginalFile(copy, folder.FullName, null);
        }
    }

    /// <summary>Puts it into the store, or marks it as just put if it is there.</summary>
    public async Task StoreAsync(IMediaStore store, string hash, string extension, CancellationToken ct)
    {
        var stream = new FileStream(Path, new FileStreamOptions
        {
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        });
        await using (stream.ConfigureAwait(false))
        {
            await store.PutAsync(MediaNames.Original(hash, extension), stream, ct).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_held is not null)
        {
            await _held.DisposeAsync().ConfigureAwait(false);
        }

        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }
}
