using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using NetVips;

namespace ZsrbPaper.Data.Tests.Packages;

/// <summary>A package in a temporary folder, file by file.</summary>
internal sealed class PackageBuilder : IDisposable
{
    private static readonly ConcurrentDictionary<(int, string), byte[]> _pictures = new();

    public string Path { get; } = Directory.CreateTempSubdirectory("zsrbpaper-test-").FullName;

    /// <summary>Two pages, three articles, a photo, an area on each page.</summary>
    public static PackageBuilder Usual() => new PackageBuilder()
        .Edition()
        .Article("A01/1.md", "头版头条", "本报讯 一", "areas:\n  - [[0, 0], [50, 0], [50, 50], [0, 50]]\n  - page: A02\n    points: [[0, 0], [20, 0], [20, 20]]")
        .Article("A01/2.md", "二条", "本报讯 二", "photos:\n  - file: photo-1.jpg\n    caption: 图说\n    credit: 甲摄")
        .Article("A02/1.md", "二版", "本报讯 三", "areas: [[[30, 30], [60, 30], [60, 60]]]")
        .With("A01/photo-1.jpg", Picture(1))
        .With("A01/page.png", Picture(2, ".png"))
        .With("A02/page.png", Picture(3, ".png"));

    public static string EditionText(string pages = "  - label: A01\n    section: 要闻\n  - label: A02\n    section: 新闻", string more = "") =>
        $"newspaper: zsrb\ndate: 2024-03-01\n{more}pages:\n{pages}\n";

    public PackageBuilder Edition(string pages = "  - label: A01\n    section: 要闻\n  - label: A02\n    section: 新闻", string more = "") =>
        With("edition.yaml", EditionText(pages, more));

    public PackageBuilder Article(string path, string title, string body = "本报讯", string more = "") =>
        With(path, $"---\ntitle: {title}\n{more}{(more.Length > 0 ? "\n" : "")}---\n{body}\n");

    public PackageBuilder With(string path, string text) => With(path, Encoding.UTF8.GetBytes(text));

    public PackageBuilder With(string path, byte[] content)
    {
        var target = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        File.WriteAllBytes(target, content);
        return this;
    }

    public PackageBuilder Without(string path)
    {
        var target = System.IO.Path.Combine(Path, path);
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }
        else
        {
            File.Delete(target);
        }

        return this;
    }

    /// <summary>A small picture whose content depends on the seed.</summary>
    public static byte[] Picture(int seed, string extension = ".jpg") => _pictures.GetOrAdd((seed, extension), _ =>
    {
        using var black = Image.Black(48, 64, bands: 3);
        using var picture = black.Linear([1.0], [10.0 + (seed * 37 % 200), seed * 91 % 255, seed * 53 % 255]).Cast(Enums.BandFormat.Uchar);
        return picture.WriteToBuffer(extension);
    });

    /// <summary>A PDF of one blank page whose content depends on the seed.</summary>
    public static byte[] Pdf(int seed)
    {
        var text = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        var content = string.Create(CultureInfo.InvariantCulture, $"0 0 {10 + seed} 10 re f");
        foreach (var item in new[]
        {
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]/Resources<<>>/Contents 4 0 R>>",
            $"<</Length {content.Length}>>\nstream\n{content}\nendstream",
        })
        {
            offsets.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{offsets.Count} 0 obj\n{item}\nendobj\n");
        }

        var xref = text.Length;
        text.Append("xref\n0 5\n0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        }

        text.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
