using System.Text.Json.Nodes;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Web.Tests.Api;

/// <summary>Redocly's linter with the rules that it recommends: npm's package <c>@redocly/cli</c>, in Node. Tests skip where either is missing.</summary>
internal static class OpenApiLinter
{
    /// <summary>What is wrong with the document, warnings included, a line each; empty when nothing is.</summary>
    public static async Task<IReadOnlyList<string>> FindErrorsAsync(string file, CancellationToken cancellationToken)
    {
        var node = Missing.FindProgram("node");
        if (node is null)
        {
            Missing.Skip("The OpenAPI linter needs Node, and PATH has no node.");
        }

        var folder = await NpmTool.FetchAsync("@redocly/cli", "2.77.0", cancellationToken);

        // The API asks for no credentials, and the newspapers that are read through it are under no licence.
        var (exitCode, output) = await NpmTool.RunAsync(
            node,
            [Path.Combine(folder, "bin", "cli.js"), "lint", file, "--format", "json", "--skip-rule", "security-defined", "--skip-rule", "info-license"],
            cancellationToken);
        var start = output.IndexOf('{', StringComparison.Ordinal);
        var report = start < 0 ? null : JsonNode.Parse(output[start..(output.LastIndexOf('}') + 1)]);
        return report?["problems"] is JsonArray problems
            ? [.. problems.Select(problem => $"{problem!["ruleId"]}: {problem["message"]} {problem["location"]?[0]?["pointer"]}")]
            : throw new InvalidOperationException($"The linter ended with {exitCode} and said: {output}");
    }
}
