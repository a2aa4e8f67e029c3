using System.Globalization;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web.Pages.Shared;

/// <summary>Where areas lie on a facsimile's drawing, which is 100 wide and as high as the page's shape asks.</summary>
public sealed record FacsimileView(EditionView Edition, PageView Page, Headline? Marked = null)
{
    public Facsimile Picture => Page.Facsimile!;

    /// <summary>Height of the drawing whose width is 100.</summary>
    public string Height => Number(100m * Picture.Height / Picture.Width);

    /// <summary>From percent to the drawing.</summary>
    public string Scale => "scale(1 " + Number((decimal)Picture.Height / Picture.Width) + ")";

    /// <summary>The facsimile's widths in pixels by file name, narrowest first; none is wider than the source.</summary>
    public IEnumerable<(string Name, int Width)> Sizes => Picture.Width <= 900
        ? [("page-900", Picture.Width)]
        : [("page-900", 900), ("page-1600", Math.Min(1600, Picture.Width))];

    public string SourceSet(string extension) =>
        string.Join(", ", Sizes.Select(size => $"{Addresses.Facsimile(Edition, Page, $"{size.Name}.{extension}")} {size.Width}w"));

    /// <summary>The middle of an area and the size of the words 本文已撤 in it, in the drawing's units.</summary>
    public (string X, string Y, string Size) LabelOf(PageArea area)
    {
        var ratio = (decimal)Picture.Height / Picture.Width;
        var size = Math.Min(4m, Math.Min((area.Shape.Right - area.Shape.Left) / 5, (area.Shape.Bottom - area.Shape.Top) * ratio * 0.7m));
        return (Number((area.Shape.Left + area.Shape.Right) / 2), Number((area.Shape.Top + area.Shape.Bottom) / 2 * ratio), Number(size));
    }

    private static string Number(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
