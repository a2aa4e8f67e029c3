using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Desk;

/// <summary>From a file that was dropped to a page of the edition, through a killed worker and a changed mind.</summary>
public abstract class PageJobSuite(TestEngine engine) : FilesSuite(engine)
{
    [Fact]
    public async Task A_picture_becomes_a_page_where_its_label_belongs()
    {
        await SaveEditionAsync(Paper.Edition("2024-02-23").WithPage("A01", "要闻").WithPage("A02", "经济").WithPage("A03", "新闻"), Paper.Edition("2024-03-01").Draft().WithPage("A01").WithPage("A03"));
        await DropAsync("zsrb20240301A02.png", TinyFiles.Png(40, 60));

        Assert.True(await RunAsync());
        Assert.False(await RunAsync());

        await using var db = Open();
        var pages = await db.PrintPages.Where(page => page.Edition.Date == new DateOnly(2024, 3, 1)).OrderBy(page => page.Position).ToListAsync(Cancellation);
        Assert.Equal(["A01", "A02", "A03"], pages.Select(page => page.Label.Value));
        Assert.Equal("经济", pages[1].Section);
        Assert.NotNull(pages[1].FacsimileVersion);
        Assert.Equal("wang", pages[1].ChangedBy);
        Assert.Equal(JobState.Done, (await db.PageJobs.SingleAsync(Cancellation)).State);
    }

    [Fact]
    public async Task A_file_without_a_label_waits_for_one()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        var dropped = await DropAsync("封面.png", TinyFiles.Png(40, 60));

        Assert.Null(Assert.IsType<PageJob>(dropped.Job).Label);
        Assert.False(await RunAsync());
        await using (var db = Open())
        {
            (await db.PageJobs.SingleAsync(Cancellation)).Label = PageLabel.Parse("A01");
            await db.SaveChangesAsync(Cancellation);
        }

