namespace ZsrbPaper.Web.Crawlers.Feeds;

/// <summary><c>Feeds:</c> what feeds carry.</summary>
public sealed class FeedOptions
{
    /// <summary>Whether feeds carry the articles' texts; else their summaries, and readers come to the portal for the rest.</summary>
    public bool FullText { get; set; }

    /// <summary>The WebSub hub that tells subscribers of news, an absolute http(s) address; null: none.</summary>
    public string? Hub { get; set; }
}
