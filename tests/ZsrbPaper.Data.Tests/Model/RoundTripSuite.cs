using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Model;

/// <summary>What is written comes back the same.</summary>
public abstract class RoundTripSuite(TestEngine engine) : DatabaseSuite(engine)
{
    [Fact]
    public async Task Moments_read_back_are_the_same_and_utc()
    {
        var planned = new DateTime(2024, 2, 29, 22, 0, 0, 123, DateTimeKind.Utc);
        await using (var db = Open())
        {
            var edition = Paper.Edition("2024-03-01").ReleasedAt("2024-02-29T22:00:00Z").ToEdition(Paper.Newspaper());
            edition.PlannedRelease = planned;
            db.Add(edition);
            await db.SaveChangesAsync(Cancellation);
        }

        await using var again = Open();
        var found = await again.Editions.SingleAsync(Cancellation);

        Assert.Equal(planned, found.PlannedRelease);
        Assert.All(
            [found.PlannedRelease!.Value, found.ReleaseAt!.Value, found.SignedOffAt!.Value, found.ModifiedAt],
            moment => Assert.Equal(DateTimeKind.Utc, moment.Kind));
        Assert.Equal(new DateTime(2024, 2, 29, 22, 0, 0, DateTimeKind.Utc), found.ReleaseAt);
    }

    [Fact]
    public async Task Masthead_read_back_has_every_fact_and_link()
    {
        await using (var db = Open())
        {
            var written = Paper.Newspaper();
            written.Icp = "粤ICP备00000000号";
            written.TimeZone = "Asia/Urumqi";
            written.Channels = [new NamedLink("中山Plus", "https://plus.example.com/?a=1&b=“2”"), new NamedLink("汽车", null)];
            db.Add(written);
            await db.SaveChangesAsync(Cancellation);
        }

        await using var again = Open();
        var newspaper = await again.Newspapers.SingleAsync(Cancellation);

        Assert.Equal("中山日报", newspaper.Name);
        Assert.Equal("CN44-0126", newspaper.IssueNumber);
        Assert.Equal("粤ICP备00000000号", newspaper.Icp);
        Assert.Equal("Asia/Urumqi", newspaper.TimeZone);
        Assert.Equal([new NamedLink("中山Plus", "https://plus.example.com/?a=1&b=“2”"), new NamedLink("汽车", null)], newspaper.Channels);
        Assert.Equal([new NamedLink("中山日报微博", "https://weibo.example.com/")], newspaper.Social);
    }

    [Fact]
    public async Task Links_replaced_on_a_tracked_newspaper_are_saved()
    {
        await using (var db = Open())
        {
            db.Add(Paper.Newspaper());
            await db.SaveChangesAsync(Cancellation);
            db.Newspapers.Single().Social = [new NamedLink("抖音", null)];
            await db.SaveChangesAsync(Cancellation);
        }

        await using var again = Open();
        Assert.Equal([new NamedLink("抖音", null)], (await again.Newspapers.SingleAsync(Cancellation)).Social);
    }

    [Fact]
    public async Task Page_read_back_has_label_lists_and_part()
    {
        await using (var db = Open())
        {
            var edition = Paper.Edition("2024-03-01").WithPage("a02-a03", "专题", page => page.EditedBy("甲", "乙,丙")).ToEdition(Paper.Newspaper());
            var written = edition.Pages.Single();
            (written.Designers, written.Proofreaders, written.Part) = (["丁"], [], 2);
            db.Add(edition);
            await db.SaveChangesAsync(Cancellation);
        }

        await using var again = Open();
        var page = await again.PrintPages.SingleAsync(Cancellation);

        Assert.Equal("A02-A03", page.Label.Value);
        Assert.Equal(["甲", "乙,丙"], page.Editors);
        Assert.Equal(["丁"], page.Designers);
        Assert.Empty(page.Proofreaders);
        Assert.Equal(2, page.Part);
    }

