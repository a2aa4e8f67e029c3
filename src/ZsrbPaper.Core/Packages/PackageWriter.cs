using System.Globalization;
using System.Text;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Packages;

/// <summary>Whom a package is written for.</summary>
internal enum PackageAudience
{
    /// <summary>The newspaper itself: everything, and originals.</summary>
    Desk,

    /// <summary>
    /// Anybody: what readers see. Photos and facsimiles are the largest ones that are served, which carry nothing of the camera or the place
    /// and are masked; of what is withdrawn there is no more than its number and its grey field.
    /// </summary>
    Readers,
}

/// <summary>A file of a package that is being written: a text, or a file out of the media store.</summary>
internal sealed record WrittenFile(string Path, string? Text, string? MediaName);

/// <summary>
/// Writes an edition as a package, in memory: the names and texts of its files. The form is canonical, so that an edition
/// exported, imported elsewhere and exported again is the same to the byte.
/// </summary>
internal static class PackageWriter
{
    private const string WithdrawnTitle = "本文已撤";

    private static readonly HashSet<string> DeviceNames = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(number => new[] { $"COM{number}", $"LPT{number}" })], StringComparer.OrdinalIgnoreCase);

    /// <returns>The folders, also empty ones, and the files; <c>edition.yaml</c> first.</returns>
    public static (IReadOnlyList<string> Folders, IReadOnlyList<WrittenFile> Files) Write(Edition edition, DateTime now, PackageAudience audience = PackageAudience.Desk)
    {
        var pages = edition.Pages.OrderBy(page => page.Position).ToList();
        var folders = new Dictionary<PrintPage, string>();
        foreach (var page in pages)
        {
            folders[page] = audience == PackageAudience.Readers ? page.Label.Value : FolderOf(page, pages, folders.Values);
        }

        var files = new List<WrittenFile> { new(PackageOpener.EditionFileName, EditionText(edition, pages, folders, edition.IsReleased(now), audience), null) };
        foreach (var page in pages)
        {
            files.AddRange(PageFiles(page, folders[page], edition.IsReleased(now), audience));
        }

        return ([.. folders.Values], files);
    }

    private static string EditionText(Edition edition, List<PrintPage> pages, Dictionary<PrintPage, string> folders, bool isReleased, PackageAudience audience)
    {
        var yaml = new YamlWriter()
            .Raw("", "newspaper", edition.Newspaper.Code)
            .Raw("", "date", edition.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            .Raw("", "number", edition.Number);
        if (edition.PlannedRelease is { } release)
        {
            yaml.Raw("", "release", LocalMoment.FromUtc(release, edition.Newspaper.GetTimeZone()).ToString());
        }

        yaml.Line("pages:");
        var parts = isReleased ? edition.Parts() : null;
        foreach (var page in pages)
        {
            var label = page.Label.Value;
            yaml.Line($"  - label: {YamlWriter.Scalar(label, inList: false)}")
                .Text("    ", "section", page.Section)
                .Text("    ", "folder", folders[page] == label ? null : folders[page])
                .Raw("    ", "part", parts?[page] ?? page.Part);
            var order = page.Articles.OrderBy(article => article.Position).Select(article => article.Number).ToList();
            if (!order.SequenceEqual(order.Order()))
            {
                yaml.Numbers("    ", "articles", order);
            }

            yaml.Names("    ", "editors", page.Editors).Names("    ", "designers", page.Designers).Names("    ", "proofreaders", page.Proofreaders);
        }

        // Numbers that readers never met are none of theirs.
        var retired = edition.RetiredNumbers.Where(_ => audience == PackageAudience.Desk).GroupBy(retired => retired.Label.Value).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (retired.Count > 0)
        {
            yaml.Line("retired:");
            foreach (var group in retired)
            {
                yaml.Numbers("  ", YamlWriter.Scalar(group.Key, inList: false), group.Select(item => item.Number).Order());
            }
        }

        return yaml.ToString();
    }

    private static List<WrittenFile> PageFiles(PrintPage page, string folder, bool isReleased, PackageAudience audience)
    {
        var files = new List<WrittenFile>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        void Add(string name, string? text, string? mediaName)
        {
            taken.Add(PackageFiles.Fold(name));
            files.Add(new WrittenFile($"{folder}/{name}", text, mediaName));
        }

        var isForReaders = audience == PackageAudience.Readers;
        if (page.PdfHash is { } pdf && !(isForReaders && page.PdfIsWithheld))
        {
            Add("page.pdf", null, MediaNames.Original(pdf, "pdf"));
        }

        if (isForReaders)
        {
            // A facsimile that was drawn from a PDF which is here will be drawn from it again.
            if (page is { FacsimileVersion: { } version, FacsimileSourceHash: { } source } && (page.PictureHash is not null || page.PdfIsWithheld))
            {
                Add("page.jpg", null, MediaNames.Facsimile(source, version, new FacsimilePyramid(page.FacsimileWidth, page.FacsimileHeight).Pictures[^1].File));
            }
        }
        else if (page is { PictureHash: { } picture, PictureExtension: { } extension })
        {
            Add($"page.{extension}", null, MediaNames.Original(picture, extension));
        }

        // A photo has the name it came with, unless another file of the page has it. The names that a package gives a
        // meaning to are never a photo's. Readers know no names of files.
        var photoNames = new Dictionary<string, string>(StringComparer.Ordinal);
        var articles = page.Articles.OrderBy(article => article.Number).ToList();
        foreach (var photo in articles.Where(article => !(isForReaders && article.IsWithdrawn)).SelectMany(article => article.Photos.OrderBy(photo => photo.Position)))
        {
            if (!photoNames.ContainsKey(KeyOf(photo)))
            {
                var name = FreeName(isForReaders ? "photo.jpg" : SafeName(photo.FileName, photo.Extension), taken);
                photoNames[KeyOf(photo)] = name;
                Add(name, null, isForReaders
                    ? MediaNames.Rendition(photo.Hash, PhotoRenditions.For(photo.Width)[^1], PictureEncoding.Jpeg)
                    : MediaNames.Original(photo.Hash, photo.Extension));
            }
        }

        var oldNumbers = isReleased ? page.OldNumbers() : null;
        foreach (var article in articles)
        {
            var oldNumber = oldNumbers?[article] ?? article.OldNumber;
            var text = isForReaders && article.IsWithdrawn ? WithdrawnText(article, oldNumber) : ArticleText(article, photo => photoNames[KeyOf(photo)], oldNumber);
            files.Add(new WrittenFile(string.Create(CultureInfo.InvariantCulture, $"{folder}/{article.Number}.md"), text, null));
        }

        return files;

        string KeyOf(Photo photo) => isForReaders ? photo.Hash : $"{photo.FileName}/{photo.Hash}";
    }

    /// <summary>What readers see of a withdrawn article: that there was one, and where.</summary>
    private static string WithdrawnText(Article article, int? oldNumber)
    {
        var yaml = new YamlWriter().TextOrNone("", "title", WithdrawnTitle).Raw("", "old-number", oldNumber);
        WriteAreas(yaml, article);
        return $"---\n{yaml.Text("", "withdrawn", WithdrawnTitle)}---\n";
    }

    private static string ArticleText(Article article, Func<Photo, string> nameOf, int? oldNumber)
    {
        var yaml = new YamlWriter()
            .Text("", "kicker", article.Kicker)
            .TextOrNone("", "title", article.Title)
            .Text("", "subtitle", article.Subtitle)
            .Text("", "column", article.Column);
        if (article.Kind != ArticleKind.Article)
        {
            yaml.Raw("", "kind", article.Kind.ToString().ToLowerInvariant());
        }

        yaml.Names("", "reporters", article.Reporters)
            .Names("", "correspondents", article.Correspondents)
            .Names("", "photographers", article.Photographers)
            .Text("", "source", article.Source)
            .Raw("", "old-number", oldNumber);
        WriteAreas(yaml, article);
        var photos = article.Photos.OrderBy(photo => photo.Position).ToList();
        if (photos.Count > 0)
        {
            yaml.Line("photos:");
        }

        foreach (var photo in photos)
        {
            // Caption and credit are written even when empty: left out, those inside the picture would take their place.
            yaml.Line($"  - file: {YamlWriter.Scalar(nameOf(photo), inList: false)}")
                .TextOrNone("    ", "caption", photo.Caption)
                .TextOrNone("    ", "credit", photo.Credit)
                .Text("    ", "alt", photo.Alt);
            if (photo is { FocusX: { } x, FocusY: { } y })
            {
                yaml.Raw("    ", "focus", Point(new AreaPoint(x, y)));
            }
        }

        yaml.Text("", "correction", article.Correction);
        if (article.Withdrawal is { } reason)
        {
            yaml.Text("", "withdrawn", string.IsNullOrWhiteSpace(reason) ? WithdrawnTitle : reason);
        }

        var body = PackageReader.Canonical(PackageText.Storable(article.Body));
        return $"---\n{yaml}---\n{body}{(body.Length > 0 ? "\n" : "")}";
    }

    private static void WriteAreas(YamlWriter yaml, Article article)
    {
        var areas = article.Areas.OrderBy(area => area.Position).ToList();
        if (areas.Count > 0)
        {
            yaml.Line("areas:");
        }

        foreach (var area in areas)
        {
            var points = $"[{string.Join(", ", area.Shape.Points.Select(Point))}]";
            if (area.Page == article.Page)
            {
                yaml.Line($"  - {points}");
            }
            else
            {
                yaml.Line($"  - page: {YamlWriter.Scalar(area.Page.Label.Value, inList: false)}").Raw("    ", "points", points);
            }
        }
    }

    private static string Point(AreaPoint point) => string.Create(CultureInfo.InvariantCulture, $"[{point.X:0.####}, {point.Y:0.####}]");

    /// <summary>The folder a page came in, if it still can be one and is no other page's.</summary>
    private static string FolderOf(PrintPage page, List<PrintPage> pages, IEnumerable<string> taken)
    {
        var label = page.Label.Value;
        if (page.Folder is not { } folder)
        {
            return label;
        }

        var folded = PackageFiles.Fold(folder);
        return folder.Split('/').All(segment => SafeSegment(segment) == segment)
            && !pages.Exists(other => other != page && PackageFiles.Fold(other.Label.Value) == folded)
            && !taken.Any(other => PackageFiles.Fold(other) == folded)
            ? folder
            : label;
    }

    private static string FreeName(string name, HashSet<string> taken)
    {
        var stem = Path.GetFileNameWithoutExtension(name);
        var extension = Path.GetExtension(name);
        var free = name;
        for (var count = 2; taken.Contains(PackageFiles.Fold(free)); count++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{stem}-{count}{extension}");
        }

        return free;
    }

    /// <summary>A photo's name as any system can have it, with an extension that says what the file is.</summary>
    private static string SafeName(string fileName, string extension)
    {
        var name = SafeSegment(fileName);
        if (PictureFormats.OfName(name) is not { } format || format != PictureFormats.OfName("." + extension))
        {
            name += "." + extension;
        }

        return IsReserved(Path.GetFileNameWithoutExtension(name)) ? "photo-" + name : name;
    }

    private static bool IsReserved(string stem) => stem.Length == 0 || stem.Equals("page", StringComparison.OrdinalIgnoreCase);

    private static string SafeSegment(string name)
    {
        const string spoiled = "<>:\"/\\|?*";
        var safe = string.Concat(name.EnumerateRunes().Select(rune =>
            Rune.IsControl(rune) || (rune.IsAscii && spoiled.Contains((char)rune.Value, StringComparison.Ordinal)) ? "_" : rune.ToString()));
        safe = safe.Trim().TrimEnd(' ', '.');
        if (safe.StartsWith("._", StringComparison.Ordinal))
        {
            safe = safe[1..];
        }

        // File systems count bytes, 255 at most.
        while (Encoding.UTF8.GetByteCount(safe) > 200)
        {
            var extension = Path.GetExtension(safe);
            var stem = Path.GetFileNameWithoutExtension(safe);
            safe = extension.Length is > 0 and < 10 && stem.Length > 1 ? CutLast(stem) + extension : CutLast(safe);
        }

        return safe.Length == 0 ? "_" : DeviceNames.Contains(safe.Split('.')[0]) ? "_" + safe : safe;
    }

    private static string CutLast(string text) => text[..^(text.Length > 1 && char.IsLowSurrogate(text[^1]) ? 2 : 1)];
}
