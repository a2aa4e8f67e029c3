using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ZsrbPaper.Web.Tests.Api;

/// <summary>
/// Compares JSON with the schemas of an OpenAPI document. It knows the keywords that our document uses and fails at any other; members that a
/// schema does not name are faults too, though JSON Schema would let them pass.
/// </summary>
internal sealed class SchemaCheck(JsonNode document)
{
    /// <summary>Every place where the value does not match, and why; empty when it does.</summary>
    public IReadOnlyList<string> FindFaults(JsonNode? value, JsonNode schema)
    {
        var faults = new List<string>();
        Check(value, schema, "$", faults);
        return faults;
    }

    private void Check(JsonNode? value, JsonNode schema, string at, List<string> faults)
    {
        if (schema["$ref"] is { } reference)
        {
            Check(value, reference.GetValue<string>().Split('/').Skip(1).Aggregate(document, (node, name) => node[name]!), at, faults);
            return;
        }

        foreach (var (keyword, rule) in schema.AsObject())
        {
            var holds = keyword switch
            {
                "description" or "example" or "default" or "properties" or "items" => true,
                "type" => HasType(value, rule!.GetValue<string>()),
                "enum" => rule!.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)),
                "format" => HasFormat(value, rule!.GetValue<string>()),
                "pattern" => Regex.IsMatch(value!.GetValue<string>(), rule!.GetValue<string>()),
                "minimum" => value!.GetValue<decimal>() >= rule!.GetValue<decimal>(),
                "maximum" => value!.GetValue<decimal>() <= rule!.GetValue<decimal>(),
                "required" => rule!.AsArray().All(name => value is JsonObject members && members.ContainsKey(name!.GetValue<string>())),
                _ => throw new NotSupportedException($"The check does not know the keyword '{keyword}' of {schema.GetPath()}."),
            };
            if (!holds)
            {
                faults.Add($"{at}: {keyword} {rule!.ToJsonString()} does not hold for {value?.ToJsonString() ?? "null"}");
            }
        }

        if (value is JsonObject present && schema["properties"] is JsonObject properties)
        {
            foreach (var (name, member) in present)
            {
                if (properties[name] is { } known)
                {
                    Check(member, known, $"{at}.{name}", faults);
                }
                else
                {
                    faults.Add($"{at}.{name} is in no schema");
                }
            }
        }

        if (value is JsonArray items && schema["items"] is { } each)
        {
            for (var i = 0; i < items.Count; i++)
            {
                Check(items[i], each, $"{at}[{i}]", faults);
            }
        }
    }

    private static bool HasType(JsonNode? value, string type) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => decimal.IsInteger(value!.GetValue<decimal>()),
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        _ => false,
    };

    private static bool HasFormat(JsonNode? value, string format) => format switch
    {
        "int32" => value!.AsValue().TryGetValue<int>(out _),
        "double" => value!.AsValue().TryGetValue<double>(out _),
        "uri" => Uri.TryCreate(value!.GetValue<string>(), UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps,
        "date" => DateOnly.TryParseExact(value!.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => DateTimeOffset.TryParseExact(value!.GetValue<string>(), "yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => throw new NotSupportedException($"The check does not know the format '{format}'."),
    };
}
