using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Xunit;
using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Core.Tests.Packages;

public sealed class PackageOpenerTests : IDisposable
{
    private readonly PackageFolder _package = PackageFolder.Plain();

    static PackageOpenerTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public void Dispose() => _package.Dispose();

    [Fact]
    public async Task Zip_reads_like_its_folder()
    {
        var folder = await _package.ReadAsync();
        var zip = await _package.ReadAsync(_package.Zip());

        Assert.Empty(folder.Problems);
        Assert.Empty(zip.Problems);
        Assert.Equal("带着问题学经验", zip.Edition!.Pages[0].Articles[0].Title);
        AssertNothingIsLeft();
    }

    [Theory]
    [InlineData("2024-03-01/")]
    [InlineData("三月一日/")]
    public async Task One_top_folder_is_taken_away(string prefix)
    {
        var reading = await _package.ReadAsync(_package.Zip(prefix: prefix));

        Assert.Empty(reading.Problems);
        Assert.Equal("A03/1.md", reading.Edition!.Pages[0].Articles[0].File);
    }

    [Fact]
    public async Task Folder_with_one_top_folder_is_taken_too()
    {
        Assert.Empty((await _package.ReadAsync(_package.Root)).Problems);
    }

    [Fact]
    public async Task Several_editions_in_one_zip_are_refused()
    {
        var path = _package.With("b/edition.yaml", PackageFolder.Edition).With("c/edition.yaml", PackageFolder.Edition).Zip();
        File.Delete(Path.Combine(_package.Path, "edition.yaml"));

        AssertRefused(await _package.ReadAsync(_package.Zip()), "several editions");
        Assert.NotNull(path);
    }

    [Theory]
    [InlineData("南区街道")]
    [InlineData("图片")]
    public async Task Names_in_gbk_are_read(string name)
    {
        _package.With($"A03/{name}.jpg", "x").WithFrontMatter($"title: 题\nphotos:\n  - file: {name}.jpg");
        var path = _package.Zip(names: Encoding.GetEncoding("GBK"));
        ClearUtf8Flags(path);

        var reading = await _package.ReadAsync(path);

        Assert.Empty(reading.Problems);
        Assert.Equal($"{name}.jpg", reading.Edition!.Pages[0].Articles[0].Photos[0].File.Name);
    }

    [Theory]
    [InlineData("图片")]
    [InlineData("café")]
    public async Task Names_in_utf8_are_read_though_nothing_says_so(string name)
    {
        _package.With($"A03/{name}.jpg", "x").WithFrontMatter($"title: 题\nphotos:\n  - file: {name}.jpg");
        var path = _package.Zip();
        ClearUtf8Flags(path);

        Assert.Empty((await _package.ReadAsync(path)).Problems);
    }

    [Fact]
    public async Task Backslashes_separate_as_windows_writes_them()
    {
        File.Delete(Path.Combine(_package.Path, "A03/1.md"));
        var path = _package.Zip(zip => Write(zip, "A03\\1.md", PackageFolder.Article));

        var reading = await _package.ReadAsync(path);

        Assert.Empty(reading.Problems);
        Assert.Single(reading.Edition!.Pages[0].Articles);
    }

    [Theory]
    [InlineData("__MACOSX/A03/._1.md")]
    [InlineData(".DS_Store")]
    [InlineData("A03/Thumbs.db")]
    public async Task What_systems_leave_is_ignored(string name)
    {
        Assert.Empty((await _package.ReadAsync(_package.Zip(zip => Write(zip, name, "x")))).Problems);
    }

