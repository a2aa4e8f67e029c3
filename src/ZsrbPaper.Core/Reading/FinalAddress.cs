using System.Globalization;
using System.Text.RegularExpressions;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.Core.Reading;

/// <summary>What a permanent address of this portal names, such as <c>/zsrb/2024-03-01/A03/1</c>.</summary>
/// <param name="Label">Null for the edition.</param>
/// <param name="Number">Null for the edition or a page.</param>
public sealed partial record FinalAddress(string Newspaper, DateOnly Date, PageLabel? Label, int? Number)
{
    /// <summary>The address itself, root-relative.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/{Newspaper}/{Date:yyyy-MM-dd}{(Label is null ? "" : $"/{Label}")}{(Number is null ? "" : $"/{Number}")}");

    /// <summary>Reads an address of an edition, a page or an article, with or without a host; null when it is none.</summary>
    public static FinalAddress? Find(string text)
    {
        var match = Form().Match(text.Trim());
        if (!match.Success || !NewspaperCode.IsValid(match.Groups["newspaper"].Value)
            || !DateOnly.TryParseExact(match.Groups["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return null;
        }

        PageLabel? label = null;
        if (match.Groups["label"].Success && !PageLabel.TryParse(match.Groups["label"].Value, out label))
        {
            return null;
        }

        return new FinalAddress(
            match.Groups["newspaper"].Value, date, label,
            match.Groups["number"].Success ? int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) : null);
    }

    [GeneratedRegex("^(?:https?://[^/]+)?/(?<newspaper>[a-z0-9]+)/(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:/(?<label>[A-Za-z0-9-]+)(?:/(?<number>[1-9][0-9]{0,8}))?)?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
