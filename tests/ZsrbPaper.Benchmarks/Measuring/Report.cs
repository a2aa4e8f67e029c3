using System.Text;

namespace ZsrbPaper.Benchmarks.Measuring;

/// <summary>Writes to the console, and remembers what it wrote.</summary>
internal sealed class Report : TextWriter
{
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        Console.Out.Write(value);
        _text.Append(value);
    }

    public override void Write(string? value)
    {
        Console.Out.Write(value);
        _text.Append(value);
    }

    /// <summary>Keeps the report, its folder too, in place of an earlier one.</summary>
    public async Task SaveAsync(string file, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, _text.ToString(), cancellationToken);
    }
}
