using System.Xml.Linq;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web.Crawlers.Sharing;

/// <summary>The QR code of an article's permanent address, dark on white in any colour scheme: <c>/zsrb/2024-03-01/A03/1/qr.svg</c>.</summary>
internal static class QrEndpoint
{
    /// <summary>What the code's address has behind the article's.</summary>
    public const string File = "/qr.svg";

    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";

    public static void MapQrCodes(this IEndpointRouteBuilder routes) =>
        routes.MapMethods($"/{{newspaper}}/{{date}}/{{label}}/{{number}}{File}", [HttpMethods.Get, HttpMethods.Head], GetAsync);

    private static async Task<IResult> GetAsync(
        string newspaper, string date, string label, string number, HttpContext context, EditionReader reader, IOptions<SiteOptions> site, CancellationToken cancellationToken)
    {
        var (place, instead) = await ArticleFiles.FindAsync(reader, newspaper, date, label, number, File, cancellationToken);
        if (place is not { Headline: { } headline })
        {
            return instead;
        }

        var address = site.Value.Absolute(Addresses.Article(place.Edition, headline));
        if (context.IsUnchanged(address))
        {
            return Results.Empty;
        }

        context.Response.Headers.Link = $"<{address}>; rel=\"canonical\"";
        return Results.Text(Draw(QrDrawing.Of(address)).ToString(SaveOptions.DisableFormatting), "image/svg+xml; charset=utf-8");
    }

    private static XElement Draw(QrDrawing code) => new(
        _svg + "svg",
        new XAttribute("viewBox", $"0 0 {code.Size} {code.Size}"),
        new XAttribute("shape-rendering", "crispEdges"),
        new XElement(_svg + "path", new XAttribute("fill", "#fff"), new XAttribute("d", $"M0,0h{code.Size}v{code.Size}h-{code.Size}z")),
        new XElement(_svg + "path", new XAttribute("d", code.Path)));
}
