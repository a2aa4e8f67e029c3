using System.Text;

namespace ZsrbPaper.Core.Packages;

/// <summary>A file of a package.</summary>
/// <param name="Path">Where it is in the package, with <c>/</c>; the one top folder a package may have is left out.</param>
/// <param name="DiskPath">Where its bytes are on this machine.</param>
/// <param name="Bytes">Its length.</param>
public sealed record PackageEntry(string Path, string DiskPath, long Bytes)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The folder the file is in, empty at the top.</summary>
    public string Folder => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : "";

    /// <summary>The extension in lower case with its dot, empty without one.</summary>
    public string Extension => System.IO.Path.GetExtension(Name).ToLowerInvariant();
}

/// <summary>
/// The files of an opened package, all of them real files inside it. Disposing removes what was unpacked for it.
/// </summary>
public sealed class PackageFiles : IDisposable
{
    private readonly string? _unpackedTo;
    private readonly ILookup<string, PackageEntry> _byFoldedPath;
    private readonly ILookup<string, string> _foldersByFoldedPath;

    internal PackageFiles(string name, IEnumerable<PackageEntry> entries, IEnumerable<string> folders, string? unpackedTo)
    {
        Name = name;
        _unpackedTo = unpackedTo;
        Entries = [.. entries.OrderBy(entry => entry.Path, StringComparer.Ordinal)];
        var allFolders = folders.Concat(Entries.SelectMany(entry => Parents(entry.Path))).Distinct(StringComparer.Ordinal);
        _byFoldedPath = Entries.ToLookup(entry => Fold(entry.Path), StringComparer.Ordinal);
        _foldersByFoldedPath = allFolders.ToLookup(Fold, StringComparer.Ordinal);
    }

    /// <summary>The folder or file that was opened, as the caller named it.</summary>
    public string Name { get; }

    public IReadOnlyList<PackageEntry> Entries { get; }

    /// <summary>Files beside the one top folder that the package is wrapped in, which are no part of it.</summary>
    public IReadOnlyList<string> Beside { get; internal init; } = [];

    /// <summary>Files whose path is the given one: exactly, else without regard to case and Unicode form.</summary>
    public IReadOnlyList<PackageEntry> Find(string path)
    {
        var candidates = _byFoldedPath[Fold(path)].ToList();
        var exact = candidates.Find(entry => entry.Path == path);
        return exact is null ? candidates : [exact];
    }

    /// <summary>Folders whose path is the given one: exactly, else without regard to case and Unicode form.</summary>
    public IReadOnlyList<string> FindFolders(string path)
    {
        var candidates = _foldersByFoldedPath[Fold(path)].ToList();
        return candidates.Contains(path) ? [path] : candidates;
    }

    public IEnumerable<PackageEntry> In(string folder) => Entries.Where(entry => entry.Folder == folder);

    public void Dispose()
    {
        if (_unpackedTo is not null)
        {
            DeleteUnpacked(_unpackedTo);
        }
    }

    internal static void DeleteUnpacked(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone already, or held by a virus scanner on Windows; the system's own sweep of its temporary folder has it then.
        }
    }

    /// <summary>Names match without case, and however a Mac decomposes accents.</summary>
    internal static string Fold(string path)
    {
        try
        {
            return path.Normalize(NormalizationForm.FormC).ToUpperInvariant();
        }
        catch (ArgumentException)
        {
            // It is no Unicode, such as U+FFFE or half a character, and has no form.
            return path;
        }
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }
}
