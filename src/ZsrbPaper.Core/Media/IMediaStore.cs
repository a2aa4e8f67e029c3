namespace ZsrbPaper.Core.Media;

/// <summary>
/// Keeps the files of pictures and PDFs. Names are relative and '/'-separated, of ASCII letters, digits, '.', '-' and '_'
/// (<see cref="MediaNames"/> makes them); any other name is an <see cref="ArgumentException"/>. A name stands for its content
/// for good: what is stored once is never overwritten, only deleted. What goes wrong is an <see cref="IOException"/>, or an
/// <see cref="UnauthorizedAccessException"/> where a folder's rights forbid it.
/// </summary>
public interface IMediaStore
{
    /// <summary>A seekable stream of the file, or null when there is none. The caller disposes it.</summary>
    Task<Stream?> OpenAsync(string name, CancellationToken ct);

    /// <summary>
    /// Stores the content whole or not at all. A file that is there already is kept, and counts as written now, so that the
    /// sweep leaves it alone while the caller saves what refers to it.
    /// </summary>
    Task PutAsync(string name, Stream content, CancellationToken ct);

    Task<bool> ExistsAsync(string name, CancellationToken ct);

    /// <summary>Deletes the file; nothing happens when there is none.</summary>
    Task DeleteAsync(string name, CancellationToken ct);

    /// <summary>Every file, those of one folder directly after one another; left-overs of interrupted writes too.</summary>
    IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct);
}

/// <summary>One file of the store and the moment (UTC) it was last written or put again.</summary>
public sealed record StoredFile(string Name, DateTime LastWriteUtc);

/// <summary>The store cannot be reached now: nothing was changed, and the same may go well later.</summary>
public sealed class MediaStoreAwayException(string message, Exception? inner = null) : IOException(message, inner);
