using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Web.Commands;

/// <summary><c>import</c>: edition packages come in, one after the other; one that is refused does not stop the others.</summary>
internal static class ImportCommand
{
    public static Command Create(string[] settings)
    {
        var packages = new Argument<string[]>("packages") { Description = "Folders or .zip files, one edition each.", Arity = ArgumentArity.OneOrMore };
        var release = new Option<bool>("--release") { Description = "Sign the edition off for its release time, or for now if it has none. Without this it is a draft." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check and compare everything; store nothing." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Let the package win where it and the desk changed the same thing." };
        packages.RefuseOptionsAsValues();
        var command = new Command("import", "Imports edition packages.") { packages, release, dryRun, overwrite };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new ImportOptions
            {
                Release = parsed.GetValue(release),
                DryRun = parsed.GetValue(dryRun),
                Overwrite = parsed.GetValue(overwrite),
                By = CommandActor.Name,
            };
            return PaperCommands.RunAsync(settings, (services, token) => RunAsync(services, parsed.GetValue(packages)!, options, token), cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(IServiceProvider services, string[] packages, ImportOptions options, CancellationToken cancellationToken)
    {
        if (options.Release && !await MayReleaseAsync(services, cancellationToken))
        {
            await Console.Error.WriteLineAsync("--release is refused: editions are signed off at the desk, where there are users now. Import without it, or set Desk:AllowCommandRelease to true.");
            return ExitCode.Refused;
        }

        var worst = ExitCode.Done;
        for (var i = 0; i < packages.Length; i++)
        {
            var path = Path.GetFullPath(packages[i]);
            if (packages.Length > 1)
            {
                Console.Out.WriteLine($"[{i + 1}/{packages.Length}] {packages[i]}");
            }

            // A context of its own for each edition: thirty editions must not grow what is tracked.
            await using var scope = services.CreateAsyncScope();
            ImportResult result;
            using (var progress = new ConsoleProgress())
            {
                result = await scope.ServiceProvider.GetRequiredService<EditionImporter>().ImportAsync(path, options, progress, cancellationToken);
            }

            foreach (var problem in result.Problems)
            {
                await Console.Error.WriteLineAsync(problem.ToString());
            }

            Console.Out.WriteLine(Describe(packages[i], result));
            if (result.Outcome == ImportOutcome.Rejected)
            {
                worst = ExitCode.Refused;
            }
        }

        return worst;
    }

    /// <summary>Once people sign off, a command must not do it behind their backs, unless that is wanted.</summary>
    private static async Task<bool> MayReleaseAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<IConfiguration>().GetValue("Desk:AllowCommandRelease", false)
        || !await services.GetRequiredService<PaperDbContext>().Users.AnyAsync(cancellationToken);

    private static string Describe(string package, ImportResult result)
    {
        if (result.Outcome == ImportOutcome.Rejected)
        {
            var errors = result.Problems.Count(problem => problem.IsError);
            return $"{package}: refused, {errors} {(errors == 1 ? "problem" : "problems")}; nothing was stored.";
        }

        var counts = result.Counts;
        var edition = $"{result.Newspaper} {result.Date:yyyy-MM-dd}";
        var what = result.Outcome switch
        {
            ImportOutcome.Imported => $"{Number(counts.Pages, "page")}, {Number(counts.Articles, "article")}, {Number(counts.Photos, "photo")}",
            ImportOutcome.Updated => "updated"
                + Part(counts.PagesAdded, "page", "added") + Part(counts.PagesUpdated, "page", "changed") + Part(counts.PagesRemoved, "page", "removed")
                + Part(counts.ArticlesAdded, "article", "added") + Part(counts.ArticlesUpdated, "article", "changed")
                + Part(counts.ArticlesRemoved, "article", "removed"),
            _ => "nothing new",
        };
        if (counts.ArticlesLeftToDesk > 0)
        {
            what += $"; {Number(counts.ArticlesLeftToDesk, "article")} as the desk left them";
        }

        var state = result.ReleaseAt is { } releaseAt
            ? string.Create(CultureInfo.InvariantCulture, $"readers see it from {releaseAt:yyyy-MM-dd HH:mm zzz} on")
            : "a draft, which readers do not see (use --release)";
        var sample = result.SampleRemoved > 0 ? $"{Environment.NewLine}The sample ({Number(result.SampleRemoved, "edition")}) made way for the first real edition." : "";
        return $"{edition}: {(result.DryRun ? "would be imported: " : "")}{what}; {state}.{sample}";
    }

    private static string Part(int count, string noun, string verb) => count == 0 ? "" : $", {Number(count, noun)} {verb}";

    private static string Number(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
