using Xunit;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Tests.Media;

public sealed class MediaNamesTests
{
    private const string Version = "0123456789abcdef";
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void Every_name_made_tells_its_hash_again()
    {
        (string Name, string? Version)[] names =
        [
            (MediaNames.Original(Hash, "jpg"), null),
            (MediaNames.Rendition(Hash, PhotoRenditions.For(500)[0], PictureEncoding.Avif), null),
            (MediaNames.EditionPdf(Hash), null),
            (MediaNames.Facsimile(Hash, Version, "tiles.zip"), Version),
        ];

        Assert.All(names, expected =>
        {
            Assert.True(MediaNames.TryParse(expected.Name, out var hash, out var version));
            Assert.Equal(Hash, hash);
            Assert.Equal(expected.Version, version);
        });
        Assert.Equal($"aa/{Hash}/thumbnail.avif", names[1].Name);
    }

    [Theory]
    [InlineData("logo.png")]
    [InlineData("ab/logo.png")]
    [InlineData("bb/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/original.jpg")]
    [InlineData("aa/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/other/x.jpg")]
    [InlineData("aa/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/facsimile-xyz/x.jpg")]
    [InlineData("AA/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/original.jpg")]
    public void Name_made_elsewhere_tells_no_hash(string name) => Assert.False(MediaNames.TryParse(name, out _, out _));

    [Theory]
    [InlineData("")]
    [InlineData("../../../../etc")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Name_for_what_is_no_hash_is_refused(string hash) => Assert.Throws<ArgumentException>(() => MediaNames.Original(hash, "jpg"));

    [Fact]
    public void Renditions_are_all_narrower_ones_and_the_next_at_the_own_width()
    {
        Assert.Equal([("thumbnail", 320), ("small", 640), ("medium", 800)], PhotoRenditions.For(800).Select(each => (each.Name, each.Width)));
        Assert.Equal([("thumbnail", 320)], PhotoRenditions.For(320).Select(each => (each.Name, each.Width)));
        Assert.Equal([("thumbnail", 1)], PhotoRenditions.For(1).Select(each => (each.Name, each.Width)));
        Assert.Equal([320, 640, 960, 1600, 2560], PhotoRenditions.For(9000).Select(each => each.Width));
    }
}
