using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ZsrbPaper.Core.Editions;

/// <summary>
/// The label of a print page (版次) such as <c>A03</c> or <c>01</c>; labels joined by <c>-</c> name a joined page (合版)
/// such as <c>A02-A03</c>. Stored in upper case. Labels have no order: the edition lists its pages in print order.
/// </summary>
public sealed partial record PageLabel
{
    /// <summary>Longest label in characters: a joined page of eight single labels of seven.</summary>
    public const int MaxLength = 63;

    private PageLabel(string value) => Value = value;

    /// <summary>The label as written in addresses, upper case.</summary>
    public string Value { get; }

    /// <summary>The single labels that a joined page joins; the label itself for a plain page.</summary>
    public IReadOnlyList<string> Parts => Value.Split('-');

    public bool IsJoined => Value.Contains('-', StringComparison.Ordinal);

    public static PageLabel Parse(string text) =>
        TryParse(text, out var label) ? label : throw new FormatException($"'{text}' is no page label.");

    /// <summary>Reads a label in any case; false when the text is none.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PageLabel? label)
    {
        label = null;
        if (text is null || text.Length > MaxLength || !Form().IsMatch(text))
        {
            return false;
        }

        label = new PageLabel(text.ToUpperInvariant());
        return true;
    }

    /// <summary>
    /// Whether a reader who asks for <paramref name="other"/> means this page: the same label but for the zeros that pad
    /// its numbers, or one of the labels that this page joins.
    /// </summary>
    public bool IsMeantBy(PageLabel other) =>
        Unpadded(Value) == Unpadded(other.Value) || (!other.IsJoined && Parts.Any(part => Unpadded(part) == Unpadded(other.Value)));

    /// <summary>Whether both name a page of the print in common, but for the zeros that pad its number.</summary>
    public bool Overlaps(PageLabel other) => Parts.Select(Unpadded).Intersect(other.Parts.Select(Unpadded), StringComparer.Ordinal).Any();

    public override string ToString() => Value;

    private static string Unpadded(string label) => string.Join('-', label.Split('-').Select(part =>
    {
        var letters = part.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return letters + int.Parse(part[letters.Length..], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }));

    [GeneratedRegex("^[A-Za-z]{0,3}[0-9]{1,4}(-[A-Za-z]{0,3}[0-9]{1,4})*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
