namespace ZsrbPaper.Core.Editions;

/// <summary>A photo (图片) of an article. The file is in the media store under its hash; several photos may share one file.</summary>
public sealed class Photo
{
    public const int FileNameMaxLength = 200;
    public const int TextMaxLength = 2000;

    internal Photo(Article article, string fileName, string hash, string extension, int width, int height)
    {
        Article = article;
        FileName = fileName;
        Hash = hash;
        Extension = extension;
        Width = width;
        Height = height;
    }

    private Photo()
    {
        Article = null!;
        FileName = null!;
        Hash = null!;
        Extension = null!;
    }

    public int Id { get; private set; }

    public int ArticleId { get; private set; }

    public Article Article { get; private set; }

    /// <summary>Place among the article's photos, from 0.</summary>
    public int Position { get; set; }

    /// <summary>Name of the file in the edition package.</summary>
    public string FileName { get; private set; }

    /// <summary>SHA-256 of the original file, lower-case hexadecimal.</summary>
    public string Hash { get; private set; }

    /// <summary>Extension of the original file, without the dot.</summary>
    public string Extension { get; private set; }

    /// <summary>Size in pixels as seen, EXIF orientation applied.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>图说.</summary>
    public string? Caption { get; set; }

    /// <summary>供图/摄.</summary>
    public string? Credit { get; set; }

    /// <summary>What the photo shows, for those who do not see it; the caption serves when null.</summary>
    public string? Alt { get; set; }

    /// <summary>The point that crops must keep, percent of width and height from the top left; null when not chosen.</summary>
    public decimal? FocusX { get; set; }

    public decimal? FocusY { get; set; }
}
