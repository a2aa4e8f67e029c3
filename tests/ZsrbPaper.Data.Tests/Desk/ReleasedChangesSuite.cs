using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Desk;

/// <summary>What happens to something that readers have seen takes two people, and keeps what was there.</summary>
public abstract class ReleasedChangesSuite(TestEngine engine) : FilesSuite(engine)
{
    private static readonly DateOnly Date = new(2024, 3, 1);
    private static readonly PageLabel A01 = PageLabel.Parse("A01");
    private static readonly ArticleAddress First = new(Paper.Code, Date, A01, 1);

    [Fact]
    public async Task A_correction_needs_a_note_and_another_person_and_keeps_the_earlier_text()
    {
        await ReleaseAsync();
        var id = await ProposeAsync("改过的正文。");
        Assert.Equal(ChangeOutcome.SamePerson, await ApproveAsync(id, "WANG"));
        Assert.Equal("正文。", (await ArticleAsync()).Body);

        Assert.Equal(ChangeOutcome.Done, await ApproveAsync(id, "li"));
        Assert.Equal(ChangeOutcome.Unchanged, await ApproveAsync(id, "li"));
        var article = await ArticleAsync();
        Assert.Equal(("改过的正文。", "昨日有误。"), (article.Body, article.Correction));
        await using var db = Open();
        Assert.Equal("正文。", ArticleContent.FromJson((await db.ArticleVersions.SingleAsync(Cancellation)).Content).Body);
    }

    [Fact]
    public async Task A_correction_that_is_rejected_changes_nothing()
    {
        await ReleaseAsync();
        var id = await ProposeAsync("改过的正文。");
        await using (var db = Open())
        {
            Assert.Equal(ChangeOutcome.Done, (await Changes(db).RejectAsync(Paper.Code, Date, id, "li", Cancellation)).Outcome);
        }

        Assert.Equal(ChangeOutcome.Unchanged, await ApproveAsync(id, "li"));
        Assert.Equal("正文。", (await ArticleAsync()).Body);
    }

    [Fact]
    public async Task A_correction_conflicts_when_the_text_was_changed_since()
    {
        await ReleaseAsync();
        var early = await ProposeAsync("王的正文。");
        var late = await ProposeAsync("李的正文。", "li");
        Assert.Equal(ChangeOutcome.Done, await ApproveAsync(late, "zhao"));
        Assert.Equal(ChangeOutcome.Conflict, await ApproveAsync(early, "zhao"));
        Assert.Equal("李的正文。", (await ArticleAsync()).Body);
    }

    [Fact]
    public async Task A_correction_bears_that_the_article_was_moved_and_its_area_redrawn()
    {
        await ReleaseAsync();
        var id = await ProposeAsync("改过的正文。");
        await using (var db = Open())
        {
            var article = await db.Articles.Include(article => article.Areas).ThenInclude(area => area.Page).SingleAsync(article => article.Number == 1, Cancellation);
            article.Position = 7;
            var page = article.Areas.Single().Page;
            article.ClearAreas();
            article.AddArea(page, Paper.Area(1, 1, 20, 20));
            await db.SaveChangesAsync(Cancellation);
        }

        Assert.Equal(ChangeOutcome.Done, await ApproveAsync(id, "li"));
        Assert.Equal("改过的正文。", (await ArticleAsync()).Body);
    }

    [Fact]
    public async Task A_withdrawal_is_in_force_at_once_and_undone_when_the_second_person_does_not_agree()
    {
        await ReleaseAsync();
        var before = await PageAsync();
        await using (var db = Open())
        {
            Assert.Equal(ChangeOutcome.NoteMissing, (await Changes(db).WithdrawAsync(Paper.Code, Date, A01, 1, " ", "wang", Cancellation)).Outcome);
            Assert.Equal(ChangeOutcome.Done, (await Changes(db).WithdrawAsync(Paper.Code, Date, A01, 1, "有误", "wang", Cancellation)).Outcome);
        }

        var masked = await PageAsync();
        Assert.True(masked.PdfIsWithheld);
        Assert.NotEqual(before.FacsimileVersion, masked.FacsimileVersion);
        Assert.Equal("有误", (await ArticleAsync()).Withdrawal);

        await using (var db = Open())
        {
            var id = (await db.ReleasedChanges.SingleAsync(Cancellation)).Id;
            Assert.Equal(ChangeOutcome.SamePerson, (await Changes(db).RejectAsync(Paper.Code, Date, id, "wang", Cancellation)).Outcome);
            Assert.Equal(ChangeOutcome.Done, (await Changes(db).RejectAsync(Paper.Code, Date, id, "li", Cancellation)).Outcome);
        }

        Assert.Null((await ArticleAsync()).Withdrawal);
        var after = await PageAsync();
        Assert.Equal((false, before.FacsimileVersion), (after.PdfIsWithheld, after.FacsimileVersion));
    }

    [Fact]
    public async Task A_replacement_of_a_released_page_is_made_ready_waits_and_then_keeps_areas_and_the_old_file()
    {
        await ReleaseAsync();
        var before = await PageAsync();
        Assert.Null((await ReplaceAsync("A01", "新.png", TinyFiles.Png(60, 90), "版面有误")).Problem);
        Assert.True(await RunAsync());
        Assert.Equal(before.FacsimileVersion, (await PageAsync()).FacsimileVersion);

        // Sent once more while it waits, it is not proposed twice.
        await ReplaceAsync("A01", "新.png", TinyFiles.Png(60, 90), "版面有误");
        await RunAsync();
        int id;
        await using (var db = Open())
        {
            id = (await db.ReleasedChanges.SingleAsync(Cancellation)).Id;
        }

        // Nothing is left to be made when the second person agrees.
        var store = Store;
        Store = new TamperedStore(store, name => name.Contains("tiles", StringComparison.Ordinal) ? throw new IOException("made too late") : Task.CompletedTask);
        Assert.Equal(ChangeOutcome.SamePerson, await ApproveAsync(id, "wang"));
        Assert.Equal(ChangeOutcome.Done, await ApproveAsync(id, "li"));
        Store = store;

        var after = await PageAsync();
        Assert.NotEqual(before.PictureHash, after.PictureHash);
        Assert.NotEqual(before.FacsimileVersion, after.FacsimileVersion);
        Assert.Single((await ArticleAsync()).Areas);
        await using var kept = Open();
        Assert.Equal(before.PictureHash, (await kept.ReplacedPageFiles.SingleAsync(Cancellation)).PictureHash);
    }

