using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Reading;

/// <summary>What a feed tells of: a whole newspaper, one of its sections (版名), or one page label (版次).</summary>
/// <param name="Newspaper">The newspaper's code.</param>
/// <param name="Section">Null: whatever the section.</param>
/// <param name="Label">Null: whatever the page.</param>
public sealed record FeedTopic(string Newspaper, string? Section = null, PageLabel? Label = null);

/// <summary>A feed before its articles are read: enough to tell whether it changed.</summary>
/// <param name="ModifiedAt">When anything in it last changed for readers, UTC.</param>
/// <param name="Editions">Newest first, none of them empty.</param>
public sealed record FeedView(FeedTopic Topic, Masthead Newspaper, DateTime ModifiedAt, IReadOnlyList<FeedEdition> Editions);

/// <summary>An edition that a feed tells of.</summary>
/// <param name="Id">Key for further queries; never shown.</param>
/// <param name="PublishedAt">See <see cref="EditionView.PublishedAt"/>.</param>
/// <param name="ModifiedAt">When anything of it last changed for readers, UTC.</param>
/// <param name="Articles">How many of its articles the feed has.</param>
public sealed record FeedEdition(int Id, DateOnly Date, DateTimeOffset PublishedAt, DateTime ModifiedAt, int Articles);

/// <summary>An article as a feed tells it.</summary>
/// <param name="Section">The section of its page (版名); empty when it has none.</param>
/// <param name="ModifiedAt">When it last changed for readers, not before its release; in the newspaper's time zone.</param>
public sealed record FeedEntry(DateOnly Date, string Section, DateTimeOffset PublishedAt, DateTimeOffset ModifiedAt, ArticleView Article);

/// <summary>What names an article among all that readers can see.</summary>
/// <param name="Newspaper">The newspaper's code.</param>
public readonly record struct ArticleKey(string Newspaper, DateOnly Date, PageLabel Page, int Number);

/// <summary>When an article was first to be read, and when it last changed for readers, which is not before; in the newspaper's time zone.</summary>
public readonly record struct ArticleMoments(DateTimeOffset PublishedAt, DateTimeOffset ModifiedAt);

/// <summary>
/// The newest articles, advertisements apart. A feed has the latest edition whole, and as many of those before it, each whole, as do not
/// make it larger than <see cref="MaxEntries"/>. Two database commands tell whether it changed, a third reads its articles.
/// </summary>
public sealed class FeedReader(PaperDbContext db, TimeProvider clock)
{
    /// <summary>Entries of a feed, unless a single edition has more.</summary>
    public const int MaxEntries = 100;

    /// <summary>How many editions a feed looks back: a section or a page that none of them has is no more.</summary>
    public const int MaxEditions = 100;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The feed; null when readers can see nothing of its topic.</summary>
    public async Task<FeedView?> FindAsync(FeedTopic topic, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topic);
        var newspaper = await db.Newspapers.AsNoTracking().FirstOrDefaultAsync(newspaper => newspaper.Code == topic.Newspaper, cancellationToken);
        if (newspaper is null)
        {
            return null;
        }

        var now = Now;
        var listed = Listed(topic, now);
        var rows = await db.Editions.AsNoTracking().VisibleToReaders(now)
            .Where(edition => edition.NewspaperId == newspaper.Id)
            .OrderByDescending(edition => edition.Date)
            .Take(MaxEditions)
            .Select(edition => new
            {
                edition.Id,
                edition.Date,
                edition.PlannedRelease,
                edition.ReleaseAt,
                edition.ModifiedAt,
                Articles = listed.Count(article => article.Page.EditionId == edition.Id),
            })
            .ToListAsync(cancellationToken);
        var zone = newspaper.GetTimeZone();
        var editions = new List<FeedEdition>();
        var entries = 0;
        foreach (var row in rows.Where(row => row.Articles > 0))
        {
            entries += row.Articles;
            if (editions.Count > 0 && entries > MaxEntries)
            {
                break;
            }

            var modified = row.ReleaseAt > row.ModifiedAt ? row.ReleaseAt.Value : row.ModifiedAt;
            editions.Add(new FeedEdition(row.Id, row.Date, EditionReader.PublishedAt(row.PlannedRelease, row.Date, zone), modified, row.Articles));
        }

