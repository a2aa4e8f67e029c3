using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Desk;

/// <summary>A desk with a media store: files are dropped, and the background works when it is told to.</summary>
public abstract class FilesSuite : DatabaseSuite, IDisposable
{
    protected const long Megabyte = 1024 * 1024;
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services;

    protected FilesSuite(TestEngine engine)
        : base(engine)
    {
        Store = new FolderMediaStore(_folder["media"]);
        _services = new ServiceCollection().AddScoped(_ => Open()).BuildServiceProvider();
    }

    /// <summary>Where files are stored; a test may put one in its place that fails.</summary>
    protected IMediaStore Store { get; set; }

    /// <summary>The programs for PDFs; a test may take them away.</summary>
    protected PdfTools Tools { get; set; } = new();

    /// <summary>PDF programs that are not installed.</summary>
    protected PdfTools NoTools => new(new PdfToolOptions { Folder = Directory.CreateDirectory(_folder["no-tools"]).FullName });

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _services.Dispose();
        _folder.Dispose();
    }

    protected static IntakeLimits Limits(long fileBytes = 50 * Megabyte, int waiting = 100) => new(fileBytes, waiting, 50 * Megabyte);

    /// <summary>Every file of the media store, and what is still being written to it.</summary>
    protected IReadOnlyList<string> StoredFiles() =>
        Directory.Exists(_folder["media"]) ? Directory.GetFiles(_folder["media"], "*", SearchOption.AllDirectories) : [];

    protected async Task SaveEditionAsync(params EditionBuilder[] editions)
    {
        await using var db = Open();
        foreach (var edition in editions)
        {
            await edition.SaveAsync(db, Cancellation);
        }
    }

    /// <summary>Drops a file on the latest edition.</summary>
    protected async Task<IntakeResult> DropAsync(string name, byte[] content, IntakeLimits? limits = null)
    {
        using var stream = new MemoryStream(content);
        return await DropAsync(name, stream, limits);
    }

    protected async Task<IntakeResult> DropAsync(string name, Stream content, IntakeLimits? limits = null)
    {
        await using var db = Open();
        var edition = await db.Editions.OrderByDescending(edition => edition.Date).FirstAsync(Cancellation);
        return await Intake(db).AddAsync(edition, name, content, limits ?? Limits(), "wang", Cancellation);
    }

    /// <summary>Uploads a file in place of a page's own.</summary>
    protected async Task<IntakeResult> ReplaceAsync(string label, string name, byte[] content, string? reason, string by = "wang")
    {
        await using var db = Open();
        var asked = PageLabel.Parse(label);
        var page = await db.PrintPages.Include(page => page.Edition.Newspaper).SingleAsync(page => page.Label == asked, Cancellation);
        using var stream = new MemoryStream(content);
        return await Intake(db).ReplaceAsync(page, name, stream, reason, Limits(), by, Cancellation);
    }

    protected PageIntake Intake(PaperDbContext db) => new(db, new FileReceiver(Store, new PictureInspector(), new PdfInspector(Tools), Tools), Clock);

    /// <summary>Works on the next page; false when there is none.</summary>
    protected async Task<bool> RunAsync()
    {
        await using var db = Open();
        return await Runner(db).RunNextAsync(Cancellation);
    }

    protected ReleasedChanges Changes(PaperDbContext db) => new(
        db, new DeskChanges(db, Clock), Store, new PictureInspector(), new PdfInspector(Tools), new PhotoPublisher(Store), Facsimiles, new EditionPdfPublisher(Store, Tools), Clock);

    protected EditionImporter Importer(PaperDbContext db) => new(
        db, Store, new PictureInspector(), new PdfInspector(Tools), new PhotoPublisher(Store), Facsimiles, new EditionPdfPublisher(Store, Tools), Clock);

    protected PackageJobRunner PackageRunner(PaperDbContext db) => new(db, Scopes, Store, Importer(db), Clock);

    protected IServiceScopeFactory Scopes => _services.GetRequiredService<IServiceScopeFactory>();

    private FacsimilePublisher Facsimiles => new(Store, new PdfRasteriser(Tools));

    private PageJobRunner Runner(PaperDbContext db) => new(
        db, Scopes, Store, new PictureInspector(), new PdfInspector(Tools), new PhotoPublisher(Store), Facsimiles,
        new EditionPdfPublisher(Store, Tools), new DeskChanges(db, Clock), Changes(db), Clock);
}

/// <summary>A media store that does something else first when a file is put.</summary>
internal sealed class TamperedStore(IMediaStore inner, Func<string, Task> beforePut) : IMediaStore
{
    public Task<Stream?> OpenAsync(string name, CancellationToken ct) => inner.OpenAsync(name, ct);

    public async Task PutAsync(string name, Stream content, CancellationToken ct)
    {
        await beforePut(name);
        await inner.PutAsync(name, content, ct);
    }

    public Task<bool> ExistsAsync(string name, CancellationToken ct) => inner.ExistsAsync(name, ct);

    public Task DeleteAsync(string name, CancellationToken ct) => inner.DeleteAsync(name, ct);

    public IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct) => inner.ListAsync(ct);
}
