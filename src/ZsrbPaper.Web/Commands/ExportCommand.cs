using System.CommandLine;
using System.Globalization;
using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Web.Commands;

/// <summary><c>export</c>: writes an edition back as a package.</summary>
internal static class ExportCommand
{
    public static Command Create(string[] settings)
    {
        var newspaper = new Argument<string>("newspaper") { Description = "Code of the newspaper." };
        var date = new Argument<string>("date") { Description = "Date of the edition, as 2024-03-01." };
        var folder = new Argument<string>("folder") { Description = "Folder to write, which must be new or empty; or a new .zip file." };
        foreach (var argument in new[] { newspaper, date, folder })
        {
            argument.RefuseOptionsAsValues();
        }

        date.Validators.Add(result =>
        {
            if (!DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            {
                result.AddError($"'{result.Tokens[0].Value}' is no date; write it as 2024-03-01.");
            }
        });
        var command = new Command("export", "Writes an edition back as a package, original pictures included.") { newspaper, date, folder };
        command.SetAction((parsed, cancellationToken) => PaperCommands.RunAsync(
            settings,
            (services, token) => RunAsync(
                services, parsed.GetValue(newspaper)!, DateOnly.ParseExact(parsed.GetValue(date)!, "yyyy-MM-dd", CultureInfo.InvariantCulture), parsed.GetValue(folder)!, token),
            cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(IServiceProvider services, string newspaper, DateOnly date, string folder, CancellationToken cancellationToken)
    {
        var result = await services.GetRequiredService<EditionExporter>().ExportAsync(newspaper, date, Path.GetFullPath(folder), progress: null, cancellationToken);
        if (result.Problem is not null)
        {
            await Console.Error.WriteLineAsync(result.Problem);
            return ExitCode.Refused;
        }

        Console.Out.WriteLine($"{newspaper} {date:yyyy-MM-dd}: {result.Files} files written to {folder}.");
        return ExitCode.Done;
    }
}
