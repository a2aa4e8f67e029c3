using System.IO.Compression;
using System.Text;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Packages;

/// <summary>
/// Opens a package: a folder, or a zip, which is unpacked into a private temporary folder under <see cref="PackageLimits"/>.
/// Nothing in it is trusted: names are only looked up, never used as paths on this machine.
/// </summary>
public sealed class PackageOpener(PackageLimits? limits = null, string? temporaryFolder = null)
{
    public const string EditionFileName = "edition.yaml";
    private readonly PackageLimits _limits = limits ?? new PackageLimits();

    static PackageOpener() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <exception cref="PackageRefusedException">There is nothing there, or it is damaged, hostile or too large.</exception>
    public Task<PackageFiles> OpenAsync(string path, CancellationToken cancellationToken) => OpenAsync(path, path, cancellationToken);

    /// <param name="path">A folder or a zip.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="cancellationToken">Stops it; what was unpacked is deleted.</param>
    /// <exception cref="PackageRefusedException">There is nothing there, or it is damaged, hostile or too large.</exception>
    public async Task<PackageFiles> OpenAsync(string path, string name, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            return OpenFolder(path, name, cancellationToken);
        }

        if (File.Exists(path))
        {
            return await OpenZipAsync(path, name, cancellationToken);
        }

        throw new PackageRefusedException($"There is no folder or zip file '{name}'.");
    }

    private PackageFiles OpenFolder(string path, string shown, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var entries = new List<PackageEntry>();
        var folders = new List<string>();
        var count = 0;
        var bytes = 0L;

        void Walk(DirectoryInfo folder, string prefix, int depth)
        {
            // A folder that cannot be read must not look like an empty one, whose articles were taken out.
            var everything = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false };
            foreach (var item in folder.EnumerateFileSystemInfos("*", everything))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var name = prefix + item.Name;
                if (++count > _limits.Entries)
                {
                    throw TooManyEntries();
                }

                if (item.LinkTarget is not null)
                {
                    problems.Error(name, null, $"is a link; a package holds real files only. Put the file itself in its place.");
                }
                else if (IsIgnored(item.Name))
                {
                    continue;
                }
                else if (item is DirectoryInfo inner)
                {
                    if (depth >= _limits.Depth)
                    {
                        throw new PackageRefusedException(name, $"is deeper than {_limits.Depth} folders.");
                    }

                    folders.Add(name);
                    Walk(inner, name + "/", depth + 1);
                }
                else if (SpecialFiles.IsSpecial(item.FullName))
                {
                    problems.Error(name, null, $"is neither file nor folder.");
                }
                else
                {
                    var length = ((FileInfo)item).Length;
                    bytes += length;
                    if (bytes > _limits.UnpackedBytes)
                    {
                        throw TooLarge();
                    }

                    entries.Add(new PackageEntry(name, item.FullName, length));
                }
            }
        }

        try
        {
            Walk(new DirectoryInfo(path), "", 1);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new PackageRefusedException($"'{shown}' cannot be read: {exception.Message}");
        }

        if (problems.HasErrors)
        {
            throw new PackageRefusedException(problems.ToList());
        }

        return WithoutTopFolder(shown, entries, folders, null);
    }

    private async Task<PackageFiles> OpenZipAsync(string path, string shown, CancellationToken cancellationToken)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new PackageRefusedException($"'{shown}' cannot be read: {exception.Message}");
        }

        await using (file)
        {
            TemporaryFolders.DeleteAbandoned(temporaryFolder, DateTime.UtcNow);
            var target = TemporaryFolders.CreateForPackage(temporaryFolder).FullName;
            try
            {
                return await UnpackAsync(shown, file, target, cancellationToken);
            }
            catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
            {
                PackageFiles.DeleteUnpacked(target);
                throw new PackageRefusedException($"'{Path.GetFileName(shown)}' is no zip file, or a damaged one. Make it again, or copy it again.");
            }
            catch
            {
                PackageFiles.DeleteUnpacked(target);
                throw;
            }
        }
    }

    private async Task<PackageFiles> UnpackAsync(string shown, FileStream file, string target, CancellationToken cancellationToken)
    {
        // The directory is read twice: once to count and to learn how names are written, without keeping anything of it.
        var directory = ZipDirectory.Read(file, _limits.Entries);
        if (directory.Entries > _limits.Entries)
        {
            throw TooManyEntries();
        }

        using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true, directory.NamesEncoding);
        if (zip.Entries.Count > _limits.Entries)
        {
            throw TooManyEntries();
        }

        if (zip.Entries.Sum(entry => (decimal)entry.Length) > _limits.UnpackedBytes)
        {
            throw TooLarge();
        }

        var problems = new ProblemList();
        var wanted = new List<(ZipArchiveEntry Entry, string Path)>();
        var folders = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            var name = entry.FullName.Replace('\\', '/');
            if (Refusal(entry, name) is { } refusal)
            {
                problems.Error(Printable(name), null, refusal);
            }
            else if (name.Split('/').Any(IsIgnored))
            {
                continue;
            }
            else if (name.EndsWith('/'))
            {
                folders.Add(name.TrimEnd('/'));
            }
            else if (!seen.Add(name))
            {
                problems.Error(name, null, $"is in the zip twice. Make the zip again.");
            }
            else
            {
                wanted.Add((entry, name));
            }
        }

        foreach (var (_, name) in wanted.Where(item => folders.Contains(item.Path)))
        {
            problems.Error(name, null, $"is a file and a folder. Make the zip again.");
        }

        if (problems.HasErrors)
        {
            throw new PackageRefusedException(problems.ToList());
        }

        var entries = new List<PackageEntry>();
        var total = 0L;
        var buffer = new byte[1 << 16];
        foreach (var (entry, name) in wanted)
        {
            // Files get names of our own: what a name could do to a file system (devices, length, case) it cannot do here.
            var disk = Path.Combine(target, $"{entries.Count:D5}{SafeExtension(name)}");
            var length = 0L;
            var crc = new Crc32();
            try
            {
                await using var content = await entry.OpenAsync(cancellationToken);
                await using var output = new FileStream(disk, FileMode.CreateNew, FileAccess.Write);
                int read;
                while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    length += read;
                    total += read;
                    if (total > _limits.UnpackedBytes)
                    {
                        throw TooLarge();
                    }

                    // The whole against the file itself, since entries can share their compressed bytes; each against its own.
                    if ((total > _limits.RatioFromBytes && total / _limits.Ratio > file.Length)
                        || (length > _limits.RatioFromBytes && length / _limits.Ratio > entry.CompressedLength))
                    {
                        throw new PackageRefusedException(name, $"unpacks to more than {_limits.Ratio} times its size: this looks like a zip bomb.");
                    }

                    crc.Append(buffer.AsSpan(0, read));
                    await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }
            catch (InvalidDataException)
            {
                problems.Error(name, null, $"cannot be unpacked: the zip is damaged, or packed in a way that is not supported (use plain zip, deflate).");
                continue;
            }

            if (length != entry.Length || crc.Value != entry.Crc32)
            {
                problems.Error(name, null, $"is damaged in the zip (its checksum is wrong). Make the zip again, or copy it again.");
            }

            entries.Add(new PackageEntry(name, disk, length));
        }

        if (problems.HasErrors)
        {
            throw new PackageRefusedException(problems.ToList());
        }

        return WithoutTopFolder(shown, entries, folders, target);
    }

    /// <summary>Why an entry of a zip is refused; null when it is not.</summary>
    private Sentence? Refusal(ZipArchiveEntry entry, string name)
    {
        const int unixFileType = 0xF000, unixLink = 0xA000, unixFile = 0x8000, unixFolder = 0x4000;
        var type = (entry.ExternalAttributes >> 16) & unixFileType;
        var segments = name.TrimEnd('/').Split('/');
        return true switch
        {
            _ when entry.IsEncrypted => $"is encrypted. Make the zip again without a password.",
            _ when type == unixLink => $"is a link; a package holds real files only. Put the file itself in its place.",
            _ when type is not (0 or unixFile or unixFolder) => $"is neither file nor folder.",
            _ when name.Any(char.IsControl) || name.Contains('\uFFFD') => $"has a name that cannot be read. Make the zip again with names in UTF-8.",
            _ when name.StartsWith('/') => $"has an absolute path; paths in a package start inside it.",
            _ when name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0]) => $"has an absolute path; paths in a package start inside it.",
            _ when segments.Contains("..") => $"leaves the package's folder.",
            _ when segments.Any(segment => segment is "" or ".") => $"has a path with an empty segment.",
            _ when name.Length > _limits.PathLength => $"has a path longer than {_limits.PathLength} characters.",
            _ when segments.Length > _limits.Depth + 1 => $"is deeper than {_limits.Depth} folders.",
            _ => null,
        };
    }

    /// <summary>Takes the one top folder away that a package may be wrapped in.</summary>
    private static PackageFiles WithoutTopFolder(string name, List<PackageEntry> entries, List<string> folders, string? unpackedTo)
    {
        static bool IsEditionFile(string file) => file.Equals(EditionFileName, StringComparison.OrdinalIgnoreCase);

        var tops = entries.Any(entry => IsEditionFile(entry.Path))
            ? []
            : entries.Where(entry => entry.Path.Count(character => character == '/') == 1 && IsEditionFile(entry.Name)).ToList();
        if (tops.Count > 1)
        {
            throw new PackageRefusedException(
                $"'{name}' holds several editions ({string.Join(", ", tops.Select(top => FieldReader.Short(top.Folder)).Order(StringComparer.Ordinal).Take(5))} …). Import them one by one.");
        }

        if (tops.Count == 0)
        {
            return new PackageFiles(name, entries, folders, unpackedTo);
        }

        var prefix = tops[0].Folder + "/";
        var inside = entries.ToLookup(entry => entry.Path.StartsWith(prefix, StringComparison.Ordinal));
        return new PackageFiles(
            name,
            inside[true].Select(entry => entry with { Path = entry.Path[prefix.Length..] }),
            folders.Where(folder => folder.StartsWith(prefix, StringComparison.Ordinal)).Select(folder => folder[prefix.Length..]),
            unpackedTo)
        {
            Beside = [.. inside[false].Select(entry => entry.Path).Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>What systems leave in folders and zips without being asked.</summary>
    private static bool IsIgnored(string name) =>
        name is "__MACOSX" or ".DS_Store" || name.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase)
        || name.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase) || name.StartsWith("._", StringComparison.Ordinal);

    private static string SafeExtension(string name)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant();
        return extension.Length is > 1 and <= 6 && extension.Skip(1).All(char.IsAsciiLetterOrDigit) ? extension : "";
    }

    private static string Printable(string name) =>
        string.Concat(name.Take(200).Select(character => char.IsControl(character) ? '?' : character));

    private PackageRefusedException TooManyEntries() =>
        new($"The package has more than {_limits.Entries:N0} files and folders. One package is one edition.");

    private PackageRefusedException TooLarge() =>
        new($"The package unpacks to more than {_limits.UnpackedBytes / (1 << 20):N0} MiB. One package is one edition.");
}
