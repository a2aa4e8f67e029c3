using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.OldAddresses;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.OldAddresses;

/// <summary>Addresses of other platforms lead to editions, pages and articles, whatever becomes of those.</summary>
public abstract class OldAddressTableSuite(TestEngine engine) : DatabaseSuite(engine)
{
    [Fact]
    public async Task A_file_fills_the_table_and_reading_it_again_changes_nothing()
    {
        await SaveEditionsAsync();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "founder.tsv");
        await File.WriteAllLinesAsync(
            file,
            [
                "# from the Founder archive",
                "/html/2024-03/01/content_123.htm\t/zsrb/2024-03-01/A03/2",
                "http://epaper.example.com/html/2024-03/01/Node_2.htm,/zsrb/2024-03-01/A03",
                "",
                "/nbs.D110000zsrb_01.htm?a=1,2,https://paper.example.com/zsrb/2024-03-01",
            ],
            Cancellation);

        Assert.Equal((3, 0), await ImportAsync(file));
        Assert.Equal((0, 0), await ImportAsync(file));
        Assert.Equal("/zsrb/2024-03-01/A03/2", await FindAsync("any.example.com", "/html/2024-03/01/content_123.htm"));
        Assert.Equal("/zsrb/2024-03-01/A03/2", await FindAsync("any.example.com", "/HTML/2024-03/01/CONTENT_123.htm"));
        Assert.Equal("/zsrb/2024-03-01", await FindAsync("any.example.com", "/nbs.D110000zsrb_01.htm?a=1,2"));
        Assert.Null(await FindAsync("any.example.com", "/nbs.D110000zsrb_01.htm"));

        // Only the host that had it.
        Assert.Equal("/zsrb/2024-03-01/A03", await FindAsync("EPaper.example.com", "/html/2024-03/01/node_2.htm"));
        Assert.Null(await FindAsync("any.example.com", "/html/2024-03/01/node_2.htm"));

