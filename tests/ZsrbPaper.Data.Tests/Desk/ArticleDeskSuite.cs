using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Desk;

/// <summary>Writing at the desk: nothing is overwritten unseen, and nothing that was overwritten is lost.</summary>
public abstract class ArticleDeskSuite(TestEngine engine) : DatabaseSuite(engine)
{
    private static readonly ArticleAddress _address = new("zsrb", new DateOnly(2024, 3, 1), PageLabel.Parse("A03"), 1);

    [Fact]
    public async Task Saving_stores_the_text_keeps_the_state_before_and_tells_the_log()
    {
        var basis = await DraftEditionAsync();
        var saved = await SaveAsync(basis, "正文一。");

        Assert.Equal(ArticleSaveOutcome.Saved, saved.Outcome);
        await using var db = Open();
        var article = await db.Articles.SingleAsync(Cancellation);
        Assert.Equal(("正文一。", "wang", Clock.GetUtcNow().UtcDateTime), (article.Body, article.ChangedBy, article.ModifiedAt));
        Assert.Equal("", ArticleContent.FromJson((await db.ArticleVersions.SingleAsync(Cancellation)).Content).Body);
        var entry = await db.AuditEntries.SingleAsync(Cancellation);
        Assert.Equal((Acts.ArticleChanged, "zsrb/2024-03-01/A03/1"), (entry.Act, entry.Subject));
    }

