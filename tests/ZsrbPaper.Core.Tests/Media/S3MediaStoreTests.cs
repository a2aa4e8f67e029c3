using Xunit;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Media.S3;
using ZsrbPaper.TestSupport.Media;

namespace ZsrbPaper.Core.Tests.Media;

/// <summary>Against a real service, and what goes wrong on the way to it.</summary>
public sealed class S3MediaStoreTests : MediaStoreSuite
{
    private S3MediaStore? _store;
    private S3Options _options = null!;

    protected override IMediaStore Store => _store!;

    public override async ValueTask InitializeAsync()
    {
        _options = await S3Service.CreateBucketAsync();
        _store = new S3MediaStore(_options);
    }

    public override ValueTask DisposeAsync()
    {
        _store?.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task With_a_prefix_it_is_not_alone_in_the_bucket()
    {
        await PutAsync("ab/x.jpg", [1]);
        using var other = new S3MediaStore(With(_options, options => options.Prefix = "/paper/media/"));
        using (var content = new MemoryStream([2]))
        {
            await other.PutAsync("ab/x.jpg", content, Cancellation);
        }

        Assert.Equal(["ab/x.jpg", "paper/media/ab/x.jpg"], await S3Service.ListAsync(_options));
        var listed = await other.ListAsync(Cancellation).ToListAsync(Cancellation);
        Assert.Equal("ab/x.jpg", Assert.Single(listed).Name);
        await other.DeleteAsync("ab/x.jpg", Cancellation);
        Assert.Equal([1], await ReadAsync("ab/x.jpg"));
    }

    [Fact]
    public async Task Upload_that_is_cut_leaves_nothing_and_says_what_to_look_at()
    {
        await using var line = new FaultyLine(new Uri(_options.Endpoint!)) { SentLimit = 300_000 };
        using var store = new S3MediaStore(With(_options, options => options.Endpoint = line.Address));
        using var content = new MemoryStream(Bytes(1_000_000));

        var told = await Assert.ThrowsAsync<MediaStoreAwayException>(() => store.PutAsync("ab/x.jpg", content, Cancellation));

        Assert.True(line.Cuts > 1);
        Assert.StartsWith($"The media store (bucket {_options.Bucket} at {line.Address}) could not store ab/x.jpg: ", told.Message, StringComparison.Ordinal);
        Assert.Contains("Media:S3:Endpoint", told.Message, StringComparison.Ordinal);
        Assert.Empty(await S3Service.ListAsync(_options));
        Assert.False(await Store.ExistsAsync("ab/x.jpg", Cancellation));
    }

    [Fact]
    public async Task Upload_that_is_cut_once_is_tried_again()
    {
        await using var line = new FaultyLine(new Uri(_options.Endpoint!)) { SentLimit = 300_000, MostCuts = 1 };
        using var store = new S3MediaStore(With(_options, options => options.Endpoint = line.Address));
        var bytes = Bytes(1_000_000);
        using var content = new MemoryStream(bytes);

        await store.PutAsync("ab/x.jpg", content, Cancellation);

        Assert.Equal(1, line.Cuts);
        Assert.Equal(bytes, await ReadAsync("ab/x.jpg"));
    }

    [Fact]
    public async Task Content_that_breaks_off_does_not_spoil_what_is_asked_next()
    {
        // Many of them, for what the SDK keeps by thread must be met on the same thread.
        for (var i = 0; i < 30; i++)
        {
            await using var content = new BreakingStream();
            var told = await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("ab/x.jpg", content, Cancellation));

            Assert.Equal("broken off", told.Message);
        }
    }

