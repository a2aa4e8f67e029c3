using System.Globalization;

namespace ZsrbPaper.Web.Pages.Editions;

/// <summary>Reads the parts of readers' addresses, in their one spelling.</summary>
internal static class ReaderAddress
{
    public static bool TryReadDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    public static bool TryReadNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
