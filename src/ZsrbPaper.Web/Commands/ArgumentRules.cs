using System.CommandLine;
using System.CommandLine.Parsing;

namespace ZsrbPaper.Web.Commands;

internal static class ArgumentRules
{
    /// <summary>A mistyped option must not be taken for a file name.</summary>
    public static void RefuseOptionsAsValues(this Argument argument) => argument.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(token => token.Value.StartsWith("--", StringComparison.Ordinal)))
        {
            result.AddError($"Unknown option '{token.Value}'.");
        }
    });
}
