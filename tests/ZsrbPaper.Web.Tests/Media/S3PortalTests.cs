using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Media.S3;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.TestSupport.Media;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Tests.Media;

/// <summary>A portal whose pictures and PDFs an S3 service has, and what becomes of it when that is away or set up wrong.</summary>
public sealed class S3PortalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_files_are_in_the_bucket_and_what_was_asked_for_is_served_while_it_is_away()
    {
        var options = await S3Service.CreateBucketAsync();
        var line = new FaultyLine(new Uri(options.Endpoint!));
        options.Endpoint = line.Address;
        await using var application = await PaperApplication.CreateAsync();
        options.Set(application);
        await application.ImportAsync(
            Paper.Edition("2024-03-01").WithPage("A01", more: page => page.WithPicture()).WithArticle("一", article => article.WithPhoto("one.jpg").WithPhoto("two.jpg")));
        using var client = application.CreatePlainClient();
        var photos = await PhotosAsync(application);
        var names = await S3Service.ListAsync(options);
        Assert.Contains($"{photos["one.jpg"][..2]}/{photos["one.jpg"]}/thumbnail.webp", names);
        Assert.Contains(names, name => name.EndsWith("/tiles.zip", StringComparison.Ordinal));
        Assert.False(Directory.Exists(application.Folder["media"]));
        var before = await client.GetByteArrayAsync($"/media/{photos["one.jpg"]}/thumbnail.webp", Cancellation);

        await line.DisposeAsync();

        Assert.Equal(before, await client.GetByteArrayAsync($"/media/{photos["one.jpg"]}/thumbnail.webp", Cancellation));
        using var page = await client.GetAsync("/zsrb/2024-03-01/A01", Cancellation);
        using var other = await client.GetAsync($"/media/{photos["two.jpg"]}/thumbnail.webp", Cancellation);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (page.StatusCode, other.StatusCode));
        await PrepareAsync(application);
    }

    [Fact]
    public async Task Server_keeps_files_on_its_disk_unless_it_is_told_not_to()
    {
        foreach (var megabytes in new[] { 0, 10 })
        {
            await using var application = (await PaperApplication.CreateAsync()).With("Media:CacheMegabytes", $"{megabytes}");
            (await S3Service.CreateBucketAsync()).Set(application);
            await application.ImportAsync(Paper.Edition("2024-03-01").WithPage("A01").WithArticle("一", article => article.WithPhoto("one.jpg")));
            using var client = application.CreatePlainClient();

            await client.GetByteArrayAsync($"/media/{(await PhotosAsync(application))["one.jpg"]}/thumbnail.webp", Cancellation);

            Assert.Equal(megabytes > 0, Directory.Exists(application.Folder["data", "media-cache"]));
            Assert.Equal(megabytes > 0, application.Services.GetRequiredService<IMediaStore>() is CachedMediaStore);
        }
    }

    [Fact]
    public async Task Bucket_that_is_not_there_keeps_the_portal_from_starting()
    {
        var options = await S3Service.DescribeAsync("not-there");

        var (exit, _, error) = await StartAsync(
            $"--Media:S3:Endpoint={options.Endpoint}", "--Media:S3:Bucket=not-there", $"--Media:S3:AccessKey={options.AccessKey}", $"--Media:S3:SecretKey={options.SecretKey}");

        Assert.Equal(3, exit);
        Assert.Contains("there is no bucket not-there at", error, StringComparison.Ordinal);
        Assert.Contains("set Media:S3:Bucket", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_all_told_at_start()
    {
        var (exit, _, error) = await StartAsync("--Media:S3:Endpoint=ftp://s3.example.com", "--Media:S3:AccessKey=a", "--Media:CacheMegabytes=-1");
        var odd = await StartAsync("--Media:Store=tape");

        Assert.Equal((2, 2), (exit, odd.Exit));
        Assert.Equal(
            ["Media:S3:Bucket", "Media:S3:Endpoint", "Of Media:S3:AccessKey", "Media:CacheMegabytes"],
            error.Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line.Trim().Split(" is ")[0].Split(" and ")[0]));
        Assert.Contains("Media:Store is 'tape'; it must be folder or s3.", odd.Error, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output, string Error)> StartAsync(params string[] settings)
    {
        using var folder = new TemporaryFolder();
        return await new PaperProgram(folder.Path, TestEngine.Sqlite, $"Data Source={folder["paper.db"]}")
            .RunAsync(null, ["--urls=http://127.0.0.1:0", "--Sample:Seed=false", "--Media:Store=s3", .. settings]);
    }

    private static async Task<Dictionary<string, string>> PhotosAsync(PaperApplication application)
    {
        await using var scope = application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Photos.ToDictionaryAsync(photo => photo.FileName, photo => photo.Hash, Cancellation);
    }

    private static async Task PrepareAsync(PaperApplication application)
    {
        await using var scope = application.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DatabasePreparation>().PrepareAsync(Cancellation);
    }
}

internal static class S3Settings
{
    /// <summary>Has the portal use the bucket.</summary>
    public static void Set(this S3Options options, PaperApplication application) => application
        .With("Media:Store", "s3")
        .With("Media:S3:Endpoint", options.Endpoint!)
        .With("Media:S3:Bucket", options.Bucket!)
        .With("Media:S3:AccessKey", options.AccessKey!)
        .With("Media:S3:SecretKey", options.SecretKey!);
}
