using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Model;

/// <summary>Codes, dates, labels and numbers are unique in the database too, where two writers cannot see each other.</summary>
public abstract class UniquenessSuite(TestEngine engine) : DatabaseSuite(engine)
{
    [Fact]
    public async Task Newspaper_with_the_code_of_another_is_a_unique_violation()
    {
        await SaveAsync(db => db.Add(Paper.Newspaper("zsrb")));

        await AssertUniqueViolationAsync(db => db.Add(Paper.Newspaper("zsrb", "另一份报")));
    }

    [Fact]
    public async Task Edition_on_a_date_that_has_one_is_a_unique_violation()
    {
        await SaveAsync(db => db.Add(Paper.Edition("2024-03-01").ToEdition(Paper.Newspaper())));

        await AssertUniqueViolationAsync(db => db.Add(new Edition(db.Newspapers.Single(), new DateOnly(2024, 3, 1))));
    }

    [Fact]
    public async Task Edition_on_the_same_date_of_another_newspaper_is_saved()
    {
        await SaveAsync(db => db.Add(Paper.Edition("2024-03-01").ToEdition(Paper.Newspaper())));

        await SaveAsync(db => db.Add(Paper.Edition("2024-03-01").ToEdition(Paper.Newspaper("zsws", "中山晚报"))));

        await using var db = Open();
        Assert.Equal(2, await db.Editions.CountAsync(Cancellation));
    }

    [Theory]
    [InlineData("A03")]
    [InlineData("a03")]
    public async Task Page_with_a_label_of_the_edition_is_a_unique_violation(string label)
    {
        await SaveAsync(db => db.Add(Paper.Edition("2024-03-01").WithPage("A03").ToEdition(Paper.Newspaper())));

        // The edition without its pages, as if another writer had added the first after we looked.
        await AssertUniqueViolationAsync(db => db.Editions.Single().AddPage(PageLabel.Parse(label), "要闻", 1));
    }

    [Fact]
    public async Task Page_with_a_label_of_another_edition_is_saved()
    {
        await using var db = Open();

        await Paper.Edition("2024-03-01").WithPage("A03").SaveAsync(db, Cancellation);
        await Paper.Edition("2024-03-02").WithPage("A03").SaveAsync(db, Cancellation);

        Assert.Equal(2, await db.PrintPages.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Article_with_a_number_of_the_page_is_a_unique_violation()
    {
        await SaveAsync(db => db.Add(Paper.Edition("2024-03-01").WithPage("A03").WithArticle("头条").ToEdition(Paper.Newspaper())));

        await AssertUniqueViolationAsync(db =>
        {
            var page = db.PrintPages.Include(page => page.Edition).Single();
            page.AddArticle(1, "另一篇", Clock.GetUtcNow().UtcDateTime);
        });
    }

    [Fact]
    public async Task Article_with_a_number_of_another_page_is_saved()
    {
        await using var db = Open();

        await Paper.Edition("2024-03-01").WithPage("A03").WithArticle("头条").WithPage("A04").WithArticle("头条").SaveAsync(db, Cancellation);

        Assert.Equal([1, 1], await db.Articles.Select(article => article.Number).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Number_retired_twice_by_two_writers_is_a_unique_violation()
    {
        await SaveAsync(db =>
        {
            var edition = Paper.Edition("2024-03-01").WithPage("A03").ToEdition(Paper.Newspaper());
            edition.Retire(PageLabel.Parse("A03"), 7);
            db.Add(edition);
        });

        await AssertUniqueViolationAsync(db => db.Editions.Single().Retire(PageLabel.Parse("A03"), 7));
    }

    [Fact]
    public async Task Save_that_fails_for_another_reason_is_no_unique_violation()
    {
        await SaveAsync(db => db.Add(Paper.Edition("2024-03-01").ToEdition(Paper.Newspaper())));
        await using var db = Open();

        // An edition keeps its newspaper from being deleted.
        db.Remove(await db.Newspapers.SingleAsync(Cancellation));
        var exception = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Cancellation));

        Assert.False(db.IsUniqueViolation(exception));
    }

    private async Task SaveAsync(Action<PaperDbContext> change)
    {
        await using var db = Open();
        change(db);
        await db.SaveChangesAsync(Cancellation);
    }

    private async Task AssertUniqueViolationAsync(Action<PaperDbContext> change)
    {
        await using var db = Open();
        change(db);
        var exception = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Cancellation));
        Assert.True(db.IsUniqueViolation(exception), exception.ToString());
    }
}

public sealed class UniquenessOnSqlite() : UniquenessSuite(TestEngine.Sqlite);

public sealed class UniquenessOnPostgreSql() : UniquenessSuite(TestEngine.PostgreSql);
