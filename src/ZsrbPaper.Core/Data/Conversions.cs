using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Data;

/// <summary>Moments are UTC: SQLite forgets the kind, PostgreSQL refuses any other.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
    moment => moment.Kind == DateTimeKind.Utc ? moment : DateTime.SpecifyKind(moment, DateTimeKind.Utc),
    moment => DateTime.SpecifyKind(moment, DateTimeKind.Utc));

internal sealed class PageLabelConverter() : ValueConverter<PageLabel, string>(label => label.Value, text => PageLabel.Parse(text));

internal sealed class AreaShapeConverter() : ValueConverter<AreaShape, string>(shape => shape.Text, text => AreaShape.Parse(text));

/// <summary>Two bytes a character, where UTF-8 takes three for Chinese; terms of search are cut out of it at even places.</summary>
internal sealed class Utf16Converter() : ValueConverter<string, byte[]>(
    text => Encoding.BigEndianUnicode.GetBytes(text), bytes => Encoding.BigEndianUnicode.GetString(bytes));

/// <summary>A list in one column.</summary>
internal static class JsonColumn
{
    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write<T>(IReadOnlyList<T> items) => JsonSerializer.Serialize(items, _plain);

    public static IReadOnlyList<T> Read<T>(string json) => JsonSerializer.Deserialize<List<T>>(json, _plain)!;
}
