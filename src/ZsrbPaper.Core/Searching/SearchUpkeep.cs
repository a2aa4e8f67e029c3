using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Searching;

/// <summary>
/// Keeps the <see cref="SearchDocument"/>s as their articles are. The context calls it at every save: nothing that changes an article can forget it.
/// </summary>
public static class SearchUpkeep
{
    private const int BatchSize = 200;

    /// <summary>The articles whose documents a save will change; asked before the save, while the changes are known.</summary>
    internal static Changes FindChanges(ChangeTracker tracker)
    {
        var changes = new Changes();
        foreach (var entry in tracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted))
            {
                continue;
            }

            switch (entry.Entity)
            {
                case Article article when entry.State == EntityState.Added || HasChanged(
                    entry, nameof(Article.Kicker), nameof(Article.Title), nameof(Article.Subtitle), nameof(Article.Body), nameof(Article.Reporters),
                    nameof(Article.Correspondents), nameof(Article.Photographers), nameof(Article.PageId), nameof(Article.Kind), nameof(Article.Withdrawal)):
                    changes.Articles.Add(article);
                    break;
                case Photo photo when entry.State != EntityState.Modified || HasChanged(entry, nameof(Photo.Caption), nameof(Photo.Credit)):
                    changes.Articles.Add(photo.Article ?? tracker.Context.Set<Article>().Local.FindEntry(photo.ArticleId)?.Entity);
                    changes.ArticleIds.Add(photo.ArticleId);
                    break;
                case PrintPage page when HasChanged(entry, nameof(PrintPage.Section), nameof(PrintPage.Label)):
                    changes.PageIds.Add(page.Id);
                    break;
            }
        }

        return changes;
    }

    /// <summary>Writes the documents of changed articles; after the save, in its transaction.</summary>
    internal static async Task WriteAsync(PaperDbContext db, Changes changes, CancellationToken cancellationToken)
    {
        var ids = changes.Articles.Where(article => article is not null && db.Entry(article).State != EntityState.Detached)
            .Select(article => article!.Id).Concat(changes.ArticleIds).Where(id => id > 0).ToHashSet();
        if (changes.PageIds.Count > 0)
        {
            var pages = changes.PageIds.ToList();
            ids.UnionWith(await db.Articles.Where(article => pages.Contains(article.PageId)).Select(article => article.Id).ToListAsync(cancellationToken));
        }

        foreach (var batch in ids.Order().Chunk(BatchSize))
        {
            await WriteAsync(db, batch, cancellationToken);
        }
    }

    /// <summary>Writes the documents of these articles as the database has them.</summary>
    public static async Task WriteAsync(PaperDbContext db, IReadOnlyCollection<int> articleIds, CancellationToken cancellationToken)
    {
        var articles = await db.Articles.AsNoTracking().Where(article => articleIds.Contains(article.Id))
            .OrderBy(article => article.Id)
            .Select(article => new
            {
                article.Id,
                article.Kicker,
                article.Title,
                article.Subtitle,
                article.Body,
                article.Reporters,
                article.Correspondents,
                article.Photographers,
                article.Kind,
                IsWithdrawn = article.Withdrawal != null,
                article.Page.Label,
                article.Page.Section,
                article.Page.EditionId,
                article.Page.Edition.Date,
                article.Page.Edition.NewspaperId,
                Captions = article.Photos.OrderBy(photo => photo.Position).Select(photo => new { photo.Caption, photo.Credit }).ToList(),
            })
            .ToListAsync(cancellationToken);
        var documents = await db.SearchDocuments.Where(document => articleIds.Contains(document.ArticleId))
            .ToDictionaryAsync(document => document.ArticleId, cancellationToken);
        foreach (var article in articles)
        {
            if (!documents.TryGetValue(article.Id, out var document))
            {
                document = new SearchDocument(article.Id);
                db.SearchDocuments.Add(document);
            }

            document.Key = SearchDocument.KeyOf(article.Date, article.Id);
            document.NewspaperId = article.NewspaperId;
            document.EditionId = article.EditionId;
            document.IsWithheld = article.IsWithdrawn || article.Kind == ArticleKind.Advertisement;
            document.Section = article.Section;
            document.Label = article.Label;
            document.Authors = AuthorsOf(article.Reporters, article.Correspondents);
            document.Heading = HeadingOf(article.Kicker, article.Title, article.Subtitle);
            document.Text = TextOf(
                [.. article.Reporters, .. article.Correspondents, .. article.Photographers],
                [.. article.Captions.SelectMany(photo => new[] { photo.Caption, photo.Credit }).OfType<string>()],
                article.Body,
                (article.Date, article.Label, article.Section));
        }
    }

    /// <summary>Authors as they are stored.</summary>
    public static string AuthorsOf(IEnumerable<string> reporters, IEnumerable<string> correspondents) => string.Join('\n', reporters.Concat(correspondents).Distinct(StringComparer.Ordinal));

    /// <summary>A heading as it is stored.</summary>
    public static string HeadingOf(string? kicker, string title, string? subtitle) =>
        SearchTerms.WithWords($"{SearchText.Normalise(kicker ?? "")}\n{SearchText.Normalise(title)}\n{SearchText.Normalise(subtitle ?? "")}");

    /// <summary>The other texts as they are stored.</summary>
    /// <param name="captions">Captions and credits of the photos.</param>
    /// <param name="body">Markdown.</param>
    /// <param name="place">Date of the edition, label and section of the page.</param>
    public static string TextOf(IEnumerable<string> authors, IEnumerable<string> captions, string body, (DateOnly Date, PageLabel Label, string Section) place)
    {
        var normal = Lines(authors.Distinct()) + SearchDocument.PartsMark + Lines(captions) + SearchDocument.PartsMark + Lines(ArticleMarkdown.PlainParagraphs(body));
        return SearchTerms.WithWords(normal.Length <= SearchDocument.TextMaxLength ? normal : normal[..SearchDocument.TextMaxLength], place.Date, place.Label, place.Section);

        static string Lines(IEnumerable<string> texts) => string.Join('\n', texts.Select(SearchText.Normalise).Where(text => text.Length > 0));
    }

    private static bool HasChanged(EntityEntry entry, params IEnumerable<string> properties) =>
        entry.State == EntityState.Modified && properties.Any(property => entry.Property(property).IsModified);

    /// <summary>What a save changes.</summary>
    internal sealed class Changes
    {
        public HashSet<Article?> Articles { get; } = [];

        public HashSet<int> ArticleIds { get; } = [];

        public HashSet<int> PageIds { get; } = [];

        public bool Any => Articles.Count > 0 || ArticleIds.Count > 0 || PageIds.Count > 0;
    }
}
