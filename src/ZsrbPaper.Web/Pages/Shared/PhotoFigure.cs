using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web.Pages.Shared;

/// <summary>A photo where a page shows it.</summary>
/// <param name="IsFirst">Whether it is likely in sight at once, and so not loaded lazily.</param>
/// <param name="Sizes">How wide it will be, as HTML's <c>sizes</c> says it.</param>
public sealed record PhotoFigure(PhotoView Photo, bool IsFirst, string Sizes)
{
    public string SourceSet(PictureEncoding encoding) => string.Join(", ", PhotoRenditions.For(Photo.Width)
        .Select(rendition => $"{Addresses.Photo(Photo.Hash, rendition.Name, encoding.Extension())} {rendition.Width}w"));

    /// <summary>What browsers without <c>srcset</c> show.</summary>
    public PhotoRendition Plain
    {
        get
        {
            var renditions = PhotoRenditions.For(Photo.Width);
            return renditions[Math.Min(2, renditions.Count - 1)];
        }
    }
}