        Assert.True(await RunAsync());
        await using var after = Open();
        Assert.NotNull((await after.PrintPages.SingleAsync(Cancellation)).PictureHash);
    }

    [Fact]
    public async Task The_same_file_twice_is_one_job()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        await DropAsync("A01.png", TinyFiles.Png(40, 60));
        await DropAsync("A01 (1).png", TinyFiles.Png(40, 60));

        await using var db = Open();
        Assert.Equal(1, await db.PageJobs.CountAsync(Cancellation));
    }

    [Theory]
    [InlineData("A01.png", "this is no picture")]
    [InlineData("A01.pdf", "%PDF-1.7 and then nothing")]
    [InlineData("A01.exe", "MZ")]
    public async Task A_file_that_is_not_what_it_says_is_refused_and_leaves_nothing(string name, string content)
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        var refused = await DropAsync(name, System.Text.Encoding.ASCII.GetBytes(content));

        Assert.NotNull(refused.Problem);
        await using var db = Open();
        Assert.Empty(await db.PageJobs.ToListAsync(Cancellation));
        Assert.Empty(StoredFiles());
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_with_the_limit_in_the_words()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        var refused = await DropAsync("A01.png", new byte[(2 * Megabyte) + 1], Limits(fileBytes: 2 * Megabyte));

        Assert.Contains("2 MB", refused.Problem!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_of_a_killed_worker_is_taken_up_when_its_lease_has_run_out()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        await DropAsync("A01.png", TinyFiles.Png(40, 60));
        await using (var db = Open())
        {
            var job = await db.PageJobs.SingleAsync(Cancellation);
            job.Start(Clock.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync(Cancellation);
        }

        Assert.False(await RunAsync());
        Clock.Advance(DeskJob.Lease + TimeSpan.FromSeconds(1));
        Assert.True(await RunAsync());

        await using var after = Open();
        Assert.Equal((JobState.Done, 2), await after.PageJobs.Select(job => new ValueTuple<JobState, int>(job.State, job.Attempts)).SingleAsync(Cancellation));
    }

    [Fact]
    public async Task A_later_file_of_a_page_waits_for_the_one_whose_worker_was_killed_and_stays()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        await DropAsync("A01.png", TinyFiles.Png(40, 60));
        await using (var db = Open())
        {
            (await db.PageJobs.SingleAsync(Cancellation)).Start(Clock.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync(Cancellation);
        }

        await DropAsync("A01.png", TinyFiles.Png(50, 70));
        Assert.False(await RunAsync());
        Clock.Advance(DeskJob.Lease + TimeSpan.FromSeconds(1));
        Assert.True(await RunAsync());
        Assert.True(await RunAsync());

        await using var after = Open();
        var last = await after.PageJobs.OrderBy(job => job.Id).LastAsync(Cancellation);
        Assert.Equal(last.Hash, (await after.PrintPages.SingleAsync(Cancellation)).PictureHash);
    }

    [Fact]
    public async Task A_page_of_a_released_edition_is_left_alone()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").WithPage("A01"));
        await DropAsync("A01.png", TinyFiles.Png(40, 60));

        Assert.True(await RunAsync());

        await using var db = Open();
        Assert.Null((await db.PrintPages.SingleAsync(Cancellation)).PictureHash);
        var job = await db.PageJobs.SingleAsync(Cancellation);
        Assert.Equal(JobState.Failed, job.State);
        Assert.Contains("换版", job.Problem!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_picture_replaces_the_first_whose_file_is_remembered_and_voids_the_pages_reviews()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        await DropAsync("A01.png", TinyFiles.Png(40, 60));
        await RunAsync();
        string first;
        await using (var db = Open())
        {
            var page = await db.PrintPages.SingleAsync(Cancellation);
            first = page.PictureHash!;
            db.Reviews.Add(new Review(page, null, 1, "li", Clock.GetUtcNow().UtcDateTime));
            await db.SaveChangesAsync(Cancellation);
        }

        await DropAsync("A01.png", TinyFiles.Png(42, 60));
        await RunAsync();

        await using var after = Open();
        Assert.NotEqual(first, (await after.PrintPages.SingleAsync(Cancellation)).PictureHash);
        Assert.Equal(first, (await after.ReplacedPageFiles.SingleAsync(Cancellation)).PictureHash);
        Assert.NotNull((await after.Reviews.SingleAsync(Cancellation)).VoidedAt);
    }

    [Fact]
    public async Task A_file_that_was_replaced_comes_back_when_it_is_dropped_again()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        foreach (var width in new[] { 40, 42, 40 })
        {
            await DropAsync("A01.png", TinyFiles.Png(width, 60));
            Assert.True(await RunAsync());
        }

        await using var db = Open();
        var first = await db.PageJobs.OrderBy(job => job.Id).FirstAsync(Cancellation);
        Assert.Equal(first.Hash, (await db.PrintPages.SingleAsync(Cancellation)).PictureHash);
        Assert.Equal(2, await db.PageJobs.CountAsync(Cancellation));
    }

    [Fact]
    public async Task One_file_for_two_pages_at_once_is_said_and_the_second_is_not_lost()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        await DropAsync("A01.png", TinyFiles.Png(40, 60));
        Assert.Contains("同一个文件", (await DropAsync("A02.png", TinyFiles.Png(40, 60))).Problem!.ToString(), StringComparison.Ordinal);
        await RunAsync();

        Assert.Null((await DropAsync("A02.png", TinyFiles.Png(40, 60))).Problem);
        await RunAsync();
        await using var db = Open();
        Assert.Equal(2, await db.PrintPages.CountAsync(page => page.PictureHash != null, Cancellation));
    }

    [Fact]
    public async Task More_files_than_may_wait_are_refused_with_the_number_until_one_is_on_its_page()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        var limits = Limits(waiting: 1);
        await DropAsync("A01.png", TinyFiles.Png(40, 60), limits);
        Assert.Contains("还有 1 个文件", (await DropAsync("A02.png", TinyFiles.Png(42, 60), limits)).Problem!.ToString(), StringComparison.Ordinal);
        await RunAsync();
        Assert.Null((await DropAsync("A02.png", TinyFiles.Png(42, 60), limits)).Problem);
    }

    [Fact]
    public async Task The_same_form_sent_twice_at_once_is_one_job()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => DropAsync("A01.png", TinyFiles.Png(40, 60)))));

        await using var db = Open();
        Assert.Equal(1, await db.PageJobs.CountAsync(Cancellation));
    }

    [Fact]
    public async Task How_far_it_is_can_be_seen_while_it_works_and_its_lease_is_renewed()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        await DropAsync("A01.png", TinyFiles.Png(40, 60));
        var stages = new List<(WorkStage? Stage, int Total)>();
        var began = Clock.GetUtcNow().UtcDateTime;
        Store = new TamperedStore(Store, async name =>
        {
            if (name.EndsWith("/tiles.zip", StringComparison.Ordinal) || name.EndsWith("/thumbnail.jpg", StringComparison.Ordinal))
            {
                Clock.Advance(TimeSpan.FromMinutes(1));
                var expected = name.EndsWith("/tiles.zip", StringComparison.Ordinal) ? WorkStage.Tiling : WorkStage.Scaling;
                while (true)
                {
                    await using var db = Open();
                    var job = await db.PageJobs.AsNoTracking().SingleAsync(Cancellation);
                    if (job.Stage == expected)
                    {
                        stages.Add((job.Stage, job.StageTotal));
                        return;
                    }

                    await Task.Delay(5, Cancellation);
                }
            }
        });

        Assert.True(await RunAsync());
        Assert.Equal([(WorkStage.Tiling, 0), (WorkStage.Scaling, FacsimilePublisher.PictureFiles.Count)], stages);
        await using var after = Open();
        Assert.Equal(JobState.Done, (await after.PageJobs.SingleAsync(Cancellation)).State);
    }

    [Fact]
    public async Task Without_the_PDF_tools_a_file_says_what_to_install_and_comes_in_when_it_is_tried_again()
    {
        var tools = Tools;
        Assert.SkipUnless(tools.IsAvailable, "poppler is not installed");
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        Tools = NoTools;
        Assert.Null((await DropAsync("A01.pdf", TinyFiles.Pdf())).Problem);
        Assert.True(await RunAsync());
        await using (var db = Open())
        {
            var job = await db.PageJobs.SingleAsync(Cancellation);
            Assert.Equal(JobState.Failed, job.State);
            Assert.Contains("poppler", job.Problem!.ToString(), StringComparison.Ordinal);
            job.Restart("wang", Clock.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync(Cancellation);
        }

        Tools = tools;
        Assert.True(await RunAsync());
        await using var after = Open();
        Assert.Equal(JobState.Done, (await after.PageJobs.SingleAsync(Cancellation)).State);
        Assert.NotNull((await after.PrintPages.SingleAsync(Cancellation)).FacsimileVersion);
    }

    [Fact]
    public async Task A_full_disk_refuses_the_upload_in_words_and_leaves_no_row()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        Store = new TamperedStore(Store, _ => throw new IOException("No space left on device"));
        var refused = await DropAsync("A01.png", TinyFiles.Png(40, 60));

        Assert.Contains("腾出空间", refused.Problem!.ToString(), StringComparison.Ordinal);
        await using var db = Open();
        Assert.Empty(await db.PageJobs.ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_disk_that_fills_up_at_work_fails_the_job_which_can_be_tried_again()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        await DropAsync("A01.png", TinyFiles.Png(40, 60));
        var store = Store;
        Store = new TamperedStore(store, name => name.Contains("tiles", StringComparison.Ordinal) ? throw new IOException("No space left on device") : Task.CompletedTask);
        Assert.True(await RunAsync());
        await using (var db = Open())
        {
            var job = await db.PageJobs.SingleAsync(Cancellation);
            Assert.Equal(JobState.Failed, job.State);
            Assert.Contains("No space left", job.Problem!.ToString(), StringComparison.Ordinal);
            Assert.Empty(await db.PrintPages.ToListAsync(Cancellation));
            job.Restart("wang", Clock.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync(Cancellation);
        }

        Store = store;
        Assert.True(await RunAsync());
        await using var after = Open();
        Assert.NotNull((await after.PrintPages.SingleAsync(Cancellation)).FacsimileVersion);
    }

    [Fact]
    public async Task A_connection_that_breaks_off_leaves_no_row_and_no_file()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        var before = WorkFolders();
        await Assert.ThrowsAsync<UploadBrokenException>(() => DropAsync("A01.png", new BrokenStream(TinyFiles.Png(40, 60))));

        await using var db = Open();
        Assert.Empty(await db.PageJobs.ToListAsync(Cancellation));
        Assert.Empty(StoredFiles());
        Assert.Empty(WorkFolders().Except(before));

        // Others may work in folders of their own at the same time; a file of this name is only ours.
        static HashSet<string> WorkFolders() => [.. Directory.EnumerateDirectories(Path.GetTempPath(), "zsrbpaper-work-*").Where(folder => File.Exists(Path.Combine(folder, "file.png")))];
    }

    /// <summary>Gives half of its content, then what a connection says that was dropped.</summary>
    private sealed class BrokenStream(byte[] content) : MemoryStream(content[..(content.Length / 2)])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var got ? got : throw new IOException("The client reset the request stream.");
    }
}

public sealed class PageJobsOnSqlite() : PageJobSuite(TestEngine.Sqlite);

public sealed class PageJobsOnPostgreSql() : PageJobSuite(TestEngine.PostgreSql);
