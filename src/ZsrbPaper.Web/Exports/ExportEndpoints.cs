using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Crawlers;
using ZsrbPaper.Web.Media;

namespace ZsrbPaper.Web.Exports;

/// <summary>Whole editions as files for reading devices. Made anew for who does not have them, so that what is withdrawn is in none.</summary>
internal static class ExportEndpoints
{
    private static readonly string[] _methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapExports(this IEndpointRouteBuilder routes) => routes.MapMethods("/{newspaper}/{date}.epub", _methods, GetEpubAsync);

    private static async Task<IResult> GetEpubAsync(
        string newspaper, string date, HttpContext context, EditionReader reader, MediaGate gate, EpubBook book, IOptions<SiteOptions> site, CancellationToken cancellationToken)
    {
        if (!MediaEndpoints.TryParse(date, "A01", out var day, out _) || await reader.FindEditionAsync(newspaper, day, cancellationToken) is not { } edition)
        {
            return Results.NotFound();
        }

        var articles = await reader.ListArticlesAsync(edition, cancellationToken);
        var path = Addresses.Edition(edition);
        context.Response.Headers.Link = $"<{site.Value.Absolute(path)}>; rel=\"canonical\"";
        var facts = string.Join('|', [
            EpubBook.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), $"{edition.Newspaper.Name} {edition.Newspaper.Publisher} {edition.Newspaper.IssueNumber}",
            $"{edition.ModifiedAt:O}", $"{edition.PublishedAt:O}", .. edition.Pages.Select(page => $"{page.Label} {page.Facsimile?.Version}"),
            .. articles.Select(article => $"{article.Headline.Page} {article.Headline.Number} {article.ModifiedAt:O}")]);
        if (context.IsUnchanged(facts))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        // In a file first: reading devices want its length, and an entry that is stored wants to be written with its own.
        var file = TemporaryFile.Create();
        try
        {
            await book.WriteAsync(file, edition, articles, await gate.ListFacsimilesAsync(newspaper, day, cancellationToken), cancellationToken);
            file.Position = 0;
            return Results.Stream(file, "application/epub+zip", $"{path[1..].Replace('/', '-')}.epub", entityTag: EntityTagHeaderValue.Parse(context.Response.Headers.ETag.ToString()));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
