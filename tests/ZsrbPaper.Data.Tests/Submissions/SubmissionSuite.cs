using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using ZsrbPaper.Core.Submissions;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Submissions;

/// <summary>What appears, changes and goes is told to search engines once, through restarts, refusals and quotas.</summary>
public abstract class SubmissionSuite(TestEngine engine) : DatabaseSuite(engine)
{
    private readonly Engine _engine = new();

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    [Fact]
    public async Task An_edition_is_told_once_when_its_time_has_come_and_not_before()
    {
        await RunAsync();
        await SaveAsync(Paper.Edition("2024-03-02").Draft().WithPage("A01").WithArticle("一").WithArticle("广告", article => article.Kind = Core.Editions.ArticleKind.Advertisement).WithPage("A02"));
        await ReleaseAsync(Now.AddHours(2));
        await PassAsync(TimeSpan.FromHours(1));
        Assert.Empty(_engine.Taken);

        await PassAsync(TimeSpan.FromMinutes(62));
        Assert.Equal(["/zsrb/2024-03-02", "/zsrb/2024-03-02/A01", "/zsrb/2024-03-02/A01/1", "/zsrb/2024-03-02/A02"], _engine.Taken);
        await PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(4, _engine.Taken.Count);
    }

    [Fact]
    public async Task What_was_there_before_is_left_to_the_sitemaps()
    {
        await SaveAsync(Paper.Edition("2024-02-29").WithPage("A01").WithArticle("一"));
        await PassAsync(TimeSpan.FromMinutes(5));
        await PassAsync(TimeSpan.FromMinutes(5));
        Assert.Empty(_engine.Taken);
    }

    [Fact]
    public async Task Corrections_and_withdrawals_are_told()
    {
        await SaveAsync(Paper.Edition("2024-02-29").WithPage("A01").WithArticle("一").WithArticle("二").WithPage("A02").WithArticle("三"));
        await PassAsync(TimeSpan.FromMinutes(5));
        await ChangeAsync("一", withdraw: false);
        await PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["/zsrb/2024-02-29", "/zsrb/2024-02-29/A01", "/zsrb/2024-02-29/A01/1"], _engine.Taken);

