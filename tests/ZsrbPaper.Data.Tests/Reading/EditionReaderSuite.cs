using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Reading;

/// <summary>The whole view of an edition, of the archive, and of articles.</summary>
public abstract class EditionReaderSuite(TestEngine engine) : DatabaseSuite(engine)
{
    private static readonly DateOnly _date = new(2024, 3, 1);

    [Fact]
    public async Task Edition_view_lists_pages_in_print_order_not_in_the_order_of_labels()
    {
        var edition = await ReadAsync(Paper.Edition("2024-03-01").WithPage("A01").WithPage("B01").WithPage("A02-A03").WithPage("1").WithPage("A10"));

        Assert.Equal(["A01", "B01", "A02-A03", "1", "A10"], edition.Pages.Select(page => page.Label.Value));
    }

    [Fact]
    public async Task Edition_view_lists_articles_by_place_not_by_number()
    {
        var edition = await ReadAsync(Paper.Edition("2024-03-01").WithPage("A01")
            .WithArticle("先", article => article.Number = 9)
            .WithArticle("后", article => article.Number = 2)
            .WithPage("A02").WithArticle("末"));

        Assert.Equal([("A01", 9), ("A01", 2), ("A02", 1)], edition.Articles.Select(article => (article.Page.Value, article.Number)));
    }

    [Fact]
    public async Task Edition_view_gives_articles_titles_and_kind()
    {
        var edition = await ReadAsync(Paper.Edition("2024-03-01").WithPage("A01", "要闻", page => page.EditedBy("责编甲")).WithArticle("主题", article =>
        {
            (article.Kicker, article.Subtitle, article.Column, article.Kind) = ("引题", "副题", "栏目", ArticleKind.Advertisement);
        }));

        var page = Assert.Single(edition.Pages);
        var headline = Assert.Single(page.Articles);
        Assert.Equal(("要闻", "责编甲"), (page.Section, Assert.Single(page.Editors)));
        Assert.Equal(("引题", "主题", "副题", "栏目", ArticleKind.Advertisement), (headline.Kicker, headline.Title, headline.Subtitle, headline.Column, headline.Kind));
        Assert.Equal("中山日报", edition.Newspaper.Name);
    }

    [Fact]
    public async Task Continuation_on_other_pages_is_listed_there_and_named_by_the_headline_in_print_order()
    {
        var edition = await ReadAsync(Paper.Edition("2024-03-01")
            .WithPage("A01").WithArticle("长稿", article => article.ContinuedOn("A10").At(0, 0, 50, 50).ContinuedOn("A02").ContinuedOn("A02", 50, 50, 60, 60))
            .WithPage("A02").WithArticle("短稿")
            .WithPage("A10"));

        var article = edition.Pages[0].Articles.Single();
        Assert.Equal(["A02", "A10"], article.ContinuesOn.Select(label => label.Value));
        Assert.Equal(["长稿"], edition.Pages[1].Continuations.Select(headline => headline.Title));
        Assert.Equal(["短稿"], edition.Pages[1].Articles.Select(headline => headline.Title));
        Assert.Equal(["长稿"], edition.Pages[2].Continuations.Select(headline => headline.Title));
        Assert.Equal([1, 2, 1], edition.Pages.Select(page => page.Areas.Count));
        Assert.All(edition.Pages.SelectMany(page => page.Areas), area => Assert.Same(article, area.Article));
        Assert.Equal(["长稿", "短稿"], edition.Articles.Select(headline => headline.Title));
    }

    [Fact]
    public async Task Article_whose_areas_are_all_elsewhere_still_belongs_to_its_page()
    {
        var edition = await ReadAsync(Paper.Edition("2024-03-01")
            .WithPage("A01").WithArticle("稿", article => article.ContinuedOn("A02"))
            .WithPage("A02"));

        Assert.Equal("A01", Assert.Single(edition.Articles).Page.Value);
        Assert.Empty(edition.Pages[0].Areas);
        Assert.Single(edition.Pages[1].Areas);
    }