    [Fact]
    public async Task The_same_save_twice_acts_once()
    {
        var basis = await DraftEditionAsync();
        var first = await SaveAsync(basis, "正文。");
        var again = await SaveAsync(basis, "正文。");

        Assert.Equal((ArticleSaveOutcome.Unchanged, first.Basis), (again.Outcome, again.Basis));
        await using var db = Open();
        Assert.Equal(1, await db.ArticleVersions.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Saving_over_what_another_saved_is_a_conflict_that_shows_theirs()
    {
        var basis = await DraftEditionAsync();
        await SaveAsync(basis, "王的正文。");
        var conflict = await SaveAsync(basis, "李的正文。", "li");

        Assert.Equal((ArticleSaveOutcome.Conflict, "王的正文。", "wang"), (conflict.Outcome, conflict.Stored!.Body, conflict.By));
        Assert.Equal(ArticleSaveOutcome.Saved, (await SaveAsync(conflict.Basis, "李的正文。", "li")).Outcome);
        await using var db = Open();
        Assert.Equal(["", "王的正文。"], (await db.ArticleVersions.OrderBy(version => version.Id).Select(version => version.Content).ToListAsync(Cancellation))
            .Select(content => ArticleContent.FromJson(content).Body));
    }

    [Fact]
    public async Task A_run_of_saves_is_one_version_until_ten_minutes_a_review_or_another_author()
    {
        var basis = await DraftEditionAsync();
        basis = (await SaveAsync(basis, "一。")).Basis;
        Clock.Advance(TimeSpan.FromMinutes(4));
        basis = (await SaveAsync(basis, "一二。")).Basis;
        Assert.Equal([""], await VersionsAsync());

        Clock.Advance(TimeSpan.FromMinutes(7));
        basis = (await SaveAsync(basis, "一二三。")).Basis;
        Assert.Equal(["", "一二。"], await VersionsAsync());

        await ReviewAsync();
        basis = (await SaveAsync(basis, "一二三四。")).Basis;
        Assert.Equal(["", "一二。", "一二三。"], await VersionsAsync());

        basis = (await SaveAsync(basis, "李改。", "li")).Basis;
        await SaveAsync(basis, "王又改。");
        Assert.Equal(["", "一二。", "一二三。", "一二三四。", "李改。"], await VersionsAsync());
    }

    [Fact]
    public async Task Every_save_of_a_run_voids_the_reviews()
    {
        var basis = await DraftEditionAsync();
        basis = (await SaveAsync(basis, "一。")).Basis;
        await ReviewAsync();
        await SaveAsync(basis, "二。");

        await using var db = Open();
        Assert.NotNull((await db.Reviews.SingleAsync(Cancellation)).VoidedAt);
    }

    [Fact]
    public async Task Empty_title_keeps_the_old_one_and_the_rest_is_saved()
    {
        var basis = await DraftEditionAsync();
        await using var db = Open();
        var saved = await Desk(db).SaveAsync(_address, basis, new ArticleText { Title = " ", Body = "正文。" }, "wang", Cancellation);

        Assert.True(saved.TitleKept);
        Assert.Equal(("标题", "正文。"), (saved.Stored!.Title, saved.Stored.Body));
    }

    [Fact]
    public async Task What_is_too_long_or_cannot_be_shown_is_refused_with_a_sentence_and_nothing_is_stored()
    {
        var basis = await DraftEditionAsync();
        await using var db = Open();
        var text = new ArticleText { Title = new string('长', Article.TitleMaxLength + 1), Body = string.Concat(Enumerable.Repeat("*甲* ", 3000)) };
        var refused = await Desk(db).SaveAsync(_address, basis, text, "wang", Cancellation);

        Assert.Equal(ArticleSaveOutcome.Invalid, refused.Outcome);
        Assert.Equal(["Title", "Body"], refused.Problems.Select(problem => problem.Field));
        Assert.Empty(await VersionsAsync());
    }

    [Fact]
    public async Task Two_people_who_save_two_articles_of_an_edition_at_once_do_not_disturb_each_other()
    {
        await using (var db = Open())
        {
            await Paper.Edition("2024-03-01").Draft().WithPage("A03").WithArticle("一").WithArticle("二").SaveAsync(db, Cancellation);
        }

        await Task.WhenAll(Enumerable.Range(1, 2).SelectMany(number => Enumerable.Range(0, 3).Select(async _ =>
        {
            await using var db = Open();
            var address = _address with { Number = number };
            var saved = await Desk(db).AddPhotosAsync(address, null, [new PhotoContent("a.jpg", HashOf(number.ToString(System.Globalization.CultureInfo.InvariantCulture)), "jpg", 100, 100)], "wang", Cancellation);
            Assert.True(saved.Outcome is ArticleSaveOutcome.Saved or ArticleSaveOutcome.Unchanged, saved.Outcome.ToString());
        })));

        await using var after = Open();
        Assert.Equal(2, await after.Photos.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Many_people_who_save_and_review_without_pause_all_get_their_turn()
    {
        const int People = 6;
        const int Saves = 10;
        await using (var db = Open())
        {
            var edition = Paper.Edition("2024-03-01").Draft().WithPage("A03");
            for (var i = 0; i < People; i++)
            {
                edition.WithArticle("题");
            }

            await edition.SaveAsync(db, Cancellation);
        }

        await Task.WhenAll(Enumerable.Range(1, People).Select(async number =>
        {
            var address = _address with { Number = number };
            await using var reading = Open();
            var basis = ArticleRules.Basis(ArticleContent.Of((await Desk(reading).FindAsync(address, Cancellation))!));
            for (var i = 1; i <= Saves; i++)
            {
                await using var db = Open();
                var saved = await Desk(db).SaveAsync(address, basis, new ArticleText { Title = $"题{i}" }, $"user{number}", Cancellation);
                Assert.Equal(ArticleSaveOutcome.Saved, saved.Outcome);
                basis = saved.Basis;
            }

            await using var reviewing = Open();
            Assert.Equal(ReviewOutcome.Passed, (await new ReviewDesk(reviewing, Clock).PassAsync("zsrb", _address.Date, _address.Label, number, 1, "reviewer", null, Cancellation)).Outcome);
        }));

        await using var after = Open();
        Assert.All(await after.Articles.Select(article => article.Title).ToListAsync(Cancellation), title => Assert.Equal($"题{Saves}", title));
    }

    [Fact]
    public async Task Photos_are_ordered_described_and_taken_away()
    {
        await DraftEditionAsync();
        await using var db = Open();
        var (a, b) = (HashOf("a"), HashOf("b"));
        var added = await Desk(db).AddPhotosAsync(_address, null, [new("a.jpg", a, "jpg", 100, 50), new("b.jpg", b, "jpg", 100, 50) { Credit = "新华社" }], "wang", Cancellation);
        var text = new ArticleText { Title = "标题", Photos = [new(b, "图说", "新华社", null, 25, 200), new(a, null, null, null, null, null), new(HashOf("unknown"), null, null, null, null, null)] };
        var ordered = await Desk(db).SaveAsync(_address, added.Basis, text, "wang", Cancellation);
        Assert.Equal([(b, "图说", "25,100"), (a, null, null)], ordered.Stored!.Photos.Select(photo => (photo.Hash, photo.Caption, photo.Focus)));

        var removed = await Desk(db).SaveAsync(_address, ordered.Basis, text with { Photos = [text.Photos[1]] }, "wang", Cancellation);
        Assert.Equal(ArticleSaveOutcome.Saved, removed.Outcome);
        await using var after = Open();
        Assert.Equal(a, (await after.Photos.SingleAsync(Cancellation)).Hash);
    }

    [Fact]
    public async Task What_readers_see_is_not_written_to_but_becomes_a_draft_of_a_correction()
    {
        await using (var setup = Open())
        {
            await Paper.Edition("2024-03-01").WithPage("A03").WithArticle("标题").SaveAsync(setup, Cancellation);
        }

        await using var db = Open();
        var basis = await BasisAsync();
        var first = await SaveAsync(basis, "更正一。");
        var second = await SaveAsync(first.Basis, "更正二。");
        Assert.Equal((ArticleSaveOutcome.Saved, ArticleSaveOutcome.Saved), (first.Outcome, second.Outcome));

        var change = await db.ReleasedChanges.SingleAsync(Cancellation);
        Assert.Equal((ReleasedChangeKind.Correction, ReleasedChangeState.Draft, "wang"), (change.Kind, change.State, change.By));
        Assert.Equal("更正二。", ArticleContent.FromJson(change.Content!).Body);
        Assert.NotEqual("更正二。", (await db.Articles.SingleAsync(Cancellation)).Body);
        Assert.Equal(ArticleSaveOutcome.Saved, (await SaveAsync(basis, "李的更正。", "li")).Outcome);
        Assert.Equal(2, await db.ReleasedChanges.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Restoring_brings_an_earlier_version_back_as_a_new_one()
    {
        var basis = await DraftEditionAsync();
        basis = (await SaveAsync(basis, "李的正文。", "li")).Basis;
        await SaveAsync(basis, "王的正文。");
        await using var db = Open();
        var kept = await db.ArticleVersions.OrderByDescending(version => version.Id).FirstAsync(Cancellation);
        var restored = await Desk(db).RestoreAsync(_address, kept.Id, "wang", Cancellation);

        Assert.Equal((ArticleSaveOutcome.Saved, "李的正文。"), (restored.Outcome, restored.Stored!.Body));
        Assert.Equal(["", "李的正文。", "王的正文。"], await VersionsAsync());
        Assert.Equal(Acts.ArticleRestored, (await db.AuditEntries.OrderByDescending(entry => entry.Number).FirstAsync(Cancellation)).Act);
        Assert.Equal(ArticleSaveOutcome.Missing, (await Desk(db).RestoreAsync(_address with { Number = 2 }, kept.Id, "wang", Cancellation)).Outcome);
    }

    [Fact]
    public async Task Presence_tells_others_and_lasts_a_minute()
    {
        await DraftEditionAsync();
        await using var db = Open();
        var id = (await db.Articles.SingleAsync(Cancellation)).Id;
        var presences = new EditingPresences(db, Clock);
        await presences.BeatAsync(id, "wang", Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(50));
        await presences.BeatAsync(id, "wang", Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(50));

        Assert.Equal(["wang"], await presences.OthersAsync(id, "li", Cancellation));
        Assert.Empty(await presences.OthersAsync(id, "wang", Cancellation));
        Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Empty(await presences.OthersAsync(id, "li", Cancellation));
    }

    [Fact]
    public async Task Checks_of_a_stored_edition_take_two_commands()
    {
        await using (var setup = Open())
        {
            await Paper.Edition("2024-03-01").Draft()
                .WithPage("A01", more: page => page.WithPicture()).WithArticle("标题").WithArticle("二,三")
                .WithPage("A02").SaveAsync(setup, Cancellation);
        }

        var counter = new CommandCounter();
        await using var db = Open(counter);
        var id = await db.Editions.Select(edition => edition.Id).SingleAsync(Cancellation);
        counter.Reset();
        var findings = await EditionChecks.RunAsync(db, id, [], Cancellation);

        Assert.Equal(2, counter.Commands.Count);
        Assert.Contains(findings, finding => finding is { Kind: FindingKind.HalfWidthPunctuation, Label: "A01", Number: 2, Field: "Title", Offset: 1 });
        Assert.Contains(findings, finding => finding is { Kind: FindingKind.ArticleWithoutArea, Number: 1 });
        Assert.Contains(findings, finding => finding is { Kind: FindingKind.PageWithoutArticle, Label: "A02" });
    }

    private static string HashOf(string name) => name.PadRight(64, '0')[..64];

    private ArticleDesk Desk(PaperDbContext db) => new(db, new DeskChanges(db, Clock), Clock);

    private async Task<string> DraftEditionAsync()
    {
        await using (var db = Open())
        {
            await Paper.Edition("2024-03-01").Draft().WithPage("A03").WithArticle("标题", article => article.Body = "").SaveAsync(db, Cancellation);
        }

        return await BasisAsync();
    }

    private async Task<string> BasisAsync()
    {
        await using var db = Open();
        return ArticleRules.Basis(ArticleContent.Of((await Desk(db).FindAsync(_address, Cancellation))!));
    }

    private async Task<ArticleSave> SaveAsync(string basis, string body, string by = "wang")
    {
        await using var db = Open();
        return await Desk(db).SaveAsync(_address, basis, new ArticleText { Title = "标题", Body = body, Source = "中山日报" }, by, Cancellation);
    }

    private async Task ReviewAsync()
    {
        await using var db = Open();
        var article = await db.Articles.Include(article => article.Page).SingleAsync(Cancellation);
        db.Add(new Review(article.Page, article, 1, "zhao", Clock.GetUtcNow().UtcDateTime));
        await db.SaveChangesAsync(Cancellation);
    }

    private async Task<List<string>> VersionsAsync()
    {
        await using var db = Open();
        return [.. (await db.ArticleVersions.OrderBy(version => version.Id).Select(version => version.Content).ToListAsync(Cancellation))
            .Select(content => ArticleContent.FromJson(content).Body)];
    }
}

public sealed class ArticleDeskOnSqlite() : ArticleDeskSuite(TestEngine.Sqlite);

public sealed class ArticleDeskOnPostgreSql() : ArticleDeskSuite(TestEngine.PostgreSql);
