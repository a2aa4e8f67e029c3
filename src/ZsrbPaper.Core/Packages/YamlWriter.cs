using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ZsrbPaper.Core.Packages;

/// <summary>
/// Writes YAML in one canonical form: the same content gives the same bytes, and any YAML reader understands the scalars as
/// texts. Values are plain where that is safe, else in double quotes on one line.
/// </summary>
internal sealed partial class YamlWriter
{
    private readonly StringBuilder _text = new();

    /// <summary>A value that is written as it is, such as a date or a number.</summary>
    public YamlWriter Raw(string indent, string key, string value) => Line($"{indent}{key}: {value}");

    public YamlWriter Raw(string indent, string key, int? value) =>
        value is { } number ? Raw(indent, key, number.ToString(CultureInfo.InvariantCulture)) : this;

    /// <summary>A text; nothing is written when there is none.</summary>
    public YamlWriter Text(string indent, string key, string? value) =>
        string.IsNullOrWhiteSpace(value) ? this : Raw(indent, key, Scalar(value.TrimEnd('\r', '\n'), inList: false));

    /// <summary>A text; an empty one is written as <c>""</c>.</summary>
    public YamlWriter TextOrNone(string indent, string key, string? value) =>
        Raw(indent, key, Scalar(string.IsNullOrWhiteSpace(value) ? "" : value.TrimEnd('\r', '\n'), inList: false));

    /// <summary>Names on one line; nothing is written when there are none.</summary>
    public YamlWriter Names(string indent, string key, IReadOnlyCollection<string> names) =>
        names.Count == 0 ? this : Raw(indent, key, $"[{string.Join(", ", names.Where(name => !string.IsNullOrWhiteSpace(name)).Select(name => Scalar(name, inList: true)))}]");

    public YamlWriter Numbers(string indent, string key, IEnumerable<int> numbers) =>
        Raw(indent, key, $"[{string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))}]");

    public YamlWriter Line(string line)
    {
        _text.Append(line).Append('\n');
        return this;
    }

    public override string ToString() => _text.ToString();

    internal static string Scalar(string value, bool inList)
    {
        value = PackageText.Storable(value);
        return IsPlain(value, inList) ? value : Quoted(value);
    }

    private static bool IsPlain(string value, bool inList)
    {
        if (value.Length == 0 || !(char.IsLetterOrDigit(value[0]) || IsCjkMark(value[0])) || char.IsWhiteSpace(value[^1]) || value[^1] == ':')
        {
            return false;
        }

        // What readers of YAML 1.1 or 1.2 take for a number, a date, a time, a truth or nothing is no text to them.
        if (NumberLike().IsMatch(value) || value.ToUpperInvariant() is "NULL" or "TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N")
        {
            return false;
        }

        for (var index = 0; index < value.Length; index++)
        {
            var character = value[index];
            var next = index + 1 < value.Length ? value[index + 1] : ' ';
            var spoils = character switch
            {
                ' ' => next == '#',
                ':' => next == ' ' || inList,
                ',' or '[' or ']' or '{' or '}' => inList,
                '"' or '\'' or '\\' => inList,
                < ' ' or '\u007F' => true,
                >= '\u0080' => !IsOrdinary(character),
                _ => false,
            };
            if (spoils)
            {
                return false;
            }
        }

        return true;
    }

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        for (var index = 0; index < value.Length; index++)
        {
            var character = value[index];
            switch (character)
            {
                case '"' or '\\':
                    text.Append('\\').Append(character);
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case ' ':
                    text.Append(' ');
                    break;
                case var _ when char.IsHighSurrogate(character) && index + 1 < value.Length && char.IsLowSurrogate(value[index + 1]):
                    text.Append(character).Append(value[++index]);
                    break;
                case > ' ' and < '\u007F':
                case >= '\u0080' when IsOrdinary(character):
                    text.Append(character);
                    break;
                default:
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
                    break;
            }
        }

        return text.Append('"').ToString();
    }

    /// <summary>A character beyond ASCII that every reader takes as itself: no break, no mark of byte order, no half of a pair.</summary>
    private static bool IsOrdinary(char character) => char.GetUnicodeCategory(character) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
        or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
        or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
        or UnicodeCategory.OtherPunctuation or UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol
        or UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherSymbol
        || character == '\u3000';

    /// <summary>Marks that Chinese texts start with, such as 《 and “.</summary>
    private static bool IsCjkMark(char character) => character >= '\u00A1' && character != '\u3000' && IsOrdinary(character);

    [GeneratedRegex(@"^[0-9][0-9A-Za-z_.,:+\-/ ]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberLike();
}
