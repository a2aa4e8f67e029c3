using System.Globalization;
using System.Text.RegularExpressions;

namespace ZsrbPaper.Web.Pages.Shared;

/// <summary>
/// Fits the headings of an article's text under the heading of the article itself: whatever levels the writer chose, the
/// page's outline leaves none out.
/// </summary>
public static partial class BodyHeadings
{
    /// <param name="html">Sanitised HTML, whose headings have no attributes.</param>
    /// <param name="first">Level of the text's highest headings, one below the article's title.</param>
    public static string Fit(string html, int first)
    {
        var open = new Stack<int>();
        return Heading().Replace(html, match =>
        {
            var level = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            if (match.Groups[1].Length == 0)
            {
                while (open.TryPeek(out var outer) && outer >= level)
                {
                    open.Pop();
                }

                open.Push(level);
            }

            return $"<{match.Groups[1]}h{Math.Min(6, first + open.Count - 1)}";
        });
    }

    [GeneratedRegex("<(/?)h([1-6])(?=>)")]
    private static partial Regex Heading();
}
