using Xunit;
using ZsrbPaper.Core.Media;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Core.Tests.Media;

/// <summary>A store far away with a disk before it is a store as any other, and less is asked of it.</summary>
public sealed class CachedMediaStoreTests : MediaStoreSuite
{
    private const int Room = 160_000;

    private readonly MediaFolder _folder = new();
    private readonly TemporaryFolder _disk = new();
    private readonly CountingStore _far;
    private readonly CachedMediaStore _store;

    public CachedMediaStoreTests()
    {
        _far = new CountingStore(_folder.Store);
        _store = new CachedMediaStore(_far, _disk["cache"], Room);
    }

    protected override IMediaStore Store => _store;

    [Fact]
    public async Task File_is_fetched_once_however_many_ask()
    {
        await PutAsync("ab/x.jpg", [1, 2, 3]);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => ReadAsync("ab/x.jpg"))));

        Assert.Equal([1, 2, 3], await ReadAsync("ab/x.jpg"));
        Assert.Equal(1, _far.Opened);
        Assert.Equal(3, _store.Size);
    }

    [Fact]
    public async Task What_was_not_asked_for_the_longest_time_goes_first_and_the_room_is_kept()
    {
        for (var number = 0; number < 40; number++)
        {
            await PutAsync($"ab/{number}.jpg", Bytes(9_000));
            await ReadAsync($"ab/{number}.jpg");
            await ReadAsync("ab/0.jpg");
        }

        Assert.InRange(_store.Size, Room - 9_000, Room);
        Assert.InRange(new DirectoryInfo(_disk["cache"]).GetFiles("*", SearchOption.AllDirectories).Sum(file => file.Length), 1, Room);
        Assert.Equal(40, _far.Opened);
        await ReadAsync("ab/0.jpg");
        Assert.Equal(40, _far.Opened);
        await ReadAsync("ab/1.jpg");
        Assert.Equal(41, _far.Opened);
    }

    [Fact]
    public async Task Large_file_comes_from_the_store_itself()
    {
        await PutAsync("ab/x.pdf", Bytes(Room / 2));

        await ReadAsync("ab/x.pdf");
        await ReadAsync("ab/x.pdf");

        Assert.Equal((2, 0L), (_far.Opened, _store.Size));
    }

    [Fact]
    public async Task What_is_there_from_earlier_is_used_again()
    {
        await PutAsync("ab/x.jpg", [1, 2, 3]);
        await ReadAsync("ab/x.jpg");
        _disk.Write("cache/.incoming/half", [1]);

        var next = new CachedMediaStore(_far, _disk["cache"], Room);
        await using var stream = await next.OpenAsync("ab/x.jpg", Cancellation);

        Assert.Equal((1, 3L, 3L), (_far.Opened, next.Size, stream!.Length));
        Assert.False(Directory.Exists(_disk["cache", ".incoming"]));
    }

    [Fact]
    public async Task Without_a_disk_files_come_all_the_same()
    {
        _disk.Write("cache", "a file where the folder should be");
        await PutAsync("ab/x.jpg", [1, 2, 3]);

        Assert.Equal([1, 2, 3], await ReadAsync("ab/x.jpg"));
        Assert.Equal(0, _store.Size);
    }

    [Fact]
    public async Task Deleted_file_is_gone_here_too()
    {
        await PutAsync("ab/x.jpg", [1, 2, 3]);
        await ReadAsync("ab/x.jpg");

        await Store.DeleteAsync("ab/x.jpg", Cancellation);

        Assert.Null(await Store.OpenAsync("ab/x.jpg", Cancellation));
        Assert.Equal(0, _store.Size);
    }

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        _disk.Dispose();
        return base.DisposeAsync();
    }

    private sealed class CountingStore(IMediaStore store) : IMediaStore
    {
        private int _opened;

        public int Opened => _opened;

        public Task<Stream?> OpenAsync(string name, CancellationToken ct)
        {
            Interlocked.Increment(ref _opened);
            return store.OpenAsync(name, ct);
        }

        public Task PutAsync(string name, Stream content, CancellationToken ct) => store.PutAsync(name, content, ct);

        public Task<bool> ExistsAsync(string name, CancellationToken ct) => store.ExistsAsync(name, ct);

        public Task DeleteAsync(string name, CancellationToken ct) => store.DeleteAsync(name, ct);

        public IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct) => store.ListAsync(ct);
    }
}
