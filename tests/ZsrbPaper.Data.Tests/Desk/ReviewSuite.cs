using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Desk;

/// <summary>三审: who may pass what, and when; what a change takes back.</summary>
public abstract class ReviewSuite(TestEngine engine) : DatabaseSuite(engine)
{
    [Fact]
    public async Task Three_people_pass_an_article_in_order()
    {
        await using var desk = await OpenDeskAsync();
        Assert.Equal(ReviewOutcome.EarlierRoundMissing, await desk.PassAsync("A01", 1, 2, "二"));
        Assert.Equal(ReviewOutcome.Passed, await desk.PassAsync("A01", 1, 1, "一"));
        Assert.Equal(ReviewOutcome.Passed, await desk.PassAsync("A01", 1, 2, "二"));
        Assert.Equal(ReviewOutcome.Passed, await desk.PassAsync("A01", 1, 3, "三"));

        var status = await desk.StatusAsync();
        var article = status.Pages[0].Articles[0];
        Assert.Equal(["一", "二", "三"], new[] { 1, 2, 3 }.Select(round => article.ReviewOf(round)!.By));
        Assert.Null(article.NextRound(3));
        Assert.Equal(1, status.Pages[0].NextRound(3));
        Assert.Equal(EditionState.InReview, status.State);
        Assert.Equal(3, await desk.Db.AuditEntries.CountAsync(entry => entry.Act == Acts.Reviewed && entry.Subject == "zsrb/2024-03-02/A01/1", Cancellation));
    }

    [Fact]
    public async Task Same_person_cannot_review_twice()
    {
        await using var desk = await OpenDeskAsync();
        await desk.PassAsync("A01", 1, 1, "王");
        Assert.Equal(ReviewOutcome.SamePerson, await desk.PassAsync("A01", 1, 2, "王"));
        Assert.Equal(ReviewOutcome.SamePerson, await desk.PassAsync("A01", 1, 2, "王"));
        Assert.Equal(ReviewOutcome.Passed, await desk.PassAsync("A01", 2, 1, "王"));
    }

    [Fact]
    public async Task Last_author_cannot_review_the_own_text()
    {
        await using var desk = await OpenDeskAsync();
        await desk.ChangeArticleAsync("A01", 1, "王");
        Assert.Equal(ReviewOutcome.OwnText, await desk.PassAsync("A01", 1, 1, "王"));
        Assert.Equal(ReviewOutcome.Passed, await desk.PassAsync("A01", 1, 1, "李"));
    }

