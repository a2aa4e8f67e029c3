using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Media;

/// <summary>
/// Pictures, tiles and PDFs. Each answer first asks the gate; a browser may keep one for an hour, caches beyond it not at
/// all, so that what is withdrawn is gone.
/// </summary>
internal static partial class MediaEndpoints
{
    private const string CacheControl = "public, max-age=3600, s-maxage=0";
    private static readonly string[] _methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapMedia(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/media/{hash}/{file}", _methods, GetPhotoAsync);
        routes.MapMethods("/{newspaper}/{date}/{label}/facsimile/{version}/{file}", _methods, GetFacsimileAsync);
        routes.MapMethods("/{newspaper}/{date}/{label}/facsimile/{version}/tiles/{level}/{tile}", _methods, GetTileAsync);
        routes.MapMethods("/{newspaper}/{date}/{label}/{number}/card/{version}/{shape}.jpg", _methods, GetCardAsync);
        routes.MapMethods("/{newspaper}/{date}/{label}.pdf", _methods, GetPagePdfAsync);
        routes.MapMethods("/{newspaper}/{date}.pdf", _methods, GetEditionPdfAsync);
    }

    private static async Task<IResult> GetPhotoAsync(
        string hash, string file, HttpContext context, MediaGate gate, IMediaStore store, CancellationToken cancellationToken)
    {
        if (!MediaNames.IsHash(hash) || FindRendition(file) is not var (rendition, encoding))
        {
            return Results.NotFound();
        }

        var found = await gate.FindPhotoAsync(hash, cancellationToken);
        return await ServeAsync(context, store, found, _ => MediaNames.Rendition(hash, rendition, encoding), encoding.ContentType(), $"{hash[..16]}-{file}", cancellationToken);
    }

    private static async Task<IResult> GetFacsimileAsync(
        string newspaper, string date, string label, string version, string file, HttpContext context, MediaGate gate, IMediaStore store,
        CancellationToken cancellationToken)
    {
        if (!MediaNames.IsVersion(version) || !IsFacsimileFile(file) || !TryParse(date, label, out var day, out var page))
        {
            return Results.NotFound();
        }

        var found = await gate.FindFacsimileAsync(newspaper, day, page, version, cancellationToken);
        return await ServeAsync(
            context, store, found, hash => MediaNames.Facsimile(hash, version, file), TypeOf(Path.GetExtension(file)[1..]), $"{version}-{file}", cancellationToken);
    }

    private static async Task<IResult> GetTileAsync(
        string newspaper, string date, string label, string version, string level, string tile, HttpContext context, MediaGate gate, IMediaStore store,
        CancellationToken cancellationToken)
    {
        if (!MediaNames.IsVersion(version) || FindTile(level, tile) is not { } place || !TryParse(date, label, out var day, out var page))
        {
            return Results.NotFound();
        }

        var found = await gate.FindFacsimileAsync(newspaper, day, page, version, cancellationToken);
        if (found.Hash is null)
        {
            return NoFile(found.Access);
        }

        var stream = await TilePack.OpenTileAsync(store, found.Hash, version, place.Level, place.Column, place.Row, cancellationToken);
        return stream is null ? Results.NotFound() : Serve(context, stream, "image/jpeg", $"{version}-{level}-{tile}");
    }

    /// <summary>The picture of an article for search engines and social networks; one that has changed since leads to the new one.</summary>
    private static async Task<IResult> GetCardAsync(
        string newspaper, string date, string label, string number, string version, string shape, HttpContext context, EditionReader reader, MediaGate gate,
        CardPublisher cards, CancellationToken cancellationToken)
    {
        if (!MediaNames.IsVersion(version) || CardShape.Find(shape) is not { } cut || !TryParse(date, label, out var day, out var asked)
            || !ReaderAddress.TryReadNumber(number, out var wanted)
            || (await reader.FindEditionAsync(newspaper, day, cancellationToken)) is not { } edition || edition.FindPage(asked) is not { } page)
        {
            return Results.NotFound();
        }

        if (page.WithdrawnNumbers.Contains(wanted))
        {
            return NoFile(MediaAccess.Gone);
        }

        if (page.Articles.FirstOrDefault(article => article.Number == wanted) is not { } headline
            || await reader.FindArticleAsync(edition, headline, cancellationToken) is not { } article
            || ArticleCard.Of(page, article) is not { } card)
        {
            return Results.NotFound();
        }

        if (card.Version != version)
        {
            return Results.Redirect(Addresses.Card(edition, headline, card.Version, cut.Name));
        }

        var source = card.Photo ?? (await gate.FindFacsimileAsync(newspaper, day, page.Label, card.FacsimileVersion!, cancellationToken)).Hash;
        var stream = source is null ? null : await cards.OpenAsync(card, source, cut, cancellationToken);
        return stream is null ? Results.NotFound() : Serve(context, stream, "image/jpeg", $"{version}-{cut.Name}");
    }

