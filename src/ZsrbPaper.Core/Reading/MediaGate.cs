using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Reading;

/// <summary>Whether readers may have a file.</summary>
public enum MediaAccess
{
    /// <summary>Nothing that readers ever saw has it.</summary>
    None,

    /// <summary>It belonged to something that was withdrawn.</summary>
    Gone,

    Visible,
}

/// <summary>An answer of the gate, with the hash under which the media store has the file when it is visible.</summary>
/// <param name="Place">Until something changes here, the answer is the same.</param>
/// <param name="Facsimile">The facsimile that was asked for; null for any other file.</param>
public readonly record struct GatedFile(MediaAccess Access, string? Hash, ChangedPlace Place, Facsimile? Facsimile = null)
{
    public static GatedFile None(ChangedPlace place) => new(MediaAccess.None, null, place);

    public static GatedFile Gone(ChangedPlace place) => new(MediaAccess.Gone, null, place);

    public static GatedFile Visible(string hash, ChangedPlace place, Facsimile? facsimile = null) => new(MediaAccess.Visible, hash, place, facsimile);
}

/// <summary>A picture or PDF is as visible as what it belongs to: one database command for each answer.</summary>
public sealed class MediaGate(PaperDbContext db, TimeProvider clock, PreviewScope? preview = null)
{
    private readonly PreviewScope _preview = preview ?? new PreviewScope();

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>A photo of an article, or a newspaper's logo.</summary>
    public async Task<GatedFile> FindPhotoAsync(string hash, CancellationToken cancellationToken)
    {
        var now = Now;
        var released = _preview.ReleasedOrWithdrawn(db.Articles, now).Where(article => article.Photos.Any(photo => photo.Hash == hash));
        var found = await released
            .Select(article => new { Rank = article.Withdrawal == null ? 2 : 1, article.Page.Edition.Newspaper.Code, Date = (DateOnly?)article.Page.Edition.Date })
            .Concat(db.Newspapers.AsNoTracking().Where(newspaper => newspaper.LogoHash == hash).Select(newspaper => new { Rank = 2, newspaper.Code, Date = (DateOnly?)null }))
            .OrderByDescending(each => each.Rank)
            .FirstOrDefaultAsync(cancellationToken);

        // What shows it goes on showing it whatever else changes; what does not show it yet may be anywhere.
        return found switch
        {
            { Rank: 2 } => GatedFile.Visible(hash, new ChangedPlace(found.Code, found.Date)),
            { Rank: 1 } => GatedFile.Gone(ChangeBatch.Everything),
            _ => GatedFile.None(ChangeBatch.Everything),
        };
    }

    /// <summary>A page's facsimile; only the current version is served, so that a masked one replaces what it masks.</summary>
    public async Task<GatedFile> FindFacsimileAsync(string code, DateOnly date, PageLabel label, string version, CancellationToken cancellationToken)
    {
        var page = await Page(code, date, label)
            .Where(page => page.FacsimileVersion == version)
            .Select(page => new { Source = page.PictureHash ?? page.PdfHash, page.FacsimileWidth, page.FacsimileHeight })
            .FirstOrDefaultAsync(cancellationToken);
        var place = new ChangedPlace(code, date);
        return page?.Source is null ? GatedFile.None(place) : GatedFile.Visible(page.Source, place, new Facsimile(version, page.FacsimileWidth, page.FacsimileHeight));
    }

    /// <summary>The hashes under which the media store has the facsimiles of an edition's pages, by label.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ListFacsimilesAsync(string code, DateOnly date, CancellationToken cancellationToken) =>
        await _preview.Visible(db.PrintPages.AsNoTracking(), Now)
            .Where(page => page.Edition.Newspaper.Code == code && page.Edition.Date == date && page.FacsimileVersion != null && (page.PictureHash ?? page.PdfHash) != null)
            .ToDictionaryAsync(page => page.Label.Value, page => (page.PictureHash ?? page.PdfHash)!, cancellationToken);

    public async Task<GatedFile> FindPagePdfAsync(string code, DateOnly date, PageLabel label, CancellationToken cancellationToken)
    {
        var page = await Page(code, date, label)
            .Select(page => new { page.PdfHash, page.PdfIsWithheld })
            .FirstOrDefaultAsync(cancellationToken);
        var place = new ChangedPlace(code, date);
        return page?.PdfHash is null ? GatedFile.None(place) : page.PdfIsWithheld ? GatedFile.Gone(place) : GatedFile.Visible(page.PdfHash, place);
    }

    public async Task<GatedFile> FindEditionPdfAsync(string code, DateOnly date, CancellationToken cancellationToken)
    {
        var edition = await _preview.Visible(db.Editions.AsNoTracking(), Now)
            .Where(edition => edition.Newspaper.Code == code && edition.Date == date)
            .Select(edition => new { edition.PdfHash, IsWithheld = edition.Pages.Any(page => page.PdfIsWithheld) })
            .FirstOrDefaultAsync(cancellationToken);
        var place = new ChangedPlace(code, date);
        return edition switch
        {
            null => GatedFile.None(place),
            { IsWithheld: true } => GatedFile.Gone(place),
            { PdfHash: null } => GatedFile.None(place),
            { PdfHash: var hash } => GatedFile.Visible(hash, place),
        };
    }

    private IQueryable<PrintPage> Page(string code, DateOnly date, PageLabel label) => _preview.Visible(db.PrintPages.AsNoTracking(), Now)
        .Where(page => page.Edition.Newspaper.Code == code && page.Edition.Date == date && page.Label == label);
}
