using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Crawlers;

/// <summary>Files that lie beside an article and answer as it does: 404, 410, or the way to the final address.</summary>
internal static class ArticleFiles
{
    /// <summary>The article whose file is asked for, else what to answer.</summary>
    /// <param name="file">What the file's address has behind the article's.</param>
    public static async Task<(ArticlePlace? Place, IResult Instead)> FindAsync(
        EditionReader reader, string newspaper, string date, string label, string number, string file, CancellationToken cancellationToken)
    {
        if (!ReaderAddress.TryReadDate(date, out var day) || !PageLabel.TryParse(label, out var asked) || !ReaderAddress.TryReadNumber(number, out var wanted)
            || await reader.FindPlaceAsync(newspaper, day, asked, wanted, cancellationToken) is not { } place)
        {
            return (null, Results.NotFound());
        }

        if (place.Page.Label != asked)
        {
            return (null, Results.Redirect(Addresses.Article(place.Edition, place.Page.Label, wanted) + file, permanent: true));
        }

        return place.Headline is null ? (null, Results.StatusCode(StatusCodes.Status410Gone)) : (place, Results.NotFound());
    }
}
