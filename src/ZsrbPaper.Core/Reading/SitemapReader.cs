using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Reading;

/// <summary>One file of the sitemap: addresses of one month of all newspapers.</summary>
/// <param name="Part">From 1; a month that is too large for one file has several.</param>
/// <param name="ModifiedAt">When anything in the month last changed for readers, UTC.</param>
public sealed record SitemapPart(int Year, int Month, int Part, DateTime ModifiedAt);

/// <summary>An address for search engines.</summary>
/// <param name="Label">Null for an edition's overview.</param>
/// <param name="Number">Null for an overview or a page.</param>
/// <param name="ModifiedAt">When what stands there last changed for readers, UTC.</param>
/// <param name="Photos">At most <see cref="SitemapReader.MaxPhotos"/>.</param>
public sealed record SitemapEntry(
    string Newspaper, DateOnly Date, PageLabel? Label, int? Number, DateTime ModifiedAt, IReadOnlyList<SitemapPhoto> Photos);

public sealed record SitemapPhoto(string Hash, int Width);

/// <summary>An article of the last two days.</summary>
/// <param name="PublishedAt">In the newspaper's time zone.</param>
public sealed record NewsEntry(string Newspaper, string NewspaperName, DateOnly Date, PageLabel Label, int Number, string Title, DateTimeOffset PublishedAt);

/// <summary>
/// What sitemaps list: every visible edition, page and article, advertisements apart. Articles come one by one from the database, so a
/// file takes the same memory whatever the archive holds.
/// </summary>
public sealed class SitemapReader(PaperDbContext db, TimeProvider clock, SitemapSizes sizes)
{
    /// <summary>Addresses in one file: with ten photos each they stay under the 10 MB that Baidu takes.</summary>
    public const int MaxEntries = 5_000;

    public const int MaxPhotos = 10;

    /// <summary>As many as a news sitemap may have.</summary>
    public const int MaxNews = 1_000;

    private static readonly TimeSpan _news = TimeSpan.FromDays(2);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Every file, oldest month first.</summary>
    public async Task<IReadOnlyList<SitemapPart>> ListPartsAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        var months = await db.Editions.AsNoTracking().VisibleToReaders(now)
            .GroupBy(edition => new { edition.Date.Year, edition.Date.Month })
            .Select(month => new
            {
                month.Key.Year,
                month.Key.Month,
                Editions = month.Count(),
                ModifiedAt = month.Max(edition => edition.ModifiedAt),
                ReleasedAt = month.Max(edition => edition.ReleaseAt),
            })
            .OrderBy(month => month.Year).ThenBy(month => month.Month)
            .ToListAsync(cancellationToken);
        var facts = months.ToDictionary(month => (month.Year, month.Month), month => new MonthFacts(month.Editions, month.ModifiedAt, month.ReleasedAt));
        var entries = facts.ToDictionary(month => month.Key, month => sizes.Find(month.Key, month.Value));
        var changed = entries.Where(month => month.Value is null).Select(month => month.Key).Order().ToList();
        if (changed.Count > 0)
        {
            var counts = await CountAsync(changed[0], changed[^1], now, cancellationToken);
            foreach (var month in changed)
            {
                var size = facts[month].Editions + counts.GetValueOrDefault(month);
                entries[month] = size;
                sizes.Set(month, facts[month], size);
            }
        }

