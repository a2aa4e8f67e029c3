using System.Text;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Desk;

/// <summary>A first draft of an article, as it is printed.</summary>
public sealed record AreaDraft(string? Kicker, string Title, string? Subtitle, string Body);

/// <summary>
/// Reads an article out of the text of a print PDF: what stands within its areas, the largest type as the title, paragraphs joined
/// across lines and columns.
/// </summary>
public static class AreaText
{
    /// <summary>Type this much larger than the body's is a heading.</summary>
    private const double HeadingRatio = 1.3;

    /// <summary>Lines of the title may differ this much in height.</summary>
    private const double SameSize = 0.88;

    /// <summary>In ems: a line that starts further in opens a paragraph, one that ends further short closes it.</summary>
    private const double Indent = 1.2;
    private const double Short = 2;
    private const double LargestIndent = 2.5;

    private const string MarkdownMarks = "\\`*_[]<>#|";

    private sealed record Line(double Left, double Top, double Right, double Bottom, double Size, string Text);

    /// <summary>The draft; null when no text lies within the areas, as on a page that was scanned.</summary>
    /// <param name="areas">The article's areas on this page, in reading order.</param>
    public static AreaDraft? Read(PageLayout layout, IReadOnlyList<AreaShape> areas)
    {
        var lines = areas.SelectMany(area => LinesWithin(layout, area)).ToList();
        if (lines.Count == 0)
        {
            return null;
        }

        var body = BodySize(lines);
        var largest = lines.Max(line => line.Size);
        if (largest < body * HeadingRatio)
        {
            return new AreaDraft(null, "", null, Markdown(lines));
        }

        var title = lines.Where(line => line.Size >= largest * SameSize).ToList();
        var others = lines.Where(line => line.Size < largest * SameSize && line.Size >= body * HeadingRatio).ToList();
        var top = title.Min(line => line.Top);
        return new AreaDraft(
            Joined(others.Where(line => line.Bottom <= top + 1)),
            Joined(title)!,
            Joined(others.Where(line => line.Bottom > top + 1)),
            Markdown([.. lines.Where(line => line.Size < body * HeadingRatio)]));
    }

    private static string? Joined(IEnumerable<Line> lines)
    {
        var text = string.Join(' ', lines.OrderBy(line => line.Top).ThenBy(line => line.Left).Select(line => line.Text.Trim()));
        return text.Length == 0 ? null : text;
    }

    private static IEnumerable<Line> LinesWithin(PageLayout layout, AreaShape area) =>
        from line in layout.Lines
        let words = line.Words.Where(word => layout.MiddleOf(word) is var (x, y) && area.Contains(x, y)).ToList()
        where words.Count > 0
        select ToLine(words);

    private static Line ToLine(List<LayoutWord> words)
    {
        var text = new StringBuilder();
        foreach (var word in words.OrderBy(word => word.Left))
        {
            Append(text, word.Text);
        }

        return new Line(
            words.Min(word => word.Left), words.Min(word => word.Top), words.Max(word => word.Right), words.Max(word => word.Bottom),
            words.Max(word => word.Bottom - word.Top), text.ToString());
    }

    /// <summary>Words and lines join without a space where Chinese is on either side.</summary>
    private static void Append(StringBuilder text, string more)
    {
        if (text.Length > 0 && more.Length > 0 && text[^1] < 0x2E80 && more[0] < 0x2E80 && !char.IsWhiteSpace(text[^1]))
        {
            text.Append(' ');
        }

        text.Append(more);
    }

    /// <summary>The height of most of the type.</summary>
    private static double BodySize(List<Line> lines)
    {
        var half = lines.Sum(line => line.Text.Length) / 2.0;
        var seen = 0;
        foreach (var line in lines.OrderBy(line => line.Size))
        {
            seen += line.Text.Length;
            if (seen >= half)
            {
                return line.Size;
            }
        }

        return lines[^1].Size;
    }

    private static string Markdown(List<Line> lines)
    {
        var paragraphs = new List<StringBuilder>();
        (Line Line, double Right)? before = null;
        foreach (var column in Columns(lines))
        {
            var (left, right) = (column.Min(line => line.Left), column.Max(line => line.Right));
            foreach (var line in column)
            {
                var opens = line.Left > left + (Indent * line.Size) || line.Text[0] == '\u3000';
                var closed = before is { } last && last.Line.Right < last.Right - (Short * last.Line.Size);
                if (paragraphs.Count == 0 || opens || closed)
                {
                    paragraphs.Add(new StringBuilder());
                }

                Append(paragraphs[^1], line.Text.Trim().Trim('\u3000'));
                before = (line, right);
            }
        }

        return string.Join("\n\n", paragraphs.Select(paragraph => Escaped(paragraph.ToString())).Where(paragraph => paragraph.Length > 0));
    }

    /// <summary>
    /// Columns from left to right, each from top to bottom. A line belongs to the column over whose width its middle lies; a short last
    /// line may stand left of an indented longest one.
    /// </summary>
    private static List<List<Line>> Columns(List<Line> lines)
    {
        var columns = new List<(double Left, double Right, List<Line> Lines)>();
        foreach (var line in lines.OrderByDescending(line => line.Right - line.Left))
        {
            var middle = (line.Left + line.Right) / 2;
            var slack = LargestIndent * line.Size;
            var found = columns.FindIndex(column => middle >= column.Left && middle <= column.Right);
            found = found >= 0 ? found : columns.FindIndex(column => middle >= column.Left - slack && middle <= column.Right);
            if (found < 0)
            {
                columns.Add((line.Left, line.Right, [line]));
            }
            else
            {
                var column = columns[found];
                column.Lines.Add(line);
                columns[found] = (Math.Min(column.Left, line.Left), Math.Max(column.Right, line.Right), column.Lines);
            }
        }

        return [.. columns.OrderBy(column => column.Left).Select(column => column.Lines.OrderBy(line => line.Top).ThenBy(line => line.Left).ToList())];
    }

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            escaped.Append(MarkdownMarks.Contains(c, StringComparison.Ordinal) ? $"\\{c}" : c);
        }

        return escaped.ToString();
    }
}
