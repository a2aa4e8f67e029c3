using System.Globalization;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Packages;

/// <summary>
/// Takes the known keys out of a YAML map, each checked; what it cannot use goes to the problems with its line, and what
/// nobody asked for becomes a warning.
/// </summary>
internal sealed class FieldReader(YamlMap map, string file, ProblemList problems)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public int Line => map.Line;

    /// <summary>The value under a key; null when the key is missing or nothing follows it.</summary>
    public YamlNode? Find(string key)
    {
        _known.Add(key);
        foreach (var (name, value) in map.Entries)
        {
            if (name.Text == key)
            {
                return value is YamlScalar { IsNothing: true } ? null : value;
            }
        }

        return null;
    }

    /// <summary>Whether a key is absent, or has nothing but white space after it.</summary>
    public bool IsMissing(string key) => Find(key) is not { } value || (value is YamlScalar scalar && string.IsNullOrWhiteSpace(scalar.Text));

    /// <summary>The line of a key, that of the map when it is missing.</summary>
    public int LineOf(string key) => map.Entries.FirstOrDefault(entry => entry.Key.Text == key).Key?.Line ?? map.Line;

    /// <summary>A scalar without the space around it, such as a code or a date.</summary>
    public YamlScalar? Word(string key)
    {
        var scalar = Scalar(key);
        return scalar is null || string.IsNullOrWhiteSpace(scalar.Text) ? null : scalar with { Text = scalar.Text.Trim() };
    }

    /// <summary>A text of one line: line breaks inside become spaces. Null when it is empty.</summary>
    public string? LineOfText(string key, int maxLength) =>
        Scalar(key) is { } scalar ? Checked(OneLine(scalar.Text), key, scalar.Line, maxLength) : null;

    /// <summary>A text that may have several lines. Null when it is empty.</summary>
    public string? Text(string key, int maxLength) =>
        Scalar(key) is { } scalar ? Checked(scalar.Text.TrimEnd('\n'), key, scalar.Line, maxLength) : null;

    /// <summary>As <see cref="Text"/>, but a quoted empty text is given as empty: someone says that there is none.</summary>
    public string? TextOrNone(string key, int maxLength, bool oneLine = false)
    {
        var scalar = Scalar(key);
        return scalar is null ? null : Checked(oneLine ? OneLine(scalar.Text) : scalar.Text.TrimEnd('\n'), key, scalar.Line, maxLength) ?? "";
    }

    public int? Number(string key, int min, int max)
    {
        var word = Word(key);
        return word is null ? null : Number(word, $"'{key}:'", min, max);
    }

    /// <summary>A list of names; one name may stand without a list. Empty ones are left out.</summary>
    public IReadOnlyList<string> Names(string key, PackageLimits limits)
    {
        var names = new List<string>();
        foreach (var item in List(key, acceptOne: true, limits.Names))
        {
            if (item is not YamlScalar scalar)
            {
                problems.Error(file, item.Line, $"'{key}:' is a list of names, such as [徐钧钻].");
            }
            else if (Checked(OneLine(scalar.Text), key, scalar.Line, limits.NameLength) is { } name)
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>The items of a list, none when the key is missing.</summary>
    public IReadOnlyList<YamlNode> List(string key, bool acceptOne, int maxCount)
    {
        var items = Find(key) switch
        {
            null => [],
            YamlList list => list.Items,
            YamlScalar scalar when acceptOne => [scalar],
            var other => Refuse(other),
        };
        if (items.Count > maxCount)
        {
            problems.Error(file, items[0].Line, $"'{key}:' has {items.Count} entries; at most {maxCount} can be taken.");
            return [];
        }

        return items;

        IReadOnlyList<YamlNode> Refuse(YamlNode node)
        {
            problems.Error(file, node.Line, $"'{key}:' must be a list.");
            return [];
        }
    }

    public void WarnOfUnknownKeys()
    {
        foreach (var (key, _) in map.Entries)
        {
            if (!_known.Contains(key.Text))
            {
                var meant = _known.FirstOrDefault(known => known.Equals(key.Text.Trim(), StringComparison.OrdinalIgnoreCase));
                problems.Warn(file, key.Line, meant is null
                    ? (Sentence)$"unknown key '{Short(key.Text)}'; it is ignored."
                    : $"unknown key '{Short(key.Text)}'; it is ignored. Did you mean '{meant}'?");
            }
        }
    }

    public int? Number(YamlScalar word, Sentence name, int min, int max)
    {
        if (int.TryParse(word.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        problems.Error(file, word.Line, $"{name} must be a whole number from {min} to {max}, not '{Short(word.Text)}'.");
        return null;
    }

    internal static string Short(string text)
    {
        var printable = string.Concat(text.Take(60).Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
        return text.Length > 60 ? printable + "…" : printable;
    }

    private static string OneLine(string text) => text.TrimEnd('\n').Replace('\n', ' ');

    private YamlScalar? Scalar(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlScalar scalar:
                return scalar;
            case var other:
                problems.Error(file, other.Line, $"'{key}:' must be a text; put it in quotes if it starts with [ or {{.");
                return null;
        }
    }

    private string? Checked(string text, string key, int line, int maxLength)
    {
        if (PackageText.FindUnstorable(text) is { } unstorable)
        {
            problems.Error(file, line, $"'{key}:' has a control character ({unstorable.Name}); take it out.");
            return null;
        }

        if (text.Length > maxLength)
        {
            problems.Error(file, line, $"'{key}:' has {text.Length} characters; at most {maxLength} can be stored.");
            return null;
        }

        return string.IsNullOrWhiteSpace(text) ? null : text;
    }
}
