using System.Text;
using System.Xml.Linq;

namespace ZsrbPaper.Web.Crawlers;

/// <summary>Text for XML documents.</summary>
internal static class XmlText
{
    /// <summary>The text without what no XML document may hold: control characters, and halves of characters.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r' or >= ' ' and not 0xFFFE and not 0xFFFF)
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }

    /// <summary>Takes it out of all of a document.</summary>
    public static void Clean(XDocument document)
    {
        foreach (var text in document.DescendantNodes().OfType<XText>())
        {
            text.Value = Clean(text.Value);
        }

        foreach (var attribute in document.Descendants().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
        {
            attribute.Value = Clean(attribute.Value);
        }
    }
}
