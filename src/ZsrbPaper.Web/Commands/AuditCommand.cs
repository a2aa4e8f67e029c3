using System.CommandLine;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Commands;

/// <summary><c>audit</c>: checks the audit log, or writes it out.</summary>
internal static class AuditCommand
{
    public static Command Create(string[] settings) => new("audit", "Checks or exports the audit log.") { Verify(settings), Export(settings) };

    private static Command Verify(string[] settings)
    {
        var head = new Option<string?>("--head") { Description = "A hash that was noted earlier; it must still be in the log." };
        head.Validators.Add(result =>
        {
            if (!MediaNames.IsHash(result.Tokens[0].Value))
            {
                result.AddError($"'{result.Tokens[0].Value}' is no hash; it has 64 hexadecimal digits, as the log of the portal shows them.");
            }
        });
        var command = new Command("verify", "Computes the chain of hashes anew, and compares it with the heads noted outside the database.") { head };
        command.SetAction((parsed, cancellationToken) => PaperCommands.RunAsync(
            settings, (services, token) => VerifyAsync(services, parsed.GetValue(head), token), cancellationToken));
        return command;
    }

    private static Command Export(string[] settings)
    {
        var file = new Argument<string>("file") { Description = "New file; one line of JSON for each entry." };
        file.RefuseOptionsAsValues();
        var command = new Command("export", "Writes the audit log to a file.") { file };
        command.SetAction((parsed, cancellationToken) => PaperCommands.RunAsync(
            settings, (services, token) => ExportAsync(services, parsed.GetValue(file)!, token), cancellationToken));
        return command;
    }

    private static async Task<ExitCode> VerifyAsync(IServiceProvider services, string? head, CancellationToken cancellationToken)
    {
        var log = services.GetRequiredService<AuditLog>();
        var check = await log.VerifyAsync(services.GetRequiredService<AuditHeads>().Read(), cancellationToken);
        var problem = check.Problem;
        if (problem is null && head is not null && !await log.ContainsAsync(head, cancellationToken))
        {
            problem = $"no entry has the hash {head}: the end of the log was cut off, or it was written anew";
        }

        if (problem is not null)
        {
            await Console.Error.WriteLineAsync($"The audit log is not as it was written: {problem}.");
            return ExitCode.Refused;
        }

        Console.Out.WriteLine(check.Head is { } last ? $"The audit log is whole: {last.Number} entries, head {last.Hash}." : "The audit log is empty.");
        return ExitCode.Done;
    }

    private static async Task<ExitCode> ExportAsync(IServiceProvider services, string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            await Console.Error.WriteLineAsync($"{path} exists already. Name a new file.");
            return ExitCode.Refused;
        }

        await using (var output = new FileStream(path, FileMode.CreateNew))
        {
            await services.GetRequiredService<AuditLog>().ExportAsync(output, cancellationToken);
        }

        Console.Out.WriteLine($"The audit log was written to {path}.");
        return ExitCode.Done;
    }
}