        return editions.Count == 0 ? null : new FeedView(topic, EditionReader.ToMasthead(newspaper), editions.Max(edition => edition.ModifiedAt), editions);
    }

    /// <summary>The articles: newest edition first, each edition in reading order.</summary>
    public async Task<IReadOnlyList<FeedEntry>> ListAsync(FeedView feed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var editions = feed.Editions.ToDictionary(edition => edition.Id);
        var ids = editions.Keys.ToList();
        var rows = await Listed(feed.Topic, Now)
            .Where(article => ids.Contains(article.Page.EditionId))
            .OrderByDescending(article => article.Page.Edition.Date)
            .ThenBy(article => article.Page.Position).ThenBy(article => article.Position).ThenBy(article => article.Number)
            .Select(article => new
            {
                article.Page.EditionId,
                article.Page.Edition.ReleaseAt,
                article.Page.Label,
                article.Page.Section,
                article.Number,
                article.Kind,
                article.Column,
                article.Kicker,
                article.Title,
                article.Subtitle,
                article.Reporters,
                article.Correspondents,
                article.Photographers,
                article.Source,
                article.Correction,
                article.ModifiedAt,
                article.Body,
                Photos = article.Photos.OrderBy(photo => photo.Position).Select(photo => new PhotoView(
                    photo.Hash, photo.Width, photo.Height, photo.Caption, photo.Credit, photo.Alt, photo.FocusX, photo.FocusY)).ToList(),
            })
            .ToListAsync(cancellationToken);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(feed.Newspaper.TimeZone);
        return rows.ConvertAll(row =>
        {
            var edition = editions[row.EditionId];
            var body = ArticleMarkdown.Render(row.Body);
            var modified = EditionReader.InZone(row.ModifiedAt, zone);
            var released = EditionReader.InZone(row.ReleaseAt!.Value, zone);
            return new FeedEntry(
                edition.Date,
                row.Section,
                edition.PublishedAt,
                new[] { modified, released, edition.PublishedAt }.Max(),
                new ArticleView(
                    new Headline(row.Label, row.Number, row.Kind, row.Column, row.Kicker, row.Title, row.Subtitle, []),
                    row.Reporters, row.Correspondents, row.Photographers, row.Source, row.Correction,
                    modified, row.Body, body.Html, body.OpensWithByline, row.Photos));
        });
    }

    /// <summary>The moments of those of the articles that readers can see; one database command.</summary>
    public async Task<IReadOnlyDictionary<ArticleKey, ArticleMoments>> ListMomentsAsync(IReadOnlyList<ArticleKey> articles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(articles);
        var wanted = articles.ToHashSet();
        var newspapers = wanted.Select(article => article.Newspaper).Distinct().ToList();
        var dates = wanted.Select(article => article.Date).Distinct().ToList();
        var labels = wanted.Select(article => article.Page).Distinct().ToList();
        var numbers = wanted.Select(article => article.Number).Distinct().ToList();
        var rows = await db.Articles.AsNoTracking().VisibleToReaders(Now)
            .Where(article => newspapers.Contains(article.Page.Edition.Newspaper.Code) && dates.Contains(article.Page.Edition.Date)
                && labels.Contains(article.Page.Label) && numbers.Contains(article.Number))
            .Select(article => new
            {
                article.Page.Edition.Newspaper.Code,
                article.Page.Edition.Newspaper.TimeZone,
                article.Page.Edition.Date,
                article.Page.Edition.PlannedRelease,
                article.Page.Edition.ReleaseAt,
                article.Page.Label,
                article.Number,
                article.ModifiedAt,
            })
            .ToListAsync(cancellationToken);
        return rows.Where(row => wanted.Contains(new ArticleKey(row.Code, row.Date, row.Label, row.Number))).ToDictionary(
            row => new ArticleKey(row.Code, row.Date, row.Label, row.Number),
            row =>
            {
                var zone = TimeZoneInfo.FindSystemTimeZoneById(row.TimeZone);
                var published = EditionReader.PublishedAt(row.PlannedRelease, row.Date, zone);
                return new ArticleMoments(
                    published, new[] { EditionReader.InZone(row.ModifiedAt, zone), EditionReader.InZone(row.ReleaseAt!.Value, zone), published }.Max());
            });
    }

    private IQueryable<Article> Listed(FeedTopic topic, DateTime now)
    {
        var listed = db.Articles.AsNoTracking().VisibleToReaders(now).Where(article => article.Kind != ArticleKind.Advertisement);
        if (topic.Section is { } section)
        {
            listed = listed.Where(article => article.Page.Section == section);
        }

        if (topic.Label is { } label)
        {
            listed = listed.Where(article => article.Page.Label == label);
        }

        return listed;
    }
}
