using Microsoft.AspNetCore.Html;
using ZsrbPaper.Core.Searching;

namespace ZsrbPaper.Web.Searching;

internal static class MarkedHtml
{
    /// <summary>The text as HTML, what was found in it within <c>mark</c>.</summary>
    public static IHtmlContent ToHtml(this MarkedText text)
    {
        var html = new HtmlContentBuilder();
        foreach (var part in text.Parts)
        {
            _ = part.IsMarked ? html.AppendHtml("<mark>").Append(part.Text).AppendHtml("</mark>") : html.Append(part.Text);
        }

        return html;
    }
}
