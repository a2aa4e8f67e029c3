using Microsoft.AspNetCore.Html;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Articles;

/// <summary>A difference as HTML; white space counts in it, so nothing stands between its parts.</summary>
internal static class DiffHtml
{
    /// <param name="parts">See <see cref="ChineseDiff"/>.</param>
    /// <param name="without">Deleted for the newer text alone, inserted for the older; null for both in one.</param>
    public static IHtmlContent Of(IReadOnlyList<DiffPart> parts, DiffKind? without = null)
    {
        var html = new HtmlContentBuilder();
        foreach (var part in parts.Where(part => part.Kind == DiffKind.Same || part.Kind != without))
        {
            var element = part.Kind switch { DiffKind.Deleted => "del", DiffKind.Inserted => "ins", _ => null };
            html.AppendHtml(element is null ? "" : $"<{element}>").Append(part.Text).AppendHtml(element is null ? "" : $"</{element}>");
        }

        return html;
    }
}
