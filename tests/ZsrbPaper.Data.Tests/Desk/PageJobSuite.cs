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
public abstract class PageJobSuite(TestEngine engine) : DatabaseSuite(engine), IDisposable
{
    private const long Megabyte = 1024 * 1024;
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _folder.Dispose();
    }

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
        Assert.Equal(PageJobState.Done, (await db.PageJobs.SingleAsync(Cancellation)).State);
    }

    [Fact]
    public async Task A_file_without_a_label_waits_for_one()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        var dropped = await DropAsync("封面.png", TinyFiles.Png(40, 60));

        Assert.Null(dropped.Job!.Label);
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
        Assert.False(Directory.Exists(_folder["media"]) && Directory.EnumerateFiles(_folder["media"], "*", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_with_the_limit_in_the_words()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        var refused = await DropAsync("A01.png", new byte[(2 * Megabyte) + 1], 2 * Megabyte);

        Assert.Contains("2 MB", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_of_a_killed_worker_is_taken_up_when_its_lease_has_run_out()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").Draft());
        await DropAsync("A01.png", TinyFiles.Png(40, 60));
        await using (var db = Open())
        {
            var job = await db.PageJobs.SingleAsync(Cancellation);
            (job.State, job.LeaseUntil, job.Attempts) = (PageJobState.Running, Clock.GetUtcNow().UtcDateTime + PageJobRunner.Lease, 1);
            await db.SaveChangesAsync(Cancellation);
        }

        Assert.False(await RunAsync());
        Clock.Advance(PageJobRunner.Lease + TimeSpan.FromSeconds(1));
        Assert.True(await RunAsync());

        await using var after = Open();
        Assert.Equal((PageJobState.Done, 2), await after.PageJobs.Select(job => new ValueTuple<PageJobState, int>(job.State, job.Attempts)).SingleAsync(Cancellation));
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
        Assert.Equal(PageJobState.Failed, job.State);
        Assert.Contains("换版", job.Problem, StringComparison.Ordinal);
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

    private async Task SaveEditionAsync(params EditionBuilder[] editions)
    {
        await using var db = Open();
        foreach (var edition in editions)
        {
            await edition.SaveAsync(db, Cancellation);
        }
    }

    private async Task<IntakeResult> DropAsync(string name, byte[] content, long limit = 50 * Megabyte)
    {
        await using var db = Open();
        var edition = await db.Editions.OrderByDescending(edition => edition.Date).FirstAsync(Cancellation);
        using var stream = new MemoryStream(content);
        return await new PageIntake(db, Store, new PictureInspector(), new PdfInspector(), new PdfTools(), Clock)
            .AddAsync(edition, name, stream, limit, "wang", Cancellation);
    }

    private async Task<bool> RunAsync()
    {
        await using var db = Open();
        var runner = new PageJobRunner(
            db, Store, new PictureInspector(), new PdfInspector(), new PhotoPublisher(Store), new FacsimilePublisher(Store, new PdfRasteriser(new PdfTools())),
            new EditionPdfPublisher(Store), new DeskChanges(db, Clock), Clock);
        return await runner.RunNextAsync(Cancellation);
    }

    private FolderMediaStore Store => field ??= new FolderMediaStore(_folder["media"]);
}

public sealed class PageJobsOnSqlite() : PageJobSuite(TestEngine.Sqlite);

public sealed class PageJobsOnPostgreSql() : PageJobSuite(TestEngine.PostgreSql);
