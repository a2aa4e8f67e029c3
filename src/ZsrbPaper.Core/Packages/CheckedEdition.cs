using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Packages;

/// <summary>A package whose pictures and PDFs were opened and are what their names say.</summary>
internal sealed record CheckedEdition(EditionPackage Package, DateTime? PlannedRelease, IReadOnlyList<CheckedPage> Pages)
{
    public EditionContent Content => new(Package.Number, PlannedRelease);

    public SplitFingerprint Fingerprint() => SplitFingerprint.Of(Content.Fingerprint(), Pages.Select(page => page.Label));
}

internal sealed record CheckedPage(PackagePage Package, PictureFile? Picture, PdfFile? Pdf, IReadOnlyList<CheckedArticle> Articles)
{
    public PageLabel Label => Package.Label;

    public PageContent Content => new(
        Package.Section, Package.Part, Package.Editors, Package.Designers, Package.Proofreaders, Picture?.Hash, Pdf?.Hash);

    public SplitFingerprint Fingerprint() => SplitFingerprint.Of(Content.Fingerprint(), Articles.Select(article => article.Number));
}

/// <param name="Package">The article as the package has it.</param>
/// <param name="Photos">Its pictures, in the order of its photos.</param>
/// <param name="Content">The article with what the pictures themselves say filled in.</param>
internal sealed record CheckedArticle(PackageArticle Package, IReadOnlyList<PictureFile> Photos, ArticleContent Content)
{
    public int Number => Package.Number;
}

/// <summary>Opens every picture and PDF of a package; each that is not what its name says is a problem.</summary>
internal sealed class PackageMediaChecker(PictureInspector pictures, PdfInspector pdfs)
{
    /// <returns>Null when something was refused.</returns>
    public async Task<CheckedEdition?> CheckAsync(
        EditionPackage package, DateTime? plannedRelease, ProblemList problems, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var pictureFiles = package.Pages.Select(page => page.Picture).OfType<PackageEntry>()
            .Concat(package.Pages.SelectMany(page => page.Articles).SelectMany(article => article.Photos).Select(photo => photo.File)).Distinct();
        var pdfFiles = package.Pages.Select(page => page.Pdf).OfType<PackageEntry>();
        var work = pictureFiles.Select(file => (File: file, IsPdf: false)).Concat(pdfFiles.Select(file => (File: file, IsPdf: true))).ToList();
        var found = new (PictureFile? Picture, PdfFile? Pdf, Sentence? Problem)[work.Count];
        var done = 0;
        progress?.Report(new WorkProgress(WorkStage.Checking, 0, work.Count));

        // Each picture may take hundreds of megabytes while it is decoded, so only a few at once.
        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, 4) };
        await Parallel.ForAsync(0, work.Count, parallel, async (index, token) =>
        {
            var (file, isPdf) = work[index];
            try
            {
                if (isPdf)
                {
                    var pdf = await pdfs.InspectAsync(file.DiskPath, file.Path, token);
                    found[index] = (null, pdf.Value, pdf.Problem);
                }
                else
                {
                    var picture = await pictures.InspectAsync(file.DiskPath, file.Path, token);
                    found[index] = (picture.Value, null, picture.Problem);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                found[index] = (null, null, $"cannot be read: {exception.Message}");
            }

            progress?.Report(new WorkProgress(WorkStage.Checking, Interlocked.Increment(ref done), work.Count));
        });

        var pictureOf = new Dictionary<PackageEntry, PictureFile>();
        var pdfOf = new Dictionary<PackageEntry, PdfFile>();
        foreach (var ((file, _), (picture, pdf, problem)) in work.Zip(found))
        {
            if (problem is not null)
            {
                // The problem's own file is named once.
                problems.Error(file.Path, null, problem.Arguments is [string name, Sentence bare] && name == file.Path ? bare : problem);
            }
            else if (picture is not null)
            {
                pictureOf[file] = picture;
            }
            else
            {
                pdfOf[file] = pdf!;
            }
        }

        if (problems.HasErrors)
        {
            return null;
        }

        var pages = package.Pages.Select(page => new CheckedPage(
            page,
            page.Picture is null ? null : pictureOf[page.Picture],
            page.Pdf is null ? null : pdfOf[page.Pdf],
            [.. page.Articles.Select(article => Checked(article, [.. article.Photos.Select(photo => pictureOf[photo.File])]))]));
        return new CheckedEdition(package, plannedRelease, [.. pages]);
    }

    private static CheckedArticle Checked(PackageArticle article, IReadOnlyList<PictureFile> pictures) => new(article, pictures, new ArticleContent
    {
        Kind = article.Kind,
        Kicker = article.Kicker,
        Title = article.Title,
        Subtitle = article.Subtitle,
        Column = article.Column,
        Reporters = article.Reporters,
        Correspondents = article.Correspondents,
        Photographers = article.Photographers,
        Source = article.Source,
        OldNumber = article.OldNumber,
        Areas = [.. article.Areas.Select(area => new AreaContent(area.Page.Value, area.Shape.Text))],
        Photos = [.. article.Photos.Zip(pictures, Checked)],
        Correction = article.Correction,
        Withdrawal = article.Withdrawal,
        Body = article.Body,
    });

    private static PhotoContent Checked(PackagePhoto photo, PictureFile picture) =>
        new(photo.File.Name, picture.Hash, picture.Extension, picture.Width, picture.Height)
        {
            // The picture's own words serve where the package has none; an empty text says that there are to be none.
            Caption = ArticleContent.NullIfEmpty(photo.Caption ?? Fitting(picture.IptcCaption, Photo.TextMaxLength)),
            Credit = ArticleContent.NullIfEmpty(photo.Credit ?? Fitting(picture.IptcCredit?.ReplaceLineEndings(" "), Article.FactMaxLength)),
            Alt = photo.Alt,
            Focus = photo.Focus is { } focus ? PhotoContent.FocusText(focus) : null,
        };

    /// <summary>A text out of a picture file, cut and cleaned to what can be stored and written to a package again.</summary>
    private static string? Fitting(string? text, int maxLength)
    {
        if (text is null)
        {
            return null;
        }

        var clean = PackageText.Storable(text).Trim();
        if (clean.Length > maxLength)
        {
            clean = clean[..(char.IsHighSurrogate(clean[maxLength - 1]) ? maxLength - 1 : maxLength)].TrimEnd();
        }

        return clean;
    }
}
