using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Model;

/// <summary>What goes with what when something is removed.</summary>
public abstract class CascadeSuite(TestEngine engine) : DatabaseSuite(engine)
{
    private static readonly DateTime _beforeRelease = new(2024, 2, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Edition_deleted_takes_everything_of_it_and_leaves_the_newspaper()
    {
        await SaveRichEditionAsync();
        await using (var db = Open())
        {
            db.Add(new ArticleVersion(await db.Articles.FirstAsync(Cancellation), _beforeRelease, "import", "{}"));
            await db.SaveChangesAsync(Cancellation);
        }

        await using (var db = Open())
        {
            await db.Editions.ExecuteDeleteAsync(Cancellation);
        }

        await using var again = Open();
        Assert.Equal(
            (1, 0, 0, 0, 0, 0, 0),
            (await again.Newspapers.CountAsync(Cancellation), await again.PrintPages.CountAsync(Cancellation), await again.Articles.CountAsync(Cancellation),
                await again.HotAreas.CountAsync(Cancellation), await again.Photos.CountAsync(Cancellation), await again.RetiredNumbers.CountAsync(Cancellation),
                await again.ArticleVersions.CountAsync(Cancellation)));
    }

    [Fact]
    public async Task Newspaper_that_has_editions_cannot_be_deleted()
    {
        await SaveRichEditionAsync();
        await using var db = Open();

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Newspapers.ExecuteDeleteAsync(Cancellation));
    }

    [Fact]
    public async Task Article_removed_before_release_takes_photos_and_areas_and_retires_its_number()
    {
        await SaveRichEditionAsync();
        await using (var db = Open())
        {
            var edition = await LoadAsync(db);
            edition.RemoveArticle(edition.Pages.SelectMany(page => page.Articles).Single(article => article.Title == "带图的稿件"), _beforeRelease);
            await db.SaveChangesAsync(Cancellation);
        }

        await using var again = Open();
        Assert.Equal(["另一篇"], await again.Articles.Select(article => article.Title).ToListAsync(Cancellation));
        Assert.Empty(await again.Photos.ToListAsync(Cancellation));
        Assert.Empty(await again.HotAreas.ToListAsync(Cancellation));
        var retired = await again.RetiredNumbers.SingleAsync(Cancellation);
        Assert.Equal(("A01", 1), (retired.Label.Value, retired.Number));
        Assert.Throws<InvalidOperationException>(() =>
            LoadAsync(again).GetAwaiter().GetResult().Pages.Single(page => page.Label.Value == "A01").AddArticle(1, "又来", _beforeRelease));
    }

    [Fact]
    public async Task Page_removed_before_release_takes_the_areas_that_lay_on_it()
    {
        await SaveRichEditionAsync();
        await using (var db = Open())
        {
            var edition = await LoadAsync(db);
            edition.RemovePage(edition.Pages.Single(page => page.Label.Value == "A02"), _beforeRelease);
            await db.SaveChangesAsync(Cancellation);
        }

        await using var again = Open();
        Assert.Equal(["带图的稿件"], await again.Articles.Select(article => article.Title).ToListAsync(Cancellation));
        Assert.Single(await again.HotAreas.ToListAsync(Cancellation));
        var retired = await again.RetiredNumbers.SingleAsync(Cancellation);
        Assert.Equal(("A02", 1), (retired.Label.Value, retired.Number));
    }

    private static Task<Edition> LoadAsync(Core.Data.PaperDbContext db) => db.Editions
        .Include(edition => edition.RetiredNumbers)
        .Include(edition => edition.Pages).ThenInclude(page => page.Areas)
        .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Photos)
        .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Areas)
        .AsSplitQuery()
        .SingleAsync();

    private async Task SaveRichEditionAsync()
    {
        await using var db = Open();
        await Paper.Edition("2024-03-01")
            .WithPage("A01").WithArticle("带图的稿件", article => article.At(0, 0, 50, 50).ContinuedOn("A02").WithPhoto("photo-1.jpg"))
            .WithPage("A02").WithArticle("另一篇")
            .SaveAsync(db, Cancellation);
    }
}

public sealed class CascadeOnSqlite() : CascadeSuite(TestEngine.Sqlite);

public sealed class CascadeOnPostgreSql() : CascadeSuite(TestEngine.PostgreSql);