    [Theory]
    [InlineData("../escape.md", "leaves")]
    [InlineData("A03/../../escape.md", "leaves")]
    [InlineData("..\\escape.md", "leaves")]
    [InlineData("/etc/escape.md", "absolute")]
    [InlineData("\\\\server\\share.md", "absolute")]
    [InlineData("C:\\escape.md", "absolute")]
    [InlineData("c:/escape.md", "absolute")]
    [InlineData("A03//2.md", "empty segment")]
    [InlineData("./A03/2.md", "empty segment")]
    [InlineData("a/b/c/d/e/f/g/h/i/j.md", "deeper")]
    [InlineData("A03/1.md", "twice")]
    [InlineData("A03/nul\0.md", "cannot be read")]
    public async Task Hostile_name_is_refused_and_nothing_is_left(string name, string why)
    {
        var reading = await _package.ReadAsync(_package.Zip(zip => Write(zip, name, "x")));

        AssertRefused(reading, why);
    }

    [Fact]
    public async Task Link_in_a_zip_is_refused()
    {
        var path = _package.Zip(zip =>
        {
            var entry = zip.CreateEntry("A03/2.md");
            entry.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var writer = new StreamWriter(entry.Open());
            writer.Write("/etc/passwd");
        });

        AssertRefused(await _package.ReadAsync(path), "A03/2.md: is a link");
    }

    [Fact]
    public async Task Links_in_a_folder_are_refused()
    {
        File.CreateSymbolicLink(Path.Combine(_package.Path, "A03/2.md"), "/etc/hostname");
        Directory.CreateSymbolicLink(Path.Combine(_package.Path, "A04"), "/etc");

        var reading = await _package.ReadAsync();

        AssertRefused(reading, "A03/2.md: is a link");
        AssertRefused(reading, "A04: is a link");
    }

    [Fact]
    public async Task Bomb_in_a_file_nothing_refers_to_is_refused()
    {
        var path = _package.Zip(zip =>
        {
            using var stream = zip.CreateEntry("A03/unused.bin").Open();
            var zeros = new byte[1 << 20];
            for (var mebibyte = 0; mebibyte < 60; mebibyte++)
            {
                stream.Write(zeros);
            }
        });

        AssertRefused(await _package.ReadAsync(path), "zip bomb");
    }

    [Fact]
    public async Task Size_that_lies_is_found_out()
    {
        var path = _package.Zip(zip =>
        {
            using var stream = zip.CreateEntry("A03/unused.bin").Open();
            stream.Write(new byte[1 << 20]);
        });
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var directory = bytes.AsSpan().LastIndexOf("A03/unused.bin"u8) - 46;
        BitConverter.TryWriteBytes(bytes.AsSpan(directory + 24), 100);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        AssertRefused(await _package.ReadAsync(path), "damaged");
    }

    [Fact]
    public async Task Too_much_is_refused_by_what_really_unpacks()
    {
        _package.With("A03/a.bin", new byte[3000]).With("A03/b.bin", new byte[3000]);
        var limits = new PackageLimits { UnpackedBytes = 5000 };

        AssertRefused(await _package.ReadAsync(_package.Zip(), limits), "unpacks to more");
        AssertRefused(await _package.ReadAsync(_package.Path, limits), "unpacks to more");
    }

    [Theory]
    [InlineData(10_001)]
    [InlineData(100_000)]
    public async Task Too_many_files_are_refused(int count)
    {
        var path = _package.Zip(zip =>
        {
            for (var number = 0; number < count; number++)
            {
                zip.CreateEntry($"__MACOSX/{number}");
            }
        });

        AssertRefused(await _package.ReadAsync(path), "10,000");
    }

    [Fact]
    public async Task Too_many_files_in_a_folder_are_refused()
    {
        _package.With("A03/2.md", "x").With("A03/3.md", "x");

        AssertRefused(await _package.ReadAsync(_package.Path, new PackageLimits { Entries = 3 }), "more than 3");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(200)]
    public async Task Truncated_zip_is_refused(int length)
    {
        var path = _package.Zip();
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(length);
        }

