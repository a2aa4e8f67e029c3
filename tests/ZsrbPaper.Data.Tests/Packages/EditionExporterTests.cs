using System.Globalization;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Data.Tests.Packages;

public sealed class EditionExporterTests : IAsyncLifetime
{
    private Installation _paper = null!;
    private readonly PackageBuilder _package = PackageBuilder.Usual();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _paper = await Installation.CreateAsync(TestEngine.Sqlite);

    public async ValueTask DisposeAsync()
    {
        _package.Dispose();
        await _paper.DisposeAsync();
    }

    [Fact]
    public async Task Everything_comes_back()
    {
        _package.Edition("""
              - label: "01"
                section: "yes"
                folder: A01
                part: 3
                articles: [2, 1]
                editors: [甲, "乙,丙"]
                designers: [丁]
                proofreaders: [戊]
              - label: A02
                section: 新闻
            """, "number: 12345\nrelease: 2024-03-01T06:00\nretired: { A02: [5, 3], B01: [1] }\n")
            .Article("A01/1.md", "\"01\"", "# 题\n\n    缩进\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n---\n\n尾", """
            kicker: "null"
            subtitle: "一: 二 #三"
            column: "  两端有空格 "
            kind: photo
            reporters: [徐钧钻, "123"]
            correspondents: ["[甲]"]
            photographers: ["a: b"]
            source: "2024-03-01"
            old-number: 4
            areas:
              - [[2.5, 6.8], [62.3, 6.8], [62.3333, 67.6]]
              - page: A02
                points: [[0, 0], [50, 0], [100, 100]]
            photos:
              - file: photo-1.jpg
                caption: "一\n二 😀"
                credit: ""
                alt: 人
                focus: [50, 40.25]
            correction: 更正
            withdrawn: "- 有误"
            """)
            .With("A01/page.pdf", PackageBuilder.Pdf(1));
        await _paper.ImportWellAsync(_package);
        var folder = _paper.NewFolder();

        var result = await _paper.ExportAsync(folder);

        Assert.Equal((ExportOutcome.Exported, null, 2, 3, 8), (result.Outcome, result.Problem, result.Pages, result.Articles, result.Files));
        Assert.Equal("""
            newspaper: zsrb
            date: 2024-03-01
            number: 12345
            release: 2024-03-01T06:00
            pages:
              - label: "01"
                section: "yes"
                folder: A01
                part: 3
                articles: [2, 1]
                editors: [甲, "乙,丙"]
                designers: [丁]
                proofreaders: [戊]
              - label: A02
                section: 新闻
            retired:
              A02: [3, 5]
              B01: [1]

            """, await ReadAsync(folder, "edition.yaml"));
        Assert.Equal("""
            ---
            kicker: "null"
            title: "01"
            subtitle: "一: 二 #三"
            column: "  两端有空格 "
            kind: photo
            reporters: [徐钧钻, "123"]
            correspondents: ["[甲]"]
            photographers: ["a: b"]
            source: "2024-03-01"
            old-number: 4
            areas:
              - [[2.5, 6.8], [62.3, 6.8], [62.3333, 67.6]]
              - page: A02
                points: [[0, 0], [50, 0], [100, 100]]
            photos:
              - file: photo-1.jpg
                caption: "一\n二 😀"
                credit: ""
                alt: 人
                focus: [50, 40.25]
            correction: 更正
            withdrawn: "- 有误"
            ---
            # 题

                缩进

            | a | b |
            |---|---|
            | 1 | 2 |

            ---

            尾

            """, await ReadAsync(folder, "A01/1.md"));
        foreach (var file in new[] { "A01/photo-1.jpg", "A01/page.png", "A01/page.pdf", "A02/page.png" })
        {
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_package.Path, file), Ct), await File.ReadAllBytesAsync(Path.Combine(folder, file), Ct));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".zip")]
    public async Task Export_imported_elsewhere_and_exported_again_is_identical(string ending)
    {
        await _paper.ImportWellAsync(_package.Article("A01/3.md", "撤", more: "withdrawn: 有误").Edition(more: "release: 2024-03-01T06:00\nretired: { A01: [9] }\n"), new ImportOptions { Release = true });
        _paper.Clock.Advance(TimeSpan.FromDays(1));
        await _paper.AtTheDeskAsync(edition =>
        {
            var made = Installation.Page(edition, "A02").AddArticle(5, "编辑稿: 甲", Installation.Start);
            made.Body = "一\r\n二\r\n\r\n";
            made.AddPhoto("photo-1.jpg", Installation.Article(edition, "A01", 2).Photos.Single().Hash, "jpg", 48, 64);
            Installation.Article(edition, "A01", 1).Correction = "更正\n";
        });
        var first = _paper.NewFolder(ending);
        Assert.Equal(ExportOutcome.Exported, (await _paper.ExportAsync(first)).Outcome);

        await using var other = await Installation.CreateAsync(TestEngine.Sqlite);
        Assert.DoesNotContain((await other.ImportAsync(first)).Problems, problem => problem.IsError);
        var second = other.NewFolder(ending);
        await other.ExportAsync(second);

        await AssertSameAsync(first, second);
        Assert.Equal(ImportOutcome.AlreadyImported, (await other.ImportAsync(second)).Outcome);
    }

    [Fact]
    public async Task Export_imported_where_it_came_from_changes_nothing()
    {
        await _paper.ImportWellAsync(_package);
        var folder = _paper.NewFolder();
        await _paper.ExportAsync(folder);

        Assert.Equal(ImportOutcome.AlreadyImported, (await _paper.ImportAsync(folder)).Outcome);
    }

    [Fact]
    public async Task Released_edition_takes_its_ordinals_along()
    {
        await _paper.ImportWellAsync(_package, new ImportOptions { Release = true });
        var folder = _paper.NewFolder();

        await _paper.ExportAsync(folder);

        Assert.Contains("part: 2\n", await ReadAsync(folder, "edition.yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain("release:", await ReadAsync(folder, "edition.yaml"), StringComparison.Ordinal);
        Assert.Contains("old-number: 2\n", await ReadAsync(folder, "A01/2.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_of_a_picture_that_someone_took_out_stay_out()
    {
        await _paper.ImportWellAsync(_package.Article("A01/2.md", "二", more: "photos: [{ file: photo-1.jpg, caption: '' }]"));
        var folder = _paper.NewFolder();

        await _paper.ExportAsync(folder);

        Assert.Contains("caption: \"\"\n", await ReadAsync(folder, "A01/2.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_without_anything_keeps_its_empty_folder()
    {
        await _paper.ImportWellAsync(_package.Edition("  - label: A01\n  - label: A02\n  - label: A03"));
        var (folder, zip) = (_paper.NewFolder(), _paper.NewFolder(".zip"));

        await _paper.ExportAsync(folder);
        await _paper.ExportAsync(zip);

        Assert.True(Directory.Exists(Path.Combine(folder, "A03")));
        await using var other = await Installation.CreateAsync(TestEngine.Sqlite);
        Assert.Empty((await other.ImportAsync(zip)).Problems);
    }

    [Fact]
    public async Task Photos_of_one_name_get_two()
    {
        await _paper.ImportWellAsync(_package.With("A02/photo-1.jpg", PackageBuilder.Picture(5)).Article("A02/1.md", "题", more: "photos: [{ file: photo-1.jpg }]"));
        await _paper.AtTheDeskAsync(edition =>
        {
            var (mine, theirs) = (Installation.Article(edition, "A02", 1), Installation.Article(edition, "A01", 2).Photos.Single());
            mine.AddPhoto("PHOTO-1.jpg", theirs.Hash, "jpg", 48, 64);
            mine.AddPhoto("page.png", theirs.Hash, "jpg", 48, 64);
            mine.AddPhoto("../a:b", theirs.Hash, "jpg", 48, 64);
            mine.AddPhoto("con.jpg", theirs.Hash, "jpg", 48, 64);
        });
        var folder = _paper.NewFolder();

        await _paper.ExportAsync(folder);

        Assert.Equal(
            ["1.md", ".._a_b.jpg", "PHOTO-1-2.jpg", "_con.jpg", "page.png", "page.png.jpg", "photo-1.jpg"],
            Directory.GetFiles(Path.Combine(folder, "A02")).Select(Path.GetFileName).Order(StringComparer.Ordinal).OrderBy(name => name == "1.md" ? 0 : 1));
        await using var other = await Installation.CreateAsync(TestEngine.Sqlite);
        Assert.Empty((await other.ImportAsync(folder)).Problems);
        var again = other.NewFolder();
        await other.ExportAsync(again);
        await AssertSameAsync(folder, again);
    }

    [Fact]
    public async Task Target_must_be_new_or_empty()
    {
        await _paper.ImportWellAsync(_package);
        var empty = _paper.NewFolder();
        Directory.CreateDirectory(empty);
        Assert.Equal(ExportOutcome.Exported, (await _paper.ExportAsync(empty)).Outcome);
        Assert.Equal(["A01", "A02", "edition.yaml"], Directory.GetFileSystemEntries(empty).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        var again = await _paper.ExportAsync(empty);
        Assert.Equal(ExportOutcome.Refused, again.Outcome);
        Assert.Contains("is there already", again.Problem, StringComparison.Ordinal);

        var zip = _paper.NewFolder(".zip");
        Assert.Equal(ExportOutcome.Exported, (await _paper.ExportAsync(zip)).Outcome);
        Assert.Equal(ExportOutcome.Refused, (await _paper.ExportAsync(zip)).Outcome);
    }

    [Fact]
    public async Task What_is_not_there_is_said()
    {
        var result = await _paper.ExportAsync(_paper.NewFolder(), new DateOnly(2024, 3, 2));

        Assert.Equal((ExportOutcome.NotFound, "zsrb has no edition of 2024-03-02."), (result.Outcome, result.Problem));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".zip")]
    public async Task Target_that_cannot_be_written_is_said(string ending)
    {
        await _paper.ImportWellAsync(_package);
        var file = _paper.NewFolder();
        await File.WriteAllTextAsync(file, "x", Ct);

        var result = await _paper.ExportAsync(Path.Combine(file, "inside", "edition" + ending));

        Assert.Equal(ExportOutcome.Refused, result.Outcome);
        Assert.Contains("cannot be written", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_original_leaves_nothing_behind()
    {
        await _paper.ImportWellAsync(_package);
        var photo = (await _paper.ArticleAsync("A01", 2)).Photos.Single();
        await _paper.Store.DeleteAsync(Core.Media.MediaNames.Original(photo.Hash, "jpg"), Ct);
        var folder = _paper.NewFolder();

        var result = await _paper.ExportAsync(folder);

        Assert.Equal(ExportOutcome.Refused, result.Outcome);
        Assert.Contains("A01/photo-1.jpg", result.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFileSystemEntries(_paper.Root), entry => entry.Contains(folder, StringComparison.Ordinal));
    }

    /// <summary>Random editions, as the desk could have made them: exported, imported, exported again, to the byte.</summary>
    [Fact]
    public async Task Random_editions_come_back_identical()
    {
        await _paper.ImportWellAsync(_package);
        var known = (await _paper.ArticleAsync("A01", 2)).Photos.Single();
        var (hash, picture) = (known.Hash, Installation.Page(await _paper.EditionAsync(), "A01").PictureHash!);
        await using var other = await Installation.CreateAsync(TestEngine.Sqlite);
        var date = new DateOnly(2024, 4, 1);

        await Editions(hash, picture).SampleAsync(async make =>
        {
            date = date.AddDays(1);
            await using (var db = _paper.Open())
            {
                var edition = new Edition(await db.Newspapers.SingleAsync(Ct), date);
                make(edition);
                db.Editions.Add(edition);
                await db.SaveChangesAsync(Ct);
            }

            var (first, second) = (_paper.NewFolder(), _paper.NewFolder());
            Assert.Null((await _paper.ExportAsync(first, date)).Problem);
            Assert.DoesNotContain((await other.ImportAsync(first)).Problems, problem => problem.IsError);
            Assert.Null((await other.ExportAsync(second, date)).Problem);
            await AssertSameAsync(first, second);
        }, iter: 60, threads: 1);
    }

    private static Gen<Action<Edition>> Editions(string photoHash, string pictureHash)
    {
        string[] hard =
        [
            "01", "yes", "null", "~", "2024-03-01", "1e3", "0x1F", ".5", "- a", "? a", ": a", "a: b", "a #b", "#a", "[a]", "{a}", "&a", "*a", "!a", "|", ">", "'a'", "\"a\"",
            "%a", "@a", "`a`", " a", "a ", "a\tb", "a\\b", "---", "...", "😀", "e\u0301", "\u3000全角", "《书》", "a\u2028b", "\uFEFFa", "\u00A0a", "第1版,A", "12:30", "a:", "=", "<<", "𠮷野家",
        ];
        var oneHard = Gen.OneOf(hard);
        var anyLatin = Gen.String[Gen.Char[' ', 'ÿ'], 1, 12];
        var marks = Gen.String[Gen.OneOf("中山 :#-,'\"[]{}\\|>%@&*!?a1\t".ToCharArray()), 1, 15];
        var word = Gen.Select(Gen.Int[0, 2], oneHard, anyLatin, marks, (which, first, second, third) => which == 0 ? first : which == 1 ? second : third)
            .Where(text => !string.IsNullOrWhiteSpace(text) && PackageText.FindUnstorable(text) is null);
        var lines = Gen.Select(word, word, Gen.Int[0, 2], (first, second, breaks) => first + new string('\n', breaks) + second);
        var maybeWord = Gen.Select(Gen.Bool, word, (given, text) => given ? text : null);
        var maybeLines = Gen.Select(Gen.Bool, lines, (given, text) => given ? text : null);
        var names = word.List[0, 3];
        var percent = Gen.Int[0, 1_000_000].Select(value => value / 10_000m);
        var shape = Gen.Select(percent, percent, (x, y) => new AreaPoint(x, y)).List[3, 6].Select(AreaShape.From);
        var maybeNumber = Gen.Select(Gen.Bool, Gen.Int[1, 9999], (given, number) => given ? number : (int?)null);
        var photo = Gen.Select(word, maybeLines, maybeWord, maybeLines, Gen.Select(percent, percent));
        var article = Gen.Select(
            Gen.Select(word, maybeWord, maybeWord, maybeWord, maybeWord, Gen.Enum<ArticleKind>(), maybeNumber),
            Gen.Select(names, names, names),
            Gen.Select(maybeLines, maybeLines, lines.List[0, 4].Select(paragraphs => string.Join("\n\n", paragraphs))),
            shape.List[0, 3],
            photo.List[0, 2]);
        var page = Gen.Select(maybeWord, names, names, article.List[0, 3], Gen.Bool, Gen.Int[0, 1000]);
        return Gen.Select(page.List[1, 3], maybeNumber, Gen.Int[-1, 100_000], Gen.Int[1, 99].HashSet[0, 3], (pages, number, minutes, retired) => (Action<Edition>)(edition =>
        {
            edition.Number = number;
            edition.PlannedRelease = minutes < 0 ? null : new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(minutes);
            foreach (var item in retired)
            {
                edition.Retire(PageLabel.Parse("A01"), 1000 + item);
            }

            var made = new List<PrintPage>();
            for (var index = 0; index < pages.Count; index++)
            {
                var (section, editors, proofreaders, articles, hasPicture, shuffle) = pages[index];
                var printPage = edition.AddPage(PageLabel.Parse(index == 1 ? "02-03" : string.Create(CultureInfo.InvariantCulture, $"A{index + 1:D2}")), section ?? "", index);
                made.Add(printPage);
                printPage.Part = shuffle % 3 == 0 ? index + 10 : null;
                printPage.Editors = editors;
                printPage.Proofreaders = proofreaders;
                if (hasPicture)
                {
                    (printPage.PictureHash, printPage.PictureExtension) = (pictureHash, "png");
                }

                for (var ordinal = 0; ordinal < articles.Count; ordinal++)
                {
                    var ((title, kicker, subtitle, column, source, kind, oldNumber), (reporters, correspondents, photographers), (correction, withdrawal, body), shapes, photos) = articles[ordinal];
                    var item = printPage.AddArticle(ordinal + 1, title, Installation.Start);
                    item.Position = (ordinal + shuffle) % articles.Count;
                    (item.Kicker, item.Subtitle, item.Column, item.Source, item.Kind) = (kicker, subtitle, column, source, kind);
                    item.OldNumber = oldNumber is null ? null : (oldNumber * 10) + ordinal;
                    (item.Reporters, item.Correspondents, item.Photographers) = (reporters, correspondents, photographers);
                    (item.Correction, item.Withdrawal, item.Body) = (correction, withdrawal?.Length > 4 ? withdrawal : null, body);
                    foreach (var (points, at) in shapes.Select((points, at) => (points, at)))
                    {
                        item.AddArea(at % 2 == 0 ? printPage : made[0], points);
                    }

                    foreach (var (name, caption, credit, alt, (x, y)) in photos)
                    {
                        var added = item.AddPhoto(name, photoHash, "jpg", 48, 64);
                        (added.Caption, added.Credit, added.Alt, added.FocusX, added.FocusY) = (caption, credit, alt, x, y);
                    }
                }
            }
        }));
    }

    private static async Task AssertSameAsync(string first, string second)
    {
        if (File.Exists(first))
        {
            Assert.Equal(await File.ReadAllBytesAsync(first, Ct), await File.ReadAllBytesAsync(second, Ct));
            return;
        }

        static List<string> Names(string root) => [.. Directory.GetFileSystemEntries(root, "*", SearchOption.AllDirectories).Select(entry => Path.GetRelativePath(root, entry)).Order(StringComparer.Ordinal)];
        Assert.Equal(Names(first), Names(second));
        foreach (var name in Names(first).Where(name => File.Exists(Path.Combine(first, name))))
        {
            if (Path.GetExtension(name) is ".md" or ".yaml")
            {
                Assert.Equal(await ReadAsync(first, name), await ReadAsync(second, name));
            }

            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(first, name), Ct), await File.ReadAllBytesAsync(Path.Combine(second, name), Ct));
        }
    }

    private static Task<string> ReadAsync(string folder, string file) => File.ReadAllTextAsync(Path.Combine(folder, file), Ct);
}
