using System.Buffers;
using System.Text.RegularExpressions;

namespace ZsrbPaper.Core.Media;

/// <summary>
/// The names of all files of the media store, in one place. Every file lies in the folder of the hash that it comes from:
/// <c>ab/abcd…/original.jpg</c>. Hashes are SHA-256 in lower-case hexadecimal.
/// </summary>
public static partial class MediaNames
{
    /// <summary>Where a store keeps what is still being written.</summary>
    internal const string IncomingFolder = ".incoming";

    private const string FacsimileFolder = "facsimile-";
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>The file as it came in, byte for byte; <paramref name="extension"/> without its dot.</summary>
    public static string Original(string hash, string extension)
    {
        ArgumentException.ThrowIfNullOrEmpty(extension);
        return $"{FolderOf(hash)}/original.{extension}";
    }

    public static string Rendition(string hash, PhotoRendition rendition, PictureEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(rendition);
        return $"{FolderOf(hash)}/{rendition.Name}.{encoding.Extension()}";
    }

    /// <summary>A file of one version of a page's facsimile; the hash is that of the page picture or PDF.</summary>
    public static string Facsimile(string sourceHash, string version, string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        return IsVersion(version)
            ? $"{FolderOf(sourceHash)}/{FacsimileFolder}{version}/{file}"
            : throw new ArgumentException($"'{version}' is no facsimile version.", nameof(version));
    }

    /// <summary>A picture cut for sharing; it lies with its photo, or with the version of the facsimile that it is cut from.</summary>
    public static string Card(string sourceHash, ArticleCard card, CardShape shape)
    {
        ArgumentNullException.ThrowIfNull(card);
        return Card(sourceHash, card.FacsimileVersion, card.Version, shape);
    }

    /// <summary>The same of a card of which only the versions are known.</summary>
    /// <param name="sourceHash">Hash of the photo, or of what the facsimile was made from.</param>
    /// <param name="facsimileVersion">Null for a photo.</param>
    /// <param name="cardVersion"><see cref="ArticleCard.Version"/>.</param>
    /// <param name="shape">How it is cut.</param>
    public static string Card(string sourceHash, string? facsimileVersion, string cardVersion, CardShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var file = IsVersion(cardVersion)
            ? $"card-{cardVersion}-{shape.Name}.jpg"
            : throw new ArgumentException($"'{cardVersion}' is no card version.", nameof(cardVersion));
        return facsimileVersion is null ? $"{FolderOf(sourceHash)}/{file}" : Facsimile(sourceHash, facsimileVersion, file);
    }

    /// <summary>The PDF of a whole edition; the hash is the one that <see cref="EditionPdfPublisher"/> gave.</summary>
    public static string EditionPdf(string hash) => $"{FolderOf(hash)}/edition.pdf";

    /// <summary>The words of a page's PDF and their places, see <see cref="PageLayouts"/>.</summary>
    public static string Layout(string pdfHash) => $"{FolderOf(pdfHash)}/layout.html";

    public static bool IsHash(string? text) => text is { Length: 64 } && !text.AsSpan().ContainsAnyExcept(Hexadecimal);

    /// <summary>A facsimile version is sixteen hexadecimal digits.</summary>
    public static bool IsVersion(string? text) => text is { Length: 16 } && !text.AsSpan().ContainsAnyExcept(Hexadecimal);

    /// <summary>The hash that a file belongs to, and the facsimile version if it is of one; false for a name that this class did not make.</summary>
    public static bool TryParse(string name, out string hash, out string? facsimileVersion)
    {
        ArgumentNullException.ThrowIfNull(name);
        hash = "";
        facsimileVersion = null;
        var parts = name.Split('/');
        if (parts.Length is < 3 or > 4 || !IsHash(parts[1]) || parts[0] != parts[1][..2])
        {
            return false;
        }

        if (parts.Length == 4)
        {
            if (!parts[2].StartsWith(FacsimileFolder, StringComparison.Ordinal) || !IsVersion(parts[2][FacsimileFolder.Length..]))
            {
                return false;
            }

            facsimileVersion = parts[2][FacsimileFolder.Length..];
        }

        hash = parts[1];
        return true;
    }

    /// <summary>Whether a store may have a file of this name, see <see cref="IMediaStore"/>.</summary>
    public static bool IsName(string? name) => name is { Length: <= 200 } && NameForm().IsMatch(name);

    /// <exception cref="ArgumentException">It is no name of a file of a store.</exception>
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsName(name))
        {
            throw new ArgumentException($"'{name}' is no name of a media file.", nameof(name));
        }
    }

    private static string FolderOf(string hash) => IsHash(hash)
        ? $"{hash[..2]}/{hash}"
        : throw new ArgumentException($"'{hash}' is no SHA-256 hash in lower-case hexadecimal.", nameof(hash));

    // A segment neither ends in a dot (Windows drops it) nor consists of dots, and holds no ':' (drives, streams).
    [GeneratedRegex(@"\A\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(/[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex NameForm();
}
