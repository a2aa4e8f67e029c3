using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Data.Tests.Packages;

/// <summary>A first import: what comes in, and what is refused.</summary>
public abstract class EditionImporterTests(TestEngine engine) : IAsyncLifetime
{
    private Installation _paper = null!;
    private readonly PackageBuilder _package = PackageBuilder.Usual();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _paper = await Installation.CreateAsync(engine);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _package.Dispose();
        if (_paper is not null)
        {
            await _paper.DisposeAsync();
        }
    }

    [Fact]
    public async Task New_edition_comes_in_as_a_draft()
    {
        _package.Edition(more: "number: 12345\nrelease: 2024-03-01T06:00\n").With("A01/page.pdf", PackageBuilder.Pdf(1));

        var result = await _paper.ImportWellAsync(_package);

        Assert.Equal((ImportOutcome.Imported, "zsrb", new DateOnly(2024, 3, 1)), (result.Outcome, result.Newspaper, result.Date));
        Assert.Equal((2, 3, 1, 2, 3), (result.Counts.Pages, result.Counts.Articles, result.Counts.Photos, result.Counts.PagesAdded, result.Counts.ArticlesAdded));
        var edition = await _paper.EditionAsync();
        Assert.Equal((12345, new DateTime(2024, 2, 29, 22, 0, 0), null, null), (edition.Number, edition.PlannedRelease, edition.SignedOffAt, edition.ReleaseAt));
        Assert.NotNull(edition.PdfHash);
        Assert.Equal(["A01", "A02"], edition.Pages.OrderBy(page => page.Position).Select(page => page.Label.Value));
        var page = Installation.Page(edition, "A01");
        Assert.Equal(("要闻", null, "png", 48, 64), (page.Section, page.Part, page.PictureExtension, page.FacsimileWidth, page.FacsimileHeight));
        Assert.NotNull(page.PdfHash);
        Assert.NotNull(page.FacsimileVersion);
        var article = Installation.Article(edition, "A01", 1);
        Assert.Equal(("头版头条", "本报讯 一", 1), (article.Title, article.Body, article.Version));
        Assert.Equal(["A01 0,0 50,0 50,50 0,50", "A02 0,0 20,0 20,20"], article.Areas.OrderBy(area => area.Position).Select(area => $"{area.Page.Label} {area.Shape}"));
        var photo = Assert.Single(Installation.Article(edition, "A01", 2).Photos);
        Assert.Equal(("photo-1.jpg", "jpg", 48, 64, "图说", "甲摄"), (photo.FileName, photo.Extension, photo.Width, photo.Height, photo.Caption, photo.Credit));
        Assert.True(await _paper.Store.ExistsAsync(Core.Media.MediaNames.Original(photo.Hash, "jpg"), Ct));
        Assert.True(await _paper.Store.ExistsAsync(Core.Media.MediaNames.Original(page.PdfHash, "pdf"), Ct));
    }

    [Fact]
    public async Task Release_signs_off_for_the_planned_time()
    {
        _package.Edition(more: "release: 2024-03-01T06:00\n");

        var result = await _paper.ImportWellAsync(_package, new ImportOptions { Release = true });

        var edition = await _paper.EditionAsync();
        Assert.True(result.SignedOff);
        Assert.Equal((Installation.Start, new DateTime(2024, 2, 29, 22, 0, 0)), (edition.SignedOffAt, edition.ReleaseAt));
    }

    [Fact]
    public async Task Release_without_a_plan_is_now()
    {
        await _paper.ImportWellAsync(_package, new ImportOptions { Release = true });

        var edition = await _paper.EditionAsync();
        Assert.Equal((null, Installation.Start), (edition.PlannedRelease, edition.ReleaseAt));
    }

    [Fact]
    public async Task Release_in_an_hour_that_the_clock_skips_is_refused()
    {
        await using (var db = _paper.Open())
        {
            (await db.Newspapers.SingleAsync(Ct)).TimeZone = "America/New_York";
            await db.SaveChangesAsync(Ct);
        }

        await AssertRefusedAsync(_package.Edition(more: "release: 2024-03-10T02:30\n"), "does not exist in America/New_York");
    }

    [Fact]
    public async Task Dry_run_says_the_same_and_stores_nothing()
    {
        var result = await _paper.ImportWellAsync(_package, new ImportOptions { DryRun = true });

        Assert.Equal((ImportOutcome.Imported, true, 3), (result.Outcome, result.DryRun, result.Counts.ArticlesAdded));
        await AssertNothingIsStoredAsync();
    }

    [Fact]
    public async Task Progress_is_told()
    {
        var stages = new List<WorkProgress>();
        await using var db = _paper.Open();
        await _paper.Importer(db).ImportAsync(_package.Path, new ImportOptions(), new Recorder(stages), Ct);

        Assert.Equal(
            [WorkStage.Reading, WorkStage.Checking, WorkStage.Publishing, WorkStage.Saving],
            stages.Select(progress => progress.Stage).Distinct());
        Assert.Contains(stages, progress => progress is { Stage: WorkStage.Checking, Done: 3, Total: 3 });
    }

    [Fact]
    public async Task Newspaper_that_is_not_there_is_refused()
    {
        await AssertRefusedAsync(_package.With("edition.yaml", PackageBuilder.EditionText().Replace("zsrb", "zswb", StringComparison.Ordinal)), "edition.yaml:1: there is no newspaper 'zswb'");
    }

    [Fact]
    public async Task Pictures_that_are_none_are_refused_all_at_once()
    {
        _package.With("A01/photo-1.jpg", "no picture").With("A01/page.png", PackageBuilder.Picture(1)).With("A02/page.png", PackageBuilder.Picture(3, ".png")[..60]);

        var result = await AssertRefusedAsync(_package, "A01/photo-1.jpg: ");

        Assert.Equal(["A01/page.png", "A01/photo-1.jpg", "A02/page.png"], result.Problems.Select(problem => problem.File).Order());
    }

    [Fact]
    public async Task Pdf_that_is_none_is_refused()
    {
        await AssertRefusedAsync(_package.With("A01/page.pdf", "no PDF"), "A01/page.pdf: ");
        await AssertRefusedAsync(_package.With("A01/page.pdf", PackageBuilder.Pdf(1)[..200]), "A01/page.pdf: ");
    }

    [Fact]
    public async Task Words_in_a_picture_serve_where_the_package_has_none()
    {
        using var black = NetVips.Image.Black(48, 64, bands: 3);
        using var marked = black.Mutate(image => image.Set(NetVips.GValue.BlobType, "iptc-data", Iptc("片中图说", "片中供图")));
        _package.With("A01/photo-1.jpg", marked.JpegsaveBuffer())
            .Article("A01/1.md", "一", more: "photos: [{ file: photo-1.jpg }]")
            .Article("A01/2.md", "二", more: "photos: [{ file: photo-1.jpg, caption: '', credit: '' }]");

        await _paper.ImportWellAsync(_package);

        var edition = await _paper.EditionAsync();
        Assert.Equal(("片中图说", "片中供图"), Words(Installation.Article(edition, "A01", 1)));
        Assert.Equal((null, null), Words(Installation.Article(edition, "A01", 2)));

        static (string?, string?) Words(Article article) => (article.Photos.Single().Caption, article.Photos.Single().Credit);
    }

    [Fact]
    public async Task Withdrawn_article_is_masked_and_takes_the_pdfs_down()
    {
        _package.With("A01/page.pdf", PackageBuilder.Pdf(1)).With("A02/page.pdf", PackageBuilder.Pdf(2));
        await using var other = await Installation.CreateAsync(engine);
        await other.ImportWellAsync(_package);
        var plain = await other.EditionAsync();

        await _paper.ImportWellAsync(_package.Article("A02/1.md", "二版", more: "areas: [[[30, 30], [60, 30], [60, 60]]]\nwithdrawn: 有误"));

        var edition = await _paper.EditionAsync();
        Assert.Equal((false, true), (Installation.Page(edition, "A01").PdfIsWithheld, Installation.Page(edition, "A02").PdfIsWithheld));
        Assert.Equal(Installation.Page(plain, "A01").FacsimileVersion, Installation.Page(edition, "A01").FacsimileVersion);
        Assert.NotEqual(Installation.Page(plain, "A02").FacsimileVersion, Installation.Page(edition, "A02").FacsimileVersion);
        Assert.NotNull(plain.PdfHash);
        Assert.Null(edition.PdfHash);
    }

    [Fact]
    public async Task First_real_edition_takes_the_place_of_the_sample()
    {
        await using (var db = _paper.Open())
        {
            (await db.Newspapers.SingleAsync(Ct)).IsSample = true;
            db.Newspapers.Add(new Newspaper("other", "样报") { IsSample = true });
            await db.SaveChangesAsync(Ct);
        }

        using var sample = PackageBuilder.Usual().Edition("  - label: B01");
        sample.Without("A01").Without("A02").Article("B01/1.md", "样品");
        Assert.Equal(0, (await _paper.ImportWellAsync(sample, new ImportOptions { IsSample = true, Release = true })).SampleRemoved);
        Assert.Equal(ImportOutcome.AlreadyImported, (await _paper.ImportWellAsync(sample, new ImportOptions { IsSample = true })).Outcome);

        var result = await _paper.ImportWellAsync(_package);

        Assert.Equal((ImportOutcome.Imported, 1), (result.Outcome, result.SampleRemoved));
        var edition = await _paper.EditionAsync();
        Assert.False(edition.IsSample);
        Assert.Equal(["A01", "A02"], edition.Pages.OrderBy(page => page.Position).Select(page => page.Label.Value));
        await using (var db = _paper.Open())
        {
            Assert.False((await db.Newspapers.SingleAsync(Ct)).IsSample);
            Assert.Single(await db.SiteFacts.ToListAsync(Ct));
        }

        Assert.Equal(0, (await _paper.ImportWellAsync(_package.Article("A01/1.md", "新"))).SampleRemoved);
    }

    [Fact]
    public async Task Two_imports_at_once_end_as_one()
    {
        await using var first = _paper.Open();
        await using var second = _paper.Open();

        var results = await Task.WhenAll(
            Task.Run(() => _paper.Importer(first).ImportAsync(_package.Path, new ImportOptions(), null, Ct), Ct),
            Task.Run(() => _paper.Importer(second).ImportAsync(_package.Path, new ImportOptions(), null, Ct), Ct));

        Assert.Equal([ImportOutcome.Imported, ImportOutcome.AlreadyImported], results.Select(result => result.Outcome).Order());
        Assert.Equal(3, (await _paper.EditionAsync()).Pages.Sum(page => page.Articles.Count));
    }

    private async Task<ImportResult> AssertRefusedAsync(PackageBuilder package, string expected)
    {
        var result = await _paper.ImportAsync(package);
        Assert.Equal(ImportOutcome.Rejected, result.Outcome);
        Assert.Contains(result.Problems, problem => problem.IsError && problem.ToString().Contains(expected, StringComparison.Ordinal));
        await AssertNothingIsStoredAsync();
        return result;
    }

    private async Task AssertNothingIsStoredAsync()
    {
        await using var db = _paper.Open();
        Assert.False(await db.Editions.AnyAsync(Ct));
        Assert.False(Directory.Exists(Path.Combine(_paper.Root, "media")) && Directory.EnumerateFiles(Path.Combine(_paper.Root, "media"), "*", SearchOption.AllDirectories).Any());
    }

    /// <summary>Caption and credit as IPTC keeps them, in a Photoshop resource, in UTF-8.</summary>
    private static byte[] Iptc(string caption, string credit)
    {
        var records = new List<byte>([0x1C, 1, 90, 0, 3, 0x1B, 0x25, 0x47]);
        foreach (var (number, text) in new[] { ((byte)120, caption), ((byte)110, credit) })
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(text);
            records.AddRange([0x1C, 2, number, 0, (byte)bytes.Length, .. bytes]);
        }

        if (records.Count % 2 == 1)
        {
            records.Add(0);
        }

        return [.. "Photoshop 3.0\0"u8, .. "8BIM"u8, 0x04, 0x04, 0, 0, 0, 0, 0, (byte)records.Count, .. records];
    }

    private sealed class Recorder(List<WorkProgress> stages) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            lock (stages)
            {
                stages.Add(value);
            }
        }
    }
}

public sealed class SqliteEditionImporterTests() : EditionImporterTests(TestEngine.Sqlite);

public sealed class PostgreSqlEditionImporterTests() : EditionImporterTests(TestEngine.PostgreSql);
