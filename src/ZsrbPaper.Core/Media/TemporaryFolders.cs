using System.Text.RegularExpressions;

namespace ZsrbPaper.Core.Media;

/// <summary>
/// The private folders that work goes through in the system's temporary folder. Each is deleted when its work is done; what
/// a killed process left is deleted a day later.
/// </summary>
internal static partial class TemporaryFolders
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    public static DirectoryInfo Create() => Directory.CreateTempSubdirectory("zsrbpaper-work-");

    /// <summary>A folder for an unpacked package, in the given folder or in the system's own.</summary>
    public static DirectoryInfo CreateForPackage(string? parent)
    {
        const string prefix = "zsrbpaper-package-";
        if (parent is null)
        {
            return Directory.CreateTempSubdirectory(prefix);
        }

        var folder = Path.Combine(parent, prefix + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(parent);
        return OperatingSystem.IsWindows() ? Directory.CreateDirectory(folder) : Directory.CreateDirectory(folder, Private);
    }

    /// <summary>Deletes what nothing has written to for a day, as far as it can be deleted.</summary>
    public static void DeleteAbandoned(string? parent, DateTime utcNow)
    {
        try
        {
            foreach (var folder in new DirectoryInfo(parent ?? Path.GetTempPath()).EnumerateDirectories("zsrbpaper-*"))
            {
                DeleteIfAbandoned(folder, utcNow);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is tidying up, which no import fails for.
        }
    }

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static void DeleteIfAbandoned(DirectoryInfo folder, DateTime utcNow)
    {
        try
        {
            // Someone may keep a folder of a like name here: ours are private, and their names end at random.
            if (OwnName().IsMatch(folder.Name) && folder.LinkTarget is null && utcNow - folder.LastWriteTimeUtc > Kept
                && (OperatingSystem.IsWindows() || folder.UnixFileMode == Private))
            {
                folder.Delete(recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is another user's, or another process deletes it at this moment.
        }
    }

    [GeneratedRegex(@"^zsrbpaper-(work|package)-([A-Za-z0-9]{6}|[a-z0-9]{8}\.[a-z0-9]{3}|[0-9a-f]{32})\z", RegexOptions.CultureInvariant)]
    private static partial Regex OwnName();
}
