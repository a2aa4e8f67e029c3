using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace ZsrbPaper.Core.Text;

/// <summary>
/// What is wrong, in words that another language can say: the sentence with its arguments apart. It is written as an interpolated string;
/// <see cref="Format"/> names it, as <c>the PDF has {0} pages</c>, and <see cref="ToString"/> gives it as written.
/// </summary>
[InterpolatedStringHandler]
[JsonConverter(typeof(Converter))]
public sealed class Sentence
{
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly StringBuilder? _building;
    private readonly List<object> _arguments;
    private string? _format;

    /// <summary>Called by the compiler for an interpolated string.</summary>
    public Sentence(int literalLength, int formattedCount)
    {
        _building = new StringBuilder(literalLength + (formattedCount * 3));
        _arguments = new List<object>(formattedCount);
    }

    private Sentence(string format, List<object> arguments) => (_format, _arguments) = (format, arguments);

    /// <summary>The sentence with <c>{0}</c>, <c>{1}</c> … where its arguments go; braces of its own are doubled.</summary>
    public string Format => _format ??= _building!.ToString();

    /// <summary>Each a <see cref="string"/>, or a <see cref="Sentence"/> within this one. No control characters are in them.</summary>
    public IReadOnlyList<object> Arguments => _arguments;

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no sentence.</exception>
    public static Sentence FromJson(string json) => JsonSerializer.Deserialize<Sentence>(json, _json)!;

    public string ToJson() => JsonSerializer.Serialize(this, _json);

    public void AppendLiteral(string value) =>
        _building!.Append(value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

    public void AppendFormatted(Sentence value) => Append(value);

    public void AppendFormatted<T>(T value, string? format = null) => Append(Printable(
        value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString() ?? ""));

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, Format, [.. _arguments]);

    private void Append(object argument)
    {
        _building!.Append(CultureInfo.InvariantCulture, $"{{{_arguments.Count}}}");
        _arguments.Add(argument);
    }

    /// <summary>What files hold is shown on terminals, which obey control characters.</summary>
    private static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? '?' : character)) : text;

    /// <summary>As an array: the format, then the arguments.</summary>
    private sealed class Converter : JsonConverter<Sentence>
    {
        public override Sentence Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.String)
            {
                throw new JsonException();
            }

            var format = reader.GetString()!;
            var arguments = new List<object>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                arguments.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : Read(ref reader, typeToConvert, options));
            }

            return new Sentence(format, arguments);
        }

        public override void Write(Utf8JsonWriter writer, Sentence value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(value.Format);
            foreach (var argument in value.Arguments)
            {
                if (argument is Sentence inner)
                {
                    Write(writer, inner, options);
                }
                else
                {
                    writer.WriteStringValue((string)argument);
                }
            }

            writer.WriteEndArray();
        }
    }
}
