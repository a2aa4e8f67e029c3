using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web.Crawlers.Citations;

/// <summary>Each article's citation as files for reference managers: <c>/zsrb/2024-03-01/A03/1.bib</c>.</summary>
internal static class CitationEndpoints
{
    private static readonly string[] _methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapCitations(this IEndpointRouteBuilder routes)
    {
        foreach (var format in CitationFormat.All)
        {
            routes.MapMethods($"/{{newspaper}}/{{date}}/{{label}}/{{number}}{format.Extension}", _methods,
                (string newspaper, string date, string label, string number, HttpContext context, EditionReader reader, IOptions<SiteOptions> site, CancellationToken ct) =>
                    GetAsync(newspaper, date, label, number, format, context, reader, site.Value, ct));
        }
    }

    private static async Task<IResult> GetAsync(
        string newspaper, string date, string label, string number, CitationFormat format, HttpContext context, EditionReader reader, SiteOptions site,
        CancellationToken cancellationToken)
    {
        var (place, instead) = await ArticleFiles.FindAsync(reader, newspaper, date, label, number, format.Extension, cancellationToken);
        if (place is not { Headline: { } headline } || await reader.FindArticleAsync(place.Edition, headline, cancellationToken) is not { } article)
        {
            return instead;
        }

        var address = site.Absolute(Addresses.Article(place.Edition, headline));
        var citation = new Citation(place.Edition, place.Page, article, address);
        var text = format.Write(citation);
        if (context.IsUnchanged(text))
        {
            return Results.Empty;
        }

        context.Response.Headers.Link = $"<{address}>; rel=\"canonical\"";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{citation.Key}{format.Extension}\"";
        return Results.Text(text, format.ContentType);
    }
}
