using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Web.Areas.Admin.Access;
using ZsrbPaper.Web.Media;

namespace ZsrbPaper.Web.Areas.Admin.Media;

/// <summary>
/// Pictures of editions, released or not, for those who work on them: only what belongs to the edition of the address, whose newspaper
/// they must have a right for. Never kept by any cache.
/// </summary>
internal static class DeskMediaEndpoints
{
    private static readonly string[] _methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapDeskMedia(this IEndpointRouteBuilder routes)
    {
        var edition = routes.MapGroup("/admin/media/{newspaper}/{date}").RequireAuthorization(DeskServices.Policy);
        edition.MapMethods("/photos/{hash}/{file}", _methods, GetPhotoAsync);
        edition.MapMethods("/{label}/facsimile/{version}/{file}", _methods, GetFacsimileAsync);
        edition.MapMethods("/{label}/facsimile/{version}/tiles/{level}/{tile}", _methods, GetTileAsync);
    }

    private static async Task<IResult> GetPhotoAsync(
        string newspaper, string date, string hash, string file, PaperDbContext db, IMediaStore store, CancellationToken cancellationToken)
    {
        if (!MediaNames.IsHash(hash) || MediaEndpoints.FindRendition(file) is not var (rendition, encoding) || !MediaEndpoints.TryParse(date, "A01", out var day, out _))
        {
            return Results.NotFound();
        }

        // A correction's new photo stands in its draft until it is approved.
        var belongs = await db.Editions
            .Where(edition => edition.Newspaper.Code == newspaper && edition.Date == day)
            .AnyAsync(
                edition => edition.Pages.Any(page => page.Articles.Any(article => article.Photos.Any(photo => photo.Hash == hash)))
                    || db.ReleasedChanges.Any(change => change.Page.EditionId == edition.Id && change.Content!.Contains(hash)),
                cancellationToken);
        return belongs ? await ServeAsync(store, MediaNames.Rendition(hash, rendition, encoding), encoding.ContentType(), cancellationToken) : Results.NotFound();
    }

    private static async Task<IResult> GetFacsimileAsync(
        string newspaper, string date, string label, string version, string file, PaperDbContext db, IMediaStore store, CancellationToken cancellationToken)
    {
        if (!MediaEndpoints.IsFacsimileFile(file) || await FindSourceAsync(db, newspaper, date, label, version, cancellationToken) is not { } source)
        {
            return Results.NotFound();
        }

        return await ServeAsync(store, MediaNames.Facsimile(source, version, file), MediaEndpoints.TypeOf(Path.GetExtension(file)[1..]), cancellationToken);
    }

    private static async Task<IResult> GetTileAsync(
        string newspaper, string date, string label, string version, string level, string tile, PaperDbContext db, IMediaStore store,
        CancellationToken cancellationToken)
    {
        if (MediaEndpoints.FindTile(level, tile) is not { } place || await FindSourceAsync(db, newspaper, date, label, version, cancellationToken) is not { } source)
        {
            return Results.NotFound();
        }

        var stream = await TilePack.OpenTileAsync(store, source, version, place.Level, place.Column, place.Row, cancellationToken);
        return stream is null ? Results.NotFound() : Results.Stream(stream, "image/jpeg");
    }

    /// <summary>Hash of what the facsimile was made from; null when the page has no such version.</summary>
    private static async Task<string?> FindSourceAsync(
        PaperDbContext db, string newspaper, string date, string label, string version, CancellationToken cancellationToken) =>
        MediaNames.IsVersion(version) && MediaEndpoints.TryParse(date, label, out var day, out var page)
            ? await db.PrintPages
                .Where(other => other.Edition.Newspaper.Code == newspaper && other.Edition.Date == day && other.Label == page && other.FacsimileVersion == version)
                .Select(other => other.PictureHash ?? other.PdfHash)
                .FirstOrDefaultAsync(cancellationToken)
            : null;

    private static async Task<IResult> ServeAsync(IMediaStore store, string name, string type, CancellationToken cancellationToken)
    {
        var stream = await store.OpenAsync(name, cancellationToken);
        return stream is null ? Results.NotFound() : Results.Stream(stream, type, enableRangeProcessing: true);
    }
}
