using System.Globalization;
using System.Text.Json.Serialization;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Packages;

public enum ProblemSeverity
{
    /// <summary>Worth knowing; the package comes in all the same.</summary>
    Warning,

    /// <summary>The package is refused.</summary>
    Error,
}

/// <summary>Something wrong with a package, for the person who made it.</summary>
/// <param name="Severity">Whether the package is refused for it.</param>
/// <param name="File">The file as the package names it; null when it is about the whole package.</param>
/// <param name="Line">The line in that file, from 1; null when it is about the whole file.</param>
/// <param name="Sentence">What is wrong and what to do.</param>
public sealed record PackageProblem(ProblemSeverity Severity, string? File, int? Line, Sentence Sentence)
{
    public string? File { get; init; } = File is null ? null : Printable(File);

    /// <summary>What is wrong and what to do, in plain English.</summary>
    [JsonIgnore]
    public string Message => Sentence.ToString();

    [JsonIgnore]
    public bool IsError => Severity == ProblemSeverity.Error;

    /// <summary>The problem as one line of output: <c>A03/1.md:4: …</c>.</summary>
    public override string ToString()
    {
        var place = (File, Line) switch
        {
            (null, _) => "",
            (_, null) => $"{File}: ",
            _ => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: "),
        };
        return IsError ? place + Message : $"{place}warning: {Message}";
    }

    /// <summary>Names are shown on terminals, which obey control characters.</summary>
    private static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? '?' : character)) : text;
}

/// <summary>Collects the problems of one package, all of them, up to a number that a person can still read.</summary>
internal sealed class ProblemList
{
    private const int Most = 500;
    private readonly List<PackageProblem> _problems = [];
    private int _unlisted;

    public bool HasErrors { get; private set; }

    public int ErrorCount { get; private set; }

    public void Error(string? file, int? line, Sentence sentence) => Add(new PackageProblem(ProblemSeverity.Error, file, line, sentence));

    public void Warn(string? file, int? line, Sentence sentence) => Add(new PackageProblem(ProblemSeverity.Warning, file, line, sentence));

    public void AddRange(IEnumerable<PackageProblem> problems)
    {
        foreach (var problem in problems)
        {
            Add(problem);
        }
    }

    public IReadOnlyList<PackageProblem> ToList()
    {
        if (_unlisted == 0)
        {
            return [.. _problems];
        }

        var severity = HasErrors ? ProblemSeverity.Error : ProblemSeverity.Warning;
        return [.. _problems, new PackageProblem(severity, null, null, $"… and {_unlisted} more.")];
    }

    private void Add(PackageProblem problem)
    {
        // An error always finds a place beside the warnings, so that a refusal never lacks its reason.
        if (_problems.Count < Most || (problem.IsError && ErrorCount < Most))
        {
            _problems.Add(problem);
        }
        else
        {
            _unlisted++;
        }

        if (problem.IsError)
        {
            HasErrors = true;
            ErrorCount++;
        }
    }
}

/// <summary>A package that cannot even be opened; the problems say why.</summary>
public sealed class PackageRefusedException(IReadOnlyList<PackageProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    internal PackageRefusedException(Sentence sentence)
        : this([new PackageProblem(ProblemSeverity.Error, null, null, sentence)])
    {
    }

    internal PackageRefusedException(string? file, Sentence sentence)
        : this([new PackageProblem(ProblemSeverity.Error, file, null, sentence)])
    {
    }

    public IReadOnlyList<PackageProblem> Problems { get; } = problems;
}