        return
        [
            .. from month in months
               from part in Enumerable.Range(1, (entries[(month.Year, month.Month)]!.Value + MaxEntries - 1) / MaxEntries)
               select new SitemapPart(month.Year, month.Month, part, Later(month.ModifiedAt, month.ReleasedAt)),
        ];
    }

    /// <summary>When anything of the month last changed for readers, UTC, and how many editions it has; null when it has none.</summary>
    public async Task<(DateTime ModifiedAt, int Editions)?> FindMonthAsync(int year, int month, CancellationToken cancellationToken)
    {
        var found = await Month(year, month, Now)
            .GroupBy(_ => 1)
            .Select(editions => new { Count = editions.Count(), ModifiedAt = editions.Max(edition => edition.ModifiedAt), ReleasedAt = editions.Max(edition => edition.ReleaseAt) })
            .FirstOrDefaultAsync(cancellationToken);
        return found is null ? null : (Later(found.ModifiedAt, found.ReleasedAt), found.Count);
    }

    /// <summary>The addresses of one file; none when the month is not so large.</summary>
    public async IAsyncEnumerable<SitemapEntry> ReadAsync(int year, int month, int part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = Now;
        var editions = await Month(year, month, now)
            .OrderBy(edition => edition.Newspaper.Code).ThenBy(edition => edition.Date)
            .Select(edition => new
            {
                edition.Id,
                edition.Newspaper.Code,
                edition.Date,
                edition.ModifiedAt,
                edition.ReleaseAt,
                Labels = edition.Pages.OrderBy(page => page.Position).Select(page => page.Label).ToList(),
            })
            .ToListAsync(cancellationToken);
        var first = new DateOnly(year, month, 1);
        var last = first.AddMonths(1);
        var place = 0;
        var (from, to) = ((part - 1) * MaxEntries, part * MaxEntries);
        foreach (var edition in editions)
        {
            var modified = Later(edition.ModifiedAt, edition.ReleaseAt);
            foreach (var label in edition.Labels.Prepend(null))
            {
                if (place >= from && place < to)
                {
                    yield return new SitemapEntry(edition.Code, edition.Date, label, null, modified, []);
                }

                place++;
            }
        }

        var articles = Listed(now)
            .Where(article => article.Page.Edition.Date >= first && article.Page.Edition.Date < last)
            .OrderBy(article => article.Page.Edition.Newspaper.Code).ThenBy(article => article.Page.Edition.Date)
            .ThenBy(article => article.Page.Position).ThenBy(article => article.Position).ThenBy(article => article.Id)
            .Skip(Math.Max(0, from - place)).Take(Math.Max(0, to - Math.Max(from, place)))
            .Select(article => new
            {
                article.Page.Edition.Newspaper.Code,
                article.Page.Edition.Date,
                article.Page.Label,
                article.Number,
                article.ModifiedAt,
                article.Page.Edition.ReleaseAt,
                Photos = article.Photos.OrderBy(photo => photo.Position).Select(photo => new SitemapPhoto(photo.Hash, photo.Width)).ToList(),
            })
            .AsAsyncEnumerable();
        await foreach (var article in articles.WithCancellation(cancellationToken))
        {
            yield return new SitemapEntry(
                article.Code, article.Date, article.Label, article.Number, Later(article.ModifiedAt, article.ReleaseAt), [.. article.Photos.Take(MaxPhotos)]);
        }
    }

    /// <summary>What was published in the last two days, newest first.</summary>
    public async Task<IReadOnlyList<NewsEntry>> ListNewsAsync(CancellationToken cancellationToken)
    {
        var now = Now;

        // An edition may be released some days from its date and in any zone; which of these few are new is told by its own time.
        var since = DateOnly.FromDateTime(now - _news).AddDays(-2);
        var rows = await Listed(now)
            .Where(article => article.Page.Edition.Date >= since)
            .OrderByDescending(article => article.Page.Edition.Date).ThenBy(article => article.Page.Edition.Newspaper.Code)
            .ThenBy(article => article.Page.Position).ThenBy(article => article.Position)
            .Select(article => new
            {
                article.Page.Edition.Newspaper,
                article.Page.Edition.Date,
                article.Page.Edition.PlannedRelease,
                article.Page.Label,
                article.Number,
                article.Title,
            })
            .Take(4 * MaxNews)
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new NewsEntry(
                    row.Newspaper.Code, row.Newspaper.Name, row.Date, row.Label, row.Number, row.Title,
                    EditionReader.PublishedAt(row.PlannedRelease, row.Date, row.Newspaper.GetTimeZone())))
                .Where(entry => entry.PublishedAt.UtcDateTime > now - _news && entry.PublishedAt.UtcDateTime <= now)
                .Take(MaxNews),
        ];
    }

    /// <summary>How many pages and articles these months have that are listed.</summary>
    private async Task<Dictionary<(int Year, int Month), int>> CountAsync(
        (int Year, int Month) from, (int Year, int Month) to, DateTime now, CancellationToken cancellationToken)
    {
        var first = new DateOnly(from.Year, from.Month, 1);
        var last = new DateOnly(to.Year, to.Month, 1).AddMonths(1);
        var pages = await db.PrintPages.AsNoTracking().VisibleToReaders(now)
            .Where(page => page.Edition.Date >= first && page.Edition.Date < last)
            .GroupBy(page => new { page.Edition.Date.Year, page.Edition.Date.Month })
            .Select(month => new { month.Key.Year, month.Key.Month, Count = month.Count() })
            .ToListAsync(cancellationToken);
        var articles = await Listed(now)
            .Where(article => article.Page.Edition.Date >= first && article.Page.Edition.Date < last)
            .GroupBy(article => new { article.Page.Edition.Date.Year, article.Page.Edition.Date.Month })
            .Select(month => new { month.Key.Year, month.Key.Month, Count = month.Count() })
            .ToListAsync(cancellationToken);
        return pages.Concat(articles).GroupBy(month => (month.Year, month.Month)).ToDictionary(month => month.Key, month => month.Sum(counted => counted.Count));
    }

    private IQueryable<Edition> Month(int year, int month, DateTime now)
    {
        var first = new DateOnly(year, month, 1);
        var last = first.AddMonths(1);
        return db.Editions.AsNoTracking().VisibleToReaders(now).Where(edition => edition.Date >= first && edition.Date < last);
    }

    private IQueryable<Article> Listed(DateTime now) =>
        db.Articles.AsNoTracking().VisibleToReaders(now).Where(article => article.Kind != ArticleKind.Advertisement);

    /// <summary>What was written before the release was first to be read then.</summary>
    private static DateTime Later(DateTime modified, DateTime? released) => released > modified ? released.Value : modified;
}
