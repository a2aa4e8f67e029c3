using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Desk;

/// <summary>Packages uploaded at the desk come in as drafts, in the background.</summary>
public abstract class PackageJobSuite(TestEngine engine) : FilesSuite(engine)
{
    [Fact]
    public async Task A_package_becomes_a_draft_whatever_release_it_names()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").WithPage("A01"));
        await UploadAsync(Paper.Edition("2024-03-02").Planned("2024-03-02T06:00").WithPage("A01", "要闻").WithArticle("头条"));

        Assert.True(await RunPackageAsync());
        Assert.False(await RunPackageAsync());
        await using var db = Open();
        var job = await db.PackageJobs.SingleAsync(Cancellation);
        Assert.Equal((JobState.Done, new DateOnly(2024, 3, 2)), (job.State, job.Date!.Value));
        Assert.Null((await db.Editions.SingleAsync(edition => edition.Date == job.Date, Cancellation)).SignedOffAt);
    }

    [Fact]
    public async Task The_same_package_twice_is_one_job_and_one_edition()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").WithPage("A01"));
        var package = Zip(Paper.Edition("2024-03-02").WithPage("A01").WithArticle("头条"));
        await UploadAsync(package);
        await UploadAsync(package);
        await RunPackageAsync();
        await UploadAsync(package);

        Assert.False(await RunPackageAsync());
        await using var db = Open();
        Assert.Equal(JobState.Done, (await db.PackageJobs.SingleAsync(Cancellation)).State);
        Assert.Equal(2, await db.Editions.CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_package_of_another_newspaper_a_taken_date_or_with_faults_stores_nothing_and_says_why()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").WithPage("A01"), Paper.Edition("2024-03-01").Of("wanbao").WithPage("A01"));
        await AssertRefusedAsync(Paper.Edition("2024-03-02").Of("wanbao").WithPage("A01").WithArticle("晚报"), "'wanbao', not of 'zsrb'");
        await AssertRefusedAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("重来"), "there is an edition of 2024-03-01 already");
        await AssertRefusedAsync(Paper.Edition("2024-03-02").WithPage("A01").WithArticle(""), "'title:' is missing");
        await using var db = Open();
        Assert.Equal(2, await db.Editions.CountAsync(Cancellation));

        async Task AssertRefusedAsync(EditionBuilder edition, string says)
        {
            await UploadAsync(edition);
            Assert.True(await RunPackageAsync());
            await using var context = Open();
            var job = await context.PackageJobs.OrderBy(job => job.Id).LastAsync(Cancellation);
            Assert.Equal(JobState.Failed, job.State);
            Assert.Contains(job.Problems, problem => problem.Message.Contains(says, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_worker_killed_after_its_import_leaves_a_job_that_ends_well()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").WithPage("A01"));
        await UploadAsync(Paper.Edition("2024-03-02").WithPage("A01").WithArticle("头条"));
        await RunPackageAsync();
        await using (var db = Open())
        {
            // As it was between the import's save and the job's.
            await db.PackageJobs.ExecuteUpdateAsync(
                set => set.SetProperty(job => job.State, JobState.Running).SetProperty(job => job.LeaseUntil, Clock.GetUtcNow().UtcDateTime), Cancellation);
        }

        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await RunPackageAsync());
        await using var after = Open();
        var job = await after.PackageJobs.SingleAsync(Cancellation);
        Assert.Equal((JobState.Done, 2, 0), (job.State, job.Attempts, job.Problems.Count));
    }

    [Fact]
    public async Task What_is_no_zip_is_refused_at_once()
    {
        await SaveEditionAsync(Paper.Edition("2024-03-01").WithPage("A01"));
        Assert.Contains("不是 zip", (await UploadAsync("no zip"u8.ToArray())).Problem!.ToString(), StringComparison.Ordinal);
        Assert.Empty(StoredFiles());
    }

    private Task<IntakeResult> UploadAsync(EditionBuilder edition) => UploadAsync(Zip(edition));

    private async Task<IntakeResult> UploadAsync(byte[] package)
    {
        await using var db = Open();
        var newspaper = await db.Newspapers.SingleAsync(newspaper => newspaper.Code == Paper.Code, Cancellation);
        using var stream = new MemoryStream(package);
        return await Intake(db).AddPackageAsync(newspaper, "期刊.zip", stream, Limits(), "wang", Cancellation);
    }

    private async Task<bool> RunPackageAsync()
    {
        await using var db = Open();
        return await PackageRunner(db).RunNextAsync(Cancellation);
    }

    private static byte[] Zip(EditionBuilder edition)
    {
        using var folder = new TemporaryFolder();
        using var zip = new MemoryStream();
        ZipFile.CreateFromDirectory(edition.WriteTo(folder), zip);
        return zip.ToArray();
    }
}

public sealed class PackageJobsOnSqlite() : PackageJobSuite(TestEngine.Sqlite);

public sealed class PackageJobsOnPostgreSql() : PackageJobSuite(TestEngine.PostgreSql);
