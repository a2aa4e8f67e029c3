using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Web.Hosting;

/// <summary>Twice a day, takes files out of the media store that nothing has referred to for 24 hours.</summary>
internal sealed partial class MediaSweepService(
    IServiceScopeFactory scopes, IMediaStore store, TimeProvider clock, ILogger<MediaSweepService> log) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromHours(12);
    private static readonly TimeSpan _packagesKept = TimeSpan.FromDays(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var swept = await new MediaSweep(store, clock, FindInUseAsync).RunAsync(stoppingToken);
                log.LogInformation("Swept {Deleted} of {Files} files that nothing refers to from the media store", swept.Deleted, swept.Files);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException || Portal.IsDatabaseAway(exception))
            {
                log.LogWarning(exception, "The media store could not be swept; the next try is in {Hours} hours", _interval.TotalHours);
            }
        }
    }

    private async Task<MediaInUse> FindInUseAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        var hashes = new HashSet<string>(StringComparer.Ordinal);
        var facsimiles = new HashSet<(string, string)>();
        await AddAsync(db.Newspapers.Where(newspaper => newspaper.LogoHash != null).Select(newspaper => newspaper.LogoHash!));
        await AddAsync(db.Photos.Select(photo => photo.Hash));
        await AddAsync(db.Editions.Where(edition => edition.PdfHash != null).Select(edition => edition.PdfHash!));
        await foreach (var page in db.PrintPages.Select(page => new { page.PictureHash, page.PdfHash, page.FacsimileVersion }).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            foreach (var hash in new[] { page.PictureHash, page.PdfHash }.OfType<string>())
            {
                hashes.Add(hash);
            }

            if ((page.PictureHash ?? page.PdfHash, page.FacsimileVersion) is ({ } source, { } version))
            {
                facsimiles.Add((source, version));
            }
        }

        // What a page had before it was replaced stays, and so does what still waits to be worked on.
        await AddAsync(db.ReplacedPageFiles.Where(file => file.PictureHash != null).Select(file => file.PictureHash!));
        await AddAsync(db.ReplacedPageFiles.Where(file => file.PdfHash != null).Select(file => file.PdfHash!));
        await AddAsync(db.PageJobs.Where(job => job.State != JobState.Done).Select(job => job.Hash));

        // A package is large; one that failed is kept for as long as someone may want to try it again.
        var failedSince = clock.GetUtcNow().UtcDateTime - _packagesKept;
        await AddAsync(db.PackageJobs
            .Where(job => job.State == JobState.Waiting || job.State == JobState.Running || (job.State == JobState.Failed && job.FinishedAt > failedSince))
            .Select(job => job.Hash));

        // An earlier state of an article, and one that waits for a second person, name their photos by hash.
        var contents = db.ArticleVersions.Select(version => version.Content)
            .Concat(db.ReleasedChanges.Where(change => change.Content != null).Select(change => change.Content!));
        await foreach (var content in contents.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            hashes.UnionWith(Hash().Matches(content).Select(match => match.Value));
        }

        return new MediaInUse(hashes, facsimiles);

        async Task AddAsync(IQueryable<string> query)
        {
            await foreach (var hash in query.AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                hashes.Add(hash);
            }
        }
    }

    [GeneratedRegex("[0-9a-f]{64}", RegexOptions.CultureInvariant)]
    private static partial Regex Hash();
}
