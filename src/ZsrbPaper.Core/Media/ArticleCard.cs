using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Core.Media;

/// <summary>The shapes in which search engines and social networks ask for an article's picture.</summary>
public sealed record CardShape(string Name, int Across, int Down)
{
    /// <summary>Widest card in pixels; the networks scale from there.</summary>
    public const int MaxWidth = 1200;

    public static CardShape Wide { get; } = new("16x9", 16, 9);

    public static IReadOnlyList<CardShape> All { get; } = [Wide, new("4x3", 4, 3), new("1x1", 1, 1)];

    public static CardShape? Find(string name) => All.FirstOrDefault(shape => shape.Name == name);
}

/// <summary>A part of a picture, in pixels.</summary>
public readonly record struct PictureCrop(int Left, int Top, int Width, int Height);

/// <summary>
/// The picture that stands for an article where it is found or shared: its first photo cut around the focus point, or without a photo
/// the article's own part of the facsimile. Nothing is enlarged.
/// </summary>
public sealed class ArticleCard
{
    /// <summary>Raised when cards come out differently for the same article.</summary>
    private const int PipelineVersion = 1;

    /// <summary>The facsimile's file that cards are cut from, and its greatest width in pixels.</summary>
    private const string PageFile = "page-1600.jpg";
    private const int PageFileWidth = 1600;

    private readonly int _width;
    private readonly int _height;

    /// <summary>What must be in the card: a point of a photo, or the field of an article on its page; in percent.</summary>
    private readonly (double Left, double Top, double Right, double Bottom) _keep;

    private ArticleCard(string? photo, string? facsimile, int width, int height, (double, double, double, double) keep)
    {
        Photo = photo;
        FacsimileVersion = facsimile;
        (_width, _height, _keep) = (width, height, keep);
        var facts = string.Create(CultureInfo.InvariantCulture, $"{PipelineVersion}|{photo}|{facsimile}|{_keep.Left:0.##} {_keep.Top:0.##} {_keep.Right:0.##} {_keep.Bottom:0.##}");
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)))[..16];
    }

    /// <summary>Hash of the photo; null when the card is cut from the facsimile.</summary>
    public string? Photo { get; }

    /// <summary>Version of the facsimile that the card is cut from; null for a photo.</summary>
    public string? FacsimileVersion { get; }

    /// <summary>Changes with the picture and the part that is shown; sixteen hexadecimal digits.</summary>
    public string Version { get; }

    /// <summary>The card of an article, null when neither photo nor facsimile shows it.</summary>
    /// <param name="page">The page on which it starts.</param>
    /// <param name="article">The article.</param>
    public static ArticleCard? Of(PageView page, ArticleView article)
    {
        if (article.Photos is [var photo, ..])
        {
            var rendition = PhotoRenditions.For(Math.Min(photo.Width, PageFileWidth))[^1];
            var (x, y) = ((double)(photo.FocusX ?? 50), (double)(photo.FocusY ?? 50));
            return new ArticleCard(photo.Hash, null, rendition.Width, rendition.HeightFor(photo.Width, photo.Height), (x, y, x, y));
        }

        var shapes = page.Areas.Where(area => area.Article == article.Headline).Select(area => area.Shape).ToList();
        if (page.Facsimile is not { } facsimile || shapes.Count == 0)
        {
            return null;
        }

        var width = Math.Min(PageFileWidth, facsimile.Width);
        var height = (int)Math.Round((double)facsimile.Height * width / facsimile.Width);

        // The largest of an article's fields has its title; several fields together would show others' texts between them.
        var main = shapes.MaxBy(shape => (shape.Right - shape.Left) * (shape.Bottom - shape.Top))!;
        return new ArticleCard(null, facsimile.Version, width, height, ((double)main.Left, (double)main.Top, (double)main.Right, (double)main.Bottom));
    }

    /// <summary>The card's size in pixels.</summary>
    public (int Width, int Height) SizeOf(CardShape shape)
    {
        var crop = CropOf(shape);
        var width = Math.Min(CardShape.MaxWidth, crop.Width);
        return (width, Math.Max(1, width * shape.Down / shape.Across));
    }

    /// <summary>The file of the media store that the card is cut from.</summary>
    /// <param name="sourceHash">Hash of the photo, or of what the facsimile was made from.</param>
    internal string SourceFile(string sourceHash) => FacsimileVersion is null
        ? MediaNames.Rendition(sourceHash, PhotoRenditions.For(_width)[^1], PictureEncoding.Jpeg)
        : MediaNames.Facsimile(sourceHash, FacsimileVersion, PageFile);

    /// <summary>The part of <see cref="SourceFile"/> that the card shows.</summary>
    internal PictureCrop CropOf(CardShape shape)
    {
        var (left, top, right, bottom) = (_keep.Left / 100 * _width, _keep.Top / 100 * _height, _keep.Right / 100 * _width, _keep.Bottom / 100 * _height);

        // A photo may be shown whole; of a page only what is the article's own, from its head on.
        var isPhoto = FacsimileVersion is null;
        var (wide, high) = isPhoto ? (_width, _height) : (Math.Max(1, (int)(right - left)), Math.Max(1, (int)(bottom - top)));
        var width = Math.Max(1, Math.Min(wide, high * shape.Across / shape.Down));
        var height = Math.Clamp(width * shape.Down / shape.Across, 1, high);
        var x = ((left + right) / 2) - (width / 2.0);
        var y = isPhoto ? top - (height / 2.0) : top;
        return new PictureCrop((int)Math.Clamp(x, 0, _width - width), (int)Math.Clamp(y, 0, _height - height), width, height);
    }
}

