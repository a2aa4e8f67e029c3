using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Desk;

/// <summary>Who has an article open for writing, so that a second person is told before. Nobody is locked out.</summary>
public sealed class EditingPresence
{
    public EditingPresence(Article article, string userName, DateTime seenAt)
    {
        Article = article;
        UserName = userName;
        SeenAt = seenAt;
    }

    private EditingPresence()
    {
        Article = null!;
        UserName = null!;
    }

    public int ArticleId { get; private set; }

    public Article Article { get; private set; }

    public string UserName { get; private set; }

    /// <summary>When their browser was last heard of, UTC.</summary>
    public DateTime SeenAt { get; set; }
}
