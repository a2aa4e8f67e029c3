using System.Globalization;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Media;

namespace ZsrbPaper.Web.Iiif;

/// <summary>
/// The IIIF Presentation API 3 and Content Search API 2: collections of a newspaper's months and of a month's editions, a manifest for
/// each edition, and for each page its canvas, the areas of its articles and their texts.
/// </summary>
internal static class PresentationEndpoints
{
    private static readonly string[] _methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapIiifPresentation(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/iiif/{newspaper}/collection.json", _methods, GetMonthsAsync);
        routes.MapMethods("/iiif/{newspaper}/{month}/collection.json", _methods, GetEditionsAsync);
        routes.MapMethods("/iiif/{newspaper}/{date}/manifest.json", _methods, GetManifestAsync);
        routes.MapMethods("/iiif/{newspaper}/{date}/search", _methods, SearchAsync);
        routes.MapMethods("/iiif/{newspaper}/{date}/{label}/canvas.json", _methods, GetCanvasAsync);
        routes.MapMethods("/iiif/{newspaper}/{date}/{label}/areas.json", _methods, GetAreasAsync);
        routes.MapMethods("/iiif/{newspaper}/{date}/{label}/text.json", _methods, GetTextsAsync);
    }

    private static async Task GetMonthsAsync(string newspaper, HttpContext context, EditionReader reader, PresentationFactory factory, CancellationToken cancellationToken)
    {
        var paper = (await reader.FindArchiveAsync(newspaper, cancellationToken))?.Newspaper;
        await WriteAsync(context, paper is null ? null : factory.CollectionOf(paper, await reader.ListMonthsAsync(newspaper, cancellationToken)), cancellationToken);
    }

    private static async Task GetEditionsAsync(
        string newspaper, string month, HttpContext context, EditionReader reader, PresentationFactory factory, CancellationToken cancellationToken)
    {
        Collection? collection = null;
        if (DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            && (await reader.FindArchiveAsync(newspaper, cancellationToken))?.Newspaper is { } paper
            && await reader.ListDatesAsync(newspaper, first, first.AddDays(DateTime.DaysInMonth(first.Year, first.Month) - 1), cancellationToken) is { Count: > 0 } dates)
        {
            collection = factory.CollectionOf(paper, first.Year, first.Month, dates);
        }

        await WriteAsync(context, collection, cancellationToken);
    }

    private static async Task GetManifestAsync(
        string newspaper, string date, HttpContext context, EditionReader reader, PresentationFactory factory, CancellationToken cancellationToken)
    {
        var edition = await FindAsync(newspaper, date, reader, cancellationToken);
        await WriteAsync(context, edition is null ? null : factory.ManifestOf(edition), cancellationToken);
    }

    private static async Task GetCanvasAsync(
        string newspaper, string date, string label, HttpContext context, EditionReader reader, PresentationFactory factory, CancellationToken cancellationToken)
    {
        var found = await FindAsync(newspaper, date, label, reader, cancellationToken);
        await WriteAsync(context, found is var (edition, page) ? factory.CanvasDocumentOf(edition, page) : null, cancellationToken);
    }

    private static async Task GetAreasAsync(
        string newspaper, string date, string label, HttpContext context, EditionReader reader, PresentationFactory factory, CancellationToken cancellationToken)
    {
        var found = await FindAsync(newspaper, date, label, reader, cancellationToken);
        await WriteAsync(context, found is var (edition, page) ? factory.AreasOf(edition, page) : null, cancellationToken);
    }

    private static async Task GetTextsAsync(
        string newspaper, string date, string label, HttpContext context, EditionReader reader, PresentationFactory factory, CancellationToken cancellationToken)
    {
        var found = await FindAsync(newspaper, date, label, reader, cancellationToken);
        await WriteAsync(
            context, found is var (edition, page) ? factory.TextsOf(edition, page, await reader.ListArticlesAsync(edition, cancellationToken)) : null, cancellationToken);
    }

    private static async Task SearchAsync(
        string newspaper, string date, HttpContext context, EditionReader reader, PresentationFactory factory, CancellationToken cancellationToken)
    {
        if (await FindAsync(newspaper, date, reader, cancellationToken) is not { } edition)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var matches = EditionSearch.Find(await reader.ListArticlesAsync(edition, cancellationToken), context.Request.Query["q"].ToString());
        string[] ignored = [.. context.Request.Query.Keys.Where(key => key != "q").Order(StringComparer.Ordinal)];
        await IiifJson.WriteAsync(
            context, factory.FoundIn(edition, matches, context.Request.QueryString.ToUriComponent(), ignored), PresentationFactory.SearchContext, cancellationToken);
    }

    /// <summary>A label is taken as it stands, upper case: in a document that programs read, there is one name for each page.</summary>
    private static async Task<(EditionView Edition, PageView Page)?> FindAsync(
        string newspaper, string date, string label, EditionReader reader, CancellationToken cancellationToken) =>
        PageLabel.TryParse(label, out var asked) && await FindAsync(newspaper, date, reader, cancellationToken) is { } edition && edition.FindPage(asked) is { } page
            ? (edition, page)
            : null;

    private static async Task<EditionView?> FindAsync(string newspaper, string date, EditionReader reader, CancellationToken cancellationToken) =>
        MediaEndpoints.TryParse(date, "A01", out var day, out _) ? await reader.FindEditionAsync(newspaper, day, cancellationToken) : null;

    private static async Task WriteAsync<T>(HttpContext context, T? document, CancellationToken cancellationToken)
        where T : Resource
    {
        if (document is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await IiifJson.WriteAsync(context, document, PresentationFactory.Context, cancellationToken);
    }
}
