using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Web.Tests.Html;

/// <summary>The Nu HTML checker: npm's package <c>vnu-jar</c>, in Java. Tests skip where either is missing.</summary>
internal static class NuValidator
{
    /// <summary>What is wrong with the files of a folder, a line each; empty when nothing is.</summary>
    public static async Task<IReadOnlyList<string>> FindErrorsAsync(string folder, CancellationToken cancellationToken)
    {
        var java = Missing.FindProgram("java");
        if (java is null)
        {
            Missing.Skip("The Nu HTML checker needs Java, and PATH has no java.");
        }

        var jar = Path.Combine(await NpmTool.FetchAsync("vnu-jar", "26.9.27", cancellationToken), "build", "dist", "vnu.jar");

        // One process for all files: starting Java costs more than checking.
        var (exitCode, output) = await NpmTool.RunAsync(java, ["-Xmx512m", "-jar", jar, "--errors-only", "--format", "gnu", folder], cancellationToken);
        var errors = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return exitCode == 0 || errors.Length > 0 ? errors : throw new InvalidOperationException($"The checker ended with {exitCode} and said nothing.");
    }
}
