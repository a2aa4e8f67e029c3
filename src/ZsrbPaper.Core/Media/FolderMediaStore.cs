using System.Runtime.CompilerServices;

namespace ZsrbPaper.Core.Media;

/// <summary>The media store as one folder, which several nodes may share. The folder is made when something is first stored.</summary>
public sealed class FolderMediaStore(string root) : IMediaStore
{
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    public Task<Stream?> OpenAsync(string name, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult<Stream?>(new FileStream(PathOf(name), new FileStreamOptions
            {
                // Delete is shared so that the sweep never fails because someone reads.
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            }));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public async Task PutAsync(string name, Stream content, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(content);
        var path = PathOf(name);
        if (Touch(path))
        {
            return;
        }

        var incoming = Path.Combine(_root, MediaNames.IncomingFolder);
        Directory.CreateDirectory(incoming);
        var temporary = Path.Combine(incoming, Guid.NewGuid().ToString("N"));
        try
        {
            var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                await content.CopyToAsync(file, ct).ConfigureAwait(false);
                await file.FlushAsync(ct).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            MoveIntoPlace(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public Task<bool> ExistsAsync(string name, CancellationToken ct) => Task.FromResult(File.Exists(PathOf(name)));

    public Task DeleteAsync(string name, CancellationToken ct)
    {
        var path = PathOf(name);
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            return Task.CompletedTask;
        }

        for (var folder = Path.GetDirectoryName(path)!; folder.Length > _root.Length; folder = Path.GetDirectoryName(folder)!)
        {
            if (Path.GetFileName(folder) == MediaNames.IncomingFolder)
            {
                break;
            }

            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                // Not empty, or gone already: both are fine.
                break;
            }
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<StoredFile> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        // The folders are walked by hand: a recursive enumeration lists all folders of a level before going deeper, and keeps them.
        var folders = new Stack<string>();
        folders.Push(_root);
        while (folders.TryPop(out var folder))
        {
            ct.ThrowIfCancellationRequested();
            FileSystemInfo[] entries;
            try
            {
                entries = await Task.Run(new DirectoryInfo(folder).GetFileSystemInfos, ct).ConfigureAwait(false);
            }
            catch (DirectoryNotFoundException)
            {
                continue;
            }

            foreach (var entry in entries)
            {
                if (entry is DirectoryInfo { LinkTarget: null })
                {
                    folders.Push(entry.FullName);
                }
                else if (entry is FileInfo)
                {
                    var name = Path.GetRelativePath(_root, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
                    if (MediaNames.IsName(name))
                    {
                        yield return new StoredFile(name, entry.LastWriteTimeUtc);
                    }
                }
            }
        }
    }

    private static bool Touch(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return false;
            }

            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Swept between the two calls.
            return false;
        }
    }

    private static void MoveIntoPlace(string temporary, string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.Move(temporary, path, overwrite: false);
                return;
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another writer was first; the same name is the same content.
                return;
            }
            catch (IOException) when (attempt < 10)
            {
                // A delete took the emptied folder away between the two calls, or while it was being made.
            }
        }
    }

    private string PathOf(string name)
    {
        MediaNames.Check(name);
        var path = Path.GetFullPath(Path.Combine(_root, name));
        return path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"'{name}' leaves the media store.", nameof(name));
    }
}
