using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Media.S3;
using ZsrbPaper.TestSupport;
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
        await using var application = await PaperApplication.CreateAsync();
        (await S3Service.DescribeAsync("not-there")).Set(application);

        var told = await Assert.ThrowsAsync<CannotNowException>(() => PrepareAsync(application));

        Assert.Contains("Media:S3:Bucket", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_all_told_at_start()
    {
        await using var application = (await PaperApplication.CreateAsync())
            .With("Media:Store", "s3").With("Media:S3:Endpoint", "ftp://s3.example.com").With("Media:S3:AccessKey", "a").With("Media:CacheMegabytes", "-1");
        var told = Assert.Throws<OptionsValidationException>(() => application.Services);
        Assert.Equal(4, told.Failures.Count());
        Assert.All(told.Failures, failure => Assert.Contains("Media:", failure, StringComparison.Ordinal));

        await using var odd = (await PaperApplication.CreateAsync()).With("Media:Store", "tape");
        Assert.Equal("Media:Store is 'tape'; it must be folder or s3.", Assert.Throws<OptionsValidationException>(() => odd.Services).Message);
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
