using System.CommandLine;
using ZsrbPaper.Core.Searching;

namespace ZsrbPaper.Web.Commands;

/// <summary><c>search rebuild</c>: writes what search knows of the articles anew, beside a running server.</summary>
internal static class SearchCommand
{
    public static Command Create(string[] settings)
    {
        var rebuild = new Command("rebuild", "Writes what search knows of every article anew; readers go on searching meanwhile.");
        rebuild.SetAction((_, cancellationToken) => PaperCommands.RunAsync(settings, RebuildAsync, cancellationToken));
        return new Command("search", "The search of the articles.") { rebuild };
    }

    private static async Task<ExitCode> RebuildAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        int written;
        using (var progress = new ConsoleProgress())
        {
            written = await services.GetRequiredService<SearchRebuild>().RunAsync(onlyMissing: false, progress, cancellationToken);
        }

        Console.Out.WriteLine($"{written} articles were not in the search as they are; now all are.");
        return ExitCode.Done;
    }
}
