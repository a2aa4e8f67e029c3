using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Web.Commands;

/// <summary>
/// Shows how far an import is: on a terminal as one line that is written over, elsewhere (a log, a pipe) as a line for each
/// stage. On standard error, so that standard output holds results only.
/// </summary>
internal sealed class ConsoleProgress : IProgress<WorkProgress>, IDisposable
{
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly Lock _lock = new();
    private WorkStage? _stage;
    private int _width;

    public void Report(WorkProgress value)
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

    private static string Name(WorkStage stage) => stage switch
    {
        WorkStage.Reading => "reading",
        WorkStage.Checking => "checking pictures and PDFs",
        WorkStage.Publishing => "making renditions and tiles",
        WorkStage.Saving => "saving",
        _ => stage.ToString(),
    };
}
