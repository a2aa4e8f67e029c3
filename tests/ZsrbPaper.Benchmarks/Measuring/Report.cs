using System.Text;

namespace ZsrbPaper.Benchmarks.Measuring;

/// <summary>Writes to the console and, if a file is named, keeps the same there once all is written.</summary>
internal sealed class Report(string? file) : TextWriter
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

    public override async ValueTask DisposeAsync()
    {
        if (file is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, _text.ToString());
        }

        await base.DisposeAsync();
    }
}