        _engine.Taken.Clear();
        await ChangeAsync("三", withdraw: true);
        await PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["/zsrb/2024-02-29", "/zsrb/2024-02-29/A02", "/zsrb/2024-02-29/A02/1"], _engine.Taken);
    }

    [Fact]
    public async Task What_a_release_never_showed_is_not_told()
    {
        await RunAsync();
        await SaveAsync(Paper.Edition("2024-03-01").Draft().WithPage("A01").WithArticle("撤", article => article.Withdrawn()));
        await ReleaseAsync(Now);
        await PassAsync(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain("/zsrb/2024-03-01/A01/1", _engine.Taken);
        Assert.Contains("/zsrb/2024-03-01/A01", _engine.Taken);
    }

    [Fact]
    public async Task Large_editions_go_in_batches()
    {
        _engine.BatchSize = 3;
        await ReleaseTenArticlesAsync();
        Assert.Equal([3, 3, 3, 3], _engine.Batches);
        Assert.Equal(12, _engine.Taken.Distinct().Count());
    }

    [Fact]
    public async Task Failures_are_tried_again_with_growing_waits_and_nothing_is_lost()
    {
        _engine.Answer = _ => throw new HttpRequestException("no route");
        await ReleaseTenArticlesAsync();
        Assert.Single(_engine.Batches);
        foreach (var minutes in new[] { 1, 2, 4, 8 })
        {
            await PassAsync(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            var before = _engine.Batches.Count;
            await PassAsync(TimeSpan.FromSeconds(2));
            Assert.Equal(before + 1, _engine.Batches.Count);
        }

        // As long as it takes, but never longer than six hours between two.
        for (var i = 0; i < 12; i++)
        {
            await PassAsync(SubmissionRunner.LongestWait + TimeSpan.FromSeconds(1));
        }

        Assert.Equal(17, _engine.Batches.Count);
        _engine.Answer = null;
        await PassAsync(SubmissionRunner.LongestWait + TimeSpan.FromSeconds(1));
        Assert.Equal(12, _engine.Taken.Count);
        await using var db = Open();
        Assert.False(await db.Submissions.AnyAsync(Cancellation));
    }

    [Fact]
    public async Task An_engine_that_asks_for_a_pause_gets_it()
    {
        _engine.Answer = _ => new SubmissionAnswer(SubmissionOutcome.TryLater, "429", TimeSpan.FromMinutes(30));
        await ReleaseTenArticlesAsync();
        await PassAsync(TimeSpan.FromMinutes(29));
        Assert.Single(_engine.Batches);
        await PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(2, _engine.Batches.Count);
    }

    [Fact]
    public async Task The_quota_of_the_day_is_kept_and_the_rest_goes_the_next_day()
    {
        var left = 5;
        _engine.BatchSize = 4;
        _engine.Answer = batch => batch > left ? new SubmissionAnswer(SubmissionOutcome.OverQuota, "over quota") : new SubmissionAnswer(SubmissionOutcome.Taken, Quota: left -= batch);
        await ReleaseTenArticlesAsync();
        Assert.Equal([4, 1], _engine.Batches);
        await PassAsync(TimeSpan.FromHours(3));
        Assert.Equal(2, _engine.Batches.Count);

        left = 100;
        await PassAsync(TimeSpan.FromDays(1));
        Assert.Equal(12, _engine.Taken.Count);
    }

    [Fact]
    public async Task While_one_node_sends_the_others_do_not()
    {
        var entered = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        _engine.Wait = async () =>
        {
            entered.TrySetResult();
            await go.Task;
        };
        await QueueTenArticlesAsync();
        var first = RunAsync();
        Assert.Same(entered.Task, await Task.WhenAny(entered.Task, first));
        await RunAsync();
        Assert.Single(_engine.Batches);
        go.SetResult();
        await first;
        Assert.Equal(12, _engine.Taken.Count);
    }

    [Fact]
    public async Task A_change_of_what_waits_already_waits_once()
    {
        _engine.Answer = _ => new SubmissionAnswer(SubmissionOutcome.Refused, "the token is not valid");
        await ReleaseTenArticlesAsync();
        await ChangeAsync("第1条", withdraw: false);
        await PassAsync(TimeSpan.FromMinutes(5));
        _engine.Answer = null;
        await PassAsync(SubmissionRunner.LongestWait);
        Assert.Equal(_engine.Taken.Distinct(), _engine.Taken);
        Assert.Equal(12, _engine.Taken.Count);
    }

    /// <summary>Each time as another process would: nothing is remembered but what the database holds.</summary>
    private async Task RunAsync()
    {
        await using var db = Open();
        await new SubmissionRunner(db, Clock, NullLogger<SubmissionRunner>.Instance).RunAsync(_engine, Cancellation);
    }

    private async Task PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        await RunAsync();
    }

    private async Task ReleaseTenArticlesAsync()
    {
        await QueueTenArticlesAsync();
        await RunAsync();
    }

    private async Task QueueTenArticlesAsync()
    {
        await RunAsync();
        var edition = Paper.Edition("2024-03-01").Draft().WithPage("A01");
        for (var i = 1; i <= 10; i++)
        {
            edition.WithArticle($"第{i}条");
        }

        await SaveAsync(edition);
        await ReleaseAsync(Now);
        Clock.Advance(SubmissionRunner.Settling + TimeSpan.FromSeconds(1));
    }

    private async Task SaveAsync(EditionBuilder edition)
    {
        await using var db = Open();
        await edition.SaveAsync(db, Cancellation);
        var longAgo = Now.AddDays(-1);
        await db.Editions.Where(row => row.SignedOffAt != null).ExecuteUpdateAsync(
            row => row.SetProperty(one => one.SignedOffAt, longAgo).SetProperty(one => one.ReleaseAt, longAgo).SetProperty(one => one.ModifiedAt, longAgo), Cancellation);
        await db.Articles.ExecuteUpdateAsync(row => row.SetProperty(one => one.ModifiedAt, longAgo), Cancellation);
    }

    private async Task ReleaseAsync(DateTime at)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        await using var db = Open();
        await db.Editions.ExecuteUpdateAsync(row => row.SetProperty(one => one.SignedOffAt, Now).SetProperty(one => one.ReleaseAt, at).SetProperty(one => one.ModifiedAt, Now), Cancellation);
    }

    private async Task ChangeAsync(string title, bool withdraw)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        await using var db = Open();
        var article = await db.Articles.Include(article => article.Page.Edition).SingleAsync(article => article.Title == title, Cancellation);
        article.ModifiedAt = article.Page.Edition.ModifiedAt = Now;
        article.Withdrawal = withdraw ? "有误" : null;
        await db.SaveChangesAsync(Cancellation);
    }

    private sealed class Engine : ISearchEngine
    {
        public string Name => "Test";

        public int BatchSize { get; set; } = 100;

        public List<string> Taken { get; } = [];

        public List<int> Batches { get; } = [];

        /// <summary>From the number of addresses; null takes them all.</summary>
        public Func<int, SubmissionAnswer>? Answer { get; set; }

        public Func<Task>? Wait { get; set; }

        public DateTime NextQuota(DateTime now) => now.Date.AddDays(1);

        public async Task<SubmissionAnswer> SubmitAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
        {
            Batches.Add(paths.Count);
            if (Wait is { } wait)
            {
                await wait();
            }

            var answer = Answer?.Invoke(paths.Count) ?? new SubmissionAnswer(SubmissionOutcome.Taken);
            if (answer.Outcome == SubmissionOutcome.Taken)
            {
                Taken.AddRange(paths);
            }

            return answer;
        }
    }
}

public sealed class SubmissionsOnSqlite() : SubmissionSuite(TestEngine.Sqlite);

public sealed class SubmissionsOnPostgreSql() : SubmissionSuite(TestEngine.PostgreSql);
