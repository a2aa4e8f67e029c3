using Xunit;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Core.Tests.Packages;

/// <summary>The history's form of an article says everything that can be restored.</summary>
public sealed class ArticleContentTests
{
    private static readonly DateTime _now = new(2024, 3, 1, 4, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Content_written_into_another_article_is_the_same_content()
    {
        var edition = Paper.Edition("2024-03-01").WithPage("A03").WithPage("A04").ToEdition(Paper.Newspaper());
        var (page, other) = (edition.Pages.First(), edition.Pages.Last());
        var article = Written(page, other);
        var content = ArticleContent.Of(article);

        var copy = page.AddArticle(2, "别的标题", _now);
        copy.AddPhoto("old.jpg", new string('f', 64), "jpg", 10, 10);
        copy.AddArea(page, Paper.Area(0, 0, 10, 10));
        ArticleContent.FromJson(content.ToJson()).ApplyTo(copy, edition.Pages);

        Assert.Equal(content.ToJson(), ArticleContent.Of(copy).ToJson());
    }

    [Fact]
    public void Photo_of_the_same_file_stays_the_same_row_and_areas_stay_unless_asked_for()
    {
        var edition = Paper.Edition("2024-03-01").WithPage("A03").WithPage("A04").ToEdition(Paper.Newspaper());
        var article = Written(edition.Pages.First(), edition.Pages.Last());
        var second = article.Photos.Single(photo => photo.FileName == "b.jpg");
        var content = ArticleContent.Of(article);
        (content with { Photos = [content.Photos[1] with { Caption = "新图说" }], Areas = [] }).ApplyTo(article);

        Assert.Same(second, Assert.Single(article.Photos));
        Assert.Equal(("新图说", 0), (second.Caption, second.Position));
        Assert.Equal(2, article.Areas.Count);
    }

    [Fact]
    public void Area_on_a_page_that_is_gone_is_left_out()
    {
        var edition = Paper.Edition("2024-03-01").WithPage("A03").WithPage("A04").ToEdition(Paper.Newspaper());
        var (page, other) = (edition.Pages.First(), edition.Pages.Last());
        var content = ArticleContent.Of(Written(page, other));
        var copy = page.AddArticle(2, "别的标题", _now);
        content.ApplyTo(copy, [page]);

        Assert.Same(page, Assert.Single(copy.Areas).Page);
    }

    private static Article Written(PrintPage page, PrintPage other)
    {
        var article = page.AddArticle(1, "带着问题学经验", _now);
        article.Kind = ArticleKind.Photo;
        article.Kicker = "引题";
        article.Subtitle = "副题";
        article.Column = "栏目";
        article.Reporters = ["徐钧钻"];
        article.Correspondents = ["南宣"];
        article.Photographers = ["缪晓剑"];
        article.Source = "中山日报";
        article.Body = "本报讯 第一段。\n\n第二段“引语”。";
        var photo = article.AddPhoto("a.jpg", new string('a', 64), "jpg", 1200, 800);
        (photo.Caption, photo.Credit, photo.Alt, photo.FocusX, photo.FocusY) = ("图说", "通讯员供图", "替代", 33.3333m, 50m);
        article.AddPhoto("b.jpg", new string('b', 64), "png", 800, 1200);
        article.AddArea(page, Paper.Area(1, 2, 30, 40.5m));
        article.AddArea(other, Paper.Area(5, 5, 50, 50));
        return article;
    }
}
