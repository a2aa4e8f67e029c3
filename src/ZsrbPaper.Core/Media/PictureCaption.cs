using System.Buffers.Binary;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ZsrbPaper.Core.Media;

/// <summary>
/// The caption and credit that agencies and photographers write into a picture: IPTC, else XMP. Only these two fields are looked
/// for, within the bytes that are there, so that nothing in a crafted file can cost time or memory.
/// </summary>
internal static class PictureCaption
{
    private const int MaximumLength = 4000;

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    /// <param name="iptc">A JPEG's Photoshop segment, or bare IPTC records.</param>
    /// <param name="xmp">An XMP packet.</param>
    public static (string? Caption, string? Credit) Read(byte[]? iptc, byte[]? xmp)
    {
        var (caption, credit) = iptc is null ? (null, null) : ReadIptc(IptcRecords(iptc));
        if ((caption is null || credit is null) && xmp is { Length: > 0 and < 1 << 20 })
        {
            var (xmpCaption, xmpCredit) = ReadXmp(xmp);
            caption ??= xmpCaption;
            credit ??= xmpCredit;
        }

        return (caption, credit);
    }

    /// <summary>The IPTC records within Photoshop's image resources, of which they are number 0x0404.</summary>
    private static ReadOnlySpan<byte> IptcRecords(ReadOnlySpan<byte> data)
    {
        if (!data.StartsWith("Photoshop 3.0\0"u8))
        {
            return data;
        }

        data = data[14..];
        while (data.Length >= 12 && data.StartsWith("8BIM"u8))
        {
            var id = BinaryPrimitives.ReadUInt16BigEndian(data[4..]);
            // The name is a counted string, padded to an even length.
            var nameLength = (data[6] + 2) & ~1;
            if (data.Length < 6 + nameLength + 4)
            {
                break;
            }

            var length = BinaryPrimitives.ReadUInt32BigEndian(data[(6 + nameLength)..]);
            data = data[(6 + nameLength + 4)..];
            if (id == 0x0404)
            {
                return data[..(int)Math.Min(length, (uint)data.Length)];
            }

            var padded = length + (length & 1);
            if (padded >= data.Length)
            {
                break;
            }

            data = data[(int)padded..];
        }

        return default;
    }

    private static (string? Caption, string? Credit) ReadIptc(ReadOnlySpan<byte> records)
    {
        string? caption = null, credit = null, photographer = null;
        var utf8 = false;
        while (records.Length >= 5 && records[0] == 0x1C)
        {
            var (record, dataSet) = (records[1], records[2]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(records[3..]);
            // A set top bit announces a longer length, which no text of ours needs.
            if ((length & 0x8000) != 0 || records.Length < 5 + length)
            {
                break;
            }

            var value = records.Slice(5, length);
            switch (record, dataSet)
            {
                case (1, 90):
                    utf8 = value.SequenceEqual("\x1B%G"u8);
                    break;
                case (2, 80):
                    photographer ??= Text(value, utf8);
                    break;
                case (2, 110):
                    credit ??= Text(value, utf8);
                    break;
                case (2, 120):
                    caption ??= Text(value, utf8);
                    break;
                default:
                    break;
            }

            records = records[(5 + length)..];
        }

        return (caption, credit ?? photographer);
    }

    /// <summary>Most files do not say how they are coded: then UTF-8 where it is valid, else GBK where it looks like Chinese, else Latin-1.</summary>
    private static string? Text(ReadOnlySpan<byte> value, bool utf8)
    {
        try
        {
            return Clean(StrictUtf8.GetString(value));
        }
        catch (DecoderFallbackException)
        {
            return Clean(utf8 ? Encoding.UTF8.GetString(value) : HasChinesePair(value) ? Gb18030.GetString(value) : Encoding.Latin1.GetString(value));
        }
    }

    /// <summary>Two bytes of GB 2312 in a row hardly occur in Latin-1, where accented letters stand between plain ones.</summary>
    private static bool HasChinesePair(ReadOnlySpan<byte> value)
    {
        for (var i = 1; i < value.Length; i++)
        {
            if (value[i - 1] is >= 0xB0 and <= 0xF7 && value[i] is >= 0xA1 and <= 0xFE)
            {
                return true;
            }
        }

        return false;
    }

    private static (string? Caption, string? Credit) ReadXmp(byte[] packet)
    {
        XNamespace dc = "http://purl.org/dc/elements/1.1/";
        XNamespace photoshop = "http://ns.adobe.com/photoshop/1.0/";
        XNamespace rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(packet), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            // Deeply nested elements would be walked by recursion.
            var document = ShallowDocument(reader);
            var described = document?.Descendants(dc + "description").Descendants(rdf + "li").FirstOrDefault()?.Value;
            var credit = document?.Descendants(photoshop + "Credit").FirstOrDefault()?.Value
                ?? document?.Descendants(rdf + "Description").Attributes(photoshop + "Credit").FirstOrDefault()?.Value;
            return (Clean(described), Clean(credit));
        }
        catch (XmlException)
        {
            return (null, null);
        }
    }

    private static XElement? ShallowDocument(XmlReader reader)
    {
        XElement? root = null, current = null;
        while (reader.Read())
        {
            if (reader.Depth > 64)
            {
                return null;
            }

            if (reader.NodeType == XmlNodeType.Element)
            {
                var empty = reader.IsEmptyElement;
                var element = new XElement(XName.Get(reader.LocalName, reader.NamespaceURI));
                while (reader.MoveToNextAttribute())
                {
                    if (reader.NamespaceURI != "http://www.w3.org/2000/xmlns/")
                    {
                        element.SetAttributeValue(XName.Get(reader.LocalName, reader.NamespaceURI), reader.Value);
                    }
                }

                root ??= element;
                current?.Add(element);
                current = empty ? current : element;
            }
            else if (reader.NodeType == XmlNodeType.EndElement)
            {
                current = current?.Parent;
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                current?.Add(reader.Value);
            }
        }

        return root;
    }

    /// <summary>One line of plain text, or null when nothing is left.</summary>
    private static string? Clean(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var clean = new StringBuilder(Math.Min(text.Length, MaximumLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= MaximumLength)
            {
                break;
            }

            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (clean.Length > 0 && clean[^1] != ' ')
                {
                    clean.Append(' ');
                }
            }
            else
            {
                clean.Append(rune.ToString());
            }
        }

        var line = clean.ToString().TrimEnd();
        return line.Length == 0 ? null : line;
    }
}
