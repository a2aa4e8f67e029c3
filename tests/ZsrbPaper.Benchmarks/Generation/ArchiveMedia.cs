using ZsrbPaper.Core.Media;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Benchmarks.Generation;

/// <summary>The picture that all pages share, and the photo that all recent articles share; both are in the media store.</summary>
internal sealed record ArchiveMedia(PictureFile Page, FacsimileInfo Facsimile, PictureFile Photo)
{
    /// <summary>Makes the pictures' files where they are missing.</summary>
    public static async Task<ArchiveMedia> PublishAsync(string mediaFolder, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var store = new FolderMediaStore(mediaFolder);
        var inspector = new PictureInspector();
        var page = (await inspector.InspectAsync(folder.Write("page.png", TinyFiles.Png(1400, 2000, "page")), "page.png", cancellationToken)).Value!;
        var photo = (await inspector.InspectAsync(folder.Write("photo.jpg", TinyFiles.Jpeg(1200, 800, "photo")), "photo.jpg", cancellationToken)).Value!;
        var facsimile = await new FacsimilePublisher(store, new PdfRasteriser()).PublishAsync(page, [], progress: null, cancellationToken);
        await new PhotoPublisher(store).PublishAsync(photo, cancellationToken);
        return new ArchiveMedia(page, facsimile, photo);
    }
}
