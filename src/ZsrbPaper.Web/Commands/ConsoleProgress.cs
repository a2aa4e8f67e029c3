using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Web.Commands;

/// <summary>
/// Shows how far an import is: on a terminal as one line that is written over, elsewhere (a log, a pipe) as a line for each
/// stage. On standard error, so that standard output holds results only.
/// </summary>
internal sealed class ConsoleProgress : IProgress<ImportProgress>, IDisposable
{
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly Lock _lock = new();
    private ImportStage? _stage;
    private int _width;

    public void Report(ImportProgress value)
    {
        lock (_lock)
        {
            var text = value.Total > 0 ? $"{Name(value.Stage)} {value.Done}/{value.Total}" : Name(value.Stage);
            if (_isTerminal)
            {
                Console.Error.Write("\r  " + text.PadRight(_width));
                _width = text.Length;
            }
            else if (_stage != value.Stage)
            {
                Console.Error.WriteLine("  " + text);
            }

            _stage = value.Stage;
        }
    }

    public void Dispose()
    {
        if (_isTerminal && _width > 0)
        {
            Console.Error.Write("\r" + new string(' ', _width + 2) + "\r");
        }
    }

    private static string Name(ImportStage stage) => stage switch
    {
        ImportStage.Reading => "reading",
        ImportStage.CheckingPictures => "checking pictures and PDFs",
        ImportStage.PublishingPictures => "making renditions and tiles",
        ImportStage.Saving => "saving",
        _ => stage.ToString(),
    };
}
