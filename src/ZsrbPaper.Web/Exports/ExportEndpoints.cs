using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Crawlers;
using ZsrbPaper.Web.Media;

namespace ZsrbPaper.Web.Exports;

/// <summary>
/// Whole editions as files: for reading devices, for archives, for other portals. Made anew for who does not have them, so that what is
/// withdrawn is in none.
/// </summary>
internal static partial class ExportEndpoints
{
    private static readonly string[] _methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/{newspaper}/{date}.epub", _methods, GetEpubAsync);
        routes.MapMethods("/{newspaper}/{date}.zip", _methods, GetPackageAsync);
        routes.MapMethods("/{newspaper}/{date}/mets.xml", _methods, GetMetsAsync);
        routes.MapMethods("/{newspaper}/{date}/{label}/alto.xml", _methods, GetAltoAsync);
    }

    private static async Task<IResult> GetEpubAsync(
        string newspaper, string date, HttpContext context, EditionReader reader, MediaGate gate, EpubBook book, IOptions<SiteOptions> site, CancellationToken cancellationToken)
    {
        if (!MediaEndpoints.TryParse(date, "A01", out var day, out _) || await reader.FindEditionAsync(newspaper, day, cancellationToken) is not { } edition)
        {
            return Results.NotFound();
        }

        var articles = await reader.ListArticlesAsync(edition, cancellationToken);
        var path = Addresses.Edition(edition);
        PointTo(context, site.Value.Absolute(path));
        if (context.IsUnchanged(FactsOf(edition, articles, EpubBook.Version)))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        // In a file first: reading devices want its length, and an entry that is stored wants to be written with its own.
        var file = TemporaryFile.Create();
        try
        {
            await book.WriteAsync(file, edition, articles, await gate.ListFacsimilesAsync(newspaper, day, cancellationToken), cancellationToken);
            file.Position = 0;
            return Results.Stream(file, "application/epub+zip", $"{NameOf(path)}.epub", entityTag: EntityTagHeaderValue.Parse(context.Response.Headers.ETag.ToString()));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Goes out as it is put together, so that neither memory nor disk is taken however many ask.</summary>
    private static async Task<IResult> GetPackageAsync(
        string newspaper, string date, HttpContext context, EditionExporter exporter, IOptions<SiteOptions> site, CancellationToken cancellationToken)
    {
        if (!MediaEndpoints.TryParse(date, "A01", out var day, out _) || await exporter.FindForReadersAsync(newspaper, day, cancellationToken) is not { } package)
        {
            return Results.NotFound();
        }

        var path = Addresses.Edition(newspaper, day);
        PointTo(context, site.Value.Absolute(path));
        if (context.IsUnchanged(package.Fingerprint))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        context.Response.ContentType = "application/zip";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{NameOf(path)}.zip\"";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            // Contents are written asynchronously; .NET 10 has no asynchronous way to write the few bytes with which an entry ends.
            context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
            await exporter.WriteZipAsync(package, context.Response.Body, cancellationToken);
        }

        return Results.Empty;
    }

    private static async Task<IResult> GetMetsAsync(
        string newspaper, string date, HttpContext context, EditionReader reader, MetsFactory factory, IOptions<SiteOptions> site, CancellationToken cancellationToken)
    {
        if (!MediaEndpoints.TryParse(date, "A01", out var day, out _) || await reader.FindEditionAsync(newspaper, day, cancellationToken) is not { } edition)
        {
            return Results.NotFound();
        }

        var articles = await reader.ListArticlesAsync(edition, cancellationToken);
        PointTo(context, site.Value.Absolute(Addresses.Edition(edition)));
        return context.IsUnchanged(FactsOf(edition, articles, MetsFactory.Version))
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : await WriteAsync(context, MetsFactory.MediaType, factory.Create(edition, articles), cancellationToken);
    }

    private static async Task<IResult> GetAltoAsync(
        string newspaper, string date, string label, HttpContext context, EditionReader reader, MediaGate gate, PageLayouts layouts, AltoFactory factory,
        IOptions<SiteOptions> site, ILogger<AltoFactory> log, CancellationToken cancellationToken)
    {
        if (!MediaEndpoints.TryParse(date, label, out var day, out var asked) || await reader.FindEditionAsync(newspaper, day, cancellationToken) is not { } edition)
        {
            return Results.NotFound();
        }

        if (edition.FindPage(asked) is not { } page)
        {
            return edition.Pages.FirstOrDefault(other => other.Label.IsMeantBy(asked)) is { } meant
                ? Results.Redirect(Addresses.Alto(edition, meant.Label), permanent: true)
                : Results.NotFound();
        }

        var articles = await reader.ListArticlesAsync(edition, cancellationToken);
        var pdf = (await gate.FindPagePdfAsync(newspaper, day, page.Label, cancellationToken)).Hash;
        PointTo(context, site.Value.Absolute(Addresses.Page(edition, page.Label)));
        if (context.IsUnchanged($"{FactsOf(edition, articles, AltoFactory.Version)}|{page.Label}|{pdf}"))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        PageLayout? layout = null;
        try
        {
            layout = pdf is null ? null : await layouts.ReadAsync(pdf, cancellationToken);
        }
        catch (MediaException exception)
        {
            // The text is there all the same, only not the places of its words.
            Log.LayoutUnreadable(log, exception, newspaper, day, page.Label.Value);
        }

        return await WriteAsync(context, "application/xml", factory.Create(edition, page, articles, layout), cancellationToken);
    }

    private static async Task<IResult> WriteAsync(HttpContext context, string type, XDocument document, CancellationToken cancellationToken)
    {
        context.Response.ContentType = $"{type}; charset=utf-8";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            Crawlers.XmlText.Clean(document);
            await using var writer = XmlWriter.Create(context.Response.Body, new XmlWriterSettings { Async = true, Encoding = new UTF8Encoding(false) });
            await document.SaveAsync(writer, cancellationToken);
        }

        return Results.Empty;
    }

    /// <summary>Everything that a file made of the edition says, or when it last changed.</summary>
    /// <param name="version">Of the form of the file.</param>
    private static string FactsOf(EditionView edition, IReadOnlyList<ArticleView> articles, int version) => string.Join('|', [
        version.ToString(CultureInfo.InvariantCulture), $"{edition.Newspaper.Name} {edition.Newspaper.Publisher} {edition.Newspaper.IssueNumber}",
        $"{edition.ModifiedAt:O}", $"{edition.PublishedAt:O} {edition.HasPdf}", .. edition.Pages.Select(page => $"{page.Label} {page.Facsimile?.Version} {page.HasPdf}"),
        .. articles.Select(article => $"{article.Headline.Page} {article.Headline.Number} {article.ModifiedAt:O}")]);

    /// <summary>Names the page that says the same, which alone is to be found by search engines.</summary>
    private static void PointTo(HttpContext context, string page)
    {
        context.Response.Headers.Link = $"<{page}>; rel=\"canonical\"";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
    }

    /// <summary>A file name worth keeping.</summary>
    private static string NameOf(string path) => path[1..].Replace('/', '-');

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The text of the PDF of {Newspaper} {Date} {Label} cannot be read, so its ALTO has no places of words")]
        public static partial void LayoutUnreadable(ILogger logger, Exception exception, string newspaper, DateOnly date, string label);
    }
}
