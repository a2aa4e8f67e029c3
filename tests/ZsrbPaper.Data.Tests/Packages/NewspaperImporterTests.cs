using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Data.Tests.Packages;

public sealed class NewspaperImporterTests : IAsyncLifetime
{
    private const string Plain = "code: zswb\nname: 中山晚报\n";

    private Installation _paper = null!;
    private readonly PackageBuilder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _paper = await Installation.CreateAsync(TestEngine.Sqlite);

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _paper.DisposeAsync();
    }

    [Fact]
    public async Task Newspaper_is_created_changed_and_then_left_alone()
    {
        Assert.Equal(NewspaperOutcome.Created, (await ImportAsync(Plain + "hotline: '01'\nlogo: logo.png\nchannels: [{ name: 首页, url: 'https://a.example/' }, { name: 新闻 }]\n")).Outcome);
        var created = await FindAsync();
        Assert.Equal(("中山晚报", "01", "zh-CN", "Asia/Shanghai", "png", 48, false), (created.Name, created.Hotline, created.Language, created.TimeZone, created.LogoExtension, created.LogoWidth, created.IsSample));
        Assert.Equal([new NamedLink("首页", "https://a.example/"), new NamedLink("新闻", null)], created.Channels);
        Assert.True(await _paper.Store.ExistsAsync(MediaNames.Original(created.LogoHash!, "png"), Ct));

        Assert.Equal(NewspaperOutcome.Updated, (await ImportAsync(Plain + "icp: 粤ICP备1号\n")).Outcome);
        var changed = await FindAsync();
        Assert.Equal((null, "粤ICP备1号", null, 0, 0), (changed.Hotline, changed.Icp, changed.LogoHash, changed.LogoWidth, changed.Channels.Count));

        Assert.Equal(NewspaperOutcome.Unchanged, (await ImportAsync(Plain + "icp: 粤ICP备1号\n")).Outcome);
        Assert.Equal(changed.Version, (await FindAsync()).Version);
    }

    [Fact]
    public async Task Sample_becomes_real_when_someone_writes_its_file()
    {
        await ImportAsync(Plain, isSample: true);
        Assert.True((await FindAsync()).IsSample);

        Assert.Equal(NewspaperOutcome.Updated, (await ImportAsync(Plain)).Outcome);
        Assert.False((await FindAsync()).IsSample);

        await ImportAsync(Plain, isSample: true);
        Assert.False((await FindAsync()).IsSample);
    }

    [Theory]
    [InlineData("code: zswb\n", "'name:' is missing")]
    [InlineData(Plain + "logo: text.png\n", "text.png: ")]
    public async Task Refused_file_stores_nothing(string yaml, string expected)
    {
        _folder.With("text.png", "no picture");

        var result = await ImportAsync(yaml);

        Assert.Equal(NewspaperOutcome.Rejected, result.Outcome);
        Assert.Contains(expected, Assert.Single(result.Problems).ToString(), StringComparison.Ordinal);
        await using var db = _paper.Open();
        Assert.Equal(1, await db.Newspapers.CountAsync(Ct));
    }

    private async Task<NewspaperResult> ImportAsync(string yaml, bool isSample = false)
    {
        _folder.With("paper.yaml", yaml).With("logo.png", PackageBuilder.Picture(4, ".png"));
        await using var db = _paper.Open();
        return await new NewspaperImporter(db, new PictureInspector(), new PhotoPublisher(_paper.Store)).ImportAsync(Path.Combine(_folder.Path, "paper.yaml"), isSample, Ct);
    }

    private async Task<Newspaper> FindAsync()
    {
        await using var db = _paper.Open();
        return await db.Newspapers.AsNoTracking().SingleAsync(newspaper => newspaper.Code == "zswb", Ct);
    }
}
