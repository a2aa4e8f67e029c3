using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Reading;

/// <summary>
/// What readers' pages are made of. An edition takes two database commands however large it is, none where it is known; its articles' texts a third.
/// </summary>
public sealed class EditionReader(PaperDbContext db, TimeProvider clock, PreviewScope? preview = null, ShownEdition? shown = null, KnownEditions? known = null)
{
    private readonly PreviewScope _preview = preview ?? new PreviewScope();

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Every newspaper, by code.</summary>
    public async Task<IReadOnlyList<Masthead>> ListNewspapersAsync(CancellationToken cancellationToken) =>
        (await db.Newspapers.AsNoTracking().OrderBy(newspaper => newspaper.Code).ToListAsync(cancellationToken))
        .ConvertAll(ToMasthead);

    /// <summary>The newspaper and how far its visible editions reach; null when there is no such newspaper.</summary>
    public async Task<ArchiveRange?> FindArchiveAsync(string code, CancellationToken cancellationToken)
    {
        var now = Now;
        var row = await db.Newspapers.AsNoTracking()
            .Where(newspaper => newspaper.Code == code)
            .Select(newspaper => new
            {
                Newspaper = newspaper,
                First = db.Editions.VisibleToReaders(now).Where(edition => edition.NewspaperId == newspaper.Id)
                    .OrderBy(edition => edition.Date).Select(edition => (DateOnly?)edition.Date).FirstOrDefault(),
                Last = db.Editions.VisibleToReaders(now).Where(edition => edition.NewspaperId == newspaper.Id)
                    .OrderByDescending(edition => edition.Date).Select(edition => (DateOnly?)edition.Date).FirstOrDefault(),
            })
            .FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : new ArchiveRange(ToMasthead(row.Newspaper), row.First, row.Last);
    }

    /// <summary>The dates of visible editions from <paramref name="first"/> to <paramref name="last"/>, both included, in order.</summary>
    public async Task<IReadOnlyList<DateOnly>> ListDatesAsync(string code, DateOnly first, DateOnly last, CancellationToken cancellationToken) =>
        await EditionsOf(code).AsNoTracking().VisibleToReaders(Now)
            .Where(edition => edition.Date >= first && edition.Date <= last)
            .OrderBy(edition => edition.Date)
            .Select(edition => edition.Date)
            .ToListAsync(cancellationToken);

    /// <summary>The visible editions from <paramref name="first"/> to <paramref name="last"/>, both included, newest first.</summary>
    public async Task<IReadOnlyList<ListedEdition>> ListEditionsAsync(
        Masthead newspaper, DateOnly first, DateOnly last, int count, CancellationToken cancellationToken)
    {
        // All pages of these few editions: to have the first of each only, PostgreSQL would number the pages of all editions.
        var rows = await EditionsOf(newspaper.Code).AsNoTracking().VisibleToReaders(Now)
            .Where(edition => edition.Date >= first && edition.Date <= last)
            .OrderByDescending(edition => edition.Date)
            .Take(count)
            .Select(edition => new
            {
                edition.Date,
                edition.Number,
                edition.PlannedRelease,
                edition.ModifiedAt,
                Pages = edition.Pages.OrderBy(page => page.Position).ThenBy(page => page.Id)
                    .Select(page => new { page.Label, page.FacsimileVersion, page.FacsimileWidth, page.FacsimileHeight }).ToList(),
            })
            .ToListAsync(cancellationToken);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(newspaper.TimeZone);
        return rows.ConvertAll(row =>
        {
            var cover = row.Pages.FirstOrDefault();
            return new ListedEdition(
                row.Date,
                row.Number,
                PublishedAt(row.PlannedRelease, row.Date, zone),
                InZone(row.ModifiedAt, zone),
                row.Pages.Count,
                cover?.Label,
                cover?.FacsimileVersion is { } version ? new Facsimile(version, cover.FacsimileWidth, cover.FacsimileHeight) : null);
        });
    }

    /// <summary>The months that have visible editions, oldest first.</summary>
    public async Task<IReadOnlyList<MonthCount>> ListMonthsAsync(string code, CancellationToken cancellationToken) =>
        (await EditionsOf(code).AsNoTracking().VisibleToReaders(Now)
            .GroupBy(edition => new { edition.Date.Year, edition.Date.Month })
            .Select(month => new { month.Key.Year, month.Key.Month, Editions = month.Count() })
            .OrderBy(month => month.Year).ThenBy(month => month.Month)
            .ToListAsync(cancellationToken))
        .ConvertAll(month => new MonthCount(month.Year, month.Month, month.Editions));

