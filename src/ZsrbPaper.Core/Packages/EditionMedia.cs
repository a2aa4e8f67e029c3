using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Packages;

/// <summary>
/// Publishes the pictures and PDFs that an import or the desk brings or changes: photos, facsimiles with the areas of withdrawn articles
/// masked, PDFs unless a withdrawn article is on them. Works outside any transaction; what is not referred to in the end is
/// swept from the store a day later.
/// </summary>
internal sealed class EditionMedia(
    IMediaStore store,
    PictureInspector pictures,
    PdfInspector pdfs,
    PhotoPublisher photoPublisher,
    FacsimilePublisher facsimilePublisher,
    EditionPdfPublisher editionPdfPublisher)
{
    /// <summary>What decides how a page's picture and PDF are published.</summary>
    private sealed record PageState(string? Source, string? Version, string? PdfHash, string Withdrawn);

    private sealed record EditionState(IReadOnlyDictionary<PrintPage, PageState> Pages, string? PdfHash);

    private EditionState _before = new(new Dictionary<PrintPage, PageState>(), null);

    /// <summary>Remembers the edition before it is changed.</summary>
    public void Remember(Edition edition) => _before = new EditionState(
        edition.Pages.ToDictionary(page => page, page => StateOf(edition, page)), EditionPdfHashOf(edition));

    /// <summary>Publishes what a change at the desk needs, from originals that are in the store; see the other form.</summary>
    /// <exception cref="MediaException">An original is missing or cannot be worked on.</exception>
    public Task PublishAsync(Edition edition, IProgress<WorkProgress>? steps, CancellationToken cancellationToken) =>
        PublishAsync(edition, null, [], null, steps, cancellationToken);

    /// <summary>Publishes what an import brings, with the number of pictures and pages as its progress.</summary>
    public Task PublishAsync(
        Edition edition, CheckedEdition incoming, IEnumerable<CheckedArticle> articles, IProgress<WorkProgress>? progress, CancellationToken cancellationToken) =>
        PublishAsync(edition, incoming, articles, progress, null, cancellationToken);

    /// <summary>Publishes what the change needs and writes the outcome into the edition, which is not saved here.</summary>
    private async Task PublishAsync(
        Edition edition,
        CheckedEdition? incoming,
        IEnumerable<CheckedArticle> articles,
        IProgress<WorkProgress>? progress,
        IProgress<WorkProgress>? steps,
        CancellationToken cancellationToken)
    {
        var photos = articles.SelectMany(article => article.Photos).DistinctBy(photo => photo.Hash).ToList();
        var pages = edition.Pages.OrderBy(page => page.Position).ToList();
        var total = photos.Count + pages.Count + 1;
        var done = 0;
        void Report() => progress?.Report(new WorkProgress(WorkStage.Publishing, Interlocked.Increment(ref done), total));

        // Side by side, since much of it keeps one core busy: a page is drawn while photos are encoded. The pages first, because they take longest. Each
        // may take some hundred megabytes, so only a few at once.
        List<Func<CancellationToken, Task>> work =
        [
            .. pages.Select(page => (Func<CancellationToken, Task>)(token =>
                PublishPageAsync(edition, page, incoming?.Pages.FirstOrDefault(other => other.Label == page.Label), steps, token))),
            .. photos.Select(photo => (Func<CancellationToken, Task>)(token => photoPublisher.PublishAsync(photo, token))),
        ];
        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Vips.AtOnce };
        await Parallel.ForEachAsync(work, parallel, async (each, token) =>
        {
            await each(token);
            Report();
        });

        // The whole edition's PDF needs those of all pages, so it comes last, and down as soon as one is withheld.
        if (pages.Exists(page => page.PdfIsWithheld))
        {
            edition.PdfHash = null;
        }
        else if (edition.PdfHash is null || EditionPdfHashOf(edition) != _before.PdfHash)
        {
            steps?.Report(new WorkProgress(WorkStage.Joining));
            edition.PdfHash = await editionPdfPublisher.PublishAsync(EditionPdfPagesOf(edition), cancellationToken);
        }

        Report();
    }

    private async Task PublishPageAsync(
        Edition edition, PrintPage page, CheckedPage? incoming, IProgress<WorkProgress>? steps, CancellationToken cancellationToken)
    {
        var before = _before.Pages.GetValueOrDefault(page);
        var after = StateOf(edition, page);
        if (after == before && (after.Source is null || page.FacsimileVersion is not null))
        {
            return;
        }

        if (after.Source is null)
        {
            (page.FacsimileVersion, page.FacsimileWidth, page.FacsimileHeight) = (null, 0, 0);
        }
        else if (after.Version != before?.Version || page.FacsimileVersion is null)
        {
            var masks = MasksOf(edition, page);
            steps?.Report(new WorkProgress(WorkStage.Checking));
            var facsimile = page.PictureHash is not null
                ? await facsimilePublisher.PublishAsync(await PictureOfAsync(page, incoming, cancellationToken), masks, steps, cancellationToken)
                : await facsimilePublisher.PublishAsync(await PdfOfAsync(page, incoming, cancellationToken), masks, steps, cancellationToken);
            (page.FacsimileVersion, page.FacsimileWidth, page.FacsimileHeight) = (facsimile.Version, facsimile.Width, facsimile.Height);
        }

        if (page.PdfHash is not null && page.PdfHash != before?.PdfHash && incoming?.Pdf is { } pdf && pdf.Hash == page.PdfHash)
        {
            await using var original = await OriginalFile.OpenAsync(store, pdf.Path, pdf.Hash, "pdf", cancellationToken);
            await original.StoreAsync(store, pdf.Hash, "pdf", cancellationToken);
        }

        page.PdfIsWithheld = MustWithhold(edition, page, before, after);
    }

    /// <summary>
    /// A PDF is withheld while a withdrawn article is on its page. One that replaces it is not, when the article was withdrawn
    /// before and the package no longer says where on the page it stands.
    /// </summary>
    private static bool MustWithhold(Edition edition, PrintPage page, PageState? before, PageState after)
    {
        if (after.Withdrawn.Length == 0)
        {
            return false;
        }

        var isReplaced = before?.PdfHash is not null && after.PdfHash is not null && after.PdfHash != before.PdfHash
            && after.Withdrawn == before.Withdrawn && MasksOf(edition, page).Count == 0;
        return !isReplaced;
    }

    private async Task<PictureFile> PictureOfAsync(PrintPage page, CheckedPage? incoming, CancellationToken cancellationToken)
    {
        if (incoming?.Picture is { } picture && picture.Hash == page.PictureHash)
        {
            return picture;
        }

        await using var original = await OriginalFile.OpenAsync(store, null, page.PictureHash!, page.PictureExtension!, cancellationToken);
        var found = await pictures.InspectAsync(original.Path, $"page {page.Label}.{page.PictureExtension}", cancellationToken);
        return found.IsGood ? found.Value with { Path = "" } : throw new MediaException(found.Problem);
    }

    private async Task<PdfFile> PdfOfAsync(PrintPage page, CheckedPage? incoming, CancellationToken cancellationToken)
    {
        if (incoming?.Pdf is { } pdf && pdf.Hash == page.PdfHash)
        {
            return pdf;
        }

        await using var original = await OriginalFile.OpenAsync(store, null, page.PdfHash!, "pdf", cancellationToken);
        var found = await pdfs.InspectAsync(original.Path, $"page {page.Label}.pdf", cancellationToken);
        return found.IsGood ? found.Value with { Path = "" } : throw new MediaException(found.Problem);
    }

    private static PageState StateOf(Edition edition, PrintPage page)
    {
        var source = page.FacsimileSourceHash;
        var withdrawn = WithdrawnOn(edition, page).Select(article => $"{article.Page.Label}/{article.Number}").Order(StringComparer.Ordinal);
        return new PageState(
            source,
            source is null ? null : FacsimilePublisher.VersionOf(source, MasksOf(edition, page)),
            page.PdfHash,
            string.Join(' ', withdrawn));
    }

    private static IEnumerable<Article> WithdrawnOn(Edition edition, PrintPage page) => edition.Pages.SelectMany(other => other.Articles)
        .Where(article => article.IsWithdrawn && (article.Page == page || article.Areas.Any(area => area.Page == page)));

    private static List<MaskArea> MasksOf(Edition edition, PrintPage page) => [.. WithdrawnOn(edition, page)
        .SelectMany(article => article.Areas).Where(area => area.Page == page)
        .Select(area => new MaskArea([.. area.Shape.Points.Select(point => (point.X, point.Y))]))];

    private static List<EditionPdfPage> EditionPdfPagesOf(Edition edition) => [.. edition.Pages.OrderBy(page => page.Position)
        .Select(page => new EditionPdfPage(page.PdfHash, page.PictureHash, page.PictureExtension))];

    private static string? EditionPdfHashOf(Edition edition) => EditionPdfPublisher.HashOf(EditionPdfPagesOf(edition));
}
