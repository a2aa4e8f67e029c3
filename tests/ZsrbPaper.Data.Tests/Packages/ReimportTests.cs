using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Data.Tests.Packages;

/// <summary>Importing again: what the package changed, what the desk changed, what is permanent.</summary>
public abstract class ReimportTests(TestEngine engine) : IAsyncLifetime
{
    private static readonly ImportOptions Release = new() { Release = true };
    private static readonly ImportOptions Overwrite = new() { Overwrite = true };

    private Installation _paper = null!;
    private readonly PackageBuilder _package = PackageBuilder.Usual();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _paper = await Installation.CreateAsync(engine);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _package.Dispose();
        if (_paper is not null)
        {
            await _paper.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Same_package_twice_changes_nothing(bool release)
    {
        var options = new ImportOptions { Release = release };
        await _paper.ImportWellAsync(_package.Edition(more: "number: 1\nrelease: 2024-03-01T06:00\nretired: { A01: [9] }\n"), options);
        var before = await _paper.DumpAsync();
        _paper.Clock.Advance(TimeSpan.FromDays(3));

        var again = await _paper.ImportWellAsync(_package, options);
        var overwriting = await _paper.ImportWellAsync(_package, Overwrite);

        Assert.Equal((ImportOutcome.AlreadyImported, ImportOutcome.AlreadyImported), (again.Outcome, overwriting.Outcome));
        Assert.Equal(before, await _paper.DumpAsync());
    }

    [Fact]
    public async Task Package_alone_changed_an_article()
    {
        await _paper.ImportWellAsync(_package);
        _paper.Clock.Advance(TimeSpan.FromHours(1));

        var result = await _paper.ImportWellAsync(_package.Article("A02/1.md", "改题", "改文"));

        Assert.Equal((ImportOutcome.Updated, 1), (result.Outcome, result.Counts.ArticlesUpdated));
        var edition = await _paper.EditionAsync();
        var article = Installation.Article(edition, "A02", 1);
        Assert.Equal(("改题", "改文", 2, Installation.Start.AddHours(1)), (article.Title, article.Body, article.Version, article.ModifiedAt));
        Assert.Empty(article.Areas);
        Assert.Equal(1, Installation.Article(edition, "A01", 1).Version);
        Assert.Equal(Installation.Start, Installation.Article(edition, "A01", 1).ModifiedAt);
        Assert.Equal(Installation.Start.AddHours(1), edition.ModifiedAt);
        await using var db = _paper.Open();
        var version = await db.ArticleVersions.SingleAsync(Ct);
        Assert.Equal((article.Id, "import", Installation.Start.AddHours(1)), (version.ArticleId, version.ReplacedBy, version.ReplacedAt));
        Assert.Contains("\"Title\":\"二版\"", version.Content, StringComparison.Ordinal);
        Assert.Contains("\"Points\":\"30,30 60,30 60,60\"", version.Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kicker: 引")]
    [InlineData("subtitle: 副")]
    [InlineData("column: 栏")]
    [InlineData("kind: notice")]
    [InlineData("reporters: [甲]")]
    [InlineData("correspondents: [甲]")]
    [InlineData("photographers: [甲]")]
    [InlineData("source: 源")]
    [InlineData("old-number: 5")]
    [InlineData("correction: 更正")]
    [InlineData("withdrawn: 撤")]
    [InlineData("areas: [[[1, 1], [2, 1], [2, 2]]]")]
    [InlineData("areas: [{ page: A02, points: [[1, 1], [2, 1], [2, 2]] }]")]
    [InlineData("photos: [{ file: photo-1.jpg }]")]
    public async Task Every_key_of_an_article_counts_as_a_change(string line)
    {
        await _paper.ImportWellAsync(_package.Article("A01/1.md", "题"));

        Assert.Equal(1, (await _paper.ImportWellAsync(_package.Article("A01/1.md", "题", more: line))).Counts.ArticlesUpdated);
        Assert.Equal(ImportOutcome.AlreadyImported, (await _paper.ImportWellAsync(_package)).Outcome);
    }

    [Theory]
    [InlineData("caption: 图说")]
    [InlineData("credit: 甲摄")]
    [InlineData("alt: 人")]
    [InlineData("focus: [1, 2]")]
    public async Task Every_key_of_a_photo_counts_as_a_change(string line)
    {
        await _paper.ImportWellAsync(_package.Article("A01/1.md", "题", more: "photos: [{ file: photo-1.jpg }]"));

        Assert.Equal(1, (await _paper.ImportWellAsync(_package.Article("A01/1.md", "题", more: $"photos: [{{ file: photo-1.jpg, {line} }}]"))).Counts.ArticlesUpdated);
    }

    [Fact]
    public async Task Another_picture_under_the_same_name_counts_as_a_change()
    {
        await _paper.ImportWellAsync(_package);

        Assert.Equal(1, (await _paper.ImportWellAsync(_package.With("A01/photo-1.jpg", PackageBuilder.Picture(9)))).Counts.ArticlesUpdated);
    }

    [Fact]
    public async Task Another_name_for_the_same_picture_is_no_change()
    {
        await _paper.ImportWellAsync(_package);
        _package.Without("A01/photo-1.jpg").With("A01/other.jpg", PackageBuilder.Picture(1))
            .Article("A01/2.md", "二条", "本报讯 二", "photos:\n  - file: other.jpg\n    caption: 图说\n    credit: 甲摄");

        Assert.Equal(ImportOutcome.AlreadyImported, (await _paper.ImportWellAsync(_package)).Outcome);
    }

    [Fact]
    public async Task Desk_alone_changed_an_article()
    {
        await _paper.ImportWellAsync(_package);
        await _paper.AtTheDeskAsync(edition => Installation.Article(edition, "A01", 1).Title = "编辑改题");
        var before = await _paper.DumpAsync();

        var result = await _paper.ImportWellAsync(_package);

        Assert.Equal((ImportOutcome.AlreadyImported, 1), (result.Outcome, result.Counts.ArticlesLeftToDesk));
        Assert.Equal(before, await _paper.DumpAsync());

        await _paper.ImportWellAsync(_package.Article("A02/1.md", "改题"));
        Assert.Equal("编辑改题", (await _paper.ArticleAsync("A01", 1)).Title);
        Assert.Equal("改题", (await _paper.ArticleAsync("A02", 1)).Title);
    }

    [Fact]
    public async Task Both_changed_articles_are_refused_each_by_name()
    {
        await _paper.ImportWellAsync(_package);
        await _paper.AtTheDeskAsync(edition =>
        {
            Installation.Article(edition, "A01", 1).Title = "编辑改题";
            Installation.Article(edition, "A02", 1).Body = "编辑改文";
        });
        var before = await _paper.DumpAsync();
        _package.Article("A01/1.md", "改题").Article("A01/2.md", "改题").Article("A02/1.md", "改题");

        var refused = await _paper.ImportAsync(_package);

        Assert.Equal(ImportOutcome.Rejected, refused.Outcome);
        var conflicts = refused.Problems.Where(problem => problem.IsError).ToList();
        Assert.Equal(["A01/1.md", "A02/1.md"], conflicts.Select(problem => problem.File));
        Assert.All(conflicts, problem => Assert.Contains("--overwrite", problem.Message, StringComparison.Ordinal));
        Assert.Equal(before, await _paper.DumpAsync());

        Assert.Equal(3, (await _paper.ImportWellAsync(_package, Overwrite)).Counts.ArticlesUpdated);
        Assert.Equal("改题", (await _paper.ArticleAsync("A01", 1)).Title);
        await using var db = _paper.Open();
        Assert.Contains(await db.ArticleVersions.ToListAsync(Ct), version => version.Content.Contains("编辑改题", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Both_changed_to_the_same_is_no_conflict()
    {
        await _paper.ImportWellAsync(_package);
        await _paper.AtTheDeskAsync(edition => Installation.Article(edition, "A01", 2).Correction = "更正");
        _package.Article("A01/2.md", "二条", "本报讯 二", "correction: 更正\nphotos:\n  - file: photo-1.jpg\n    caption: 图说\n    credit: 甲摄");

        Assert.Equal(ImportOutcome.AlreadyImported, (await _paper.ImportWellAsync(_package)).Outcome);

        // From now on the desk's change counts as imported.
        Assert.Equal(1, (await _paper.ImportWellAsync(_package.Article("A01/2.md", "新题"))).Counts.ArticlesUpdated);
    }

    [Fact]
    public async Task Article_missing_before_release_is_removed_and_its_number_retired()
    {
        await _paper.ImportWellAsync(_package);
        var two = await File.ReadAllTextAsync(Path.Combine(_package.Path, "A01/2.md"), Ct);

        var result = await _paper.ImportWellAsync(_package.Without("A01/2.md").Without("A01/photo-1.jpg"));

        Assert.Equal((ImportOutcome.Updated, 1), (result.Outcome, result.Counts.ArticlesRemoved));
        var edition = await _paper.EditionAsync();
        Assert.Equal([1], Installation.Page(edition, "A01").Articles.Select(article => article.Number));
        Assert.Equal(["A01/2"], edition.RetiredNumbers.Select(retired => $"{retired.Label}/{retired.Number}"));

        var back = await _paper.ImportAsync(_package.With("A01/2.md", two).With("A01/photo-1.jpg", PackageBuilder.Picture(1)));
        Assert.Equal(ImportOutcome.Rejected, back.Outcome);
        Assert.Contains("A01/2.md: number 2 on page A01 was used before and is retired", Assert.Single(back.Problems).ToString(), StringComparison.Ordinal);
        Assert.Equal(ImportOutcome.Rejected, (await _paper.ImportAsync(_package, Overwrite)).Outcome);
    }

    [Fact]
    public async Task Page_missing_before_release_is_removed_and_its_numbers_retired()
    {
        await _paper.ImportWellAsync(_package);

        var result = await _paper.ImportWellAsync(_package.Edition("  - label: A01\n    section: 要闻").Without("A02").Article("A01/1.md", "头版头条", "本报讯 一"));

        Assert.Equal((1, 1), (result.Counts.PagesRemoved, result.Counts.ArticlesRemoved));
        var edition = await _paper.EditionAsync();
        Assert.Equal(["A01"], edition.Pages.Select(page => page.Label.Value));
        Assert.Equal(["A02/1"], edition.RetiredNumbers.Select(retired => $"{retired.Label}/{retired.Number}"));
        await using var db = _paper.Open();
        Assert.Equal(0, await db.HotAreas.CountAsync(Ct));
    }

    [Fact]
    public async Task Signed_off_but_not_yet_released_counts_as_never_released()
    {
        await _paper.ImportWellAsync(_package.Edition(more: "release: 2024-03-01T06:00\n"), Release);

        Assert.Equal(1, (await _paper.ImportWellAsync(_package.Without("A01/2.md").Without("A01/photo-1.jpg"))).Counts.ArticlesRemoved);
    }

    [Fact]
    public async Task Article_missing_after_release_is_refused()
    {
        await _paper.ImportWellAsync(_package, Release);
        var before = await _paper.DumpAsync();

        foreach (var options in new[] { new ImportOptions(), Overwrite })
        {
            var result = await _paper.ImportAsync(_package.Without("A02/1.md"), options);

            Assert.Equal(ImportOutcome.Rejected, result.Outcome);
            var problem = Assert.Single(result.Problems);
            Assert.Equal("A02/1.md", problem.File);
            Assert.Contains("'withdrawn:'", problem.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await _paper.DumpAsync());
    }

    [Fact]
    public async Task Page_missing_after_release_is_refused()
    {
        await _paper.ImportWellAsync(_package, Release);

        var result = await _paper.ImportAsync(_package.Edition("  - label: A01\n    section: 要闻").Without("A02").Article("A01/1.md", "头版头条", "本报讯 一"));

        Assert.Equal(ImportOutcome.Rejected, result.Outcome);
        Assert.Contains("page A02 is missing", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Article_missing_that_the_desk_changed_needs_overwrite()
    {
        await _paper.ImportWellAsync(_package);
        await _paper.AtTheDeskAsync(edition => Installation.Article(edition, "A02", 1).Body = "编辑改文");
        _package.Without("A02/1.md");

        Assert.Equal("A02/1.md", Assert.Single((await _paper.ImportAsync(_package)).Problems).File);
        Assert.Equal(1, (await _paper.ImportWellAsync(_package, Overwrite)).Counts.ArticlesRemoved);
    }

    [Fact]
    public async Task Articles_made_at_the_desk_are_not_touched()
    {
        await _paper.ImportWellAsync(_package);
        await _paper.AtTheDeskAsync(edition => Installation.Page(edition, "A01").AddArticle(7, "编辑稿", Installation.Start));

        Assert.Equal(ImportOutcome.AlreadyImported, (await _paper.ImportWellAsync(_package)).Outcome);
        await _paper.ImportWellAsync(_package.Article("A01/3.md", "三条"));

        var edition = await _paper.EditionAsync();
        Assert.Equal([1, 2, 3, 7], Installation.Page(edition, "A01").Articles.OrderBy(article => article.Position).Select(article => article.Number));
        Assert.Equal(("编辑稿", Installation.Start), (Installation.Article(edition, "A01", 7).Title, Installation.Article(edition, "A01", 7).ModifiedAt));
        Assert.Null(Installation.Article(edition, "A01", 7).ImportedFingerprint);
    }

    [Fact]
    public async Task Number_that_the_desk_took_is_refused_unless_overwritten()
    {
        await _paper.ImportWellAsync(_package);
        await _paper.AtTheDeskAsync(edition => Installation.Page(edition, "A01").AddArticle(3, "编辑稿", Installation.Start));
        _package.Article("A01/3.md", "三条");

        var problem = Assert.Single((await _paper.ImportAsync(_package)).Problems);
        Assert.Equal("A01/3.md", problem.File);
        Assert.Contains("made at the desk", problem.Message, StringComparison.Ordinal);

        await _paper.ImportWellAsync(_package, Overwrite);
        Assert.Equal("三条", (await _paper.ArticleAsync("A01", 3)).Title);
        await using var db = _paper.Open();
        Assert.Contains("编辑稿", (await db.ArticleVersions.SingleAsync(Ct)).Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A03", "A3-A4")]
    [InlineData("A03-A04", "A3")]
    public async Task Page_that_overlaps_one_of_the_desk_is_refused(string ofPackage, string ofDesk)
    {
        await _paper.ImportWellAsync(_package);
        await _paper.AtTheDeskAsync(edition => edition.AddPage(PageLabel.Parse(ofDesk), "编辑版", edition.Pages.Count));
        var before = await _paper.DumpAsync();
        _package.Edition($"  - label: A01\n  - label: A02\n  - label: {ofPackage}");

        var result = await _paper.ImportAsync(_package, Overwrite);

        var problem = Assert.Single(result.Problems, problem => problem.IsError);
        Assert.Contains($"page {ofPackage} and page {ofDesk}, which was made at the desk, share a label", problem.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _paper.DumpAsync());
    }

    [Fact]
    public async Task Page_with_articles_of_the_desk_is_not_removed()
    {
        await _paper.ImportWellAsync(_package);
        await _paper.AtTheDeskAsync(edition => Installation.Page(edition, "A02").AddArticle(7, "编辑稿", Installation.Start));
        _package.Edition("  - label: A01\n    section: 要闻").Without("A02").Article("A01/1.md", "头版头条", "本报讯 一");

        foreach (var options in new[] { new ImportOptions(), Overwrite })
        {
            Assert.Contains("articles made at the desk are on it (7)", Assert.Single((await _paper.ImportAsync(_package, options)).Problems).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Page_that_goes_takes_along_where_an_article_of_the_desk_ran_on_to_it()
    {
        await _paper.ImportWellAsync(_package);
        await _paper.AtTheDeskAsync(edition =>
        {
            var made = Installation.Page(edition, "A01").AddArticle(7, "编辑稿", Installation.Start);
            made.AddArea(Installation.Page(edition, "A01"), AreaShape.Parse("0,0 1,0 1,1"));
            made.AddArea(Installation.Page(edition, "A02"), AreaShape.Parse("0,0 1,0 1,1"));
        });

        await _paper.ImportWellAsync(_package.Edition("  - label: A01\n    section: 要闻").Without("A02").Article("A01/1.md", "头版头条", "本报讯 一"));

        Assert.Equal(["A01"], (await _paper.ArticleAsync("A01", 7)).Areas.Select(area => area.Page.Label.Value));
    }

    [Fact]
    public async Task Facts_of_a_page_follow_the_same_rules()
    {
        await _paper.ImportWellAsync(_package);
        await _paper.AtTheDeskAsync(edition => Installation.Page(edition, "A01").Section = "编辑版名");

        Assert.Equal(ImportOutcome.AlreadyImported, (await _paper.ImportWellAsync(_package)).Outcome);
        var other = await _paper.ImportWellAsync(_package.Edition("  - label: A01\n    section: 要闻\n  - label: A02\n    section: 社会\n    editors: [甲]"));
        Assert.Equal(1, other.Counts.PagesUpdated);

        _package.Edition("  - label: A01\n    section: 时政\n  - label: A02\n    section: 社会\n    editors: [甲]");
        var refused = Assert.Single((await _paper.ImportAsync(_package)).Problems);
        Assert.Equal(("edition.yaml", 4), (refused.File, refused.Line));
        Assert.Contains("page A01", refused.Message, StringComparison.Ordinal);

        await _paper.ImportWellAsync(_package, Overwrite);
        var edition = await _paper.EditionAsync();
        Assert.Equal(("时政", "社会", "甲"), (Installation.Page(edition, "A01").Section, Installation.Page(edition, "A02").Section, Installation.Page(edition, "A02").Editors.Single()));
    }

    [Fact]
    public async Task Another_article_is_no_change_of_its_page()
    {
        await _paper.ImportWellAsync(_package);
        await _paper.AtTheDeskAsync(edition => Installation.Page(edition, "A01").Section = "编辑版名");

        await _paper.ImportWellAsync(_package.Article("A01/3.md", "三条"));

        Assert.Equal("编辑版名", Installation.Page(await _paper.EditionAsync(), "A01").Section);
    }

    [Fact]
    public async Task New_picture_makes_a_new_facsimile()
    {
        await _paper.ImportWellAsync(_package);
        var before = Installation.Page(await _paper.EditionAsync(), "A01").FacsimileVersion;

        var result = await _paper.ImportWellAsync(_package.With("A01/page.png", PackageBuilder.Picture(8, ".png")).With("A02/page.pdf", PackageBuilder.Pdf(1)));

        Assert.Equal(2, result.Counts.PagesUpdated);
        var edition = await _paper.EditionAsync();
        Assert.NotEqual(before, Installation.Page(edition, "A01").FacsimileVersion);
        Assert.NotNull(Installation.Page(edition, "A02").PdfHash);
        Assert.NotNull(edition.PdfHash);
    }

    [Fact]
    public async Task Picture_taken_out_takes_the_facsimile_out()
    {
        await _paper.ImportWellAsync(_package);

        await _paper.ImportWellAsync(_package.Without("A01/page.png"));

        var page = Installation.Page(await _paper.EditionAsync(), "A01");
        Assert.Equal((null, null, 0), (page.PictureHash, page.FacsimileVersion, page.FacsimileWidth));
    }

    [Fact]
    public async Task Withdrawal_masks_also_what_the_desk_left_unchanged_and_lifting_it_unmasks()
    {
        await _paper.ImportWellAsync(_package.With("A02/page.pdf", PackageBuilder.Pdf(1)), Release);
        var plain = await _paper.EditionAsync();
        const string areas = "areas: [[[30, 30], [60, 30], [60, 60]]]";

        await _paper.ImportWellAsync(_package.Article("A02/1.md", "二版", "本报讯 三", areas + "\nwithdrawn: 有误"));
        var masked = await _paper.EditionAsync();
        Assert.Equal("有误", Installation.Article(masked, "A02", 1).Withdrawal);
        Assert.NotEqual(Installation.Page(plain, "A02").FacsimileVersion, Installation.Page(masked, "A02").FacsimileVersion);
        Assert.Equal(Installation.Page(plain, "A01").FacsimileVersion, Installation.Page(masked, "A01").FacsimileVersion);
        Assert.True(Installation.Page(masked, "A02").PdfIsWithheld);
        Assert.Null(masked.PdfHash);

        await _paper.ImportWellAsync(_package.Article("A02/1.md", "二版", "本报讯 三", areas));
        var lifted = await _paper.EditionAsync();
        Assert.Equal(Installation.Page(plain, "A02").FacsimileVersion, Installation.Page(lifted, "A02").FacsimileVersion);
        Assert.False(Installation.Page(lifted, "A02").PdfIsWithheld);
        Assert.Equal(plain.PdfHash, lifted.PdfHash);
    }

    [Fact]
    public async Task Withdrawal_masks_a_continuation_on_another_page()
    {
        await _paper.ImportWellAsync(_package.With("A02/page.pdf", PackageBuilder.Pdf(1)));
        var plain = await _paper.EditionAsync();

        await _paper.ImportWellAsync(_package.Article("A01/1.md", "头版头条", "本报讯 一",
            "areas:\n  - [[0, 0], [50, 0], [50, 50], [0, 50]]\n  - page: A02\n    points: [[0, 0], [20, 0], [20, 20]]\nwithdrawn: 有误"));

        var masked = await _paper.EditionAsync();
        Assert.True(Installation.Page(masked, "A02").PdfIsWithheld);
        Assert.NotEqual(Installation.Page(plain, "A02").FacsimileVersion, Installation.Page(masked, "A02").FacsimileVersion);
    }

    [Fact]
    public async Task Orders_follow_the_same_rules()
    {
        await _paper.ImportWellAsync(_package);

        // The package alone.
        await _paper.ImportWellAsync(_package.Edition("  - label: A02\n    section: 新闻\n  - label: A01\n    section: 要闻\n    articles: [2, 1]"));
        Assert.Equal(("A02 A01", "2 1"), await OrdersAsync());

        // The desk alone.
        await _paper.AtTheDeskAsync(edition => Reorder(edition, 1, 2));
        Assert.Equal(ImportOutcome.AlreadyImported, (await _paper.ImportWellAsync(_package)).Outcome);
        Assert.Equal(("A02 A01", "1 2"), await OrdersAsync());

        // The package adds one: the desk's order stays, the new one follows what it follows in the package.
        await _paper.ImportWellAsync(_package.Article("A01/3.md", "三条").Edition("  - label: A02\n    section: 新闻\n  - label: A01\n    section: 要闻\n    articles: [2, 3, 1]"));
        Assert.Equal(("A02 A01", "1 2 3"), await OrdersAsync());

        // Both.
        _package.Edition("  - label: A02\n    section: 新闻\n  - label: A01\n    section: 要闻\n    articles: [3, 2, 1]");
        Assert.Contains("the order of the articles on page A01", Assert.Single((await _paper.ImportAsync(_package)).Problems).Message, StringComparison.Ordinal);
        await _paper.ImportWellAsync(_package, Overwrite);
        Assert.Equal(("A02 A01", "3 2 1"), await OrdersAsync());

        static void Reorder(Edition edition, params int[] numbers)
        {
            foreach (var article in Installation.Page(edition, "A01").Articles)
            {
                article.Position = Array.IndexOf(numbers, article.Number);
            }
        }
    }

    [Fact]
    public async Task Edition_facts_follow_the_same_rules()
    {
        await _paper.ImportWellAsync(_package.Edition(more: "number: 1\n"));
        await _paper.ImportWellAsync(_package.Edition(more: "number: 2\n"));
        Assert.Equal(2, (await _paper.EditionAsync()).Number);

        await _paper.AtTheDeskAsync(edition => edition.Number = 7);
        Assert.Equal(ImportOutcome.AlreadyImported, (await _paper.ImportWellAsync(_package)).Outcome);
        Assert.Equal(7, (await _paper.EditionAsync()).Number);

        Assert.Contains("number", Assert.Single((await _paper.ImportAsync(_package.Edition(more: "number: 3\n"))).Problems).Message, StringComparison.Ordinal);
        await _paper.ImportWellAsync(_package, Overwrite);
        Assert.Equal(3, (await _paper.EditionAsync()).Number);
    }

    [Fact]
    public async Task Release_again_never_moves_a_time()
    {
        await _paper.ImportWellAsync(_package);
        _paper.Clock.Advance(TimeSpan.FromHours(1));
        var first = await _paper.ImportWellAsync(_package, Release);
        Assert.Equal((ImportOutcome.Updated, true), (first.Outcome, first.SignedOff));
        var before = await _paper.DumpAsync();
        _paper.Clock.Advance(TimeSpan.FromHours(1));

        var again = await _paper.ImportWellAsync(_package, Release);
        Assert.Equal((ImportOutcome.AlreadyImported, false), (again.Outcome, again.SignedOff));
        Assert.Equal(before, await _paper.DumpAsync());

        var moved = await _paper.ImportWellAsync(_package.Edition(more: "release: 2024-03-02T06:00\n"), Release);
        Assert.Contains("its release time is not moved", Assert.Single(moved.Problems).Message, StringComparison.Ordinal);
        var edition = await _paper.EditionAsync();
        Assert.Equal((null, Installation.Start.AddHours(1)), (edition.PlannedRelease, edition.ReleaseAt));
    }

    [Fact]
    public async Task Plan_of_a_draft_can_be_moved()
    {
        await _paper.ImportWellAsync(_package.Edition(more: "release: 2024-03-01T06:00\n"));

        await _paper.ImportWellAsync(_package.Edition(more: "release: 2024-03-01T07:00\n"), Release);

        Assert.Equal(new DateTime(2024, 2, 29, 23, 0, 0), (await _paper.EditionAsync()).ReleaseAt);
    }

    [Fact]
    public async Task Ordinals_of_the_original_are_fixed_before_the_first_change_after_release()
    {
        await _paper.ImportWellAsync(_package.Edition("  - label: A01\n  - label: A02\n    part: 5"), Release);

        await _paper.ImportWellAsync(_package.Article("A01/3.md", "新稿").Edition("  - label: A02\n    part: 5\n  - label: A01\n    articles: [3, 2, 1]"));

        var edition = await _paper.EditionAsync();
        Assert.Equal((1, 5), (Installation.Page(edition, "A01").Part, Installation.Page(edition, "A02").Part));
        Assert.Equal((1, 2), (Installation.Article(edition, "A01", 1).OldNumber, Installation.Article(edition, "A01", 2).OldNumber));
        Assert.Equal(ImportOutcome.AlreadyImported, (await _paper.ImportWellAsync(_package)).Outcome);
    }

    [Fact]
    public async Task Ordinals_of_the_original_cannot_change_after_release()
    {
        await _paper.ImportWellAsync(_package.Edition("  - label: A01\n    part: 3\n  - label: A02").Article("A02/1.md", "题", more: "old-number: 4"), Release);

        _package.Edition("  - label: A01\n    part: 4\n  - label: A02\n    part: 2").Article("A02/1.md", "题", more: "old-number: 5").Article("A01/1.md", "头版头条", "本报讯 一");
        foreach (var options in new[] { new ImportOptions(), Overwrite })
        {
            var result = await _paper.ImportAsync(_package, options);

            Assert.Equal(["edition.yaml", "A02/1.md"], result.Problems.Select(problem => problem.File));
            Assert.All(result.Problems, problem => Assert.Contains("for good since its release", problem.Message, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Article_that_comes_after_release_takes_the_next_ordinal(int hoursUntilRelease)
    {
        await ReleaseAsync(hoursUntilRelease);

        await _paper.ImportWellAsync(_package.Article("A01/3.md", "新稿").Edition("  - label: A01\n    articles: [3, 1, 2]\n  - label: A02", Plan(hoursUntilRelease)));

        var edition = await _paper.EditionAsync();
        Assert.Equal([1, 2, 3], new[] { 1, 2, 3 }.Select(number => Installation.Article(edition, "A01", number).OldNumber));
        Assert.Equal(ImportOutcome.AlreadyImported, (await _paper.ImportWellAsync(_package)).Outcome);
        await AssertExportIsTheSameElsewhereAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Given_ordinals_push_the_others_aside_at_release(int hoursUntilRelease)
    {
        _package.Article("A01/2.md", "二条", more: "old-number: 1");
        await ReleaseAsync(hoursUntilRelease, "  - label: A01\n  - label: A02\n    part: 1");

        await AssertExportIsTheSameElsewhereAsync();

        await _paper.ImportWellAsync(_package.Article("A02/1.md", "改"));
        var edition = await _paper.EditionAsync();
        Assert.Equal((2, 1), (Installation.Page(edition, "A01").Part, Installation.Page(edition, "A02").Part));
        Assert.Equal((2, 1), (Installation.Article(edition, "A01", 1).OldNumber, Installation.Article(edition, "A01", 2).OldNumber));
        await AssertExportIsTheSameElsewhereAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Ordinal_that_another_has_is_refused(int hoursUntilRelease)
    {
        await ReleaseAsync(hoursUntilRelease);
        _package.Article("A01/3.md", "新稿", more: "old-number: 1").Edition("  - label: A01\n  - label: A02\n  - label: A03\n    part: 2", Plan(hoursUntilRelease));

        foreach (var options in new[] { new ImportOptions(), Overwrite })
        {
            var result = await _paper.ImportAsync(_package, options);

            Assert.Equal(["edition.yaml", "A01/3.md"], result.Problems.Where(problem => problem.IsError).Select(problem => problem.File).OrderDescending(StringComparer.Ordinal));
            Assert.Contains(result.Problems, problem => problem.Line is not null && problem.Message.Contains("the part 2, which page A02", StringComparison.Ordinal));
            Assert.Contains(result.Problems, problem => problem.Message.Contains("the old-number 1, which the stored article 1", StringComparison.Ordinal));
        }

        await AssertExportIsTheSameElsewhereAsync();
    }

    [Fact]
    public async Task Ordinals_can_be_exchanged_before_release()
    {
        await _paper.ImportWellAsync(_package.Article("A01/1.md", "一", more: "old-number: 1").Article("A01/2.md", "二", more: "old-number: 2"));

        await _paper.ImportWellAsync(_package.Article("A01/1.md", "一", more: "old-number: 2").Article("A01/2.md", "二", more: "old-number: 1"));

        Assert.Equal(2, (await _paper.ArticleAsync("A01", 1)).OldNumber);
    }

    private static string Plan(int hoursUntilRelease) => hoursUntilRelease == 0 ? "" : "release: 2024-02-29T21:00\n";

    /// <summary>Releases the package at once, or for an hour later, when that hour has passed.</summary>
    private async Task ReleaseAsync(int hoursUntilRelease, string pages = "  - label: A01\n  - label: A02")
    {
        await _paper.ImportWellAsync(_package.Edition(pages, Plan(hoursUntilRelease)), Release);
        _paper.Clock.Advance(TimeSpan.FromHours(hoursUntilRelease));
    }

    private async Task AssertExportIsTheSameElsewhereAsync()
    {
        await using var other = await Installation.CreateAsync(engine);
        var (first, second) = (_paper.NewFolder(".zip"), _paper.NewFolder(".zip"));
        Assert.Null((await _paper.ExportAsync(first)).Problem);
        Assert.Empty((await other.ImportAsync(first)).Problems);
        Assert.Null((await other.ExportAsync(second)).Problem);
        Assert.Equal(await File.ReadAllBytesAsync(first, Ct), await File.ReadAllBytesAsync(second, Ct));
    }

    [Fact]
    public async Task Ordinals_of_the_original_can_change_before_release()
    {
        await _paper.ImportWellAsync(_package.Edition("  - label: A01\n    part: 3\n  - label: A02"));

        await _paper.ImportWellAsync(_package.Edition("  - label: A01\n    part: 4\n  - label: A02"));

        Assert.Equal(4, Installation.Page(await _paper.EditionAsync(), "A01").Part);
    }

    [Fact]
    public async Task Retired_numbers_only_grow()
    {
        await _paper.ImportWellAsync(_package.Edition(more: "retired: { A01: [5] }\n"));
        await _paper.ImportWellAsync(_package.Edition(more: "retired: { A01: [6], B09: [1] }\n"));
        Assert.Equal(ImportOutcome.AlreadyImported, (await _paper.ImportWellAsync(_package.Edition())).Outcome);

        Assert.Equal(["A01/5", "A01/6", "B09/1"], (await _paper.EditionAsync()).RetiredNumbers.Select(retired => $"{retired.Label}/{retired.Number}").Order());
        Assert.Contains("is retired", Assert.Single((await _paper.ImportAsync(_package.Article("A01/6.md", "六"))).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_of_the_desk_during_the_import_is_not_lost()
    {
        await _paper.ImportWellAsync(_package);
        await using var db = _paper.Open();
        var importing = _paper.Importer(db).ImportAsync(
            _package.Article("A02/1.md", "改题").Path, new ImportOptions(), new OnSaving(() => _paper.AtTheDeskAsync(edition => Installation.Article(edition, "A02", 1).Title = "编辑改题").GetAwaiter().GetResult()), Ct);

        var result = await importing;

        Assert.Equal(ImportOutcome.Rejected, result.Outcome);
        Assert.Equal("A02/1.md", Assert.Single(result.Problems).File);
        Assert.Equal("编辑改题", (await _paper.ArticleAsync("A02", 1)).Title);
    }

    [Fact]
    public async Task Dry_run_of_a_change_stores_nothing()
    {
        await _paper.ImportWellAsync(_package);
        var before = await _paper.DumpAsync();
        var media = Directory.GetFiles(_paper.Root, "*", SearchOption.AllDirectories).Length;

        var result = await _paper.ImportWellAsync(
            _package.Article("A02/1.md", "改题").With("A02/page.png", PackageBuilder.Picture(8, ".png")), new ImportOptions { DryRun = true, Release = true });

        Assert.Equal((ImportOutcome.Updated, 1, 1), (result.Outcome, result.Counts.ArticlesUpdated, result.Counts.PagesUpdated));
        Assert.Equal(before, await _paper.DumpAsync());
        Assert.Equal(media, Directory.GetFiles(_paper.Root, "*", SearchOption.AllDirectories).Length);
    }

    private async Task<(string Pages, string Articles)> OrdersAsync()
    {
        var edition = await _paper.EditionAsync();
        return (string.Join(' ', edition.Pages.OrderBy(page => page.Position).Select(page => page.Label)),
            string.Join(' ', Installation.Page(edition, "A01").Articles.OrderBy(article => article.Position).Select(article => article.Number)));
    }

    /// <summary>Does something once, between the importer's reading and its saving.</summary>
    private sealed class OnSaving(Action action) : IProgress<WorkProgress>
    {
        private bool _done;

        public void Report(WorkProgress value)
        {
            if (value.Stage == WorkStage.Saving && !_done)
            {
                _done = true;
                action();
            }
        }
    }
}

public sealed class SqliteReimportTests() : ReimportTests(TestEngine.Sqlite);

public sealed class PostgreSqlReimportTests() : ReimportTests(TestEngine.PostgreSql);
