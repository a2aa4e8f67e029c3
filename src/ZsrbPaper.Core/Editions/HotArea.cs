namespace ZsrbPaper.Core.Editions;

/// <summary>A hot area (热区): where on a page's facsimile an article stands.</summary>
public sealed class HotArea
{
    internal HotArea(Article article, PrintPage page, AreaShape shape)
    {
        Article = article;
        Page = page;
        Shape = shape;
    }

    private HotArea()
    {
        Article = null!;
        Page = null!;
        Shape = null!;
    }

    public int Id { get; private set; }

    public int ArticleId { get; private set; }

    public Article Article { get; private set; }

    /// <summary>The page on which the area lies; another than the article's page for a continuation (转版).</summary>
    public int PageId { get; private set; }

    public PrintPage Page { get; private set; }

    /// <summary>Place among the article's areas, from 0.</summary>
    public int Position { get; set; }

    public AreaShape Shape { get; private set; }
}