    [Fact]
    public async Task Withdrawn_article_leaves_masked_areas_on_every_page_and_no_headline()
    {
        var edition = await ReadAsync(Paper.Edition("2024-03-01")
            .WithPage("A01")
            .WithArticle("撤下的题目", article => article.At(0, 0, 50, 50).ContinuedOn("A02").Withdrawn())
            .WithArticle("留下", article => article.At(50, 50, 100, 100))
            .WithPage("A02"));

        Assert.Equal(["留下"], edition.Articles.Select(article => article.Title));
        Assert.Equal([1], edition.Pages[0].WithdrawnNumbers);
        Assert.Equal([null, "留下"], edition.Pages[0].Areas.Select(area => area.Article?.Title));
        Assert.Empty(edition.Pages[1].Continuations);
        Assert.Null(Assert.Single(edition.Pages[1].Areas).Article);
    }

    [Fact]
    public async Task Neighbours_of_articles_run_across_pages_and_pages_without_any_and_visit_each_once()
    {
        var edition = await ReadAsync(Paper.Edition("2024-03-01")
            .WithPage("A01").WithArticle("一", article => article.ContinuedOn("A03")).WithArticle("撤", article => article.Withdrawn())
            .WithPage("A02")
            .WithPage("A03").WithArticle("二").WithArticle("三"));

        var visited = new List<string>();
        for (var article = edition.Articles.First(); article is not null; article = edition.ArticleAfter(article))
        {
            visited.Add(article.Title);
        }

        Assert.Equal(["一", "二", "三"], visited);
        Assert.Null(edition.ArticleBefore(edition.Articles.First()));
        Assert.Equal("二", edition.ArticleBefore(edition.Articles.Last())!.Title);
        Assert.Equal("A03", edition.PageAfter(edition.Pages[1])!.Label.Value);
        Assert.Null(edition.PageAfter(edition.Pages[2]));
        Assert.Null(edition.PageBefore(edition.Pages[0]));
    }

    [Fact]
    public async Task Facsimile_and_pdf_are_given_where_the_page_has_them()
    {
        var edition = await ReadAsync(Paper.Edition("2024-03-01").WithPage("A01", more: page => page.WithPicture().WithPdf()).WithPage("A02"));

        Assert.Equal(new Facsimile("v1", TinyFiles.PageWidth, TinyFiles.PageHeight), edition.Pages[0].Facsimile);
        Assert.True(edition.Pages[0].HasPdf);
        Assert.Null(edition.Pages[1].Facsimile);
        Assert.False(edition.Pages[1].HasPdf);
    }

    [Fact]
    public async Task Pdf_that_is_withheld_is_not_given()
    {
        await using (var db = Open())
        {
            var entity = Paper.Edition("2024-03-01").WithPage("A01", more: page => page.WithPdf()).ToEdition(Paper.Newspaper());
            entity.Pages.Single().PdfIsWithheld = true;
            db.Add(entity);
            await db.SaveChangesAsync(Cancellation);
        }

        Assert.False((await FindAsync(_date))!.Pages[0].HasPdf);
    }

    [Fact]
    public async Task Published_moment_is_the_planned_release_in_the_newspapers_time_zone()
    {
        var edition = await ReadAsync(Paper.Edition("2024-03-01").Planned("2024-03-01T06:00").WithPage("A01"));

        Assert.Equal(new DateTimeOffset(2024, 3, 1, 6, 0, 0, TimeSpan.FromHours(8)), edition.PublishedAt);
        Assert.Equal(TimeSpan.FromHours(8), edition.PublishedAt.Offset);
    }

    [Theory]
    [InlineData("Asia/Shanghai", "2024-03-01", "2024-03-01T00:00:00+08:00")]
    [InlineData("America/New_York", "2024-02-29", "2024-02-29T00:00:00-05:00")]
    [InlineData("Pacific/Kiritimati", "2024-03-01", "2024-03-01T00:00:00+14:00")]
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T00:00:00-02:00")] // Clocks went from 00:00 to 01:00 that night.
    public async Task Published_moment_without_a_plan_is_the_start_of_the_date_there(string zone, string date, string expected)
    {
        var day = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);
        await using (var db = Open())
        {
            var newspaper = Paper.Newspaper();
            newspaper.TimeZone = zone;
            var edition = new Edition(newspaper, day) { ModifiedAt = new DateTime(2018, 1, 1, 0, 0, 0, DateTimeKind.Utc) };
            edition.SignOff(edition.ModifiedAt, edition.ModifiedAt);
            db.Add(edition);
            await db.SaveChangesAsync(Cancellation);
        }

