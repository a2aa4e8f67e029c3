using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Ganss.Xss;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Parsers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ZsrbPaper.Core.Text;

/// <summary>An article's text as safe HTML.</summary>
/// <param name="Html">Sanitised; headings start at h2, the lead of a report is a <c>span.lead</c>.</param>
/// <param name="OpensWithByline">Whether the text itself opens with 本报讯(记者 …) or the like, so that no byline is shown above it.</param>
public sealed record RenderedBody(string Html, bool OpensWithByline);

/// <summary>
/// The one way from an article's Markdown to HTML: CommonMark with pipe tables, raw HTML off, sanitised all the same.
/// What people type out of habit for print is taken off: spaces that indent a paragraph (the style sheet indents), and
/// line breaks between Chinese characters, which HTML would show as a space.
/// </summary>
public static partial class ArticleMarkdown
{
    private static readonly MarkdownPipeline _pipeline = CreatePipeline();
    private static readonly HtmlSanitizer _sanitizer = CreateSanitizer();

    private static readonly string[] _plainTags =
    [
        "<p>", "</p>", "<strong>", "</strong>", "<em>", "</em>", "<span class=\"lead\">", "</span>", "<blockquote>", "</blockquote>",
        "<h2>", "</h2>", "<h3>", "</h3>", "<h4>", "</h4>", "<h5>", "</h5>", "<h6>", "</h6>",
    ];

    private static readonly string[] _plainEntities = ["&amp;", "&lt;", "&gt;"];

    /// <summary>What is looked at; a no-break space, a carriage return and NUL are written in other ways by the sanitiser.</summary>
    private static readonly SearchValues<char> _marks = SearchValues.Create("<>&\u00A0\r\0");

    /// <summary>Lines that are not blank. A long report has some hundreds.</summary>
    private const int MaxLines = 5_000;

    /// <summary>
    /// How often each character that Markdown gives a meaning may stand in a text. Far more than a text needs; some of them
    /// cost time by the square of their number.
    /// </summary>
    private const int MaxMarks = 2_000;

    private const int MaxTableMarks = 20_000;

    /// <summary>
    /// Why a text cannot be shown, in plain English; null when it can. What passes renders in well under a second, so this is
    /// asked before a text is stored.
    /// </summary>
    public static Sentence? FindProblem(string markdown)
    {
        if (markdown.AsSpan().Count('\n') > MaxLines && markdown.Split('\n').Count(line => !string.IsNullOrWhiteSpace(line)) > MaxLines)
        {
            return $"the text has more than {MaxLines:N0} lines.";
        }

        foreach (var mark in "[`*_>#-+~")
        {
            if (markdown.AsSpan().Count(mark) > MaxMarks)
            {
                return $"the text has more than {MaxMarks:N0} times the character '{mark}'.";
            }
        }

        if (markdown.AsSpan().Count('|') > MaxTableMarks)
        {
            return $"the text has more than {MaxTableMarks:N0} table cells.";
        }

        try
        {
            _ = RenderMarkdown(markdown);
            return null;
        }
        catch (ArgumentException)
        {
            return $"the text nests lists, quotations or brackets too deeply.";
        }
    }