    /// <summary>The newspaper's visible edition of that date; null when there is none.</summary>
    public async Task<EditionView?> FindEditionAsync(string code, DateOnly date, CancellationToken cancellationToken)
    {
        if (known?.Find(code, date) is not { } edition)
        {
            return await FindAsync(code, date, cancellationToken);
        }

        shown?.Note(edition);
        return edition;
    }

    /// <summary>The newspaper's latest visible edition: that of the greatest date. Null when there is none.</summary>
    public Task<EditionView?> FindLatestEditionAsync(string code, CancellationToken cancellationToken) =>
        FindAsync(code, null, cancellationToken);

    /// <summary>What stands at an article's address; null when nothing does and nothing did.</summary>
    public async Task<ArticlePlace?> FindPlaceAsync(string code, DateOnly date, PageLabel label, int number, CancellationToken cancellationToken)
    {
        if (await FindEditionAsync(code, date, cancellationToken) is not { } edition)
        {
            return null;
        }

        var places =
            from page in edition.FindPage(label) is { } asked ? [asked] : edition.Pages.Where(page => page.Label.IsMeantBy(label))
            where page.HasOrHad(number)
            select new ArticlePlace(edition, page, number, page.Articles.FirstOrDefault(article => article.Number == number));
        return places.FirstOrDefault();
    }

    /// <summary>One article with its text; null when the edition shows no such article.</summary>
    public async Task<ArticleView?> FindArticleAsync(EditionView edition, Headline headline, CancellationToken cancellationToken)
    {
        var found = ViewsOf(edition, await EditionQueries.FindArticleAsync(db, _preview, edition.Id, headline.Page, headline.Number, Now, cancellationToken));
        return found is [var article] ? article
            : await ReadAgainAsync(edition, cancellationToken) is { } now && now.Articles.FirstOrDefault(other => other.Page == headline.Page && other.Number == headline.Number) is { } same
                ? await FindArticleAsync(now, same, cancellationToken)
                : null;
    }

    /// <summary>Every article of the edition with its text, in reading order.</summary>
    public async Task<IReadOnlyList<ArticleView>> ListArticlesAsync(EditionView edition, CancellationToken cancellationToken)
    {
        var articles = ViewsOf(edition, await EditionQueries.ListArticlesAsync(db, _preview, edition.Id, Now, cancellationToken));
        return articles.Count < edition.Articles.Count() && await ReadAgainAsync(edition, cancellationToken) is { } now ? await ListArticlesAsync(now, cancellationToken) : articles;
    }

    /// <summary>The edition as it is in the database, where it was known and lacks there what it was known to have; else null.</summary>
    private async Task<EditionView?> ReadAgainAsync(EditionView edition, CancellationToken cancellationToken) =>
        known?.Close() == true ? await FindEditionAsync(edition.Newspaper.Code, edition.Date, cancellationToken) : null;

    private static List<ArticleView> ViewsOf(EditionView edition, List<EditionQueries.ArticleRow> rows)
    {
        var read = rows.ToDictionary(row => (row.Label.Value, row.Number));
        var zone = TimeZoneInfo.FindSystemTimeZoneById(edition.Newspaper.TimeZone);
        var views = new List<ArticleView>(rows.Count);
        foreach (var headline in edition.Articles)
        {
            // An article that changed between the two commands is as if it had not been asked for.
            if (read.TryGetValue((headline.Page.Value, headline.Number), out var row))
            {
                var body = ArticleMarkdown.Render(row.Body);
                views.Add(new ArticleView(
                    headline, row.Reporters, row.Correspondents, row.Photographers, row.Source, row.Correction,
                    InZone(row.ModifiedAt, zone), row.Body, body.Html, body.OpensWithByline, row.Photos));
            }
        }

        return views;
    }

    private IQueryable<Edition> EditionsOf(string code) => EditionQueries.OfNewspaper(db.Editions, db, code);

