using System.CommandLine;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Web.Commands;

/// <summary><c>newspaper</c>: creates or updates a newspaper from its file.</summary>
internal static class NewspaperCommand
{
    public static Command Create(string[] settings)
    {
        var file = new Argument<string>("file") { Description = "The newspaper's .yaml file." };
        file.RefuseOptionsAsValues();
        var command = new Command("newspaper", "Creates or updates a newspaper: masthead facts, channel bar, language, time zone.") { file };
        command.SetAction((parsed, cancellationToken) =>
            PaperCommands.RunAsync(settings, (services, token) => RunAsync(services, parsed.GetValue(file)!, token), cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(IServiceProvider services, string file, CancellationToken cancellationToken)
    {
        var result = await services.GetRequiredService<NewspaperImporter>().ImportAsync(Path.GetFullPath(file), isSample: false, cancellationToken);
        foreach (var problem in result.Problems)
        {
            await Console.Error.WriteLineAsync(problem.ToString());
        }

        if (result.Outcome is NewspaperOutcome.Created or NewspaperOutcome.Updated)
        {
            await services.AuditAsync(Acts.SettingsChanged, result.Code, result.Outcome == NewspaperOutcome.Created ? "created" : "updated", cancellationToken);
        }

        Console.Out.WriteLine(result.Outcome switch
        {
            NewspaperOutcome.Created => $"{result.Code}: created.",
            NewspaperOutcome.Updated => $"{result.Code}: updated.",
            NewspaperOutcome.Unchanged => $"{result.Code}: nothing new.",
            _ => $"{file}: refused; nothing was stored.",
        });
        return result.Outcome == NewspaperOutcome.Rejected ? ExitCode.Refused : ExitCode.Done;
    }
}
