using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Desk;

/// <summary>签发: what stands against it, when readers see the edition, and how a late change still makes the release.</summary>
public abstract class SignOffSuite(TestEngine engine) : DatabaseSuite(engine)
{
    /// <summary>06:00 of 2024-03-02 in China.</summary>
    private static readonly DateTime Morning = new(2024, 3, 1, 22, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Without_all_reviews_it_is_refused_and_says_what_is_missing()
    {
        await using var desk = await OpenDeskAsync();
        await desk.PassWholePageAsync("A01", 1, "一");
        var result = await desk.SignOffAsync(null, "总");
        Assert.Equal(SignOffOutcome.Blocked, result.Outcome);
        Assert.Equal([(null, 2), (1, 2), (2, 2)], result.Blockers.Select(blocker => (blocker.Number, blocker.Round)));
        Assert.Equal(EditionState.InReview, (await desk.StatusAsync()).State);
    }

    [Fact]
    public async Task Signed_off_for_a_local_time_it_is_released_at_that_minute()
    {
        await using var desk = await OpenDeskAsync();
        await desk.ReviewEverythingAsync();
        var result = await desk.SignOffAsync("2024-03-02T06:00", "总");
        Assert.Equal((SignOffOutcome.Done, Morning), (result.Outcome, result.ReleaseAt));
        Assert.Equal((EditionState.SignedOff, "总"), ((await desk.StatusAsync()).State, (await desk.StatusAsync()).SignedOffBy));
        Assert.Equal(SignOffOutcome.Unchanged, (await desk.SignOffAsync(null, "总")).Outcome);

        Assert.Equal(0, await desk.Db.Editions.VisibleToReaders(Morning.AddSeconds(-1)).CountAsync(Cancellation));
        Assert.Equal(1, await desk.Db.Editions.VisibleToReaders(Morning).CountAsync(Cancellation));
        Assert.Equal(1, await desk.Db.AuditEntries.CountAsync(entry => entry.Act == Acts.SignedOff, Cancellation));
    }

    [Fact]
    public async Task Time_that_the_clocks_skip_and_text_that_is_no_time_are_refused()
    {
        await using var desk = await OpenDeskAsync(newspaper => newspaper.TimeZone = "Europe/Berlin");
        await desk.ReviewEverythingAsync();
        Assert.Equal(SignOffOutcome.TimeDoesNotExist, (await desk.SignOffAsync("2024-03-31T02:30", "总")).Outcome);
        Assert.Equal(SignOffOutcome.TimeIsWrong, (await desk.SignOffAsync("早上六点", "总")).Outcome);
        Assert.Null((await desk.StatusAsync()).SignedOffAt);
    }

    [Fact]
    public async Task Without_required_reviews_sign_off_alone_is_enough()
    {
        await using var desk = await OpenDeskAsync(newspaper => newspaper.RequiredReviews = 0);
        Assert.Equal(SignOffOutcome.Done, (await desk.SignOffAsync(null, "总")).Outcome);
        Assert.Equal(EditionState.Released, (await desk.StatusAsync()).State);
    }

    [Fact]
    public async Task Files_that_failed_or_wait_stand_against_it()
    {
        await using var desk = await OpenDeskAsync();
        await desk.ReviewEverythingAsync();
        var edition = await desk.Db.Editions.SingleAsync(Cancellation);
        var job = new PageJob(edition, new ReceivedFile("A02.pdf", new string('a', 64), "pdf"), "王", Morning);
        job.Fail($"坏了", Morning);
        desk.Db.PageJobs.Add(job);
        await desk.Db.SaveChangesAsync(Cancellation);
        Assert.Equal([BlockerKind.FailedJobs], (await desk.SignOffAsync(null, "总")).Blockers.Select(blocker => blocker.Kind));
        job.Restart("王", Morning);
        await desk.Db.SaveChangesAsync(Cancellation);
        Assert.Equal([BlockerKind.OpenJobs], (await desk.SignOffAsync(null, "总")).Blockers.Select(blocker => blocker.Kind));
        job.Complete(Morning);
        await desk.Db.SaveChangesAsync(Cancellation);
        Assert.Equal(SignOffOutcome.Done, (await desk.SignOffAsync(null, "总")).Outcome);
    }

    [Fact]
    public async Task Before_release_it_is_taken_back_or_moved_and_after_it_neither()
    {
        await using var desk = await OpenDeskAsync();
        await desk.ReviewEverythingAsync();
        await desk.SignOffAsync("2024-03-02T06:00", "总");
        Assert.Equal(Morning.AddHours(1), (await desk.MoveAsync("2024-03-02T07:00", "总")).ReleaseAt);
        Assert.Equal(Morning.AddHours(1), (await desk.StatusAsync()).PlannedRelease);
        Assert.Equal(SignOffOutcome.Done, (await desk.RevokeAsync("总")).Outcome);
        Assert.Equal(SignOffOutcome.NotSignedOff, (await desk.MoveAsync("2024-03-02T08:00", "总")).Outcome);
        Assert.Equal(SignOffOutcome.Done, (await desk.SignOffAsync("2024-03-02T06:00", "总")).Outcome);

        Clock.SetUtcNow(Morning);
        Assert.Equal(SignOffOutcome.Released, (await desk.RevokeAsync("总")).Outcome);
        Assert.Equal(SignOffOutcome.Released, (await desk.MoveAsync("2024-03-02T08:00", "总")).Outcome);
    }

    [Fact]
    public async Task Typo_at_ten_to_six_makes_the_release_at_six()
    {
        await using var desk = await OpenDeskAsync();
        await desk.ReviewEverythingAsync();
        await desk.SignOffAsync("2024-03-02T06:00", "总");
        Clock.SetUtcNow(Morning.AddMinutes(-10));
        await desk.ChangeArticleAsync("A01", 1, "王");

        var held = await desk.StatusAsync();
        Assert.Equal(EditionState.Held, held.State);
        Assert.Contains("王", held.HeldBecause, StringComparison.Ordinal);
        Assert.Empty(SignOffDesk.AgainstReapproval(held, "总"));
        var result = await desk.ReapproveAsync("总");
        Assert.Equal((SignOffOutcome.Done, Morning), (result.Outcome, result.ReleaseAt));
        var status = await desk.StatusAsync();
        Assert.Equal((EditionState.SignedOff, null, Morning), (status.State, status.HeldSince, status.PlannedRelease));
        Assert.True(status.Pages[0].Articles[0].ReviewOf(1)!.IsReapproval);
        Assert.Equal(0, await desk.Db.Editions.VisibleToReaders(Morning.AddSeconds(-1)).CountAsync(Cancellation));
        Assert.Equal(1, await desk.Db.Editions.VisibleToReaders(Morning).CountAsync(Cancellation));
        Assert.Equal(1, await desk.Db.AuditEntries.CountAsync(entry => entry.Act == Acts.Reapproved, Cancellation));
    }

    [Fact]
    public async Task Held_past_its_time_it_is_released_at_once_and_dated_as_planned()
    {
        await using var desk = await OpenDeskAsync();
        await desk.ReviewEverythingAsync();
        await desk.SignOffAsync("2024-03-02T06:00", "总");
        await desk.ChangeArticleAsync("A01", 1, "王");
        Clock.SetUtcNow(Morning.AddMinutes(3));
        Assert.Equal(0, await desk.Db.Editions.VisibleToReaders(Morning.AddMinutes(3)).CountAsync(Cancellation));
        Assert.Equal(Morning.AddMinutes(3), (await desk.ReapproveAsync("总")).ReleaseAt);
        var status = await desk.StatusAsync();
        Assert.Equal((EditionState.Released, Morning), (status.State, status.PlannedRelease));
    }

    [Fact]
    public async Task Chief_cannot_approve_the_own_late_change()
    {
        await using var desk = await OpenDeskAsync();
        await desk.ReviewEverythingAsync();
        await desk.SignOffAsync("2024-03-02T06:00", "总");
        await desk.ChangeArticleAsync("A01", 1, "总");
        var result = await desk.ReapproveAsync("总");
        Assert.Equal((SignOffOutcome.Blocked, 1), (result.Outcome, Assert.Single(result.Blockers).Number));
        Assert.Equal(SignOffOutcome.Done, (await desk.ReapproveAsync("副总")).Outcome);
        Assert.Equal(SignOffOutcome.Unchanged, (await desk.ReapproveAsync("副总")).Outcome);
    }

    [Fact]
    public async Task Issue_number_changed_after_sign_off_holds_the_release_until_it_is_approved_anew()
    {
        await using var desk = await OpenDeskAsync();
        await desk.ReviewEverythingAsync();
        await desk.SignOffAsync("2024-03-02T06:00", "总");
        Assert.Equal(SignOffOutcome.Done, await desk.SetNumberAsync(12346, "王"));
        Assert.Equal(SignOffOutcome.Unchanged, await desk.SetNumberAsync(12346, "王"));

        var status = await desk.StatusAsync();
        Assert.Equal((EditionState.Held, 12346, Morning), (status.State, status.Number, status.PlannedRelease));
        Assert.Equal(SignOffOutcome.Done, (await desk.ReapproveAsync("总")).Outcome);
        var entry = await desk.Db.AuditEntries.SingleAsync(entry => entry.Act == Acts.EditionChanged, Cancellation);
        Assert.Equal(("王", "zsrb/2024-03-02", "总第 — → 12346"), (entry.Actor, entry.Subject, entry.Detail));

        Clock.SetUtcNow(Morning);
        Assert.Equal(SignOffOutcome.Released, await desk.SetNumberAsync(12347, "王"));
        Assert.Equal(12346, (await desk.StatusAsync()).Number);
    }

    [Fact]
    public async Task Planned_release_is_set_and_taken_away_until_the_edition_is_signed_off()
    {
        await using var desk = await OpenDeskAsync();
        Assert.Equal(SignOffOutcome.Done, await desk.PlanAsync("2024-03-02T06:00", "王"));
        Assert.Equal(Morning, (await desk.StatusAsync()).PlannedRelease);
        Assert.Equal(SignOffOutcome.Unchanged, await desk.PlanAsync("2024-03-02T06:00", "王"));
        Assert.Equal(SignOffOutcome.TimeIsWrong, await desk.PlanAsync("六点", "王"));
        Assert.Equal(SignOffOutcome.Done, await desk.PlanAsync(null, "王"));
        Assert.Null((await desk.StatusAsync()).PlannedRelease);

        await desk.ReviewEverythingAsync();
        await desk.SignOffAsync("2024-03-02T07:00", "总");
        Assert.Equal(SignOffOutcome.SignedOff, await desk.PlanAsync("2024-03-02T06:00", "王"));
        Assert.Equal(Morning.AddHours(1), (await desk.StatusAsync()).ReleaseAt);
    }

    [Fact]
    public async Task Findings_block_or_warn_as_the_newspaper_decides()
    {
        await using var desk = await OpenDeskAsync(newspaper => newspaper.BlockingFindings = [nameof(FindingKind.HalfWidthPunctuation)]);
        var article = await desk.Db.Articles.SingleAsync(article => article.Number == 2, Cancellation);
        article.Body = "今天,天气好。他说：“走吧。";
        await desk.Db.SaveChangesAsync(Cancellation);
        await desk.ReviewEverythingAsync();

        var blocker = Assert.Single((await desk.SignOffAsync(null, "总")).Blockers);
        Assert.Equal((BlockerKind.Finding, 2, FindingKind.HalfWidthPunctuation), (blocker.Kind, blocker.Number, blocker.Finding!.Kind));
        Assert.Equal([FindingKind.UnclosedQuotation], (await desk.StatusAsync()).Warnings.Select(finding => finding.Kind));
    }

    private async Task<DeskOf> OpenDeskAsync(Action<Core.Newspapers.Newspaper>? change = null)
    {
        await using (var db = Open())
        {
            var edition = await Paper.Edition("2024-03-02").Draft().WithPage("A01").WithArticle("第一篇").WithArticle("第二篇").SaveAsync(db, Cancellation);
            change?.Invoke(edition.Newspaper);
            await db.SaveChangesAsync(Cancellation);
        }

        return new DeskOf(Open(), Clock);
    }
}

public sealed class SignOffOnSqlite() : SignOffSuite(TestEngine.Sqlite);

public sealed class SignOffOnPostgreSql() : SignOffSuite(TestEngine.PostgreSql);
