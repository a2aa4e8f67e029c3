using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace ZsrbPaper.TestSupport;

/// <summary>Something that this machine lacks. The test skips and says what; continuous integration makes that a failure.</summary>
public static class Missing
{
    [DoesNotReturn]
    public static void Skip(string reason) => Assert.Skip(reason);

    /// <summary>A program on PATH or at one of the given places; null when there is none.</summary>
    public static string? FindProgram(string name, params string[] furtherPlaces) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
        .Concat(furtherPlaces)
        .FirstOrDefault(File.Exists);
}
