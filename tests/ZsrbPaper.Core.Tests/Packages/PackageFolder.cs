using System.IO.Compression;
using System.Text;
using Xunit;
using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Core.Tests.Packages;

/// <summary>A package in a temporary folder, file by file, and what reading it says.</summary>
internal sealed class PackageFolder : IDisposable
{
    public const string Edition = """
        newspaper: zsrb
        date: 2024-03-01
        pages:
          - label: A03
            section: 新闻
        """;

    public const string Article = """
        ---
        title: 带着问题学经验
        ---
        本报讯
        """;

    public PackageFolder()
    {
        Root = Directory.CreateTempSubdirectory("zsrbpaper-test-").FullName;
        Path = System.IO.Path.Combine(Root, "package");
        Temporary = System.IO.Path.Combine(Root, "temporary");
        Directory.CreateDirectory(Path);
        Directory.CreateDirectory(Temporary);
    }

    public string Root { get; }

    public string Path { get; }

    /// <summary>Where zips are unpacked, so that a test sees what is left.</summary>
    public string Temporary { get; }

    /// <summary>A package of one page with one article, and what the test adds.</summary>
    public static PackageFolder Plain() => new PackageFolder().With("edition.yaml", Edition).With("A03/1.md", Article);

    public PackageFolder With(string path, string text) => With(path, Encoding.UTF8.GetBytes(text));

    public PackageFolder With(string path, byte[] content)
    {
        var target = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        File.WriteAllBytes(target, content);
        return this;
    }

    /// <summary>Puts a front matter in the place of the plain article's.</summary>
    public PackageFolder WithFrontMatter(string yaml) => With("A03/1.md", $"---\n{yaml}\n---\n本报讯\n");

    /// <summary>Puts further lines below the plain edition's.</summary>
    public PackageFolder WithEditionLines(string yaml) => With("edition.yaml", Edition + "\n" + yaml);

    public string Zip(Action<ZipArchive>? more = null, string prefix = "", Encoding? names = null)
    {
        var target = System.IO.Path.Combine(Root, "package.zip");
        File.Delete(target);
        using var zip = new ZipArchive(File.Create(target), ZipArchiveMode.Create, leaveOpen: false, names ?? Encoding.UTF8);
        foreach (var file in Directory.GetFiles(Path, "*", SearchOption.AllDirectories))
        {
            zip.CreateEntryFromFile(file, prefix + System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/'));
        }

        more?.Invoke(zip);
        return target;
    }

    public Task<PackageReading> ReadAsync() => ReadAsync(Path);

    public async Task<PackageReading> ReadAsync(string path, PackageLimits? limits = null)
    {
        try
        {
            using var files = await new PackageOpener(limits, Temporary).OpenAsync(path, TestContext.Current.CancellationToken);
            return await PackageReader.ReadAsync(files, TestContext.Current.CancellationToken, limits);
        }
        catch (PackageRefusedException refused)
        {
            return new PackageReading(null, refused.Problems);
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
