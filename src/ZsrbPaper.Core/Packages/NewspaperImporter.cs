using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Packages;

public enum NewspaperOutcome
{
    Created,
    Updated,
    Unchanged,
    Rejected,
}

/// <summary>What came of a newspaper's file.</summary>
public sealed record NewspaperResult(NewspaperOutcome Outcome, string? Code, IReadOnlyList<PackageProblem> Problems);

/// <summary>Creates or updates a newspaper from its file. What the file leaves out, the newspaper no longer has.</summary>
public sealed class NewspaperImporter(PaperDbContext db, PictureInspector pictures, PhotoPublisher publisher)
{
    /// <param name="path">The YAML file.</param>
    /// <param name="isSample">Whether it is the program's own sample; otherwise a sample newspaper becomes a real one.</param>
    /// <param name="cancellationToken">Stops the import; nothing is stored then.</param>
    public async Task<NewspaperResult> ImportAsync(string path, bool isSample, CancellationToken cancellationToken)
    {
        var (file, problems) = await NewspaperFile.ReadAsync(path, cancellationToken);
        if (file is null)
        {
            return new NewspaperResult(NewspaperOutcome.Rejected, null, problems);
        }

        PictureFile? logo = null;
        if (file.LogoPath is not null)
        {
            var name = Path.GetFileName(file.LogoPath);
            try
            {
                var found = await pictures.InspectAsync(file.LogoPath, name, cancellationToken);
                if (!found.IsGood)
                {
                    return Rejected(file, problems, found.Problem);
                }

                logo = found.Value;
                await publisher.PublishAsync(logo, cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or MediaException)
            {
                return Rejected(file, problems, $"{name}: {exception.Message}");
            }
        }

        db.ChangeTracker.Clear();
        try
        {
            return new NewspaperResult(await SaveAsync(file, logo, isSample, cancellationToken), file.Code, problems);
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || db.IsUniqueViolation(exception))
        {
            return Rejected(file, problems, $"The newspaper was changed by someone else at the same time. Nothing was stored; try again.");
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    private async Task<NewspaperOutcome> SaveAsync(NewspaperFile file, PictureFile? logo, bool isSample, CancellationToken cancellationToken)
    {
        var newspaper = await db.Newspapers.FirstOrDefaultAsync(newspaper => newspaper.Code == file.Code, cancellationToken);
        var isNew = newspaper is null;
        if (newspaper is null)
        {
            newspaper = new Newspaper(file.Code, file.Name);
            db.Newspapers.Add(newspaper);
        }

        newspaper.Name = file.Name;
        newspaper.Publisher = file.Publisher;
        newspaper.IssueNumber = file.IssueNumber;
        newspaper.PostalCode = file.PostalCode;
        newspaper.Hotline = file.Hotline;
        newspaper.Email = file.Email;
        newspaper.Language = file.Language;
        newspaper.TimeZone = file.TimeZone;
        newspaper.Icp = file.Icp;
        newspaper.PoliceRecord = file.PoliceRecord;
        newspaper.NewsLicence = file.NewsLicence;
        newspaper.ReportPhone = file.ReportPhone;
        newspaper.Social = file.Social;
        newspaper.Channels = file.Channels;
        newspaper.LogoHash = logo?.Hash;
        newspaper.LogoExtension = logo?.Extension;
        newspaper.LogoWidth = logo?.Width ?? 0;
        newspaper.LogoHeight = logo?.Height ?? 0;
        newspaper.IsSample = isSample && (isNew || newspaper.IsSample);
        var changed = db.ChangeTracker.HasChanges();
        await db.SaveChangesAsync(cancellationToken);
        return isNew ? NewspaperOutcome.Created : changed ? NewspaperOutcome.Updated : NewspaperOutcome.Unchanged;
    }

    private static NewspaperResult Rejected(NewspaperFile file, IReadOnlyList<PackageProblem> problems, Sentence problem) =>
        new(NewspaperOutcome.Rejected, file.Code, [.. problems, new PackageProblem(ProblemSeverity.Error, null, null, problem)]);
}
