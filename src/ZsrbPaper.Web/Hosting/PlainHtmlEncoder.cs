using System.Text;
using System.Text.Encodings.Web;

namespace ZsrbPaper.Web.Hosting;

/// <summary>
/// Encodes what HTML needs encoded and nothing else, so that Chinese of every plane, full-width spaces and emoji stand in
/// pages as themselves. Safe in element content and quoted attributes, which is all that the views write.
/// </summary>
public sealed class PlainHtmlEncoder : HtmlEncoder
{
    public override int MaxOutputCharactersPerInputCharacter => 8;

    public override bool WillEncode(int unicodeScalar) => Entity(unicodeScalar) is not null;

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var i = 0; i < textLength; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < textLength && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]) || Entity(text[i]) is not null)
            {
                return i;
            }
        }

        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var target = new Span<char>(buffer, bufferLength);
        if (Entity(unicodeScalar) is { } entity)
        {
            numberOfCharactersWritten = entity.TryCopyTo(target) ? entity.Length : 0;
            return numberOfCharactersWritten > 0;
        }

        return new Rune(unicodeScalar).TryEncodeToUtf16(target, out numberOfCharactersWritten);
    }

    private static string? Entity(int unicodeScalar) => unicodeScalar switch
    {
        '<' => "&lt;",
        '>' => "&gt;",
        '&' => "&amp;",
        '"' => "&quot;",
        '\'' => "&#39;",

        // Not allowed in HTML even as references.
        < ' ' and not ('\t' or '\n' or '\r') => "\uFFFD",
        _ => null,
    };
}
