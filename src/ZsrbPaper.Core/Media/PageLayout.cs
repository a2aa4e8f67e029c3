using System.Globalization;
using System.Xml;

namespace ZsrbPaper.Core.Media;

/// <summary>A word of a print PDF; places in the units of its <see cref="PageLayout"/>, from the top left.</summary>
public sealed record LayoutWord(double Left, double Top, double Right, double Bottom, string Text);

/// <summary>A line of a print PDF.</summary>
/// <param name="Block">Lines of one block of text have the same number.</param>
public sealed record LayoutLine(int Block, IReadOnlyList<LayoutWord> Words);

/// <summary>The words of a print PDF and where they stand, in the order in which they are read.</summary>
/// <param name="Width">In points.</param>
/// <param name="Height">In points.</param>
public sealed record PageLayout(double Width, double Height, IReadOnlyList<LayoutLine> Lines)
{
    /// <summary>Reads what <c>pdftotext -bbox-layout</c> writes.</summary>
    /// <param name="xhtml">Of one page.</param>
    /// <exception cref="XmlException">It is no XHTML.</exception>
    public static PageLayout Parse(string xhtml)
    {
        // The document names a DTD, which is not fetched; entities stay unknown.
        using var reader = XmlReader.Create(new StringReader(xhtml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        double width = 0, height = 0;
        var block = 0;
        var lines = new List<LayoutLine>();
        var words = new List<LayoutWord>();
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "page")
            {
                (width, height) = (Number(reader, "width"), Number(reader, "height"));
            }
            else if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "block")
            {
                block++;
            }
            else if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "word")
            {
                var (left, top, right, bottom) = (Number(reader, "xMin"), Number(reader, "yMin"), Number(reader, "xMax"), Number(reader, "yMax"));
                if (reader.ReadString() is { Length: > 0 } text)
                {
                    words.Add(new LayoutWord(left, top, right, bottom, text));
                }
            }

            if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName == "line" && words.Count > 0)
            {
                lines.Add(new LayoutLine(block, words));
                words = [];
            }
        }

        return new PageLayout(width, height, lines);
    }

    /// <summary>The middle of a word in percent (0..100) of the page's width and height.</summary>
    public (double X, double Y) MiddleOf(LayoutWord word) => ((word.Left + word.Right) / 2 / Width * 100, (word.Top + word.Bottom) / 2 / Height * 100);

    private static double Number(XmlReader reader, string attribute) =>
        double.TryParse(reader.GetAttribute(attribute), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
