using Xunit;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Tests.Media;

public sealed class FolderMediaStoreTests : MediaStoreSuite
{
    private readonly MediaFolder _folder = new();

    protected override IMediaStore Store => _folder.Store;

    [Fact]
    public async Task Open_file_can_be_deleted_and_is_read_to_its_end()
    {
        await PutAsync("ab/x.jpg", [1, 2, 3]);
        await using var stream = await Store.OpenAsync("ab/x.jpg", Cancellation);

        await Store.DeleteAsync("ab/x.jpg", Cancellation);

        var bytes = new byte[3];
        await stream!.ReadExactlyAsync(bytes, Cancellation);
        Assert.Equal([1, 2, 3], bytes);
    }

    [Fact]
    public async Task Delete_removes_the_folders_that_it_empties()
    {
        await PutAsync("ab/cd/x.jpg", [1]);

        await Store.DeleteAsync("ab/cd/x.jpg", Cancellation);

        Assert.False(Directory.Exists(Path.Combine(_folder.StoreRoot, "ab")));
    }

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }
}
