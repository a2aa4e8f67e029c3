using Xunit;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Tests.Media;

public sealed class FolderMediaStoreTests : IDisposable
{
    private readonly MediaFolder _folder = new();

    public static TheoryData<string> Escapes =>
    [
        "", ".", "..", "/", "/etc/passwd", "../outside", "a/../../outside", "a/..", "a/./b", "a//b", "a/", "./a", "a\\b", "..\\outside",
        "C:/outside", "C:outside", "a:stream", "a/b.", "a/b..", "a/...", "a\0b", "a\nb", "a b", "~/a", "%2e%2e/a", "a/%2e%2e/b", "名字",
        "//server/share", "\\\\server\\share", "a/..\u2215b", new string('a', 300),
    ];

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task Name_that_leaves_the_root_or_is_odd_is_refused_by_every_method(string name)
    {
        using var content = new MemoryStream([1]);

        await Assert.ThrowsAsync<ArgumentException>(() => _folder.Store.OpenAsync(name, MediaFolder.Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => _folder.Store.PutAsync(name, content, MediaFolder.Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => _folder.Store.ExistsAsync(name, MediaFolder.Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => _folder.Store.DeleteAsync(name, MediaFolder.Cancellation));
        Assert.Empty(_folder.Stored());
    }

    [Fact]
    public async Task Put_file_is_read_back_and_can_be_sought_in()
    {
        await PutAsync("ab/cd/x.jpg", [1, 2, 3]);

        await using var stream = await _folder.Store.OpenAsync("ab/cd/x.jpg", MediaFolder.Cancellation);

        Assert.NotNull(stream);
        Assert.True(stream.CanSeek);
        Assert.Equal(3, stream.Length);
        Assert.True(await _folder.Store.ExistsAsync("ab/cd/x.jpg", MediaFolder.Cancellation));
    }

    [Fact]
    public async Task Absent_file_opens_as_null_and_deletes_as_nothing()
    {
        Assert.Null(await _folder.Store.OpenAsync("ab/cd/x.jpg", MediaFolder.Cancellation));
        Assert.False(await _folder.Store.ExistsAsync("ab/cd/x.jpg", MediaFolder.Cancellation));
        await _folder.Store.DeleteAsync("ab/cd/x.jpg", MediaFolder.Cancellation);
    }

    [Fact]
    public async Task Put_over_an_existing_file_keeps_it_and_makes_it_young()
    {
        await PutAsync("ab/x.jpg", [1, 2, 3]);
        var file = Path.Combine(_folder.StoreRoot, "ab", "x.jpg");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-3));

        await PutAsync("ab/x.jpg", [9]);

        Assert.Equal([1, 2, 3], await _folder.ReadAsync("ab/x.jpg"));
        Assert.True(File.GetLastWriteTimeUtc(file) > DateTime.UtcNow.AddMinutes(-1));
    }

    [Fact]
    public async Task Put_that_breaks_off_leaves_nothing()
    {
        using var content = new BreakingStream();

        await Assert.ThrowsAsync<IOException>(() => _folder.Store.PutAsync("ab/x.jpg", content, MediaFolder.Cancellation));

        Assert.Empty(_folder.Stored());
    }

    [Fact]
    public async Task Puts_of_one_name_at_the_same_time_leave_one_whole_file()
    {
        var bytes = new byte[200_000];
        Random.Shared.NextBytes(bytes);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => PutAsync("ab/cd/x.jpg", bytes))));

        Assert.Equal(["ab/cd/x.jpg"], _folder.Stored());
        Assert.Equal(bytes, await _folder.ReadAsync("ab/cd/x.jpg"));
    }

    [Fact]
    public async Task Puts_and_deletes_side_by_side_never_fail()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                var name = $"ab/cd/{worker}.jpg";
                await PutAsync(name, [1]);
                await _folder.Store.DeleteAsync(name, MediaFolder.Cancellation);
            }
        })));

        Assert.Empty(_folder.Stored());
    }

    [Fact]
    public async Task Open_file_can_be_deleted_and_is_read_to_its_end()
    {
        await PutAsync("ab/x.jpg", [1, 2, 3]);
        await using var stream = await _folder.Store.OpenAsync("ab/x.jpg", MediaFolder.Cancellation);

        await _folder.Store.DeleteAsync("ab/x.jpg", MediaFolder.Cancellation);

        var bytes = new byte[3];
        await stream!.ReadExactlyAsync(bytes, MediaFolder.Cancellation);
        Assert.Equal([1, 2, 3], bytes);
    }

    [Fact]
    public async Task Delete_removes_the_folders_that_it_empties()
    {
        await PutAsync("ab/cd/x.jpg", [1]);

        await _folder.Store.DeleteAsync("ab/cd/x.jpg", MediaFolder.Cancellation);

        Assert.False(Directory.Exists(Path.Combine(_folder.StoreRoot, "ab")));
    }

    [Fact]
    public async Task List_names_every_file_folder_by_folder()
    {
        string[] names = ["ab/one/a.jpg", "ab/one/c.jpg", "ab/one/facsimile-1/b.jpg", "ab/two/d.jpg", "cd/three/e.jpg"];
        foreach (var name in names)
        {
            await PutAsync(name, [1]);
        }

        var listed = new List<string>();
        await foreach (var file in _folder.Store.ListAsync(MediaFolder.Cancellation))
        {
            listed.Add(file.Name);
        }

        Assert.Equal(names, listed.Order(StringComparer.Ordinal));
        var second = listed.Select(name => name.Split('/')[1]).ToList();
        Assert.Equal(second.Distinct().Count(), second.Zip(second.Skip(1)).Count(pair => pair.First != pair.Second) + 1);
    }

    [Fact]
    public async Task List_of_a_store_without_folder_is_empty()
    {
        await foreach (var file in _folder.Store.ListAsync(MediaFolder.Cancellation))
        {
            Assert.Fail(file.Name);
        }
    }

    public void Dispose() => _folder.Dispose();

    private async Task PutAsync(string name, byte[] bytes)
    {
        using var content = new MemoryStream(bytes);
        await _folder.Store.PutAsync(name, content, MediaFolder.Cancellation);
    }

    private sealed class BreakingStream : MemoryStream
    {
        private int _reads;

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            destination.Write(new byte[10_000]);
            throw new IOException($"broken off after {++_reads}");
        }
    }
}
