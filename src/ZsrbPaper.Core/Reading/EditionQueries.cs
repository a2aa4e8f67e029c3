using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.Core.Reading;

/// <summary>
/// What the pages of an edition and of its articles read, compiled once for each database engine: else EF Core takes as long to recognise each query, every time,
/// as the database takes to answer it.
/// </summary>
internal sealed class EditionQueries
{
    private static readonly ConditionalWeakTable<IModel, EditionQueries> _forReaders = [];
    private static readonly ConditionalWeakTable<IModel, EditionQueries> _forPreview = [];

    private readonly Func<PaperDbContext, string, DateOnly, DateTime, int, CancellationToken, Task<EditionRow?>> _edition;
    private readonly Func<PaperDbContext, string, DateTime, int, CancellationToken, Task<EditionRow?>> _latestEdition;
    private readonly Func<PaperDbContext, int, IAsyncEnumerable<AreaRow>> _areas;
    private readonly Func<PaperDbContext, int, PageLabel, int, DateTime, int, IAsyncEnumerable<ArticleRow>> _article;
    private readonly Func<PaperDbContext, int, DateTime, int, IAsyncEnumerable<ArticleRow>> _articles;

    /// <param name="preview">Any edition where one is previewed; null for readers. The queries differ, for what but one of them asks would keep databases from their indexes.</param>
    private EditionQueries(int? preview)
    {
        var calls = new InlinedCalls(preview);
        _edition = EF.CompileAsyncQuery(calls.Inline<Func<PaperDbContext, string, DateOnly, DateTime, int, CancellationToken, EditionRow?>>((db, code, date, now, previewed, cancellationToken) =>
            RowsOf(PreviewScope.Visible(OfNewspaper(db.Editions.AsNoTracking(), db, code).Where(edition => edition.Date == date), now, previewed), db, now).FirstOrDefault()));
        _latestEdition = EF.CompileAsyncQuery(calls.Inline<Func<PaperDbContext, string, DateTime, int, CancellationToken, EditionRow?>>((db, code, now, previewed, cancellationToken) =>
            RowsOf(PreviewScope.Visible(OfNewspaper(db.Editions.AsNoTracking(), db, code), now, previewed), db, now).FirstOrDefault()));
        _article = EF.CompileAsyncQuery(calls.Inline<Func<PaperDbContext, int, PageLabel, int, DateTime, int, IQueryable<ArticleRow>>>((db, edition, label, number, now, previewed) =>
            RowsOf(PreviewScope.Visible(db.Articles.AsNoTracking().Where(article => article.Page.EditionId == edition && article.Page.Label == label && article.Number == number), now, previewed))));
        _articles = EF.CompileAsyncQuery(calls.Inline<Func<PaperDbContext, int, DateTime, int, IQueryable<ArticleRow>>>((db, edition, now, previewed) =>
            RowsOf(PreviewScope.Visible(db.Articles.AsNoTracking().Where(article => article.Page.EditionId == edition), now, previewed))));

        // Row by row, not as collections within collections: for those EF Core makes delegates for every row, and SQLite joins the articles of the whole
        // archive before it looks at the edition.
        _areas = EF.CompileAsyncQuery((PaperDbContext db, int edition) =>
            from page in db.PrintPages.AsNoTracking()
            where page.EditionId == edition
            from article in page.Articles.DefaultIfEmpty()
            from area in article.Areas.DefaultIfEmpty()
            orderby page.Position, page.Id, article.Position, article.Number, area.Position
            select new AreaRow
            {
                PageId = page.Id,
                Label = page.Label,
                Section = page.Section,
                Editors = page.Editors,
                Designers = page.Designers,
                Proofreaders = page.Proofreaders,
                FacsimileVersion = page.FacsimileVersion,
                FacsimileWidth = page.FacsimileWidth,
                FacsimileHeight = page.FacsimileHeight,
                HasPdf = page.PdfHash != null && !page.PdfIsWithheld,
                Number = (int?)article.Number,
                Kind = (ArticleKind?)article.Kind,
                Column = article.Column,
                Kicker = article.Kicker,
                Title = article.Title,
                Subtitle = article.Subtitle,
                IsWithdrawn = article.Withdrawal != null,
                AreaPageId = (int?)area.PageId,
                Shape = area.Shape,
            });
    }

    /// <param name="date">Null: the latest.</param>
    public static Task<EditionRow?> FindEditionAsync(PaperDbContext db, PreviewScope preview, string code, DateOnly? date, DateTime now, CancellationToken cancellationToken) =>
        date is { } known
            ? For(db, preview)._edition(db, code, known, now, preview.EditionId ?? 0, cancellationToken)
            : For(db, preview)._latestEdition(db, code, now, preview.EditionId ?? 0, cancellationToken);

    /// <summary>Every area of the edition with its article and page, in reading order; also pages without articles and articles without areas.</summary>
    public static ValueTask<List<AreaRow>> ListAreasAsync(PaperDbContext db, PreviewScope preview, int edition, CancellationToken cancellationToken) =>
        For(db, preview)._areas(db, edition).ToListAsync(cancellationToken);