    [Fact]
    public async Task Reading_goes_on_after_a_cut_and_fails_in_the_end()
    {
        var bytes = Bytes(4_000_000);
        await PutAsync("ab/x.pdf", bytes);
        await using var line = new FaultyLine(new Uri(_options.Endpoint!));
        using var store = new S3MediaStore(With(_options, options => options.Endpoint = line.Address));
        await using var stream = await store.OpenAsync("ab/x.pdf", Cancellation);
        var read = new byte[bytes.Length];
        await stream!.ReadExactlyAsync(read.AsMemory(0, 1000), Cancellation);

        (line.AnswerLimit, line.MostCuts) = (100_000, 2);
        await stream.ReadExactlyAsync(read.AsMemory(1000, 1_500_000), Cancellation);

        Assert.Equal(2, line.Cuts);
        Assert.True(bytes.AsSpan(0, 1_501_000).SequenceEqual(read.AsSpan(0, 1_501_000)));
        line.MostCuts = int.MaxValue;
        var told = await Assert.ThrowsAsync<MediaStoreAwayException>(async () => await stream.ReadExactlyAsync(read.AsMemory(1_501_000), Cancellation));
        Assert.Contains("could not read ab/x.pdf", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_that_is_gone_is_told_by_every_method()
    {
        await PutAsync("ab/x.jpg", [1]);
        var line = new FaultyLine(new Uri(_options.Endpoint!));
        await line.DisposeAsync();
        using var store = new S3MediaStore(With(_options, options => options.Endpoint = line.Address));
        using var content = new MemoryStream([1]);
        var asked = new Func<Task>[]
        {
            () => store.OpenAsync("ab/x.jpg", Cancellation), () => store.PutAsync("ab/x.jpg", content, Cancellation), () => store.ExistsAsync("ab/x.jpg", Cancellation),
            () => store.DeleteAsync("ab/x.jpg", Cancellation), async () => await store.ListAsync(Cancellation).ToListAsync(Cancellation), () => store.CheckAsync(Cancellation),
        };

        var told = await Task.WhenAll(asked.Select(Assert.ThrowsAsync<MediaStoreAwayException>));

        Assert.All(told, exception => Assert.Contains(line.Address, exception.Message, StringComparison.Ordinal));
        Assert.Equal([1], await ReadAsync("ab/x.jpg"));
    }

    [Fact]
    public async Task Service_that_does_not_answer_is_not_waited_for_without_end()
    {
        await using var line = new FaultyLine(new Uri(_options.Endpoint!)) { IsSilent = true };
        using var store = new S3MediaStore(With(_options, options => (options.Endpoint, options.TimeoutSeconds) = (line.Address, 1)));

        var told = await Assert.ThrowsAsync<MediaStoreAwayException>(() => store.OpenAsync("ab/x.jpg", Cancellation));

        Assert.Contains("within 1 seconds", told.Message, StringComparison.Ordinal);
        Assert.Contains("Media:S3:TimeoutSeconds", told.Message, StringComparison.Ordinal);
        using var cancelled = new CancellationTokenSource();
        var waiting = store.OpenAsync("ab/x.jpg", cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Wrong_keys_and_a_missing_bucket_are_told_with_what_to_set()
    {
        using var stranger = new S3MediaStore(With(_options, options => options.SecretKey = "wrong"));
        using var nowhere = new S3MediaStore(await S3Service.DescribeAsync("not-there"));
        using var content = new MemoryStream([1]);

        var refused = await Assert.ThrowsAsync<IOException>(() => stranger.PutAsync("ab/x.jpg", content, Cancellation));
        Assert.Contains("Media:S3:SecretKey", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Media:S3:SecretKey", (await Assert.ThrowsAsync<IOException>(() => stranger.CheckAsync(Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("Media:S3:Bucket", (await Assert.ThrowsAsync<IOException>(() => nowhere.CheckAsync(Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("Media:S3:Bucket", (await Assert.ThrowsAsync<IOException>(() => nowhere.PutAsync("ab/x.jpg", content, Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_are_wrong_are_all_told()
    {
        var problems = new S3Options { Endpoint = "s3.example.com", Bucket = "Media_1", AccessKey = "a", Prefix = "a/../b", TimeoutSeconds = 0 }.Problems().ToList();

        Assert.Equal(
            ["Media:S3:Bucket", "Media:S3:Endpoint", "Of Media:S3:AccessKey", "Media:S3:Prefix", "Media:S3:TimeoutSeconds"],
            problems.Select(problem => problem.Split(" and ")[0].Split(" is ")[0]));
        Assert.Equal(2, new S3Options().Problems().Count());
        Assert.Empty(new S3Options { Bucket = "media", Region = "eu-central-1" }.Problems());
        Assert.Empty(_options.Problems());
    }

    private static S3Options With(S3Options options, Action<S3Options> change)
    {
        var changed = new S3Options
        {
            Endpoint = options.Endpoint,
            Bucket = options.Bucket,
            AccessKey = options.AccessKey,
            SecretKey = options.SecretKey,
        };
        change(changed);
        return changed;
    }
}
