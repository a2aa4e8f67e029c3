using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Web.Hosting;

/// <summary>The newspaper and editions that come with the program, so that the first start shows something to read.</summary>
internal sealed class Sample(
    PaperDbContext db, NewspaperImporter newspapers, SampleRemover remover, IServiceScopeFactory scopes, PaperFolders folders, IOptions<SampleOptions> options, ILogger<Sample> log)
{
    /// <summary>
    /// Loads the sample into an empty database. Cut off, it goes on at the next start; once removed, also by a real edition that comes
    /// in meanwhile, it never comes back.
    /// </summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        if (!(options.Value.Seed ?? db.Database.IsSqlite()) || !Directory.Exists(folders.Sample)
            || await db.SiteFacts.AnyAsync(fact => fact.Name == SiteFact.Sample, cancellationToken)
            || await db.Newspapers.AnyAsync(newspaper => !newspaper.IsSample, cancellationToken))
        {
            return;
        }

        foreach (var file in Directory.GetFiles(folders.Sample, "*.yaml"))
        {
            Require(file, (await newspapers.ImportAsync(file, isSample: true, cancellationToken)).Problems);
        }

        var editions = Directory.GetDirectories(folders.Sample).Where(folder => File.Exists(Path.Combine(folder, "edition.yaml"))).Order(StringComparer.Ordinal).ToList();
        for (var i = 0; i < editions.Count; i++)
        {
            log.LogInformation("Loading sample edition {Number} of {Count}: {Edition}", i + 1, editions.Count, Path.GetFileName(editions[i]));
            await using var scope = scopes.CreateAsyncScope();
            var importer = scope.ServiceProvider.GetRequiredService<EditionImporter>();
            var result = await importer.ImportAsync(editions[i], new ImportOptions { Release = true, IsSample = true }, progress: null, cancellationToken);
            if (await db.SiteFacts.AnyAsync(fact => fact.Name == SiteFact.Sample, cancellationToken))
            {
                log.LogInformation("The sample makes way for the editions that came in.");
                await remover.RemoveAsync(cancellationToken);
                return;
            }

            Require(editions[i], result.Problems);
        }

        db.SiteFacts.Add(new SiteFact(SiteFact.Sample, SiteFact.Loaded));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static void Require(string path, IEnumerable<PackageProblem> problems)
    {
        if (problems.FirstOrDefault(problem => problem.IsError) is { } problem)
        {
            throw new CannotNowException($"The sample could not be loaded ({Path.GetFileName(path)}: {problem}). Start with --Sample:Seed=false to go on without it.");
        }
    }
}