    public static ValueTask<List<ArticleRow>> FindArticleAsync(
        PaperDbContext db, PreviewScope preview, int edition, PageLabel label, int number, DateTime now, CancellationToken cancellationToken) =>
        For(db, preview)._article(db, edition, label, number, now, preview.EditionId ?? 0).ToListAsync(cancellationToken);

    public static ValueTask<List<ArticleRow>> ListArticlesAsync(PaperDbContext db, PreviewScope preview, int edition, DateTime now, CancellationToken cancellationToken) =>
        For(db, preview)._articles(db, edition, now, preview.EditionId ?? 0).ToListAsync(cancellationToken);

    /// <summary>
    /// The newspaper's editions. Its key is looked up by itself, not joined: only with one known key does PostgreSQL take the latest from the end
    /// of the index instead of sorting all.
    /// </summary>
    internal static IQueryable<Edition> OfNewspaper(IQueryable<Edition> editions, PaperDbContext db, string code) => editions.Where(edition =>
        edition.NewspaperId == db.Newspapers.Where(newspaper => newspaper.Code == code).Select(newspaper => newspaper.Id).FirstOrDefault());

    private static EditionQueries For(PaperDbContext db, PreviewScope preview) => preview.EditionId is null
        ? _forReaders.GetValue(db.Model, static _ => new EditionQueries(null))
        : _forPreview.GetValue(db.Model, static _ => new EditionQueries(0));

    private static IQueryable<EditionRow> RowsOf(IQueryable<Edition> editions, PaperDbContext db, DateTime now) => editions
        .OrderByDescending(edition => edition.Date)
        .Select(edition => new EditionRow
        {
            Id = edition.Id,
            Newspaper = edition.Newspaper,
            Date = edition.Date,
            Number = edition.Number,
            PlannedRelease = edition.PlannedRelease,
            ModifiedAt = edition.ModifiedAt,
            PdfHash = edition.PdfHash,
            IsSample = edition.IsSample,
            Previous = db.Editions.VisibleToReaders(now)
                .Where(other => other.NewspaperId == edition.NewspaperId && other.Date < edition.Date)
                .OrderByDescending(other => other.Date).Select(other => (DateOnly?)other.Date).FirstOrDefault(),
            Next = db.Editions.VisibleToReaders(now)
                .Where(other => other.NewspaperId == edition.NewspaperId && other.Date > edition.Date)
                .OrderBy(other => other.Date).Select(other => (DateOnly?)other.Date).FirstOrDefault(),
        });

    private static IQueryable<ArticleRow> RowsOf(IQueryable<Article> articles) => articles
        .Select(article => new ArticleRow
        {
            Label = article.Page.Label,
            Number = article.Number,
            Reporters = article.Reporters,
            Correspondents = article.Correspondents,
            Photographers = article.Photographers,
            Source = article.Source,
            Correction = article.Correction,
            ModifiedAt = article.ModifiedAt,
            Body = article.Body,
            Photos = article.Photos.OrderBy(photo => photo.Position).Select(photo => new PhotoView(
                photo.Hash, photo.Width, photo.Height, photo.Caption, photo.Credit, photo.Alt, photo.FocusX, photo.FocusY)).ToList(),
        });

    /// <summary>An edition without its pages.</summary>
    public sealed class EditionRow
    {
        public required int Id { get; init; }

        public required Newspaper Newspaper { get; init; }

        public required DateOnly Date { get; init; }

        public required int? Number { get; init; }

        public required DateTime? PlannedRelease { get; init; }

        public required DateTime ModifiedAt { get; init; }

        public required string? PdfHash { get; init; }

        public required bool IsSample { get; init; }

        public required DateOnly? Previous { get; init; }

        public required DateOnly? Next { get; init; }
    }

    /// <summary>An area with its article and that article's page; without an article, a page that has none; without <see cref="AreaPageId"/>, an article that has none.</summary>
    public sealed class AreaRow
    {
        public required int PageId { get; init; }

        public required PageLabel Label { get; init; }

        public required string Section { get; init; }

        public required List<string> Editors { get; init; }

        public required List<string> Designers { get; init; }

        public required List<string> Proofreaders { get; init; }

        public required string? FacsimileVersion { get; init; }

        public required int FacsimileWidth { get; init; }

        public required int FacsimileHeight { get; init; }

        public required bool HasPdf { get; init; }

        public required int? Number { get; init; }

        public required ArticleKind? Kind { get; init; }

        public required string? Column { get; init; }

        public required string? Kicker { get; init; }

        public required string Title { get; init; }

        public required string? Subtitle { get; init; }

        public required bool IsWithdrawn { get; init; }

        /// <summary>The page that the area is on, which may be another than the article's first.</summary>
        public required int? AreaPageId { get; init; }

        public required AreaShape Shape { get; init; }
    }

    /// <summary>An article's text and photos.</summary>
    public sealed class ArticleRow
    {
        public required PageLabel Label { get; init; }

        public required int Number { get; init; }

        public required List<string> Reporters { get; init; }

        public required List<string> Correspondents { get; init; }

        public required List<string> Photographers { get; init; }

        public required string? Source { get; init; }

        public required string? Correction { get; init; }

        public required DateTime ModifiedAt { get; init; }

        public required string Body { get; init; }

        public required List<PhotoView> Photos { get; init; }
    }
}
