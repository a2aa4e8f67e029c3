using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Media;

/// <summary>
/// Pictures, tiles and PDFs. Each answer first asks the gate, which knows from before what it said (<see cref="KeptGate"/>); a browser may keep
/// a file for an hour, caches beyond it not at all, so that what is withdrawn is gone.
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
        string hash, string file, HttpContext context, KeptGate gate, KeptFiles files, IMediaStore store, CancellationToken cancellationToken)
    {
        if (!MediaNames.IsHash(hash) || FindRendition(file) is not var (rendition, encoding))
        {
            return Results.NotFound();
        }

        var begun = files.Begin(context);
        var found = await gate.FindPhotoAsync(context, hash, cancellationToken);
        return await ServeAsync(begun, store, found, _ => MediaNames.Rendition(hash, rendition, encoding), encoding.ContentType(), $"{hash[..16]}-{file}", cancellationToken);
    }

    private static async Task<IResult> GetFacsimileAsync(
        string newspaper, string date, string label, string version, string file, HttpContext context, KeptGate gate, KeptFiles files, IMediaStore store,
        CancellationToken cancellationToken)
    {
        if (!MediaNames.IsVersion(version) || !IsFacsimileFile(file) || !TryParse(date, label, out var day, out var page))
        {
            return Results.NotFound();
        }

        var begun = files.Begin(context);
        var found = await gate.FindFacsimileAsync(context, newspaper, day, page, version, cancellationToken);
        return await ServeAsync(
            begun, store, found, hash => MediaNames.Facsimile(hash, version, file), TypeOf(Path.GetExtension(file)[1..]), $"{version}-{file}", cancellationToken);
    }

    private static async Task<IResult> GetTileAsync(
        string newspaper, string date, string label, string version, string level, string tile, HttpContext context, KeptGate gate, KeptFiles files, IMediaStore store,
        CancellationToken cancellationToken)
    {
        if (!MediaNames.IsVersion(version) || FindTile(level, tile) is not { } place || !TryParse(date, label, out var day, out var page))
        {
            return Results.NotFound();
        }

        var begun = files.Begin(context);
        var found = await gate.FindFacsimileAsync(context, newspaper, day, page, version, cancellationToken);
        if (found.Hash is null)
        {
            return NoFile(found.Access);
        }

        return await ServeAsync(
            context, "image/jpeg", $"{version}-{level}-{tile}",
            () => TilePack.OpenTileAsync(store, found.Hash, version, place.Level, place.Column, place.Row, cancellationToken),
            (begun, found.Place));
    }

    /// <summary>The picture of an article for search engines and social networks; one that has changed since leads to the new one.</summary>
    private static async Task<IResult> GetCardAsync(
        string newspaper, string date, string label, string number, string version, string shape, HttpContext context, KeptGate gate, IMediaStore store,
        CardPublisher cards, CancellationToken cancellationToken)
    {
        if (!MediaNames.IsVersion(version) || CardShape.Find(shape) is not { } cut || !TryParse(date, label, out var day, out var asked)
            || !ReaderAddress.TryReadNumber(number, out var wanted))
        {
            return Results.NotFound();
        }

        var key = new GateKey(newspaper, day, asked, $"{wanted}/{version}/{cut.Name}");
        var tag = $"{version}-{cut.Name}";
        if (await gate.RecallAsync(context, key, cancellationToken) is { Hash: { } known } recalled)
        {
            var name = MediaNames.Card(known, recalled.Facsimile?.Version, version, cut);
            return await ServeAsync(context, "image/jpeg", tag, () => store.OpenAsync(name, cancellationToken));
        }

        var since = gate.LastChange;
        var reader = context.RequestServices.GetRequiredService<EditionReader>();
        if ((await reader.FindEditionAsync(newspaper, day, cancellationToken)) is not { } edition || edition.FindPage(asked) is not { } page)
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

        var place = new ChangedPlace(newspaper, day);
        var source = card.Photo is { } photo
            ? GatedFile.Visible(photo, place)
            : await gate.FindFacsimileAsync(context, newspaper, day, page.Label, card.FacsimileVersion!, cancellationToken);
        if (source.Hash is null)
        {
            return Results.NotFound();
        }

        return await ServeAsync(context, "image/jpeg", tag, async () =>
        {
            var made = await cards.OpenAsync(card, source.Hash, cut, cancellationToken);
            if (made is not null)
            {
                gate.Keep(context, key, source, since);
            }

            return made;
        });
    }

    private static async Task<IResult> GetPagePdfAsync(
        string newspaper, string date, string label, HttpContext context, KeptGate gate, IMediaStore store,
        CancellationToken cancellationToken)
    {
        if (!TryParse(date, label, out var day, out var page))
        {
            return Results.NotFound();
        }

        var found = await gate.FindPagePdfAsync(context, newspaper, day, page, cancellationToken);
        if (found.Access == MediaAccess.None && await context.RequestServices.GetRequiredService<EditionReader>().FindEditionAsync(newspaper, day, cancellationToken) is { } edition
            && edition.Pages.FirstOrDefault(other => other.Label != page && other.Label.IsMeantBy(page)) is { HasPdf: true } meant
            && edition.FindPage(page) is null)
        {
            return Results.Redirect(Addresses.PagePdf(edition, meant.Label), permanent: true);
        }

        NameAsPdf(context, found, $"{Addresses.Edition(newspaper, day)}/{page}.pdf");
        return await ServePdfAsync(context, store, found, hash => MediaNames.Original(hash, "pdf"), cancellationToken);
    }

    private static async Task<IResult> GetEditionPdfAsync(
        string newspaper, string date, HttpContext context, KeptGate gate, IMediaStore store, CancellationToken cancellationToken)
    {
        if (!TryParse(date, "A01", out var day, out _))
        {
            return Results.NotFound();
        }

        var found = await gate.FindEditionPdfAsync(context, newspaper, day, cancellationToken);
        NameAsPdf(context, found, $"{Addresses.Edition(newspaper, day)}.pdf");
        return await ServePdfAsync(context, store, found, MediaNames.EditionPdf, cancellationToken);
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
        KeptFiles.Begun begun, IMediaStore store, GatedFile found, Func<string, string> name, string type, string? tag, CancellationToken cancellationToken) => found.Hash is null
        ? NoFile(found.Access)
        : await ServeAsync(begun.Context, type, tag!, () => store.OpenAsync(name(found.Hash), cancellationToken), (begun, found.Place));

    private static async Task<IResult> ServePdfAsync(HttpContext context, IMediaStore store, GatedFile pdf, Func<string, string> name, CancellationToken cancellationToken) => pdf.Hash is null
        ? NoFile(pdf.Access)
        : await ServeAsync(context, "application/pdf", pdf.Hash, () => store.OpenAsync(name(pdf.Hash), cancellationToken));

    /// <summary>A file as a whole or in part; to a client that has it already, that it is the same, without opening it.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="type">Media type.</param>
    /// <param name="tag">Tells the file from all others that its address had or will have.</param>
    /// <param name="openAsync">Gives null when there is none.</param>
    /// <param name="keep">Null for a file that is not kept in memory.</param>
    internal static async Task<IResult> ServeAsync(HttpContext context, string type, string tag, Func<Task<Stream?>> openAsync, (KeptFiles.Begun Begun, ChangedPlace Place)? keep = null)
    {
        var headers = context.Response.Headers;
        var entityTag = new EntityTagHeaderValue($"\"{tag}\"");
        if (context.Request.Headers.IfNoneMatch.Count > 0 && context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(entityTag, useStrongComparison: false)))
        {
            headers.CacheControl = CacheControl;
            headers.ETag = entityTag.ToString();
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        if (await openAsync() is not { } stream)
        {
            return Results.NotFound();
        }

        headers.CacheControl = CacheControl;
        return keep?.Begun.Give(keep.Value.Place, stream, type, entityTag.ToString())
            ?? (stream is FileStream file && context.Request.Headers is { Range.Count: 0, IfMatch.Count: 0 }
                ? new WholeFile(file, type, entityTag.ToString())
                : Results.Stream(stream, type, entityTag: entityTag, enableRangeProcessing: true));
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