        await File.WriteAllTextAsync(file, "/html/2024-03/01/content_123.htm\t/zsrb/2024-03-01/A03/1", Cancellation);
        Assert.Equal((0, 1), await ImportAsync(file));
        Assert.Equal("/zsrb/2024-03-01/A03/1", await FindAsync("any.example.com", "/html/2024-03/01/content_123.htm"));
    }

    [Fact]
    public async Task A_file_with_a_wrong_line_stores_nothing_and_every_wrong_line_is_named()
    {
        await SaveEditionsAsync();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "wrong.tsv");
        await File.WriteAllLinesAsync(
            file,
            [
                "/good.htm\t/zsrb/2024-03-01/A03/1",
                "/no-target.htm",
                "ftp://epaper.example.com/x\t/zsrb/2024-03-01",
                "/x.htm\t/zsrb/2024-03-01/A03/9",
                "/y.htm\t/zsrb/2024-02-31",
                "/zsrb/2024-03-01/A03/1\t/zsrb/2024-03-01/A03/2",
                $"/{new string('x', OldAddress.MaxLength)}\t/zsrb/2024-03-01",
                "/z.htm\t/nope/2024-03-01",
            ],
            Cancellation);

        await using var db = Open();
        var result = await Table(db).ImportAsync(file, null, Cancellation);
        Assert.Equal([2, 3, 4, 5, 6, 7, 8], result.Problems.Select(problem => problem.Line));
        Assert.Equal("the archive has no zsrb/2024-03-01/A03/9", result.Problems[2].Text.ToString());
        Assert.False(await db.OldAddresses.AnyAsync(Cancellation));
    }

    [Fact]
    public async Task What_readers_may_not_see_yet_has_no_old_address_and_what_is_withdrawn_tells_so_itself()
    {
        await SaveEditionsAsync();
        await SetAsync("/draft.htm", "/zsrb/2024-03-02/A01/1");
        await SetAsync("/withdrawn.htm", "/zsrb/2024-03-01/A03/3");
        Assert.Null(await FindAsync("any.example.com", "/draft.htm"));
        Assert.Equal("/zsrb/2024-03-01/A03/3", await FindAsync("any.example.com", "/withdrawn.htm"));

        await using var db = Open();
        await db.Editions.Where(edition => edition.SignedOffAt == null)
            .ExecuteUpdateAsync(edition => edition.SetProperty(row => row.SignedOffAt, Clock.GetUtcNow().UtcDateTime).SetProperty(row => row.ReleaseAt, Clock.GetUtcNow().UtcDateTime), Cancellation);
        Assert.Equal("/zsrb/2024-03-02/A01/1", await FindAsync("any.example.com", "/draft.htm"));
    }

    [Fact]
    public async Task A_page_that_gets_another_label_is_reached_in_one_step()
    {
        await SaveEditionsAsync();
        await SetAsync("/old.htm", "/zsrb/2024-03-01/A03/1");
        await using var db = Open();
        var label = PageLabel.Parse("A05");
        await db.PrintPages.Where(page => page.Edition.Date == new DateOnly(2024, 3, 1)).ExecuteUpdateAsync(page => page.SetProperty(row => row.Label, label), Cancellation);
        Assert.Equal("/zsrb/2024-03-01/A05/1", await FindAsync("any.example.com", "/old.htm"));
    }

    [Fact]
    public async Task An_article_that_is_deleted_takes_its_old_addresses_along()
    {
        await SaveEditionsAsync();
        await SetAsync("/draft.htm", "/zsrb/2024-03-02/A01/1");
        await using var db = Open();
        db.Remove(await db.Articles.SingleAsync(article => article.Page.Edition.Date == new DateOnly(2024, 3, 2), Cancellation));
        await db.SaveChangesAsync(Cancellation);
        Assert.False(await db.OldAddresses.AnyAsync(Cancellation));
    }

    [Theory]
    [InlineData("/中山/1.htm", "/%e4%b8%ad%e5%b1%b1/1.htm")]
    [InlineData("HTTP://EPaper.Example.com:8080/A/b.HTM?X=1#top", "//epaper.example.com/a/b.htm?x=1")]
    [InlineData("http://epaper.example.com", "//epaper.example.com/")]
    [InlineData("/%D6%D0/1.htm", "/%d6%d0/1.htm")]
    [InlineData("/", null)]
    [InlineData("content_1.htm", null)]
    [InlineData("/a b.htm", null)]
    [InlineData("javascript://x/y", null)]
    [InlineData("", null)]
    public void Each_has_one_spelling(string text, string? expected)
    {
        Assert.Equal(expected is not null, OldAddress.TryNormalize(text, out var address));
        Assert.Equal(expected, address);
    }

    private OldAddressTable Table(PaperDbContext db) => new(db, Clock);

    private async Task SaveEditionsAsync()
    {
        await using var db = Open();
        await Paper.Edition("2024-03-01").WithPage("A03").WithArticle("一").WithArticle("二").WithArticle("三", article => article.Withdrawn()).SaveAsync(db, Cancellation);
        await Paper.Edition("2024-03-02").Draft().WithPage("A01").WithArticle("草稿").SaveAsync(db, Cancellation);
    }

    private async Task<(int Added, int Changed)> ImportAsync(string file)
    {
        await using var db = Open();
        var result = await Table(db).ImportAsync(file, null, Cancellation);
        Assert.Empty(result.Problems.Select(problem => problem.Text.ToString()));
        return (result.Added, result.Changed);
    }

    private async Task SetAsync(string old, string target)
    {
        await using var db = Open();
        Assert.Null(await Table(db).SetAsync("zsrb", old, target, Cancellation));
    }

    private async Task<string?> FindAsync(string host, string pathAndQuery)
    {
        await using var db = Open();
        return (await Table(db).FindAsync(host, pathAndQuery, Cancellation))?.Path;
    }
}

public sealed class OldAddressTableOnSqlite() : OldAddressTableSuite(TestEngine.Sqlite);

public sealed class OldAddressTableOnPostgreSql() : OldAddressTableSuite(TestEngine.PostgreSql);