        var published = (await FindAsync(day))!.PublishedAt;

        Assert.Equal(expected, published.ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Article_is_given_with_people_text_and_photos_in_order()
    {
        var edition = await ReadAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("头条", article =>
        {
            article.By("徐钧钻").WithPhoto("b.jpg", "第一张").WithPhoto("a.jpg", "第二张");
            (article.Body, article.Correction) = ("本报讯(记者 徐钧钻)正文。", "更正说明");
        }));
        await using var db = Open();

        var article = await new EditionReader(db, Clock).FindArticleAsync(edition, edition.Articles.Single(), Cancellation);

        Assert.Equal(["徐钧钻"], article!.Reporters);
        Assert.True(article.BodyOpensWithByline);
        Assert.Contains("正文。", article.BodyHtml, StringComparison.Ordinal);
        Assert.Equal("更正说明", article.Correction);
        Assert.Equal(["第一张", "第二张"], article.Photos.Select(photo => photo.Caption));
        Assert.Equal(TimeSpan.FromHours(8), article.ModifiedAt.Offset);
    }

    [Fact]
    public async Task Articles_of_the_whole_edition_come_in_reading_order_without_the_withdrawn()
    {
        var edition = await ReadAsync(Paper.Edition("2024-03-01")
            .WithPage("B01").WithArticle("一", article => article.Number = 5).WithArticle("二", article => article.Number = 1)
            .WithPage("A01").WithArticle("撤", article => article.Withdrawn()).WithArticle("三"));
        await using var db = Open();

        var articles = await new EditionReader(db, Clock).ListArticlesAsync(edition, Cancellation);

        Assert.Equal(["一", "二", "三"], articles.Select(article => article.Headline.Title));
    }

    [Fact]
    public async Task Edition_with_one_article_takes_three_commands_however_large_it_is()
    {
        var builder = Paper.Edition("2024-03-01");
        for (var page = 1; page <= 24; page++)
        {
            builder.WithPage($"A{page:00}", more: with => with.WithPicture());
            for (var article = 1; article <= 8; article++)
            {
                builder.WithArticle($"第{page}版第{article}篇", with => with.At(0, 0, 50, 50).WithPhoto($"{page}-{article}.jpg"));
            }
        }

        await SaveAsync(builder);
        var counter = new CommandCounter();
        await using var db = Open(counter);
        var reader = new EditionReader(db, Clock);

        var edition = await reader.FindEditionAsync("zsrb", _date, Cancellation);
        await reader.FindArticleAsync(edition!, edition!.Articles.Last(), Cancellation);

        Assert.Equal(192, edition.Articles.Count());
        Assert.True(counter.Commands.Count <= 3, string.Join("\n\n", counter.Commands));
    }

    [Fact]
    public async Task Known_edition_is_not_read_again_and_one_that_was_replaced_since_does_not_lose_its_articles()
    {
        await SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("一").WithArticle("二"));
        var counter = new CommandCounter();
        await using var db = Open(counter);
        var known = new KnownEditions();
        var shown = new ShownEdition();
        var reader = new EditionReader(db, Clock, null, shown, known);
        var before = (await reader.FindEditionAsync("zsrb", _date, Cancellation))!;
        Assert.Same(before, known.Read);

        known.Open((newspaper, date) => newspaper == "zsrb" && date == _date ? before : null);
        counter.Reset();
        Assert.Same(before, await reader.FindEditionAsync("zsrb", _date, Cancellation));
        Assert.Empty(counter.Commands);
        Assert.Equal(("zsrb", _date), (shown.Newspaper, shown.Date));
        Assert.Null(await reader.FindEditionAsync("zsrb", _date.AddDays(1), Cancellation));
        Assert.Equal("一", (await reader.FindArticleAsync(before, before.Articles.First(), Cancellation))!.Headline.Title);