    [Fact]
    public async Task Article_read_back_has_titles_people_areas_and_photos()
    {
        var body = "第一段。\n\n第二段:𠮷、é、\u3000全角空格、\"引号\"与'撇号'。\n";
        var triangle = AreaShape.From([new(0, 0), new(100, 0), new(33.3333m, 66.6m)]);
        await using (var db = Open())
        {
            await Paper.Edition("2024-03-01").WithPage("A03").WithArticle("带着问题学经验 带着思考谋发展", article =>
            {
                (article.Kicker, article.Subtitle, article.Column, article.Body) = ("引题", "——副题", "要闻", body);
                article.Kind = ArticleKind.Photo;
                article.By("徐钧钻", "吴飞雄").WithPhoto("photo-1.jpg", "图说。", "通讯员供图");
                article.Areas.Add((null, triangle));
                article.At(62.3m, 0.05m, 100, 100);
            }).SaveAsync(db, Cancellation);
            var photo = await db.Photos.SingleAsync(Cancellation);
            (photo.FocusX, photo.FocusY) = (50.5m, 0m);
            await db.SaveChangesAsync(Cancellation);
        }

        await using var again = Open();
        var found = await again.Articles.Include(article => article.Photos).Include(article => article.Areas).SingleAsync(Cancellation);

        Assert.Equal(("引题", "带着问题学经验 带着思考谋发展", "——副题", "要闻"), (found.Kicker, found.Title, found.Subtitle, found.Column));
        Assert.Equal(body, found.Body);
        Assert.Equal(ArticleKind.Photo, found.Kind);
        Assert.Equal(["徐钧钻", "吴飞雄"], found.Reporters);
        Assert.Empty(found.Correspondents);
        Assert.Equal([triangle, Paper.Area(62.3m, 0.05m, 100, 100)], found.Areas.OrderBy(area => area.Position).Select(area => area.Shape));
        Assert.Equal(("photo-1.jpg", "图说。", "通讯员供图", 50.5m, 0m), found.Photos.Select(photo =>
            (photo.FileName, photo.Caption, photo.Credit, photo.FocusX!.Value, photo.FocusY!.Value)).Single());
    }

    [Fact]
    public async Task List_changed_in_place_on_a_tracked_article_is_saved()
    {
        await using (var db = Open())
        {
            await Paper.Edition("2024-03-01").WithPage("A03").WithArticle("头条", article => article.By("甲")).SaveAsync(db, Cancellation);
            db.Articles.Single().Reporters.Add("乙");
            await db.SaveChangesAsync(Cancellation);
        }

        await using var again = Open();
        Assert.Equal(["甲", "乙"], (await again.Articles.SingleAsync(Cancellation)).Reporters);
    }

    [Fact]
    public async Task Article_saved_by_two_people_refuses_the_second()
    {
        await using (var db = Open())
        {
            await Paper.Edition("2024-03-01").WithPage("A03").WithArticle("头条").SaveAsync(db, Cancellation);
        }

        await using var first = Open();
        await using var second = Open();
        (await first.Articles.SingleAsync(Cancellation)).Title = "甲的题目";
        (await second.Articles.SingleAsync(Cancellation)).Title = "乙的题目";
        await first.SaveChangesAsync(Cancellation);

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync(Cancellation));

        await using var again = Open();
        Assert.Equal("甲的题目", (await again.Articles.SingleAsync(Cancellation)).Title);
    }

    [Fact]
    public async Task Version_rises_by_one_with_every_change_and_not_without()
    {
        await using var db = Open();
        db.Add(Paper.Newspaper());
        await db.SaveChangesAsync(Cancellation);
        var newspaper = await db.Newspapers.SingleAsync(Cancellation);
        var atFirst = newspaper.Version;

        await db.SaveChangesAsync(Cancellation);
        var unchanged = newspaper.Version;
        newspaper.Hotline = "12345";
        await db.SaveChangesAsync(Cancellation);

        Assert.Equal((1, 1, 2), (atFirst, unchanged, newspaper.Version));
    }
}

public sealed class RoundTripOnSqlite() : RoundTripSuite(TestEngine.Sqlite);

public sealed class RoundTripOnPostgreSql() : RoundTripSuite(TestEngine.PostgreSql);
