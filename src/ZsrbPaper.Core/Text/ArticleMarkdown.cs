namespace ZsrbPaper.Core.Text;

/// <summary>An article's text as safe HTML.</summary>
/// <param name="Html">Sanitised; headings start at h2.</param>
/// <param name="OpensWithByline">Whether the text itself opens with 本报讯(记者 …) or the like, so that no byline is shown above it.</param>
public sealed record RenderedBody(string Html, bool OpensWithByline);

/// <summary>The one way from an article's Markdown to HTML.</summary>
public static class ArticleMarkdown
{
    public static RenderedBody Render(string markdown) => new(System.Net.WebUtility.HtmlEncode(markdown), false);
}
