using System.CommandLine;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.OldAddresses;

namespace ZsrbPaper.Web.Commands;

/// <summary><c>old-addresses import</c>: fills the table that leads from another platform's addresses to the permanent ones.</summary>
internal static class OldAddressCommand
{
    public static Command Create(string[] settings)
    {
        var file = new Argument<string>("file") { Description = "Two addresses a line, the old one and the final one, with a tab or comma between." };
        file.RefuseOptionsAsValues();
        var import = new Command("import", "Adds old addresses, or lets those that are known lead elsewhere.") { file };
        import.SetAction((parsed, cancellationToken) => PaperCommands.RunAsync(
            settings, (services, token) => ImportAsync(services, parsed.GetValue(file)!, token), cancellationToken));
        return new Command("old-addresses", "The addresses that the archive had on other platforms.") { import };
    }

    private static async Task<ExitCode> ImportAsync(IServiceProvider services, string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            await Console.Error.WriteLineAsync($"There is no file {path}.");
            return ExitCode.Refused;
        }

        OldAddressImport result;
        using (var progress = new ConsoleProgress())
        {
            result = await services.GetRequiredService<OldAddressTable>().ImportAsync(path, progress, cancellationToken);
        }

        foreach (var problem in result.Problems)
        {
            await Console.Error.WriteLineAsync($"{path}:{problem.Line}: {problem.Text}");
        }

        if (result.Problems.Count > 0)
        {
            Console.Out.WriteLine($"{path}: refused; nothing was stored.");
            return ExitCode.Refused;
        }

        if (result.Added + result.Changed > 0)
        {
            await services.AuditAsync(Acts.OldAddressesChanged, null, $"{Path.GetFileName(path)}: {result.Added} added, {result.Changed} changed", cancellationToken);
        }

        Console.Out.WriteLine($"{path}: {result.Added} added, {result.Changed} changed.");
        return ExitCode.Done;
    }
}