/// <summary>Cuts cards when they are first asked for, and keeps them beside their source: a withdrawn source takes them with it.</summary>
public sealed class CardPublisher(IMediaStore store)
{
    private readonly WorkPerName _work = new();

    /// <summary>The card as JPEG; null when its source is not in the store. The caller disposes it.</summary>
    /// <param name="card">What is shown.</param>
    /// <param name="sourceHash">Hash of the photo, or of what the facsimile was made from.</param>
    /// <param name="shape">How it is cut.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Stream?> OpenAsync(ArticleCard card, string sourceHash, CardShape shape, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(shape);
        var name = MediaNames.Card(sourceHash, card, shape);
        using var turn = await _work.TakeAsync(name, ct).ConfigureAwait(false);
        if (await store.OpenAsync(name, ct).ConfigureAwait(false) is { } made)
        {
            return made;
        }

        var source = await store.OpenAsync(card.SourceFile(sourceHash), ct).ConfigureAwait(false);
        if (source is null)
        {
            return null;
        }

        byte[] bytes;
        await using (source.ConfigureAwait(false))
        {
            bytes = await Vips.RunAsync(() => Cut(source, card.CropOf(shape), card.SizeOf(shape)), ct).ConfigureAwait(false);
        }

        using var content = new MemoryStream(bytes, writable: false);
        await store.PutAsync(name, content, ct).ConfigureAwait(false);
        return await store.OpenAsync(name, ct).ConfigureAwait(false);
    }

    private static byte[] Cut(Stream source, PictureCrop crop, (int Width, int Height) size)
    {
        using var picture = NetVips.Image.NewFromStream(source, access: NetVips.Enums.Access.Random);
        var width = Math.Min(crop.Width, picture.Width);
        var height = Math.Min(crop.Height, picture.Height);
        using var part = picture.Crop(Math.Min(crop.Left, picture.Width - width), Math.Min(crop.Top, picture.Height - height), width, height);
        using var resized = Vips.Resize(part, size.Width, size.Height);
        return Vips.Encode(resized, PictureEncoding.Jpeg);
    }
}
