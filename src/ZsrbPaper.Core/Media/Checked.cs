using System.Diagnostics.CodeAnalysis;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Media;

/// <summary>What an inspection found: either the value, or a problem in words for a person. Exactly one is set.</summary>
public readonly record struct Checked<T>(T? Value, Sentence? Problem)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsGood => Problem is null;
}

internal static class Checked
{
    public static Checked<T> Good<T>(T value)
        where T : class => new(value, null);

    public static Checked<T> Refused<T>(Sentence problem)
        where T : class => new(null, problem);
}
