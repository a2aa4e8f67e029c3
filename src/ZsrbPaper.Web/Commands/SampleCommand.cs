using System.CommandLine;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Web.Commands;

/// <summary><c>sample remove</c>: the editions that came with the program go.</summary>
internal static class SampleCommand
{
    public static Command Create(string[] settings)
    {
        var remove = new Command("remove", "Removes the sample editions, and their newspaper if it is nobody's own yet.");
        remove.SetAction((_, cancellationToken) => PaperCommands.RunAsync(settings, RemoveAsync, cancellationToken));
        return new Command("sample", "The editions that come with the program.") { remove };
    }

    private static async Task<ExitCode> RemoveAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var removed = await services.GetRequiredService<SampleRemover>().RemoveAsync(cancellationToken);
        if (removed > 0)
        {
            await services.AuditAsync(Acts.SettingsChanged, null, $"sample removed, {removed} editions", cancellationToken);
        }

        Console.Out.WriteLine(removed == 0 ? "There is no sample to remove." : $"The sample was removed ({removed} editions). It will not come back by itself.");
        return ExitCode.Done;
    }
}