    private async Task<EditionView?> FindAsync(string code, DateOnly? date, CancellationToken cancellationToken)
    {
        var row = await EditionQueries.FindEditionAsync(db, _preview, code, date, Now, cancellationToken);
        if (row is null)
        {
            return null;
        }

        var zone = row.Newspaper.GetTimeZone();
        var edition = new EditionView(
            row.Id,
            ToMasthead(row.Newspaper),
            row.Date,
            row.Number,
            PublishedAt(row.PlannedRelease, row.Date, zone),
            InZone(row.ModifiedAt, zone),
            row.Previous,
            row.Next,
            row.PdfHash is not null,
            row.IsSample,
            await ReadPagesAsync(row.Id, cancellationToken));
        shown?.Note(edition);
        known?.Note(edition);
        return edition;
    }

    private async Task<IReadOnlyList<PageView>> ReadPagesAsync(int editionId, CancellationToken cancellationToken)
    {
        var rows = await EditionQueries.ListAreasAsync(db, _preview, editionId, cancellationToken);
        var pages = rows.GroupBy(row => row.PageId).ToList();
        var labels = pages.ToDictionary(page => page.Key, page => page.First().Label);
        var order = pages.Index().ToDictionary(page => page.Item.Key, page => page.Index);
        var areas = pages.ToDictionary(page => page.Key, _ => new List<PageArea>());
        var starting = pages.ToDictionary(page => page.Key, _ => new List<Headline>());
        var continued = pages.ToDictionary(page => page.Key, _ => new List<Headline>());
        var withdrawn = pages.ToDictionary(page => page.Key, _ => new List<int>());
        foreach (var page in pages)
        {
            foreach (var article in page.Where(row => row.Number is not null).GroupBy(row => row.Number!.Value))
            {
                var first = article.First();
                var elsewhere = article.Select(row => row.AreaPageId).OfType<int>().Distinct().Where(id => id != page.Key && labels.ContainsKey(id))
                    .OrderBy(id => order[id]).ToList();
                var headline = first.IsWithdrawn ? null : new Headline(
                    first.Label, article.Key, first.Kind!.Value, first.Column, first.Kicker, first.Title, first.Subtitle, elsewhere.ConvertAll(id => labels[id]));
                foreach (var row in article)
                {
                    if (row.AreaPageId is { } id && areas.TryGetValue(id, out var ofPage))
                    {
                        ofPage.Add(new PageArea(row.Shape, headline));
                    }
                }

                if (headline is null)
                {
                    withdrawn[page.Key].Add(article.Key);
                    continue;
                }

                starting[page.Key].Add(headline);
                elsewhere.ForEach(id => continued[id].Add(headline));
            }
        }

        return pages.ConvertAll(rows =>
        {
            var page = rows.First();
            return new PageView(
                page.Label,
                page.Section,
                page.Editors,
                page.Designers,
                page.Proofreaders,
                page.FacsimileVersion is null ? null : new Facsimile(page.FacsimileVersion, page.FacsimileWidth, page.FacsimileHeight),
                page.HasPdf,
                starting[page.PageId],
                continued[page.PageId],
                areas[page.PageId],
                withdrawn[page.PageId]);
        });
    }

    /// <summary>When an edition counts as published: its planned release (UTC), else midnight of its date; in the newspaper's time zone.</summary>
    internal static DateTimeOffset PublishedAt(DateTime? plannedRelease, DateOnly date, TimeZoneInfo zone) =>
        plannedRelease is { } release ? InZone(release, zone) : StartOfDay(date, zone);

    internal static DateTimeOffset InZone(DateTime utc, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(new DateTimeOffset(utc), zone);

    /// <summary>Midnight of the date in the zone; where a change of clocks leaves midnight out, the offset that follows it.</summary>
    private static DateTimeOffset StartOfDay(DateOnly date, TimeZoneInfo zone)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(zone.IsInvalidTime(midnight) ? midnight.AddHours(1) : midnight));
    }

    internal static Masthead ToMasthead(Newspaper newspaper) => new(
        newspaper.Code,
        newspaper.Name,
        newspaper.Publisher,
        newspaper.IssueNumber,
        newspaper.PostalCode,
        newspaper.Hotline,
        newspaper.Email,
        newspaper.Language,
        newspaper.TimeZone,
        newspaper.LogoHash is null ? null : new Logo(newspaper.LogoHash, newspaper.LogoWidth, newspaper.LogoHeight),
        newspaper.Icp,
        newspaper.PoliceRecord,
        newspaper.NewsLicence,
        newspaper.ReportPhone,
        newspaper.Channels,
        newspaper.Social);
}
