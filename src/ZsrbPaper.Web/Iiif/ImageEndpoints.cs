using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Web.Media;

namespace ZsrbPaper.Web.Iiif;

/// <summary>
/// The IIIF Image API 3 over the facsimiles, level 0: what is stored is served, nothing is worked out. The version of the facsimile is
/// the identifier, so that a page that has been masked has another address and the old one is none any more.
/// </summary>
internal static class ImageEndpoints
{
    private const string Context = "http://iiif.io/api/image/3/context.json";
    private const string Identifier = "/iiif/3/{newspaper}/{date}/{label}/{version}";
    private static readonly string[] _methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapIiifImages(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Identifier, _methods, RedirectToInfo);
        routes.MapMethods(Identifier + "/info.json", _methods, GetInfoAsync);
        routes.MapMethods(Identifier + "/{region}/{size}/{rotation}/{file}", _methods, GetImageAsync);
    }

    /// <summary>What a picture's service is called, and the sizes it has.</summary>
    public static ImageInfo InfoOf(string id, FacsimilePyramid pyramid)
    {
        var largest = pyramid.Pictures[^1];
        return new ImageInfo(
            Context,
            id,
            "ImageService3",
            "http://iiif.io/api/image",
            "level0",
            pyramid.Width,
            pyramid.Height,
            largest.Width,
            largest.Height,
            [.. pyramid.Sizes.Select(size => new ImageSize(size.Width, size.Height))],
            [new ImageTiles(FacsimilePyramid.TileSize, FacsimilePyramid.TileSize, pyramid.ScaleFactors)]);
    }

    private static IResult RedirectToInfo(HttpContext context)
    {
        context.Response.Headers.Location = $"{context.Request.Path}/info.json";
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static async Task<IResult> GetInfoAsync(
        string newspaper, string date, string label, string version, HttpContext context, KeptGate gate, IOptions<SiteOptions> site, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, newspaper, date, label, version, gate, cancellationToken) is not var (_, pyramid))
        {
            return Results.NotFound();
        }

        context.Response.Headers.Link = "<http://iiif.io/api/image/3/level0.json>;rel=\"profile\"";
        var id = site.Value.Absolute(context.Request.Path.Value![..^"/info.json".Length]);
        await IiifJson.WriteAsync(context, InfoOf(id, pyramid), Context, cancellationToken);
        return Results.Empty;
    }

    private static async Task<IResult> GetImageAsync(
        string newspaper, string date, string label, string version, string region, string size, string rotation, string file, HttpContext context,
        KeptGate gate, IMediaStore store, CancellationToken cancellationToken)
    {
        if (ImageRequest.Read(region, size, rotation, file, out var problem) is not { } request)
        {
            return Results.Text(problem, statusCode: StatusCodes.Status400BadRequest);
        }

        if (await FindAsync(context, newspaper, date, label, version, gate, cancellationToken) is not var (hash, pyramid))
        {
            return Results.NotFound();
        }

        if (Find(store, hash, version, pyramid, request, cancellationToken) is not var (name, openAsync))
        {
            return Results.Text("Only the tiles and sizes of info.json are served.", statusCode: StatusCodes.Status400BadRequest);
        }

        context.Response.Headers.Link = "<http://iiif.io/api/image/3/level0.json>;rel=\"profile\"";
        return await MediaEndpoints.ServeAsync(context, "image/jpeg", $"{version}-{name}", openAsync);
    }

    /// <summary>The file for a request, and what tells it from others of the same version; null when no file is just that.</summary>
    private static (string Name, Func<Task<Stream?>> OpenAsync)? Find(
        IMediaStore store, string hash, string version, FacsimilePyramid pyramid, ImageRequest request, CancellationToken cancellationToken)
    {
        var whole = new PixelArea(0, 0, pyramid.Width, pyramid.Height);
        var area = request.Area ?? whole;
        var picture = area != whole ? null
            : request.Size is not var (width, height) ? pyramid.Pictures[^1]
            : pyramid.Pictures.FirstOrDefault(picture => (picture.Width, picture.Height) == (width, height));
        if (picture is not null)
        {
            return (picture.File, () => store.OpenAsync(MediaNames.Facsimile(hash, version, picture.File), cancellationToken));
        }

        // A tile of the deepest level may also be asked for at its own size without naming it.
        var size = request.Size ?? (area.Width, area.Height);
        return pyramid.FindTile(area, size.Width, size.Height) is not { } tile ? null
            : ($"{tile.Level}-{tile.Column}_{tile.Row}", () => TilePack.OpenTileAsync(store, hash, version, tile.Level, tile.Column, tile.Row, cancellationToken));
    }

    private static async Task<(string Hash, FacsimilePyramid Pyramid)?> FindAsync(
        HttpContext context, string newspaper, string date, string label, string version, KeptGate gate, CancellationToken cancellationToken)
    {
        if (!MediaNames.IsVersion(version) || !MediaEndpoints.TryParse(date, label, out var day, out var page))
        {
            return null;
        }

        var found = await gate.FindFacsimileAsync(context, newspaper, day, page, version, cancellationToken);
        return found is { Hash: { } hash, Facsimile: { } facsimile } ? (hash, new FacsimilePyramid(facsimile.Width, facsimile.Height)) : null;
    }
}

/// <summary>The <c>info.json</c> of the Image API 3.</summary>
internal sealed record ImageInfo(
    [property: System.Text.Json.Serialization.JsonPropertyName("@context")] string Context,
    string Id,
    string Type,
    string Protocol,
    string Profile,
    int Width,
    int Height,
    int MaxWidth,
    int MaxHeight,
    IReadOnlyList<ImageSize> Sizes,
    IReadOnlyList<ImageTiles> Tiles);

internal sealed record ImageSize(int Width, int Height);

internal sealed record ImageTiles(int Width, int Height, IReadOnlyList<int> ScaleFactors);
