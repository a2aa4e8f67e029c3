using System.Globalization;
using Xunit;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Tests.Media;

public sealed class EditionPdfPublisherTests : IDisposable
{
    private readonly MediaFolder _folder = new();

    [Fact]
    public async Task Pages_are_joined_in_order_with_pictures_in_place_of_missing_pdfs()
    {
        Pdfs.RequirePoppler();
        var red = await StorePdfAsync("red.pdf", Pdfs.Page(1, 0, 0));
        var blue = await StorePdfAsync("blue.pdf", Pdfs.Page(0, 0, 1));
        var green = await StorePictureAsync("green.png", 390, 550, Pictures.Green);

        var hash = await new EditionPdfPublisher(_folder.Store).PublishAsync([blue, green, new EditionPdfPage(null, null, null), red], MediaFolder.Cancellation);

        Assert.NotNull(hash);
        var path = _folder.Write("edition.pdf", await _folder.ReadAsync(MediaNames.EditionPdf(hash)));
        Pictures.AssertColour([0, 0, 255], await ColourOfPageAsync(path, 1), tolerance: 8);
        Pictures.AssertColour(Pictures.Green, await ColourOfPageAsync(path, 2), tolerance: 8);
        Pictures.AssertColour([255, 0, 0], await ColourOfPageAsync(path, 3), tolerance: 8);
        var info = await new PdfTools().RunAsync(PdfTools.Info, ["-f", "2", "-l", "2", path], MediaFolder.Cancellation);
        Assert.Contains("Pages:           3", info.Output, StringComparison.Ordinal);
        // 390 by 550 mm in points.
        Assert.Matches(@"size:\s+1105\.51 x 1559\.0", info.Output);
    }

    [Fact]
    public async Task Same_pages_give_the_same_bytes_and_another_order_another_hash()
    {
        Pdfs.RequirePoppler();
        var red = await StorePdfAsync("red.pdf", Pdfs.Page(1, 0, 0));
        var blue = await StorePdfAsync("blue.pdf", Pdfs.Page(0, 0, 1));
        var green = await StorePictureAsync("green.png", 39, 55, Pictures.Green);
        var publisher = new EditionPdfPublisher(_folder.Store);

        var hash = (await publisher.PublishAsync([red, green, blue], MediaFolder.Cancellation))!;
        var first = await _folder.ReadAsync(MediaNames.EditionPdf(hash));
        Assert.Equal(hash, await publisher.PublishAsync([red, green, blue], MediaFolder.Cancellation));
        await _folder.Store.DeleteAsync(MediaNames.EditionPdf(hash), MediaFolder.Cancellation);
        // The identifier that pdfunite makes up changes with the second.
        await Task.Delay(1100, MediaFolder.Cancellation);
        Assert.Equal(hash, await publisher.PublishAsync([red, green, blue], MediaFolder.Cancellation));

        Assert.Equal(first, await _folder.ReadAsync(MediaNames.EditionPdf(hash)));
        Assert.NotEqual(hash, await publisher.PublishAsync([blue, green, red], MediaFolder.Cancellation));
        Assert.Equal(hash, EditionPdfPublisher.HashOf([red, green, blue]));
    }

    [Fact]
    public async Task Edition_without_any_page_to_print_has_no_pdf()
    {
        Assert.Null(await new EditionPdfPublisher(_folder.Store).PublishAsync([], MediaFolder.Cancellation));
        Assert.Null(await new EditionPdfPublisher(_folder.Store).PublishAsync([new EditionPdfPage(null, null, null)], MediaFolder.Cancellation));
        Assert.Empty(_folder.Stored());
    }

    [Fact]
    public async Task Picture_alone_needs_no_tool()
    {
        var green = await StorePictureAsync("green.png", 80, 50, Pictures.Green);
        var tools = new PdfTools(new PdfToolOptions { Folder = _folder.PathOf("nowhere") });

        var hash = await new EditionPdfPublisher(_folder.Store, tools).PublishAsync([green], MediaFolder.Cancellation);

        Assert.StartsWith("%PDF-", System.Text.Encoding.Latin1.GetString(await _folder.ReadAsync(MediaNames.EditionPdf(hash!))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_original_is_said_and_leaves_nothing()
    {
        var page = new EditionPdfPage(new string('0', 64), null, null);

        await Assert.ThrowsAsync<MediaException>(() => new EditionPdfPublisher(_folder.Store).PublishAsync([page], MediaFolder.Cancellation));

        Assert.Empty(_folder.Stored());
    }

    public void Dispose() => _folder.Dispose();

    private async Task<EditionPdfPage> StorePdfAsync(string name, byte[] bytes)
    {
        var pdf = await _folder.PdfAsync(name, bytes);
        using var content = new MemoryStream(bytes);
        await _folder.Store.PutAsync(MediaNames.Original(pdf.Hash, "pdf"), content, MediaFolder.Cancellation);
        return new EditionPdfPage(pdf.Hash, null, null);
    }

    private async Task<EditionPdfPage> StorePictureAsync(string name, int width, int height, double[] colour)
    {
        using var plain = Pictures.Plain(width, height, colour);
        var picture = await _folder.PictureAsync(name, Pictures.Encode(plain, "png"));
        using var content = new MemoryStream(await File.ReadAllBytesAsync(picture.Path, MediaFolder.Cancellation));
        await _folder.Store.PutAsync(MediaNames.Original(picture.Hash, picture.Extension), content, MediaFolder.Cancellation);
        return new EditionPdfPage(null, picture.Hash, picture.Extension);
    }

    private async Task<double[]> ColourOfPageAsync(string pdf, int number)
    {
        var page = number.ToString(CultureInfo.InvariantCulture);
        await new PdfTools().RunAsync(PdfTools.ToCairo, ["-png", "-singlefile", "-r", "20", "-f", page, "-l", page, pdf, _folder.PathOf("drawn")], MediaFolder.Cancellation);
        return Pictures.ColourAt(await File.ReadAllBytesAsync(_folder.PathOf("drawn.png"), MediaFolder.Cancellation), 0.5, 0.5);
    }
}
