namespace ZsrbPaper.Core.Editions;

/// <summary>An earlier state of an article, kept when something overwrote it.</summary>
public sealed class ArticleVersion
{
    public const int AuthorMaxLength = 200;

    public ArticleVersion(Article article, DateTime replacedAt, string replacedBy, string content)
    {
        Article = article;
        ReplacedAt = replacedAt;
        ReplacedBy = replacedBy;
        Content = content;
    }

    private ArticleVersion()
    {
        Article = null!;
        ReplacedBy = null!;
        Content = null!;
    }

    public int Id { get; private set; }

    public int ArticleId { get; private set; }

    public Article Article { get; private set; }

    /// <summary>When this state ended, UTC.</summary>
    public DateTime ReplacedAt { get; private set; }

    /// <summary>Who or what replaced it, such as <c>import</c>.</summary>
    public string ReplacedBy { get; private set; }

    /// <summary>The article as JSON: every field, its areas and photos (by hash).</summary>
    public string Content { get; private set; }
}
