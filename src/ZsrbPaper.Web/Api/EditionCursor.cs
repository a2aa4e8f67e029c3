using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ZsrbPaper.Web.Api;

/// <summary>Where the next batch of a list of editions starts: opaque to clients, so that what it holds may change.</summary>
internal static class EditionCursor
{
    private const string Form = "'before'yyyyMMdd";

    /// <param name="last">Date of the last edition of the batch before.</param>
    public static string After(DateOnly last) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(last.ToString(Form, CultureInfo.InvariantCulture)));

    /// <summary>Whether the text is a cursor that was given out, and the date of the edition that it follows.</summary>
    public static bool TryRead(string text, out DateOnly last)
    {
        last = default;
        return text.Length <= 20 && Base64Url.IsValid(text)
            && DateOnly.TryParseExact(Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)), Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out last)
            && last > DateOnly.MinValue;
    }
}