        AssertRefused(await _package.ReadAsync(path), "damaged");
    }

    [Fact]
    public async Task Damaged_content_is_refused()
    {
        _package.With("A03/photo.bin", [.. Enumerable.Range(0, 5000).Select(index => (byte)(index * 7919 >> 3))]);
        var path = _package.Zip();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var at = bytes.AsSpan().IndexOf("A03/photo.bin"u8) + 200;
        bytes[at] ^= 0x55;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        var reading = await _package.ReadAsync(path);

        Assert.Null(reading.Edition);
        Assert.Contains(reading.Problems, problem => problem.ToString().Contains("damaged", StringComparison.Ordinal));
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task Encrypted_entry_is_refused()
    {
        var path = _package.Zip();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var directory = bytes.AsSpan().LastIndexOf("A03/1.md"u8) - 46;
        bytes[directory + 8] |= 1;
        bytes[bytes.AsSpan().IndexOf("A03/1.md"u8) - 30 + 6] |= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        AssertRefused(await _package.ReadAsync(path), "encrypted");
    }

    [Fact]
    public async Task What_is_not_there_is_said()
    {
        AssertRefused(await _package.ReadAsync(Path.Combine(_package.Root, "nowhere")), "There is no folder or zip");
    }

    [Fact]
    public async Task File_that_is_no_zip_is_refused()
    {
        AssertRefused(await _package.ReadAsync(Path.Combine(_package.Path, "edition.yaml")), "no zip");
    }

    [Fact]
    public async Task Pipe_in_a_folder_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/mkfifo"), "There is no mkfifo.");
        using var process = Process.Start("/usr/bin/mkfifo", Path.Combine(_package.Path, "A03/2.md"));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        var reading = _package.ReadAsync();
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        Assert.True(reading.IsCompleted);
        AssertRefused(await reading, "A03/2.md: is neither file nor folder");
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(4, ushort.MaxValue)]
    [InlineData(8, 0)]
    [InlineData(8, ushort.MaxValue)]
    [InlineData(16, 0)]
    public async Task Files_are_counted_in_the_directory_that_counts(int fieldThatPointsToZip64, int commentLength)
    {
        // The end of the zip shows one file; the larger record that it points to has them all.
        _package.With("A03/2.md", PackageFolder.Article).With("A03/3.md", PackageFolder.Article);
        var path = _package.Zip();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var end = bytes.Length - 22;
        var directory = BitConverter.ToInt32(bytes, end + 16);
        var length = BitConverter.ToInt32(bytes, end + 12);
        var entries = BitConverter.ToUInt16(bytes, end + 10);
        var decoy = bytes[directory..(directory + 46 + BitConverter.ToUInt16(bytes, directory + 28))];

        var gap = new byte[4];
        var zip64 = new byte[56];
        BitConverter.TryWriteBytes(zip64, 0x06064b50);
        BitConverter.TryWriteBytes(zip64.AsSpan(4), 44L);
        BitConverter.TryWriteBytes(zip64.AsSpan(24), (long)entries);
        BitConverter.TryWriteBytes(zip64.AsSpan(32), (long)entries);
        BitConverter.TryWriteBytes(zip64.AsSpan(40), (long)length);
        BitConverter.TryWriteBytes(zip64.AsSpan(48), (long)directory);
        var locator = new byte[20];
        BitConverter.TryWriteBytes(locator, 0x07064b50);
        BitConverter.TryWriteBytes(locator.AsSpan(8), (long)(end + gap.Length + decoy.Length));
        BitConverter.TryWriteBytes(locator.AsSpan(16), 1);
        var newEnd = bytes[end..];
        BitConverter.TryWriteBytes(newEnd.AsSpan(8), (ushort)1);
        BitConverter.TryWriteBytes(newEnd.AsSpan(10), (ushort)1);
        BitConverter.TryWriteBytes(newEnd.AsSpan(12), decoy.Length);
        BitConverter.TryWriteBytes(newEnd.AsSpan(16), end + gap.Length);
        BitConverter.TryWriteBytes(newEnd.AsSpan(20), (ushort)commentLength);
        BitConverter.TryWriteBytes(newEnd.AsSpan(fieldThatPointsToZip64), uint.MaxValue);
        await File.WriteAllBytesAsync(path, [.. bytes[..end], .. gap, .. decoy, .. zip64, .. locator, .. newEnd, .. new byte[commentLength]], TestContext.Current.CancellationToken);

        using (var file = File.OpenRead(path))
        {
            Assert.Equal(4, ZipDirectory.Read(file, 10).Entries);
        }

        AssertRefused(await _package.ReadAsync(path, new PackageLimits { Entries = 3 }), "more than 3");
        Assert.Equal(3, (await _package.ReadAsync(path)).Edition!.Pages[0].Articles.Count);
    }

    [Fact]
    public async Task What_a_killed_import_left_is_deleted_a_day_later()
    {
        string[] old = ["zsrbpaper-package-" + new string('0', 32), "zsrbpaper-package-aB3dEf", "zsrbpaper-work-aB3dEf"];
        string[] kept = ["zsrbpaper-2024", "zsrbpaper-package-of-march", "other"];
        foreach (var name in old.Concat(kept).Append("zsrbpaper-work-newone"))
        {
            var folder = Path.Combine(_package.Temporary, name);
            Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            await File.WriteAllTextAsync(Path.Combine(folder, "00000.jpg"), "x", TestContext.Current.CancellationToken);
            Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddHours(name.EndsWith("newone", StringComparison.Ordinal) ? -23 : -25));
        }

        Assert.Empty((await _package.ReadAsync(_package.Zip())).Problems);

        Assert.Equal(kept.Append("zsrbpaper-work-newone").Order(), Directory.GetDirectories(_package.Temporary).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Files_beside_the_top_folder_are_warned_about()
    {
        await File.WriteAllTextAsync(Path.Combine(_package.Root, "A04.jpg"), "x", TestContext.Current.CancellationToken);

        var reading = await _package.ReadAsync(_package.Root);

        Assert.NotNull(reading.Edition);
        Assert.Equal("A04.jpg: warning: lies beside the package's folder; it is ignored.", Assert.Single(reading.Problems).ToString());
    }

    [Fact]
    public async Task Names_are_shown_without_what_a_terminal_obeys()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");

        var reading = await _package.With("A03/\u001b[31m.txt", "x").ReadAsync();

        Assert.Equal("A03/?[31m.txt", Assert.Single(reading.Problems).File);
    }

    [Fact]
    public async Task Name_that_is_no_unicode_is_read()
    {
        var reading = await _package.With("A03/\uFFFE.txt", "x").ReadAsync();

        Assert.NotNull(reading.Edition);
        Assert.Single(reading.Problems);
    }

    private static void Write(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    }

    /// <summary>.NET marks names that are not ASCII as UTF-8; other programs do not.</summary>
    private static void ClearUtf8Flags(string path)
    {
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at < bytes.Length - 46; at++)
        {
            if (BitConverter.ToUInt32(bytes, at) == 0x02014b50)
            {
                bytes[at + 9] &= 0xF7;
            }
            else if (BitConverter.ToUInt32(bytes, at) == 0x04034b50)
            {
                bytes[at + 7] &= 0xF7;
            }
        }

        File.WriteAllBytes(path, bytes);
    }

    private void AssertRefused(PackageReading reading, string why)
    {
        Assert.Null(reading.Edition);
        Assert.Contains(reading.Problems, problem => problem.IsError && problem.ToString().Contains(why, StringComparison.Ordinal));
        AssertNothingIsLeft();
    }

    private void AssertNothingIsLeft()
    {
        Assert.Empty(Directory.GetFileSystemEntries(_package.Temporary));
        Assert.False(File.Exists(Path.Combine(_package.Root, "escape.md")));
    }
}
