using System.CommandLine;
using System.CommandLine.Parsing;

namespace ZsrbPaper.Web.Commands;

internal static class ArgumentRules
{
    /// <summary>Neither a mistyped option nor an empty value (an unset variable of the shell) must be taken for a file name.</summary>
    public static void RefuseOptionsAsValues(this Argument argument) => argument.Validators.Add(result =>
    {
        if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
        {
            result.AddError($"<{argument.Name}> is empty.");
        }

        foreach (var token in result.Tokens.Where(token => token.Value.StartsWith("--", StringComparison.Ordinal)))
        {
            result.AddError($"Unknown option '{token.Value}'.");
        }
    });
}
