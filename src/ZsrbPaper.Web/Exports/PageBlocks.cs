using System.Globalization;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web.Exports;

/// <summary>Where an article stands on a page: what ALTO has as a block, and METS refers to.</summary>
/// <param name="Id">Unique on the page.</param>
/// <param name="Shape">Null for an article that has no area on the page where it starts.</param>
internal sealed record PageBlock(string Id, Headline Article, AreaShape? Shape);

internal static class PageBlocks
{
    /// <summary>The blocks of the articles that readers see on the page, in reading order.</summary>
    public static IReadOnlyList<PageBlock> Of(PageView page) =>
    [
        .. from article in page.Articles.Concat(page.Continuations)
           let shapes = page.Areas.Where(area => area.Article == article).Select(AreaShape? (area) => area.Shape).ToList()
           from block in (shapes.Count > 0 ? shapes : [null]).Select((shape, index) => new PageBlock(IdOf(article, index + 1), article, shape))
           select block,
    ];

    private static string IdOf(Headline article, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"block-{article.Page}-{article.Number}-{ordinal}");
}