    [Fact]
    public async Task Round_passed_twice_is_recorded_once()
    {
        await using var desk = await OpenDeskAsync();
        Assert.Equal(ReviewOutcome.Passed, await desk.PassAsync("A01", 1, 1, "王"));
        Assert.Equal(ReviewOutcome.Unchanged, await desk.PassAsync("A01", 1, 1, "王"));
        Assert.Equal(ReviewOutcome.Unchanged, await desk.PassAsync("A01", 1, 1, "李"));
        Assert.Equal(1, await desk.Db.Reviews.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Two_reviewers_at_once_are_not_both_recorded()
    {
        await using var one = await OpenDeskAsync();
        var rival = new RivalReview(async () =>
        {
            await using var other = new DeskOf(Open(), Clock);
            Assert.Equal(ReviewOutcome.Passed, await other.PassAsync("A01", 1, 1, "快"));
        });
        await using var slow = new DeskOf(Open(rival), Clock);
        Assert.Equal(ReviewOutcome.Unchanged, await slow.PassAsync("A01", 1, 1, "慢"));

        var review = await one.Db.Reviews.SingleAsync(Cancellation);
        Assert.Equal("快", review.By);
        Assert.Equal(1, await one.Db.AuditEntries.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Change_voids_the_reviews_of_that_article_only_and_says_so()
    {
        await using var desk = await OpenDeskAsync();
        await desk.PassWholePageAsync("A01", 1, "一");
        Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.ChangeArticleAsync("A01", 1, "王");

        var page = (await desk.StatusAsync()).Pages[0];
        Assert.Null(page.Articles[0].ReviewOf(1));
        Assert.Equal("一", page.Articles[0].VoidedOf(1)!.By);
        Assert.Contains("王", page.Articles[0].VoidedOf(1)!.VoidedBecause, StringComparison.Ordinal);
        Assert.NotNull(page.Articles[1].ReviewOf(1));
        Assert.NotNull(page.ReviewOf(1));
    }

    [Fact]
    public async Task Review_of_a_text_that_changed_since_it_was_read_is_refused()
    {
        await using var desk = await OpenDeskAsync();
        var before = (await desk.StatusAsync()).Pages[0];
        await desk.ChangeArticleAsync("A01", 1, "王");
        Assert.Equal(ReviewOutcome.Changed, await desk.PassAsync("A01", 1, 1, "李", before.Articles[0].Version));
        Assert.Equal(ReviewOutcome.Changed, (await desk.PassWholePageAsync("A01", 1, "李", before.Stamp)).Outcome);
        var now = (await desk.StatusAsync()).Pages[0];
        Assert.Equal(ReviewOutcome.Passed, (await desk.PassWholePageAsync("A01", 1, "李", now.Stamp)).Outcome);
    }

    [Fact]
    public async Task Whole_page_passes_with_each_article_recorded()
    {
        await using var desk = await OpenDeskAsync();
        await desk.PassAsync("A01", 1, 1, "先");
        Assert.Equal(ReviewOutcome.Passed, (await desk.PassWholePageAsync("A01", 1, "一")).Outcome);
        Assert.Equal(ReviewOutcome.Unchanged, (await desk.PassWholePageAsync("A01", 1, "一")).Outcome);

        var page = (await desk.StatusAsync()).Pages[0];
        Assert.Equal("先", page.Articles[0].ReviewOf(1)!.By);
        Assert.True(page.Articles[1].ReviewOf(1)!.IsWholePage);
        Assert.True(page.ReviewOf(1)!.IsWholePage);
        Assert.Equal(3, await desk.Db.Reviews.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Whole_page_with_something_against_it_records_nothing_and_names_it()
    {
        await using var desk = await OpenDeskAsync();
        await desk.ChangeArticleAsync("A01", 2, "一");
        var result = await desk.PassWholePageAsync("A01", 1, "一");
        Assert.Equal([new PassProblem(2, "第二篇", ReviewOutcome.OwnText)], result.Against);
        Assert.Equal(0, await desk.Db.Reviews.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Fewer_reviews_are_asked_for_where_the_newspaper_says_so()
    {
        await using var desk = await OpenDeskAsync(required: 1);
        Assert.Equal(ReviewOutcome.NotAsked, await desk.PassAsync("A01", 1, 2, "二"));
        Assert.Equal(ReviewOutcome.Passed, await desk.PassAsync("A01", 1, 1, "一"));
        Assert.Null((await desk.StatusAsync()).Pages[0].Articles[0].NextRound(1));
    }

    [Fact]
    public async Task Unknown_things_are_not_found()
    {
        await using var desk = await OpenDeskAsync();
        Assert.Equal(ReviewOutcome.NotFound, await desk.PassAsync("A09", null, 1, "一"));
        Assert.Equal(ReviewOutcome.NotFound, await desk.PassAsync("A01", 99, 1, "一"));
        Assert.Equal(ReviewOutcome.NotAsked, await desk.PassAsync("A01", 1, 0, "一"));
    }

    [Fact]
    public async Task Proof_rounds_follow_one_another_and_are_noted_once()
    {
        await using var desk = await OpenDeskAsync();
        Assert.Equal(ReviewOutcome.Passed, await desk.ProofAsync("A01", 1, "校", " 两处标点 "));
        Assert.Equal(ReviewOutcome.Unchanged, await desk.ProofAsync("A01", 1, "校"));
        Assert.Equal(ReviewOutcome.EarlierRoundMissing, await desk.ProofAsync("A01", 3, "校"));
        Assert.Equal(ReviewOutcome.Passed, await desk.ProofAsync("A01", 2, "对"));
        Assert.Equal([(1, "校", "两处标点"), (2, "对", null)], (await desk.StatusAsync()).Pages[0].Proofs.Select(proof => (proof.Round, proof.By, proof.Note)));
    }

    [Fact]
    public async Task Status_of_a_large_edition_takes_five_commands()
    {
        var edition = Paper.Edition("2024-03-02").Draft();
        for (var page = 1; page <= 16; page++)
        {
            edition.WithPage($"A{page:00}");
            for (var article = 1; article <= 5; article++)
            {
                edition.WithArticle($"稿件{page}-{article}");
            }
        }

        await using (var db = Open())
        {
            await edition.SaveAsync(db, Cancellation);
        }

        var counter = new CommandCounter();
        await using var desk = new DeskOf(Open(counter), Clock);
        var status = await desk.StatusAsync();
        Assert.Equal((16, 80), (status.Pages.Count, status.Pages.Sum(page => page.Articles.Count)));
        Assert.Equal(96, status.Blockers.Count);
        Assert.True(counter.Commands.Count <= 5, string.Join("\n\n", counter.Commands));
    }

    private async Task<DeskOf> OpenDeskAsync(int required = 3)
    {
        await using (var db = Open())
        {
            var edition = await Paper.Edition("2024-03-02").Draft().WithPage("A01").WithArticle("第一篇").WithArticle("第二篇").SaveAsync(db, Cancellation);
            edition.Newspaper.RequiredReviews = required;
            await db.SaveChangesAsync(Cancellation);
        }

        return new DeskOf(Open(), Clock);
    }

    /// <summary>Does something else just before the first save begins.</summary>
    private sealed class RivalReview(Func<Task> act) : DbTransactionInterceptor
    {
        private bool _done;

        public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
            DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
        {
            if (!_done)
            {
                _done = true;
                await act();
            }

            return await base.TransactionStartingAsync(connection, eventData, result, cancellationToken);
        }
    }
}

public sealed class ReviewOnSqlite() : ReviewSuite(TestEngine.Sqlite);

public sealed class ReviewOnPostgreSql() : ReviewSuite(TestEngine.PostgreSql);