    [Fact]
    public async Task A_replacement_before_release_is_at_once_and_keeps_areas_and_the_old_file()
    {
        await ReleaseAsync(isDraft: true);
        var before = await PageAsync();
        await ReplaceAsync("A01", "新.png", TinyFiles.Png(60, 90), null);
        Assert.True(await RunAsync());

        Assert.NotEqual(before.PictureHash, (await PageAsync()).PictureHash);
        Assert.Single((await ArticleAsync()).Areas);
        await using var db = Open();
        Assert.Equal(before.PictureHash, (await db.ReplacedPageFiles.SingleAsync(Cancellation)).PictureHash);
        Assert.Empty(await db.ReleasedChanges.ToListAsync(Cancellation));
    }

    [Fact]
    public async Task An_import_voids_the_reviews_of_what_it_changes_and_holds_the_release_of_a_signed_off_edition()
    {
        await ReleaseAsync(isDraft: true);
        var now = Clock.GetUtcNow().UtcDateTime;
        await using (var db = Open())
        {
            db.Users.Add(new DeskUser { UserName = "li", NormalizedUserName = "LI" });
            var edition = await db.Editions.Include(edition => edition.Pages).ThenInclude(page => page.Articles).SingleAsync(Cancellation);
            var page = edition.Pages.Single();
            foreach (var article in page.Articles)
            {
                db.Reviews.Add(new Review(page, article, 1, "li", now));
            }

            edition.SignOff(now, now.AddHours(8), "li");
            await db.SaveChangesAsync(Cancellation);
        }

        await ImportAsync(Edition("从包里改过。"), release: false);
        await using var after = Open();
        var reviews = await after.Reviews.Include(review => review.Article).ToDictionaryAsync(review => review.Article!.Number, Cancellation);
        Assert.NotNull(reviews[1].VoidedAt);
        Assert.Null(reviews[2].VoidedAt);
        Assert.NotNull((await after.Editions.SingleAsync(Cancellation)).HeldSince);
    }

    private static EditionBuilder Edition(string body) => Paper.Edition("2024-03-01").WithPage("A01", "要闻", page => page.WithPicture())
        .WithArticle("头条", article => article.At(5, 5, 95, 50).Body = body)
        .WithArticle("次条", article => article.At(5, 55, 95, 95));

    private Task ReleaseAsync(bool isDraft = false) => ImportAsync(Edition("正文。"), release: !isDraft);

    private async Task ImportAsync(EditionBuilder edition, bool release)
    {
        await using var db = Open();
        if (!await db.Newspapers.AnyAsync(Cancellation))
        {
            db.Add(Paper.Newspaper());
            await db.SaveChangesAsync(Cancellation);
        }

        using var folder = new TemporaryFolder();
        var result = await Importer(db).ImportAsync(edition.WriteTo(folder), new ImportOptions { Release = release }, null, Cancellation);
        Assert.True(result.Outcome != ImportOutcome.Rejected, string.Join('\n', result.Problems));
    }

    /// <summary>What the editor of a released article does: saves, which makes a draft beside it, then asks a second person.</summary>
    private async Task<int> ProposeAsync(string body, string by = "wang")
    {
        await using (var db = Open())
        {
            var desk = new ArticleDesk(db, new DeskChanges(db, Clock), Clock);
            var content = ArticleContent.Of((await desk.FindAsync(First, Cancellation))!);
            var saved = await desk.SaveAsync(First, ArticleRules.Basis(content), new ArticleText { Title = content.Title, Source = content.Source, Body = body }, by, Cancellation);
            Assert.Equal(ArticleSaveOutcome.Saved, saved.Outcome);
        }

        await using var proposing = Open();
        Assert.Equal(ChangeOutcome.NoteMissing, (await Changes(proposing).ProposeAsync(Paper.Code, Date, A01, 1, "", by, Cancellation)).Outcome);
        Assert.Equal(ChangeOutcome.Proposed, (await Changes(proposing).ProposeAsync(Paper.Code, Date, A01, 1, "昨日有误。", by, Cancellation)).Outcome);
        return (await proposing.ReleasedChanges.OrderBy(change => change.Id).LastAsync(Cancellation)).Id;
    }

    private async Task<ChangeOutcome> ApproveAsync(int id, string by)
    {
        await using var db = Open();
        return (await Changes(db).ApproveAsync(Paper.Code, Date, id, by, Cancellation)).Outcome;
    }

    private async Task<Article> ArticleAsync()
    {
        await using var db = Open();
        return await db.Articles.AsNoTracking().Include(article => article.Areas).SingleAsync(article => article.Number == 1, Cancellation);
    }

    private async Task<PrintPage> PageAsync()
    {
        await using var db = Open();
        return await db.PrintPages.AsNoTracking().SingleAsync(Cancellation);
    }
}

public sealed class ReleasedChangesOnSqlite() : ReleasedChangesSuite(TestEngine.Sqlite);

public sealed class ReleasedChangesOnPostgreSql() : ReleasedChangesSuite(TestEngine.PostgreSql);
