using System.Text.RegularExpressions;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Desk;

/// <summary>
/// Guesses the page label from what print shops call their files and from what stands at the top of a page. A guess that is wrong is
/// corrected at the desk; none at all is better than one drawn from a date.
/// </summary>
public static partial class LabelGuess
{
    /// <summary>From a file name such as <c>A03.pdf</c>, <c>zsrb20240301A03.pdf</c>, <c>2024-03-01_03.pdf</c>, <c>第03版.pdf</c> or <c>20240301-A02-A03.pdf</c>.</summary>
    public static PageLabel? FromFileName(string fileName)
    {
        var name = Path.GetFileNameWithoutExtension(fileName.Replace('\\', '/')).Normalize(System.Text.NormalizationForm.FormKC);
        if (FromWords(name) is { } inWords)
        {
            return inWords;
        }

        // The date goes first, so that its digits are not taken for a page.
        var rest = Date().Replace(name, " ");
        var joined = Joined().Match(rest);
        if (joined.Success && PageLabel.TryParse($"{joined.Groups[1].Value}-{joined.Groups[2].Value}", out var both))
        {
            return both;
        }

        var plain = Lettered().Matches(rest) is { Count: > 0 } lettered ? lettered[^1].Value : Numbered().Matches(rest) is { Count: > 0 } numbered ? numbered[^1].Value : null;
        return PageLabel.TryParse(plain, out var label) ? label : null;
    }

    /// <summary>From the text at the top of a page: <c>A03版</c>, <c>第03版</c>, <c>A02-A03版</c>.</summary>
    public static PageLabel? FromText(string text) => FromWords(text.Normalize(System.Text.NormalizationForm.FormKC));

    private static PageLabel? FromWords(string text)
    {
        var match = Words().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var found = match.Groups[2].Success ? $"{match.Groups[1].Value}-{match.Groups[2].Value}" : match.Groups[1].Value;
        return PageLabel.TryParse(found, out var label) ? label : null;
    }

    [GeneratedRegex("(?<![A-Za-z0-9])第?\\s*([A-Za-z]{0,2}[0-9]{1,3})(?:\\s*[-、—/]\\s*([A-Za-z]{0,2}[0-9]{1,3}))?\\s*版", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex("(?<![0-9])(?:19|20)[0-9]{2}[-_.年]?(?:0?[1-9]|1[0-2])[-_.月]?(?:0[1-9]|[12][0-9]|3[01]|[1-9](?![0-9]))日?", RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    [GeneratedRegex("(?<![A-Za-z0-9])([A-Za-z]{0,2}[0-9]{1,2})[-_+]([A-Za-z]{0,2}[0-9]{1,2})(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Joined();

    [GeneratedRegex("(?<![A-Za-z])[A-Za-z]{1,2}[0-9]{1,3}(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Lettered();

    [GeneratedRegex("(?<![A-Za-z0-9])[0-9]{1,2}(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
