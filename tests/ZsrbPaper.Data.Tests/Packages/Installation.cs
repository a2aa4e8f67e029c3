using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Data.Tests.Packages;

/// <summary>An installation of its own: database, media store and clock, with the newspaper zsrb in it.</summary>
internal sealed class Installation : IAsyncDisposable
{
    /// <summary>The moment at which every test starts.</summary>
    public static readonly DateTime Start = new(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc);

    private readonly TestDatabase _database;
    private readonly TemporaryFolder _folder = new();

    private Installation(TestDatabase database)
    {
        _database = database;
        Store = new FolderMediaStore(Path.Combine(Root, "media"));
    }

    public string Root => _folder.Path;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(Start));

    public FolderMediaStore Store { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Installation> CreateAsync(TestEngine engine)
    {
        var installation = new Installation(await TestDatabase.CreateAsync(engine));
        await using var db = installation.Open();
        db.Newspapers.Add(new Newspaper("zsrb", "中山日报"));
        await db.SaveChangesAsync(Ct);
        return installation;
    }

    public PaperDbContext Open() => _database.CreateContext();

    public EditionImporter Importer(PaperDbContext db)
    {
        var rasteriser = new PdfRasteriser();
        return new EditionImporter(
            db, Store, new PictureInspector(), new PdfInspector(), new PhotoPublisher(Store), new FacsimilePublisher(Store, rasteriser), new EditionPdfPublisher(Store), Clock);
    }

    public Task<ImportResult> ImportAsync(PackageBuilder package, ImportOptions? options = null) => ImportAsync(package.Path, options);

    public async Task<ImportResult> ImportAsync(string path, ImportOptions? options = null)
    {
        await using var db = Open();
        return await Importer(db).ImportAsync(path, options ?? new ImportOptions(), null, Ct);
    }

    public async Task<ImportResult> ImportWellAsync(PackageBuilder package, ImportOptions? options = null)
    {
        var result = await ImportAsync(package, options);
        Assert.DoesNotContain(result.Problems, problem => problem.IsError);
        return result;
    }

    public async Task<ExportResult> ExportAsync(string target, DateOnly? date = null)
    {
        await using var db = Open();
        return await new EditionExporter(db, Store, Clock).ExportAsync("zsrb", date ?? new DateOnly(2024, 3, 1), target, null, Ct);
    }

    /// <summary>A new folder for an export, which does not exist yet.</summary>
    public string NewFolder(string? ending = null) => Path.Combine(Root, Guid.NewGuid().ToString("N") + ending);

    /// <summary>Changes the edition as the desk would.</summary>
    public async Task AtTheDeskAsync(Action<Edition> change)
    {
        await using var db = Open();
        change(await LoadAsync(db.Editions));
        await db.SaveChangesAsync(Ct);
    }

    public async Task<Edition> EditionAsync()
    {
        await using var db = Open();
        return await LoadAsync(db.Editions.AsNoTrackingWithIdentityResolution());
    }

    public async Task<Article> ArticleAsync(string label, int number) => Article(await EditionAsync(), label, number);

    public static Article Article(Edition edition, string label, int number) =>
        Page(edition, label).Articles.Single(article => article.Number == number);

    public static PrintPage Page(Edition edition, string label) => edition.Pages.Single(page => page.Label.Value == label);

    /// <summary>Every value of every row, to see that nothing changed.</summary>
    public async Task<IReadOnlyList<string>> DumpAsync()
    {
        await using var db = Open();
        await db.Database.OpenConnectionAsync(Ct);
        var rows = new List<string>();
        foreach (var table in db.Model.GetEntityTypes().Select(type => type.GetTableName()!).Distinct().Order())
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table}\" ORDER BY 1";
            await using var reader = await command.ExecuteReaderAsync(Ct);
            while (await reader.ReadAsync(Ct))
            {
                rows.Add(table + ": " + string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column =>
                    reader.GetValue(column) is Array array ? string.Join(',', array.Cast<object>()) : reader.GetValue(column))));
            }
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    private static Task<Edition> LoadAsync(IQueryable<Edition> editions) => editions
        .Include(edition => edition.Newspaper)
        .Include(edition => edition.RetiredNumbers)
        .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Photos)
        .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Areas).ThenInclude(area => area.Page)
        .SingleAsync(Ct);
}