    public static RenderedBody Render(string markdown)
    {
        try
        {
            return RenderMarkdown(markdown);
        }
        catch (ArgumentException)
        {
            // Markdig refuses what is nested too deeply. FindProblem keeps such texts out; one that is stored all the same is
            // shown as it was typed.
            var paragraphs = markdown.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => $"<p>{System.Net.WebUtility.HtmlEncode(line)}</p>");
            return new RenderedBody(_sanitizer.Sanitize(string.Join('\n', paragraphs)), false);
        }
    }

    /// <summary>The text without markup: a string for each paragraph, heading, list item and table cell, in the order of reading.</summary>
    public static IReadOnlyList<string> PlainParagraphs(string markdown)
    {
        try
        {
            return [.. Markdown.Parse(markdown, _pipeline).Descendants<LeafBlock>().Select(PlainText).Where(text => text.Length > 0)];
        }
        catch (ArgumentException)
        {
            // Nested too deeply: shown as it was typed, see Render.
            return markdown.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
    }

    private static string PlainText(LeafBlock block)
    {
        if (block.Inline is null)
        {
            return block.Lines.ToString().Trim();
        }

        var text = new StringBuilder();
        foreach (var inline in block.Inline.Descendants())
        {
            _ = inline switch
            {
                LiteralInline literal => text.Append(literal.Content.AsSpan()),
                CodeInline code => text.Append(code.Content),
                HtmlEntityInline entity => text.Append(entity.Transcoded.AsSpan()),
                AutolinkInline link => text.Append(link.Url),
                LineBreakInline => text.Append(' '),
                _ => text,
            };
        }

        return text.ToString().Trim();
    }

    private static RenderedBody RenderMarkdown(string markdown)
    {
        var document = Markdown.Parse(markdown, _pipeline);
        var opensWithByline = false;
        var isFirst = true;
        foreach (var paragraph in document.Descendants<ParagraphBlock>())
        {
            TrimIndent(paragraph);
            if (isFirst)
            {
                opensWithByline = MarkLead(paragraph);
                isFirst = false;
            }
        }

        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            // The page's own h1 is the article's title.
            heading.Level = Math.Min(heading.Level + 1, 6);
        }

        foreach (var table in document.Descendants<Table>())
        {
            AlignByClass(table);
        }

        foreach (var image in document.Descendants<LinkInline>().Where(link => link.IsImage).ToList())
        {
            // Pictures are the article's photos, with caption and credit; a text brings in none of its own.
            image.ReplaceBy(new LiteralInline(string.Concat(image.Descendants<LiteralInline>().Select(literal => literal.ToString()))));
        }

        foreach (var softBreak in document.Descendants<LineBreakInline>().Where(line => !line.IsHard).ToList())
        {
            JoinChinese(softBreak);
        }

        // Tables may be wider than a phone: they scroll on their own, reachable by keyboard.
        var html = document.ToHtml(_pipeline);
        html = (IsPlain(html) ? html : Sanitise(html))
            .Replace("<table>", "<div class=\"table-scroll\" role=\"region\" aria-label=\"表格\" tabindex=\"0\"><table>", StringComparison.Ordinal)
            .Replace("</table>", "</table></div>", StringComparison.Ordinal);
        return new RenderedBody(html, opensWithByline);
    }

    internal static string Sanitise(string html) => _sanitizer.Sanitize(html);

    /// <summary>
    /// Whether there is nothing in it but these tags and text: then sanitising, which takes as long as the rest of a page, would give back the same. All else
    /// is sanitised, harmless or not.
    /// </summary>
    internal static bool IsPlain(ReadOnlySpan<char> html)
    {
        for (var at = html.IndexOfAny(_marks); at >= 0; at = html.IndexOfAny(_marks))
        {
            var rest = html[at..];
            var length = rest[0] switch
            {
                '<' => LengthOf(rest, _plainTags),
                '&' => LengthOf(rest, _plainEntities),
                _ => 0,
            };
            if (length == 0)
            {
                return false;
            }

            html = rest[length..];
        }

        return true;

        static int LengthOf(ReadOnlySpan<char> rest, string[] known)
        {
            foreach (var one in known)
            {
                if (rest.StartsWith(one, StringComparison.Ordinal))
                {
                    return one.Length;
                }
            }

            return 0;
        }
    }

    private static MarkdownPipeline CreatePipeline()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseCjkFriendlyEmphasis();

        // A paragraph indented by four spaces is an indented paragraph, not a program.
        builder.BlockParsers.TryRemove<IndentedCodeBlockParser>();
        return builder.Build();
    }

    private static HtmlSanitizer CreateSanitizer()
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
            {
                "p", "br", "h2", "h3", "h4", "h5", "h6", "strong", "em", "code", "pre", "blockquote", "hr", "ul", "ol", "li", "a", "span",
                "table", "thead", "tbody", "tr", "th", "td",
            },
            AllowedAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href", "start", "class", "rel" },
            AllowedClasses = new HashSet<string>(StringComparer.Ordinal) { "lead", "align-left", "align-center", "align-right" },
            AllowedSchemes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "http", "https", "mailto" },
            UriAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href" },
        });
        sanitizer.PostProcessNode += (_, node) =>
        {
            if (node.Node is not AngleSharp.Dom.IElement { LocalName: "a" } link)
            {
                return;
            }

            if (link.HasAttribute("href"))
            {
                link.SetAttribute("rel", "noopener");
            }
            else
            {
                // Its scheme was refused; the words stay.
                node.ReplacementNodes.Add(node.Document.CreateTextNode(link.TextContent));
            }
        };
        return sanitizer;
    }

    private static void TrimIndent(ParagraphBlock paragraph)
    {
        if (paragraph.Inline?.FirstChild is LiteralInline first)
        {
            var text = first.Content.ToString();
            var trimmed = text.TrimStart();
            if (trimmed.Length != text.Length)
            {
                first.Content = new Markdig.Helpers.StringSlice(trimmed);
            }
        }
    }

    /// <summary>Marks 本报讯(记者 …) at the head of the text; true when the lead names who wrote it.</summary>
    private static bool MarkLead(ParagraphBlock paragraph)
    {
        if (paragraph.Inline?.FirstChild is not LiteralInline first)
        {
            return false;
        }

        var text = first.Content.ToString();
        var lead = Lead().Match(text);
        if (!lead.Success)
        {
            return false;
        }

        var rest = new LiteralInline(text[lead.Length..]);
        first.InsertBefore(new HtmlInline("<span class=\"lead\">"));
        first.Content = new Markdig.Helpers.StringSlice(lead.Value);
        first.InsertAfter(rest);
        first.InsertAfter(new HtmlInline("</span>"));
        return lead.Groups["people"].Success;
    }

    private static void AlignByClass(Table table)
    {
        // Markdig aligns by style attributes, which the portal's content security policy forbids.
        foreach (var cells in table.OfType<TableRow>())
        {
            for (var i = 0; i < cells.Count && i < table.ColumnDefinitions.Count; i++)
            {
                if (table.ColumnDefinitions[i].Alignment is { } alignment)
                {
                    cells[i].GetAttributes().AddClass(alignment switch
                    {
                        TableColumnAlign.Center => "align-center",
                        TableColumnAlign.Right => "align-right",
                        _ => "align-left",
                    });
                }
            }
        }

        foreach (var column in table.ColumnDefinitions)
        {
            column.Alignment = null;
        }
    }

    private static void JoinChinese(LineBreakInline softBreak)
    {
        if (softBreak is { PreviousSibling: LiteralInline before, NextSibling: LiteralInline after }
            && before.Content.ToString().TrimEnd() is { Length: > 0 } left
            && after.Content.ToString().TrimStart() is { Length: > 0 } right
            && IsChinese(left[^1]) && IsChinese(right[0]))
        {
            before.Content = new Markdig.Helpers.StringSlice(left);
            after.Content = new Markdig.Helpers.StringSlice(right);
            softBreak.Remove();
        }
    }

    /// <summary>CJK characters and punctuation, full-width forms, and the curly quotation marks and dashes that Chinese sets full width.</summary>
    private static bool IsChinese(char c) => c is >= '\u2E80' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF' or >= '\uFE30' and <= '\uFE4F'
        or >= '\uFF00' and <= '\uFF60' or >= '\uD840' and <= '\uDFFF' or '\u2018' or '\u2019' or '\u201C' or '\u201D' or '\u2014' or '\u2026';

    [GeneratedRegex("^(?:[\\p{L}\\p{N}·]{0,20}(?:讯|电|消息)\\s*)?(?<people>[（(][^（()）]{0,100}(?:记者|通讯员|实习生)[^（()）]{0,100}[)）])|^本报讯", RegexOptions.CultureInvariant)]
    private static partial Regex Lead();
}
