using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Packages;

/// <summary>
/// Brings a checked package into the edition as it is now, in memory. Each article, each page's facts, the edition's facts
/// and each order is compared three ways: what the package says, what was last imported, what is there. Unchanged in the
/// package: what is there stays. Changed in the package only: the package comes in. Changed in both, and not to the same:
/// a problem, unless the package is to overwrite.
/// </summary>
internal sealed class EditionMerge(
    PaperDbContext db, Edition edition, CheckedEdition incoming, ImportOptions options, DateTime now, ProblemList problems)
{
    private const string EditionFile = PackageOpener.EditionFileName;

    /// <summary>Once readers can see the edition, its addresses are permanent.</summary>
    private readonly bool _isReleased = edition.IsReleased(now);
    private readonly List<(PrintPage Page, CheckedPage Incoming)> _pages = [];
    private readonly List<(Article Article, CheckedArticle Incoming)> _placed = [];

    private readonly List<Article> _articlesTouched = [];
    private readonly List<PrintPage> _pagesTouched = [];

    public ImportCounts Counts { get; private set; } = new();

    /// <summary>Whether anything changed that someone could notice.</summary>
    public bool Changed { get; private set; }

    /// <summary>Whether only what was last imported needs to be noted, since the desk had done the same.</summary>
    public bool Noted { get; private set; }

    public bool SignedOff { get; private set; }

    /// <summary>The articles that the package's content went into.</summary>
    public IEnumerable<CheckedArticle> ArticlesTaken => _placed.Select(placed => placed.Incoming);

    /// <summary>The articles and pages that the package changed or brought, for what their reviews are worth now.</summary>
    public IReadOnlyList<Article> ArticlesTouched => _articlesTouched;

    public IReadOnlyList<PrintPage> PagesTouched => _pagesTouched;

    /// <summary>Applies the package; when there are errors among the problems by the end, nothing of it may be saved.</summary>
    public void Apply()
    {
        if (_isReleased)
        {
            edition.FixOriginalOrdinals();
        }

        Counts = Counts with
        {
            Pages = incoming.Pages.Count,
            Articles = incoming.Pages.Sum(page => page.Articles.Count),
            Photos = incoming.Pages.Sum(page => page.Articles.Sum(article => article.Photos.Count)),
        };

        // The order before anything goes or comes is what the orders are compared with.
        var before = SplitFingerprint.Parse(edition.ImportedFingerprint);
        var importedPages = Ordered(edition.Pages).Where(page => page.ImportedFingerprint is not null).Select(page => page.Label).ToList();
        var importedArticles = edition.Pages.ToDictionary(
            page => page, page => Ordered(page).Where(article => article.ImportedFingerprint is not null).Select(article => article.Number).ToList());

        ApplyEditionFacts(before);
        RetireNumbers();
        RemoveWhatIsMissing();
        foreach (var page in incoming.Pages)
        {
            ApplyPage(page);
        }

        // Areas need every page to be there, since an article may run on to a later one.
        foreach (var (article, content) in _placed)
        {
            PlaceAreas(article, content);
        }

        foreach (var (page, content) in _pages)
        {
            OrderArticles(page, content, importedArticles.GetValueOrDefault(page) ?? []);
        }

        OrderPages(before, importedPages);
        RefuseSharedOrdinals();
        if (_isReleased)
        {
            edition.FixLaterOrdinals();
        }

        Note(edition.ImportedFingerprint, incoming.Fingerprint().ToString(), value => edition.ImportedFingerprint = value);
        SignOff();
        if (Changed)
        {
            edition.ModifiedAt = now;
            if (db.Entry(edition).State == EntityState.Unchanged)
            {
                // Two changes within one tick of the clock must still find out about each other.
                db.Entry(edition).Property(entity => entity.ModifiedAt).IsModified = true;
            }
        }
    }

    private static IEnumerable<PrintPage> Ordered(IEnumerable<PrintPage> pages) => pages.OrderBy(page => page.Position);

    private static IEnumerable<Article> Ordered(PrintPage page) => page.Articles.OrderBy(article => article.Position);

    private void ApplyEditionFacts(SplitFingerprint? before)
    {
        var content = incoming.Content;
        if (before?.Facts == SplitFingerprint.Of(content.Fingerprint(), Array.Empty<string>()).Facts)
        {
            return;
        }

        var current = new EditionContent(edition.Number, edition.PlannedRelease);
        if (edition.SignedOffAt is not null && content.PlannedRelease != current.PlannedRelease)
        {
            problems.Warn(EditionFile, null, $"'release:' has changed, but the edition is signed off: its release time is not moved.");
            content = content with { PlannedRelease = current.PlannedRelease };
        }

        // An edition that the desk opened has nothing to defend where it is still empty.
        var deskIsUnchanged = before is { } known
            ? SplitFingerprint.Of(current.Fingerprint(), Array.Empty<string>()).Facts == known.Facts
            : (current.Number is null || current.Number == content.Number) && (current.PlannedRelease is null || current.PlannedRelease == content.PlannedRelease);
        if (content == current)
        {
            return;
        }

        if (!deskIsUnchanged && !options.Overwrite)
        {
            problems.Error(EditionFile, null, $"the edition's number or release time was changed in the package and at the desk. Make them agree, or import with --overwrite.");
            return;
        }

        edition.Number = content.Number;
        edition.PlannedRelease = content.PlannedRelease;
        Changed = true;
    }

    private void RetireNumbers()
    {
        foreach (var (label, number) in incoming.Package.Retired)
        {
            if (edition.IsRetired(label, number))
            {
                continue;
            }

            // An imported article of this number is not in the package either (the reader saw to that), and goes as missing.
            var article = FindPage(label)?.Articles.FirstOrDefault(article => article.Number == number);
            if (article is { ImportedFingerprint: null })
            {
                problems.Error(EditionFile, null, $"'retired:' names article {number} of page {label}, which was made at the desk and is in use.");
                continue;
            }

            edition.Retire(label, number);
            Changed = true;
        }
    }

    private void RemoveWhatIsMissing()
    {
        foreach (var page in Ordered(edition.Pages).ToList())
        {
            var inPackage = incoming.Pages.FirstOrDefault(other => other.Label == page.Label);
            if (inPackage is null)
            {
                RemovePage(page);
                continue;
            }

            foreach (var article in Ordered(page).Where(article => inPackage.Articles.All(other => other.Number != article.Number)).ToList())
            {
                RemoveArticle(article);
            }
        }
    }

    private void RemovePage(PrintPage page)
    {
        if (page.ImportedFingerprint is null)
        {
            foreach (var clash in incoming.Pages.Where(other => other.Label.Overlaps(page.Label)))
            {
                problems.Error(EditionFile, clash.Package.Line, $"page {clash.Label} and page {page.Label}, which was made at the desk, share a label; a label names one page. Remove one of them.");
            }

            return;
        }

        if (_isReleased)
        {
            problems.Error(EditionFile, null, $"page {page.Label} is missing, but it is released and its address is permanent. Put it back; say 'withdrawn:' in articles that must go.");
            return;
        }

        var ofDesk = page.Articles.Where(article => article.ImportedFingerprint is null).Select(article => article.Number).Order().ToList();
        if (ofDesk.Count > 0)
        {
            problems.Error(EditionFile, null, $"page {page.Label} is missing, but articles made at the desk are on it ({string.Join(", ", ofDesk)}). Put it back, or remove them at the desk first.");
            return;
        }

        if (!options.Overwrite && (DeskChanged(page) || page.Articles.Any(DeskChanged)))
        {
            problems.Error(EditionFile, null, $"page {page.Label} is missing from the package, but was changed at the desk. Put it back, or import with --overwrite.");
            return;
        }

        foreach (var area in page.Areas.Where(area => area.Article.Page != page).ToList())
        {
            db.Remove(area);
        }

        Counts = Counts with { PagesRemoved = Counts.PagesRemoved + 1, ArticlesRemoved = Counts.ArticlesRemoved + page.Articles.Count };
        edition.RemovePage(page, now);
        Changed = true;
    }

    private void RemoveArticle(Article article)
    {
        if (article.ImportedFingerprint is null)
        {
            return;
        }

        var file = FileOf(article);
        if (_isReleased)
        {
            problems.Error(file, null, $"is missing, but the article is released and its address is permanent. Put it back, and say 'withdrawn:' with the reason if it must go.");
            return;
        }

        if (!options.Overwrite && DeskChanged(article))
        {
            problems.Error(file, null, $"is missing from the package, but the article was changed at the desk. Put it back, or import with --overwrite.");
            return;
        }

        Counts = Counts with { ArticlesRemoved = Counts.ArticlesRemoved + 1 };
        edition.RemoveArticle(article, now);
        Changed = true;
    }

    private void ApplyPage(CheckedPage content)
    {
        var page = FindPage(content.Label);
        if (page is null)
        {
            page = edition.AddPage(content.Label, content.Package.Section, edition.Pages.Count);
            Fill(page, content);
            Counts = Counts with { PagesAdded = Counts.PagesAdded + 1 };
            Changed = true;
        }
        else
        {
            ApplyPageFacts(page, content);
        }

        _pages.Add((page, content));
        foreach (var article in content.Articles)
        {
            ApplyArticle(page, article);
        }
    }

    private void ApplyPageFacts(PrintPage page, CheckedPage incomingPage)
    {
        var content = incomingPage.Content;
        var before = SplitFingerprint.Parse(page.ImportedFingerprint);
        if (before?.Facts == incomingPage.Fingerprint().Facts)
        {
            return;
        }

        var current = PageContent.Of(page);
        if (_isReleased)
        {
            if (content.Part is not null && content.Part != page.Part)
            {
                problems.Error(EditionFile, incomingPage.Package.Line, $"page {page.Label} is part {page.Part} for good since its release; it cannot become part {content.Part}.");
                return;
            }

            content = content with { Part = page.Part };
        }

        if (content.Fingerprint() == current.Fingerprint())
        {
            return;
        }

        var isBlank = before is null && page is { PictureHash: null, PdfHash: null, Editors.Count: 0, Designers.Count: 0, Proofreaders.Count: 0 }
            && (page.Section.Length == 0 || page.Section == content.Section);
        if (!isBlank && DeskChanged(page) && !options.Overwrite)
        {
            problems.Error(EditionFile, incomingPage.Package.Line, $"page {page.Label} (its section, people, picture or PDF) was changed in the package and at the desk. Make them agree, or import with --overwrite.");
            return;
        }

        Fill(page, incomingPage);
        Counts = Counts with { PagesUpdated = Counts.PagesUpdated + 1 };
        Changed = true;
    }

    private void Fill(PrintPage page, CheckedPage content)
    {
        page.Section = content.Package.Section;
        page.Folder = content.Package.Folder;
        page.Part = _isReleased ? page.Part ?? content.Package.Part : content.Package.Part;
        page.Editors = [.. content.Package.Editors];
        page.Designers = [.. content.Package.Designers];
        page.Proofreaders = [.. content.Package.Proofreaders];
        page.PictureHash = content.Picture?.Hash;
        page.PictureExtension = content.Picture?.Extension;
        page.PdfHash = content.Pdf?.Hash;
        page.ChangedBy = options.By;
        _pagesTouched.Add(page);
    }

    private void ApplyArticle(PrintPage page, CheckedArticle incomingArticle)
    {
        var (package, _, content) = incomingArticle;
        var fingerprint = content.Fingerprint();
        var article = page.Articles.FirstOrDefault(article => article.Number == package.Number);
        if (article is null)
        {
            if (edition.IsRetired(page.Label, package.Number))
            {
                problems.Error(package.File, null, $"number {package.Number} on page {page.Label} was used before and is retired. Give the article the next free number.");
                return;
            }

            article = page.AddArticle(package.Number, content.Title, now);
            Fill(article, incomingArticle);
            article.ImportedFingerprint = fingerprint;
            Counts = Counts with { ArticlesAdded = Counts.ArticlesAdded + 1 };
            Changed = true;
            return;
        }

        if (article.ImportedFingerprint == fingerprint)
        {
            Counts = Counts with { ArticlesLeftToDesk = Counts.ArticlesLeftToDesk + (DeskChanged(article) ? 1 : 0) };
            return;
        }

        if (_isReleased)
        {
            if (content.OldNumber is not null && article.OldNumber is not null && content.OldNumber != article.OldNumber)
            {
                problems.Error(package.File, null, $"the article's old-number is {article.OldNumber} for good since its release; it cannot become {content.OldNumber}.");
                return;
            }

            content = content with { OldNumber = article.OldNumber ?? content.OldNumber };
        }

        if (content.Fingerprint() == ArticleContent.Of(article).Fingerprint())
        {
            Note(article.ImportedFingerprint, fingerprint, value => article.ImportedFingerprint = value);
            return;
        }

        if (DeskChanged(article) && !options.Overwrite)
        {
            problems.Error(package.File, null, article.ImportedFingerprint is null
                ? (Sentence)$"an article of this number was made at the desk. Give this one another number, or import with --overwrite."
                : $"was changed in the package and at the desk. Make them agree, or import with --overwrite.");
            return;
        }

        db.ArticleVersions.Add(new ArticleVersion(article, now, options.By, ArticleContent.Of(article).ToJson()));
        Fill(article, incomingArticle);
        article.ImportedFingerprint = fingerprint;
        article.ModifiedAt = now;
        Counts = Counts with { ArticlesUpdated = Counts.ArticlesUpdated + 1 };
        Changed = true;
    }

    private void Fill(Article article, CheckedArticle incomingArticle)
    {
        var content = incomingArticle.Content;
        article.Kind = content.Kind;
        article.Kicker = content.Kicker;
        article.Title = content.Title;
        article.Subtitle = content.Subtitle;
        article.Column = content.Column;
        article.Reporters = [.. content.Reporters];
        article.Correspondents = [.. content.Correspondents];
        article.Photographers = [.. content.Photographers];
        article.Source = content.Source;
        article.OldNumber = _isReleased ? article.OldNumber ?? content.OldNumber : content.OldNumber;
        article.Correction = content.Correction;
        article.Withdrawal = content.Withdrawal;
        article.Body = content.Body;
        article.ClearPhotos();
        foreach (var (packagePhoto, known) in incomingArticle.Package.Photos.Zip(content.Photos))
        {
            var photo = article.AddPhoto(known.FileName, known.Hash, known.Extension, known.Width, known.Height);
            photo.Caption = known.Caption;
            photo.Credit = known.Credit;
            photo.Alt = known.Alt;
            photo.FocusX = packagePhoto.Focus?.X;
            photo.FocusY = packagePhoto.Focus?.Y;
        }

        article.ChangedBy = options.By;
        _articlesTouched.Add(article);
        _placed.Add((article, incomingArticle));
    }

    private void PlaceAreas(Article article, CheckedArticle content)
    {
        article.ClearAreas();
        foreach (var (label, shape) in content.Package.Areas)
        {
            if (FindPage(label) is { } page)
            {
                article.AddArea(page, shape);
            }
        }
    }

    private void OrderArticles(PrintPage page, CheckedPage content, List<int> imported)
    {
        var fingerprint = content.Fingerprint();
        var before = SplitFingerprint.Parse(page.ImportedFingerprint);
        var order = DisplayOrder.Decide(
            before?.Order,
            imported,
            [.. Ordered(page).Where(article => article.Id != 0).Select(article => article.Number)],
            [.. content.Articles.Select(article => article.Number)],
            options.Overwrite);
        if (order is null)
        {
            problems.Error(EditionFile, content.Package.Line, $"the order of the articles on page {page.Label} was changed in the package and at the desk. Make them agree, or import with --overwrite.");
            return;
        }

        if (!order.SequenceEqual(Ordered(page).Select(article => article.Number)))
        {
            foreach (var article in page.Articles)
            {
                article.Position = order.IndexOf(article.Number);
            }

            Changed = true;
        }

        Note(page.ImportedFingerprint, fingerprint.ToString(), value => page.ImportedFingerprint = value);
    }

    private void OrderPages(SplitFingerprint? before, List<PageLabel> imported)
    {
        var order = DisplayOrder.Decide(
            before?.Order,
            imported,
            [.. Ordered(edition.Pages).Where(page => page.Id != 0).Select(page => page.Label)],
            [.. incoming.Pages.Select(page => page.Label)],
            options.Overwrite);
        if (order is null)
        {
            problems.Error(EditionFile, null, $"the order of the pages was changed in the package and at the desk. Make them agree, or import with --overwrite.");
            return;
        }

        if (!order.SequenceEqual(Ordered(edition.Pages).Select(page => page.Label)))
        {
            foreach (var page in edition.Pages)
            {
                page.Position = order.IndexOf(page.Label);
            }

            Changed = true;
        }
    }

    /// <summary>Old addresses need one page and one article each. The reader saw to it within the package; here it is about what is stored.</summary>
    private void RefuseSharedOrdinals()
    {
        foreach (var (page, content) in _pages)
        {
            if (content.Package.Part is { } part && page.Part == part && edition.Pages.FirstOrDefault(other => other != page && other.Part == part) is { } holder)
            {
                problems.Error(EditionFile, content.Package.Line, $"page {page.Label} has the part {part}, which page {holder.Label} of the stored edition has; old addresses need one page each. Leave it out, or give another.");
            }

            foreach (var incomingArticle in content.Articles.Where(article => article.Content.OldNumber is not null))
            {
                var article = page.Articles.FirstOrDefault(article => article.Number == incomingArticle.Number);
                if (article?.OldNumber == incomingArticle.Content.OldNumber && page.Articles.FirstOrDefault(other => other != article && other.OldNumber == article!.OldNumber) is { } other)
                {
                    problems.Error(incomingArticle.Package.File, null, $"has the old-number {article!.OldNumber}, which the stored article {other.Number} of page {page.Label} has; old addresses need one article each. Leave it out, or give another.");
                }
            }
        }
    }

    private void SignOff()
    {
        if (options.Release && !problems.HasErrors && edition.SignOff(now, edition.PlannedRelease ?? now, options.By))
        {
            SignedOff = true;
            Changed = true;
        }
    }

    /// <summary>Whether the article differs from what was last imported; the ordinals that a release fixed are no difference.</summary>
    private static bool DeskChanged(Article article)
    {
        var content = ArticleContent.Of(article);
        return article.ImportedFingerprint is not { } imported
            || (content.Fingerprint() != imported && (content with { OldNumber = null }).Fingerprint() != imported);
    }

    private static bool DeskChanged(PrintPage page)
    {
        var content = PageContent.Of(page);
        return SplitFingerprint.Parse(page.ImportedFingerprint) is not { } imported
            || (SplitFingerprint.Of(content.Fingerprint(), Array.Empty<int>()).Facts != imported.Facts
                && SplitFingerprint.Of((content with { Part = null }).Fingerprint(), Array.Empty<int>()).Facts != imported.Facts);
    }

    private void Note(string? before, string now, Action<string> set)
    {
        if (before != now)
        {
            set(now);
            Noted = true;
        }
    }

    private PrintPage? FindPage(PageLabel label) => edition.Pages.FirstOrDefault(page => page.Label == label);

    private static string FileOf(Article article) =>
        string.Create(CultureInfo.InvariantCulture, $"{article.Page.Folder ?? article.Page.Label.Value}/{article.Number}.md");
}
