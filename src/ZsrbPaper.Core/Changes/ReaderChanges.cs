using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.OldAddresses;

namespace ZsrbPaper.Core.Changes;

/// <summary>
/// What of a save readers may notice. The context asks at every save, so that nothing which changes a newspaper can forget to tell the caches.
/// Drafts are left out: they are saved every few seconds, and no reader sees them.
/// </summary>
internal sealed class ReaderChanges
{
    private readonly List<EntityEntry> _entries = [];
    private readonly HashSet<int> _newspaperIds = [];
    private readonly HashSet<int> _editionIds = [];
    private readonly HashSet<int> _pageIds = [];
    private readonly HashSet<int> _articleIds = [];

    /// <summary>Editions that readers saw, or were about to see, and see no longer.</summary>
    private readonly List<Edition> _hidden = [];

    /// <summary>Asked before the save, while the changes are known; null when readers cannot notice any.</summary>
    public static ReaderChanges? Find(ChangeTracker tracker)
    {
        var changes = new ReaderChanges();
        foreach (var entry in tracker.Entries())
        {
            if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
                && entry.Entity is Newspaper or Edition or PrintPage or Article or Photo or HotArea or OldAddress)
            {
                changes._entries.Add(entry);
                if (entry.State != EntityState.Added)
                {
                    changes.Note(entry.Entity, entry.OriginalValues);
                }
            }
        }

        return changes._entries.Count > 0 ? changes : null;
    }

    /// <summary>Adds the rows; after the save, in its transaction.</summary>
    public async Task WriteAsync(PaperDbContext db, CancellationToken cancellationToken)
    {
        // What was added has its keys only now, and what was moved has been in two places.
        foreach (var entry in _entries)
        {
            Note(entry.Entity, entry.CurrentValues);
        }

        var changes = new HashSet<(string? Newspaper, DateOnly? Date)>();
        if (_editionIds.Count + _pageIds.Count + _articleIds.Count > 0)
        {
            var editions = db.Editions.Where(edition => _editionIds.Contains(edition.Id))
                .Union(db.PrintPages.Where(page => _pageIds.Contains(page.Id)).Select(page => page.Edition))
                .Union(db.Articles.Where(article => _articleIds.Contains(article.Id)).Select(article => article.Page.Edition));
            var shown = await editions.AsNoTracking().Where(edition => edition.SignedOffAt != null)
                .Select(edition => new { edition.Newspaper.Code, edition.Date }).ToListAsync(cancellationToken);
            changes.UnionWith(shown.Select(edition => ((string?)edition.Code, (DateOnly?)edition.Date)));
        }

        _newspaperIds.UnionWith(_hidden.Select(edition => edition.NewspaperId));
        if (_newspaperIds.Count > 0)
        {
            var codes = await db.Newspapers.AsNoTracking().Where(newspaper => _newspaperIds.Contains(newspaper.Id))
                .Select(newspaper => new { newspaper.Id, newspaper.Code }).ToDictionaryAsync(newspaper => newspaper.Id, newspaper => newspaper.Code, cancellationToken);
            changes.UnionWith(_hidden.Select(edition => (codes.GetValueOrDefault(edition.NewspaperId), (DateOnly?)edition.Date)));
            changes.UnionWith(_entries.Select(entry => entry.Entity).OfType<Newspaper>().Select(newspaper => ((string?)newspaper.Code, (DateOnly?)null)));
        }

        if (_entries.Exists(entry => entry.Entity is OldAddress))
        {
            changes.Add((null, null));
        }

        db.ReaderChanges.AddRange(changes.Select(change => new ReaderChange(change.Newspaper, change.Date)));
    }

    private void Note(object entity, PropertyValues values)
    {
        switch (entity)
        {
            case Newspaper newspaper:
                _newspaperIds.Add(newspaper.Id);
                break;
            case Edition edition:
                _editionIds.Add(edition.Id);
                if (values.GetValue<DateTime?>(nameof(Edition.SignedOffAt)) is not null && !_hidden.Contains(edition))
                {
                    _hidden.Add(edition);
                }

                break;
            case PrintPage:
                _editionIds.Add(values.GetValue<int>(nameof(PrintPage.EditionId)));
                break;
            case Article:
                _pageIds.Add(values.GetValue<int>(nameof(Article.PageId)));
                break;
            case Photo:
                _articleIds.Add(values.GetValue<int>(nameof(Photo.ArticleId)));
                break;
            case HotArea:
                _articleIds.Add(values.GetValue<int>(nameof(HotArea.ArticleId)));
                _pageIds.Add(values.GetValue<int>(nameof(HotArea.PageId)));
                break;
        }
    }
}
