using Xunit;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Core.Tests.Editions;

public sealed class EditionTests
{
    private static readonly DateTime _release = new(2024, 2, 29, 22, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Page_with_a_label_of_the_edition_in_any_case_is_refused()
    {
        var edition = Draft();

        Assert.Throws<InvalidOperationException>(() => edition.AddPage(PageLabel.Parse("a01"), "要闻", 9));
    }

    [Fact]
    public void Article_with_a_number_of_the_page_is_refused()
    {
        var page = Draft().Pages.First();

        Assert.Throws<InvalidOperationException>(() => page.AddArticle(1, "又一篇", _release));
    }

    [Fact]
    public void Article_with_a_retired_number_is_refused_and_the_number_is_free_on_other_pages()
    {
        var edition = Draft();
        edition.RemoveArticle(edition.Pages.First().Articles.First(), _release.AddDays(-1));

        Assert.Throws<InvalidOperationException>(() => edition.Pages.First().AddArticle(1, "又来", _release));
        Assert.Equal(1, edition.Pages.Last().AddArticle(1, "别版", _release).Number);
    }

    [Fact]
    public void Page_removed_before_release_retires_the_numbers_of_its_articles()
    {
        var edition = Draft();

        edition.RemovePage(edition.Pages.First(), _release.AddDays(-1));

        Assert.Equal([("A01", 1), ("A01", 2)], edition.RetiredNumbers.Select(retired => (retired.Label.Value, retired.Number)));
        Assert.True(edition.IsRetired(PageLabel.Parse("a01"), 2));
        Assert.False(edition.IsRetired(PageLabel.Parse("A02"), 2));
        Assert.Throws<InvalidOperationException>(() => edition.AddPage(PageLabel.Parse("A01"), "要闻", 0).AddArticle(2, "又来", _release));
    }

    [Fact]
    public void Edition_signed_off_for_later_may_still_lose_an_article()
    {
        var edition = Draft();
        edition.SignOff(_release.AddHours(-2), _release);

        edition.RemoveArticle(edition.Pages.First().Articles.First(), _release.AddTicks(-1));

        Assert.Single(edition.Pages.First().Articles);
    }

    [Fact]
    public void Edition_that_is_released_loses_no_page_and_no_article()
    {
        var edition = Draft();
        edition.SignOff(_release.AddHours(-2), _release);

        Assert.Throws<InvalidOperationException>(() => edition.RemovePage(edition.Pages.First(), _release));
        Assert.Throws<InvalidOperationException>(() => edition.RemoveArticle(edition.Pages.First().Articles.First(), _release));
        Assert.Empty(edition.RetiredNumbers);
    }

    [Fact]
    public void Sign_off_done_again_moves_no_time()
    {
        var edition = Draft();

        Assert.True(edition.SignOff(_release.AddHours(-2), _release));
        Assert.False(edition.SignOff(_release.AddHours(5), _release.AddHours(6)));

        Assert.Equal((_release.AddHours(-2), _release), (edition.SignedOffAt, edition.ReleaseAt));
    }

    [Fact]
    public void Edition_is_released_from_its_release_time_on()
    {
        var edition = Draft();
        var asDraft = edition.IsReleased(_release.AddYears(10));
        edition.SignOff(_release.AddHours(-2), _release);

        Assert.False(asDraft);
        Assert.False(edition.IsReleased(_release.AddTicks(-1)));
        Assert.True(edition.IsReleased(_release));
    }

    [Fact]
    public void Original_ordinals_are_fixed_once_and_given_ones_are_kept()
    {
        var edition = Paper.Edition("2024-03-01")
            .WithPage("A01").WithArticle("一", article => article.Number = 7).WithArticle("二", article => article.OldNumber = 9)
            .WithPage("A02-A03", more: page => page.Part = 5)
            .WithPage("A04").WithArticle("三")
            .ToEdition(Paper.Newspaper());

        edition.FixOriginalOrdinals();
        edition.Pages.Last().Position = -1;
        edition.FixOriginalOrdinals();

        Assert.Equal([("A01", 1), ("A02-A03", 5), ("A04", 3)], edition.Pages.Select(page => (page.Label.Value, page.Part!.Value)));
        Assert.Equal([1, 9, 1], edition.Pages.SelectMany(page => page.Articles).Select(article => article.OldNumber!.Value));
    }

    [Fact]
    public void Release_that_is_at_once_fixes_the_original_ordinals()
    {
        var (later, atOnce) = (Draft(), Draft());
        later.SignOff(_release.AddHours(-2), _release);
        atOnce.SignOff(_release, _release);

        Assert.All(later.Pages, page => Assert.Null(page.Part));
        Assert.Equal([1, 2], atOnce.Pages.Select(page => page.Part!.Value));
        Assert.Equal([1, 2], atOnce.Pages.First().Articles.Select(article => article.OldNumber!.Value));
    }

    private static Edition Draft() => Paper.Edition("2024-03-01").Draft()
        .WithPage("A01").WithArticle("头条").WithArticle("二条")
        .WithPage("A02")
        .ToEdition(Paper.Newspaper());
}
