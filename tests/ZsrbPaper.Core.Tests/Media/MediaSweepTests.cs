using Xunit;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Tests.Media;

public sealed class MediaSweepTests : IDisposable
{
    private const string Current = "1111111111111111";
    private const string Superseded = "2222222222222222";
    private static readonly string Used = new('a', 64);
    private static readonly string Unused = new('b', 64);
    private readonly MediaFolder _folder = new();

    [Fact]
    public async Task Old_files_that_nothing_refers_to_go_and_all_others_stay()
    {
        string[] stay =
        [
            MediaNames.Original(Used, "png"),
            MediaNames.Facsimile(Used, Current, "tiles.zip"),
            MediaNames.Facsimile(Used, Current, "thumbnail.jpg"),
            "notes.txt",
        ];
        string[] go =
        [
            MediaNames.Original(Unused, "jpg"),
            MediaNames.Rendition(Unused, PhotoRenditions.For(900)[0], PictureEncoding.Avif),
            MediaNames.EditionPdf(new string('c', 64)),
            MediaNames.Facsimile(Unused, Current, "tiles.zip"),
            MediaNames.Facsimile(Used, Superseded, "tiles.zip"),
            MediaNames.Facsimile(Used, Superseded, "thumbnail.jpg"),
            ".incoming/0123456789abcdef0123456789abcdef",
        ];
        await PutAsync(hoursAgo: 25, [.. stay, .. go]);

        var result = await SweepAsync();

        Assert.Equal(stay.Order(StringComparer.Ordinal), _folder.Stored());
        Assert.Equal(new SweepResult(stay.Length + go.Length, go.Length), result);
    }

    [Fact]
    public async Task Young_files_stay_whoever_refers_to_them()
    {
        await PutAsync(hoursAgo: 23, [MediaNames.Original(Unused, "jpg"), MediaNames.Facsimile(Used, Superseded, "tiles.zip"), ".incoming/0123"]);

        Assert.Equal(0, (await SweepAsync()).Deleted);
        Assert.Equal(3, _folder.Stored().Count);
    }

    [Fact]
    public async Task One_young_file_keeps_all_of_its_hash_since_someone_is_about_to_refer_to_it()
    {
        var rendition = MediaNames.Rendition(Unused, PhotoRenditions.For(900)[0], PictureEncoding.Jpeg);
        await PutAsync(hoursAgo: 100, [rendition, MediaNames.Original(Unused, "jpg")]);
        await PutAsync(hoursAgo: 0, [MediaNames.Original(Unused, "jpg")]);

        Assert.Equal(0, (await SweepAsync()).Deleted);

        await PutAsync(hoursAgo: 30, [MediaNames.Original(Unused, "jpg")]);
        Assert.Equal(2, (await SweepAsync()).Deleted);
        Assert.Empty(_folder.Stored());
    }

    [Fact]
    public async Task Page_in_use_by_its_facsimile_only_keeps_its_original()
    {
        var page = new string('d', 64);
        await PutAsync(hoursAgo: 100, [MediaNames.Original(page, "pdf"), MediaNames.Facsimile(page, Current, "tiles.zip")]);

        Assert.Equal(0, (await SweepAsync(page)).Deleted);
    }

    public void Dispose() => _folder.Dispose();

    private Task<SweepResult> SweepAsync(string? otherPage = null)
    {
        HashSet<(string, string)> facsimiles = [(Used, Current), (otherPage ?? Used, Current)];
        return new MediaSweep(_folder.Store, TimeProvider.System, _ => Task.FromResult(new MediaInUse(new HashSet<string> { Used }, facsimiles)))
            .RunAsync(MediaFolder.Cancellation);
    }

    private async Task PutAsync(int hoursAgo, string[] names)
    {
        foreach (var name in names)
        {
            using var content = new MemoryStream([1]);
            await _folder.Store.PutAsync(name, content, MediaFolder.Cancellation);
            File.SetLastWriteTimeUtc(Path.Combine(_folder.StoreRoot, name), DateTime.UtcNow.AddHours(-hoursAgo));
        }
    }
}
