using System.Diagnostics;
using System.Text;
using Xunit;
using ZsrbPaper.Core.Media;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Core.Tests.Media;

public sealed class PdfTests : IDisposable
{
    private readonly MediaFolder _folder = new();

    [Fact]
    public async Task One_page_is_taken_with_its_size()
    {
        Pdfs.RequirePoppler();
        var bytes = Pdfs.Page(1, 0, 0);

        var pdf = await _folder.PdfAsync("page.pdf", bytes);

        Assert.Equal((100.0, 150.0), (Math.Round(pdf.WidthMm), Math.Round(pdf.HeightMm)));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), pdf.Hash);
        Assert.Equal(bytes.Length, pdf.Bytes);
    }

    [Fact]
    public async Task Turned_page_has_the_size_that_it_is_seen_in()
    {
        Pdfs.RequirePoppler();
        var pdf = await _folder.PdfAsync("page.pdf", Pdfs.FromObjects("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 283.465 425.197] /Rotate 90 /Resources << >> >>"));

        Assert.Equal((150.0, 100.0), (Math.Round(pdf.WidthMm), Math.Round(pdf.HeightMm)));
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "text", "this is no PDF" },
        { "empty", "this is no PDF" },
        { "picture", "this is no PDF" },
        { "header only", "the PDF is damaged" },
        { "cut in half", "the PDF is damaged (its end is missing)" },
        { "no table", "the PDF is damaged" },
        { "pages in a circle", "the PDF is damaged" },
        { "long chain", "the PDF is damaged" },
        { "encrypted", "the PDF is encrypted" },
        { "two pages", "the PDF has 2 pages; a page's PDF holds one page" },
        { "no pages", "the PDF is damaged" },
        { "vast page", "the PDF's page has no sensible size" },
        { "flat page", "the PDF's page has no sensible size" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Pdf_that_is_not_one_good_page_is_refused(string kind, string said)
    {
        Pdfs.RequirePoppler();
        const string Catalogue = "<< /Type /Catalog /Pages 2 0 R >>";
        const string OnePage = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
        var good = Pdfs.Page(1, 0, 0);
        var bytes = kind switch
        {
            "text" => "no PDF at all"u8.ToArray(),
            "empty" => [],
            "picture" => [0x89, .. "PNG\r\n\x1A\n"u8],
            "header only" => "%PDF-1.4\nstartxref\n0\n%%EOF"u8.ToArray(),
            "cut in half" => good[..(good.Length / 2)],
            "no table" => Encoding.Latin1.GetBytes("%PDF-1.4\n" + new string('x', 5000) + "\nstartxref\n9\n%%EOF\n"),
            "pages in a circle" => Pdfs.FromObjects(Catalogue, "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1 >>"),
            "long chain" => Pdfs.FromObjects([Catalogue, OnePage, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /X 4 0 R >>",
                .. Enumerable.Range(5, 200_000).Select(next => $"<< /A {next} 0 R >>"), "1"]),
            "encrypted" => Pdfs.FromObjects([Catalogue, OnePage, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] >>",
                $"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{new string('0', 64)}> /U <{new string('1', 64)}> >>"],
                "/Encrypt 4 0 R /ID [<00> <00>]"),
            "two pages" => Pdfs.Pages(2),
            "no pages" => Pdfs.FromObjects(Catalogue, "<< /Type /Pages /Kids [] /Count 0 >>"),
            "vast page" => Pdfs.FromObjects(Catalogue, OnePage, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 20000 20000] >>"),
            "flat page" => Pdfs.FromObjects(Catalogue, OnePage, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2000 1] >>"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

        var inspected = await new PdfInspector().InspectAsync(_folder.Write("page.pdf", bytes), "A03/page.pdf", MediaFolder.Cancellation);

        Assert.Null(inspected.Value);
        Assert.StartsWith("A03/page.pdf: " + said, inspected.Problem?.ToString(), StringComparison.Ordinal);
    }

    // Each of these ends or hangs a reader that follows references without counting.
    [Theory]
    [InlineData("<< /Type /Page /Parent 2 0 R /MediaBox 4 0 R >>", "5 0 R", "4 0 R")]
    [InlineData("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Contents 4 0 R >>", "<< /Length 4 0 R >>\nstream\nabc\nendstream", "1")]
    [InlineData("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Resources << /XObject << /F 4 0 R >> >> /Contents 5 0 R >>",
        "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >> /Length 5 >>\nstream\n/F Do\nendstream",
        "<< /Length 5 >>\nstream\n/F Do\nendstream")]
    public async Task Pdf_that_refers_to_itself_gets_a_verdict(string page, string fourth, string fifth)
    {
        Pdfs.RequirePoppler();
        var bytes = Pdfs.FromObjects("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, fourth, fifth);
        var clock = Stopwatch.StartNew();

        var inspected = await new PdfInspector().InspectAsync(_folder.Write("page.pdf", bytes), "page.pdf", MediaFolder.Cancellation);

        Assert.Equal(inspected.Problem is null, inspected.Value is not null);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Hostile_file_name_is_only_a_name()
    {
        Pdfs.RequirePoppler();
        var name = "-upw $(touch pwned) `touch pwned`;touch pwned 'x' \"y\" 版.pdf";
        var path = _folder.Write(name, Pdfs.Page(1, 0, 0));

        var inspected = await new PdfInspector().InspectAsync(path, name, MediaFolder.Cancellation);
        var drawn = await new PdfRasteriser().RasteriseAsync(path, MediaFolder.Cancellation);

        Assert.Null(inspected.Problem);
        Assert.True(File.Exists(drawn));
        Assert.False(File.Exists("pwned") || File.Exists(_folder.PathOf("pwned")));
        Directory.Delete(Path.GetDirectoryName(drawn)!, recursive: true);
    }

    [Fact]
    public async Task Missing_poppler_is_said_with_what_to_install()
    {
        var tools = new PdfTools(new PdfToolOptions { Folder = _folder.PathOf("nowhere") });
        var path = _folder.Write("page.pdf", Pdfs.Page(1, 0, 0));

        Assert.False(new PdfRasteriser(tools).IsAvailable);
        var exception = await Assert.ThrowsAsync<MediaException>(() => new PdfRasteriser(tools).RasteriseAsync(path, MediaFolder.Cancellation));
        Assert.True(exception.ToolMissing);
        Assert.Contains("poppler", exception.Message, StringComparison.Ordinal);
        Assert.Contains(OperatingSystem.IsMacOS() ? "brew install poppler" : OperatingSystem.IsWindows() ? "winget" : "apt-get install poppler-utils",
            exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_poppler_a_page_is_still_looked_at()
    {
        var inspector = new PdfInspector(new PdfTools(new PdfToolOptions { Folder = _folder.PathOf("nowhere") }));
        string[] looped = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox 4 0 R >>", "% nothing but\n5 0 R", "4\t0\nR"];

        var good = await inspector.InspectAsync(_folder.Write("a.pdf", Pdfs.Page(1, 0, 0)), "a.pdf", MediaFolder.Cancellation);
        var two = await inspector.InspectAsync(_folder.Write("b.pdf", Pdfs.Pages(2)), "b.pdf", MediaFolder.Cancellation);
        var loop = await inspector.InspectAsync(_folder.Write("c.pdf", Pdfs.FromObjects(looped)), "c.pdf", MediaFolder.Cancellation);

        Assert.Equal((100.0, 150.0), (Math.Round(good.Value!.WidthMm), Math.Round(good.Value.HeightMm)));
        Assert.Equal("b.pdf: the PDF has 2 pages; a page's PDF holds one page", two.Problem?.ToString());
        Assert.StartsWith("c.pdf: the PDF is damaged", loop.Problem?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tool_that_hangs_is_ended_in_time_and_when_cancelled()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in for the tool is a shell script");
        foreach (var tool in new[] { "pdfinfo", "pdftocairo", "pdfunite" })
        {
            WriteScript(tool, $"echo $$ > {_folder.PathOf("pid")}\nexec sleep 60\n");
        }

        var path = _folder.Write("page.pdf", Pdfs.Page(1, 0, 0));
        var clock = Stopwatch.StartNew();
        var folder = Path.GetDirectoryName(path)!;

        var inspected = await new PdfInspector(new PdfTools(new PdfToolOptions { Folder = folder, TimeLimit = TimeSpan.FromSeconds(1) }))
            .InspectAsync(path, "page.pdf", MediaFolder.Cancellation);
        Assert.Equal("page.pdf: the PDF cannot be read (pdfinfo did not finish within 1 seconds)", inspected.Problem?.ToString());
        AssertEnded();

        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new PdfInspector(new PdfTools(new PdfToolOptions { Folder = folder })).InspectAsync(path, "page.pdf", soon.Token));
        AssertEnded();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Tool_that_talks_without_end_or_takes_all_memory_is_bounded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "memory is limited on Linux only");
        var script = WriteScript("pdfinfo", "ulimit -v\nulimit -f\nhead -c 20000000 /dev/zero | tr '\\0' x >&2\nexit 3\n");
        var tools = new PdfTools(new PdfToolOptions { Folder = Path.GetDirectoryName(script), MemoryLimitMiB = 700, OutputLimitMiB = 50 });

        var result = await tools.RunAsync(PdfTools.Info, [], MediaFolder.Cancellation);

        Assert.Equal((3, $"{700 * 1024}\n{50 * 2048}\n", 65_536), (result.ExitCode, result.Output, result.Errors.Length));
    }

    [Fact]
    public async Task Text_that_needs_tables_which_are_not_installed_is_refused_saying_what_to_install()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in for the tool is a shell script");
        WriteScript("pdfinfo", "echo 'Pages: 1'\necho 'Page size: 1000 x 1400 pts'\n");
        WriteScript("pdftocairo", "echo \"Syntax Error: Missing language pack for 'Adobe-GB1' mapping\" >&2\necho \"Syntax Error: Couldn't find 'GBK-EUC-H' CMap file for 'Adobe-GB1' collection\" >&2\necho \"Syntax Error: No font in show\" >&2\n");
        WriteScript("pdfunite", "exit 0\n");
        var path = _folder.Write("page.pdf", Pdfs.Page(1, 0, 0));

        var inspected = await new PdfInspector(new PdfTools(new PdfToolOptions { Folder = Path.GetDirectoryName(path) }))
            .InspectAsync(path, "page.pdf", MediaFolder.Cancellation);

        Assert.Equal("page.pdf: the server cannot draw the PDF's text (Syntax Error: No font in show); fonts for Adobe-GB1 need poppler's tables "
            + "(Debian, Ubuntu: apt-get install poppler-data), or embed all fonts in the PDF", inspected.Problem?.ToString());
    }

    [Fact]
    public async Task Large_page_is_drawn_with_fewer_dots_not_more_pixels()
    {
        Pdfs.RequirePoppler();
        var pdf = await _folder.PdfAsync("page.pdf", Pdfs.FromObjects("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 5000 6000] /Resources << >> >>"));

        var drawn = await new PdfRasteriser().RasteriseAsync(pdf.Path, MediaFolder.Cancellation);

        using (var picture = NetVips.Image.Tiffload(drawn))
        {
            Assert.InRange((double)picture.Width * picture.Height, 39_000_000, 40_100_000);
        }

        Directory.Delete(Path.GetDirectoryName(drawn)!, recursive: true);
    }

    [Fact]
    public async Task Real_pdfs_get_the_right_verdict()
    {
        Pdfs.RequirePoppler();
        string[] refused = ["0000851.pdf", "Rotation 45.pdf", "Type0_CJK_Font.pdf", "caly-issues-56-1.pdf", "encrypted-attachment.pdf", "pdfpig-issue-1040.pdf"];
        foreach (var path in BesideData.Files("pdf"))
        {
            var inspected = await new PdfInspector().InspectAsync(path, Path.GetFileName(path), MediaFolder.Cancellation);
            Assert.True(refused.Contains(Path.GetFileName(path)) != inspected.IsGood, $"{path}: {inspected.Problem?.ToString() ?? "taken"}");
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A stand-in for one of the tools.</summary>
    private string WriteScript(string tool, string commands)
    {
        var path = _folder.Write(tool, Encoding.ASCII.GetBytes("#!/bin/sh\n" + commands));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return path;
    }

    private void AssertEnded()
    {
        var id = int.Parse(File.ReadAllText(_folder.PathOf("pid")), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }
}