        await using (var other = Open())
        {
            other.Editions.Remove(await other.Editions.SingleAsync(Cancellation));
            await other.SaveChangesAsync(Cancellation);
        }

        await SaveAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("一，更正"));
        Assert.Equal("一，更正", (await reader.FindArticleAsync(before, before.Articles.First(), Cancellation))!.Headline.Title);
        Assert.Null(await reader.FindArticleAsync(before, before.Articles.Last(), Cancellation));
        known.Open((_, _) => before);
        Assert.Equal(["一，更正"], (await reader.ListArticlesAsync(before, Cancellation)).Select(article => article.Headline.Title));
    }

    [Fact]
    public async Task Archive_reaches_from_the_first_to_the_last_visible_edition()
    {
        await SaveAsync(
            Paper.Edition("2019-01-22").WithPage("01"),
            Paper.Edition("2024-03-01").WithPage("A01"),
            Paper.Edition("2018-12-31").Draft().WithPage("01"),
            Paper.Edition("2024-03-02").WithPage("A01"));
        await using var db = Open();
        var reader = new EditionReader(db, Clock);

        var archive = await reader.FindArchiveAsync("zsrb", Cancellation);

        Assert.Equal((new DateOnly(2019, 1, 22), _date), (archive!.First, archive.Last));
        Assert.Null(await reader.FindArchiveAsync("unknown", Cancellation));
    }

    [Fact]
    public async Task Archive_of_a_newspaper_without_visible_editions_is_empty()
    {
        await SaveAsync(Paper.Edition("2024-03-01").Draft().WithPage("A01"));
        await using var db = Open();

        var archive = await new EditionReader(db, Clock).FindArchiveAsync("zsrb", Cancellation);

        Assert.Equal((null, null), (archive!.First, archive.Last));
    }

    [Fact]
    public async Task Dates_and_months_count_visible_editions_only()
    {
        await SaveAsync(
            Paper.Edition("2023-12-31"),
            Paper.Edition("2024-02-29"),
            Paper.Edition("2024-02-01"),
            Paper.Edition("2024-02-15").Draft(),
            Paper.Edition("2024-03-01"));
        await using var db = Open();
        var reader = new EditionReader(db, Clock);

        var dates = await reader.ListDatesAsync("zsrb", new DateOnly(2024, 2, 1), new DateOnly(2024, 2, 29), Cancellation);
        var months = await reader.ListMonthsAsync("zsrb", Cancellation);

        Assert.Equal([new DateOnly(2024, 2, 1), new DateOnly(2024, 2, 29)], dates);
        Assert.Equal([new MonthCount(2023, 12, 1), new MonthCount(2024, 2, 2), new MonthCount(2024, 3, 1)], months);
    }

    [Fact]
    public async Task Newspapers_are_listed_by_code()
    {
        await SaveAsync(Paper.Edition("2024-03-01").Of("zsws"), Paper.Edition("2024-03-01").Of("ab2"), Paper.Edition("2024-03-01").Of("ab"));
        await using var db = Open();

        var newspapers = await new EditionReader(db, Clock).ListNewspapersAsync(Cancellation);

        Assert.Equal(["ab", "ab2", "zsws"], newspapers.Select(newspaper => newspaper.Code));
    }

    private async Task SaveAsync(params EditionBuilder[] editions)
    {
        await using var db = Open();
        foreach (var edition in editions)
        {
            await edition.SaveAsync(db, Cancellation);
        }
    }

    private async Task<EditionView> ReadAsync(EditionBuilder builder)
    {
        await SaveAsync(builder);
        return (await FindAsync(builder.Date))!;
    }

    private async Task<EditionView?> FindAsync(DateOnly date)
    {
        await using PaperDbContext db = Open();
        return await new EditionReader(db, Clock).FindEditionAsync("zsrb", date, Cancellation);
    }
}

public sealed class EditionReaderOnSqlite() : EditionReaderSuite(TestEngine.Sqlite);

public sealed class EditionReaderOnPostgreSql() : EditionReaderSuite(TestEngine.PostgreSql);