    private static async Task<IResult> GetPagePdfAsync(
        string newspaper, string date, string label, HttpContext context, MediaGate gate, EditionReader reader, IMediaStore store,
        CancellationToken cancellationToken)
    {
        if (!TryParse(date, label, out var day, out var page))
        {
            return Results.NotFound();
        }

        var found = await gate.FindPagePdfAsync(newspaper, day, page, cancellationToken);
        if (found.Access == MediaAccess.None && await reader.FindEditionAsync(newspaper, day, cancellationToken) is { } edition
            && edition.Pages.FirstOrDefault(other => other.Label != page && other.Label.IsMeantBy(page)) is { HasPdf: true } meant
            && edition.FindPage(page) is null)
        {
            return Results.Redirect(Addresses.PagePdf(edition, meant.Label), permanent: true);
        }

        NameAsPdf(context, found, $"{Addresses.Edition(newspaper, day)}/{page}.pdf");
        return await ServeAsync(
            context, store, found, hash => MediaNames.Original(hash, "pdf"), "application/pdf", found.Hash, cancellationToken);
    }

    private static async Task<IResult> GetEditionPdfAsync(
        string newspaper, string date, HttpContext context, MediaGate gate, IMediaStore store, CancellationToken cancellationToken)
    {
        if (!TryParse(date, "A01", out var day, out _))
        {
            return Results.NotFound();
        }

        var found = await gate.FindEditionPdfAsync(newspaper, day, cancellationToken);
        NameAsPdf(context, found, $"{Addresses.Edition(newspaper, day)}.pdf");
        return await ServeAsync(context, store, found, MediaNames.EditionPdf, "application/pdf", found.Hash, cancellationToken);
    }

    /// <summary>A PDF names the page it prints as the address to be found under, and a file name worth keeping.</summary>
    private static void NameAsPdf(HttpContext context, GatedFile found, string path)
    {
        if (found.Access == MediaAccess.Visible)
        {
            var site = context.RequestServices.GetRequiredService<Microsoft.Extensions.Options.IOptions<SiteOptions>>().Value;
            context.Response.Headers.Link = $"<{site.Absolute(path[..^4])}>; rel=\"canonical\"";
            context.Response.Headers.ContentDisposition = $"inline; filename=\"{path[1..].Replace('/', '-')}\"";
        }
    }

    private static async Task<IResult> ServeAsync(
        HttpContext context, IMediaStore store, GatedFile found, Func<string, string> name, string type, string? tag, CancellationToken cancellationToken)
    {
        if (found.Hash is null)
        {
            return NoFile(found.Access);
        }

        var stream = await store.OpenAsync(name(found.Hash), cancellationToken);
        return stream is null ? Results.NotFound() : Serve(context, stream, type, tag!);
    }

    internal static IResult Serve(HttpContext context, Stream stream, string type, string tag)
    {
        context.Response.Headers.CacheControl = CacheControl;
        return Results.Stream(stream, type, entityTag: new EntityTagHeaderValue($"\"{tag}\""), enableRangeProcessing: true);
    }

    private static IResult NoFile(MediaAccess access) =>
        Results.StatusCode(access == MediaAccess.Gone ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound);

    /// <summary>Whether a facsimile has a file of this name, tiles aside.</summary>
    internal static bool IsFacsimileFile(string file) => FacsimileFile().IsMatch(file);

    /// <summary>The place of a tile from the last two segments of its address; null when they are none.</summary>
    internal static (int Level, int Column, int Row)? FindTile(string level, string tile) => TileFile().Match($"{level}/{tile}") is { Success: true } match
        ? (Number(match.Groups[1]), Number(match.Groups[2]), Number(match.Groups[3]))
        : null;

    internal static bool TryParse(string date, string label, out DateOnly day, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PageLabel? page)
    {
        page = null;
        return DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && PageLabel.TryParse(label, out page);
    }

    /// <summary>The rendition that a file name such as <c>800.webp</c> means; null when there is no such.</summary>
    internal static (PhotoRendition Rendition, PictureEncoding Encoding)? FindRendition(string file)
    {
        foreach (var rendition in PhotoRenditions.For(int.MaxValue))
        {
            foreach (var encoding in PhotoRenditions.Encodings)
            {
                if (file == $"{rendition.Name}.{encoding.Extension()}")
                {
                    return (rendition, encoding);
                }
            }
        }

        return null;
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    internal static string TypeOf(string extension) => extension == "jpg" ? "image/jpeg" : $"image/{extension}";

    [GeneratedRegex("^(?:thumbnail\\.(?:avif|webp|jpg)|page-(?:900|1600)\\.(?:webp|jpg))\\z", RegexOptions.CultureInvariant)]
    private static partial Regex FacsimileFile();

    [GeneratedRegex("^([0-9]{1,2})/([0-9]{1,5})_([0-9]{1,5})\\.jpg\\z", RegexOptions.CultureInvariant)]
    private static partial Regex TileFile();
}
